import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";

// longer than any answer takes, also on a slow network
const PATIENCE = 20000;
// what the answer's headers weigh
const HEADERS = 400;
// text like this one is a quarter on its way, where the server says nothing of it
const COMPRESSED = 4;
// how many versions are known that were left behind
const LEFT_AT_MOST = 20;

/** The server let this browser in no more; its words are the message. */
export class ShutOutError extends Error {
    constructor(code, message) {
        super(message);
        this.code = code;
    }
}

/**
 * Asks the server what there is to see now. An answer that is known already is not sent again, and no part of one either:
 * the server tells the versions of the larger parts, and leaves out those that are named to it.
 */
export class StateSource {
    /**
     * @param {{address: string, clock: Clock, database?: string}} setup the database is named where no session of Odoo's
     *      knows it, so that the server need not look for it each time
     */
    constructor({ address, clock, database }) {
        Object.assign(this, { address, clock, tag: "", named: database ? { "X-Odoo-Database": database } : {} });
        // by the name of the part
        this.versions = {};
        this.parts = {};
        this.left = [];
    }

    /**
     * @param {{fresh?: boolean}} how ``fresh`` asks the server that changes go to, where a copy of it may lag
     * @returns {Promise<{state: Object | null, bytes: number, isOlder: boolean}>} no state where it is the one known, or
     *      looks older than that: one that was left for another before, told by a copy
     * @throws {ConnectionLostError} not reached
     * @throws {ShutOutError} refused
     */
    async ask({ fresh = false } = {}) {
        const asked = Date.now();
        const response = await this.fetch(fresh);
        this.clock.learn(Number(response.headers.get("X-Facilitation-Now")), asked);
        if (response.status === 304) {
            return { state: null, bytes: HEADERS, isOlder: false };
        }
        const text = await this.read(response);
        const answer = this.parse(text, response);
        const bytes = HEADERS + (Number(response.headers.get("Content-Length")) || text.length / COMPRESSED);
        const tag = response.headers.get("ETag") || "";
        const isOlder = !fresh && this.left.includes(tag);
        return { state: isOlder ? null : this.take(tag, answer), bytes, isOlder };
    }

    /** The answer is the one known from now on. */
    take(tag, answer) {
        if (this.tag) {
            this.left = [this.tag, ...this.left].slice(0, LEFT_AT_MOST);
        }
        this.left = this.left.filter((one) => one !== tag);
        this.tag = tag;
        return this.complete(answer);
    }

    /** The whole of what the server told, with the parts that it need not send again. */
    complete({ parts = {}, ...sent }) {
        const state = { ...sent };
        for (const name of Object.keys(parts)) {
            state[name] ??= this.parts[name];
        }
        this.versions = parts;
        this.parts = Object.fromEntries(Object.keys(parts).map((name) => [name, state[name]]));
        return state;
    }

    async fetch(fresh) {
        const address = fresh ? `${this.address}${this.address.includes("?") ? "&" : "?"}fresh=1` : this.address;
        const giveUp = new AbortController();
        const timer = browser.setTimeout(() => giveUp.abort(), PATIENCE);
        try {
            const known = { "X-Facilitation-Parts": Object.values(this.versions).join(" ") };
            const headers = { ...this.named, ...known, ...(this.tag ? { "If-None-Match": this.tag } : {}) };
            return await browser.fetch(address, { headers, cache: "no-store", signal: giveUp.signal });
        } catch {
            throw new ConnectionLostError(address);
        } finally {
            browser.clearTimeout(timer);
        }
    }

    async read(response) {
        try {
            return await response.text();
        } catch {
            throw new ConnectionLostError(this.address);
        }
    }

    parse(text, { ok }) {
        let answer;
        try {
            answer = JSON.parse(text);
        } catch {
            // a proxy that answers for a server that is away, or the page of a login
            throw new ConnectionLostError(this.address);
        }
        if (answer?.error?.code) {
            throw new ShutOutError(answer.error.code, answer.error.message);
        }
        if (!ok || !answer) {
            // such a proxy may speak JSON too
            throw new ConnectionLostError(this.address);
        }
        return answer;
    }
}
