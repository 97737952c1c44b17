import { browser } from "@web/core/browser/browser";
import { newToken } from "../../tokens";

/**
 * The token that opens this voter's anonymous ballot. Drawn on the device and kept here before it is asked for, so that
 * an answer lost on the way costs nobody their vote; the server has a hash of it only. One per round and user: a browser
 * may serve several people.
 */
export class BallotToken {
    constructor(roundId, userId, storage = browser.localStorage) {
        this.key = `crm_facilitation.ballot.${roundId}.${userId}`;
        this.receiptKey = `crm_facilitation.receipt.${roundId}.${userId}`;
        this.storage = storage;
    }

    get() {
        return this.storage.getItem(this.key) || false;
    }

    keep(token) {
        this.storage.setItem(this.key, token);
        return token;
    }

    /** The token kept here, or a new one. */
    draw() {
        return this.get() || this.keep(newToken());
    }

    /** What this device was last told of its ballot: after closing it looks for it in the list by itself. */
    get receipt() {
        return this.storage.getItem(this.receiptKey) || "";
    }

    /** @param {string | false} receipt false once all is taken back */
    keepReceipt(receipt) {
        this.storage.setItem(this.receiptKey, receipt || "");
    }
}
