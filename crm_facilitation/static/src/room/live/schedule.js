import { browser } from "@web/core/browser/browser";

/** The next time something is done: of several plans the earliest. */
export class Schedule {
    /** @param {() => void} act */
    constructor(act) {
        Object.assign(this, { act, at: 0 });
    }

    /**
     * Act after ``delay`` ms, not before ``earliest``; what is planned for earlier stays.
     *
     * @param {number} delay in ms
     * @param {number} earliest in ms since 1970, by the device's clock
     */
    plan(delay, earliest) {
        const now = Date.now();
        const at = Math.max(now + delay, earliest);
        if (this.isStopped || (this.at && this.at <= at)) {
            return;
        }
        this.at = at;
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => {
            this.at = 0;
            this.act();
        }, at - now);
    }

    stop() {
        this.isStopped = true;
        browser.clearTimeout(this.timer);
    }
}
