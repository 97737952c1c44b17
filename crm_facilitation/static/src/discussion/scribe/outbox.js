import { _t } from "@web/core/l10n/translation";

/** Rows on their way to the server, one after the other, so that the scribe types on; what is refused stays here. */
export class Outbox {
    rows = [];

    /**
     * @param {{deliver: (row: Object) => Promise<void>, onDelivered: () => Promise<void>}} setup
     */
    constructor({ deliver, onDelivered }) {
        Object.assign(this, { deliver, onDelivered, lastNumber: 0, underWay: Promise.resolve() });
    }

    /** @param {{text: string, who: Object | null, token: string}} said */
    add(said) {
        const number = ++this.lastNumber;
        this.rows.push({ ...said, number, problem: "" });
        this.underWay = this.underWay.then(() => this.send(this.rows.find((row) => row.number === number)));
    }

    forget(row) {
        this.rows = this.rows.filter((one) => one.number !== row.number);
    }

    async send(row) {
        try {
            await this.deliver(row);
            this.forget(row);
            await this.onDelivered();
        } catch (error) {
            row.problem = error.data?.message || _t("Not sent: no connection.");
        }
    }
}
