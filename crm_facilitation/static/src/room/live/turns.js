/** One request at a time, so that no older answer comes after a newer one; what is wished for meanwhile is asked once more. */
export class Turns {
    /** @param {(fresh: boolean) => Promise<void>} ask */
    constructor(ask) {
        Object.assign(this, { ask, wish: null, underWay: null, isStopped: false });
    }

    /**
     * Ask as soon as no request is under way.
     *
     * @param {{fresh?: boolean}} how the answer has to be; ``fresh`` stays where somebody wished for it before
     * @returns {Promise<void>} done once nothing is wished for any more
     */
    take({ fresh = false } = {}) {
        this.wish = { fresh: fresh || Boolean(this.wish?.fresh) };
        this.underWay ??= this.run().finally(() => {
            this.underWay = null;
        });
        return this.underWay;
    }

    async run() {
        while (this.wish && !this.isStopped) {
            const { fresh } = this.wish;
            this.wish = null;
            await this.ask(fresh);
        }
    }

    stop() {
        this.isStopped = true;
    }
}
