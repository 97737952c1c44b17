import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";

// longer than any answer takes, also on a slow network
const PATIENCE = 45000;

/** A call that the server answered with a refusal, in the person's words. */
export class RefusedError extends Error {
    /** @param {{code: string, message: string}} error */
    constructor({ code, message }) {
        super(message);
        this.code = code;
        // where the shared components look for it
        this.data = { message };
    }
}

/**
 * What shared components call ``orm``, for somebody without an account: the same call, sent to the one route there is.
 * Which methods exist, and what the server fills in, is the server's table of commands.
 */
export class GuestOrm {
    /**
     * @param {{commands: Object, proof: string, read: string, call: string, database: string}} page the database is
     *      named, so that the server need not look for it at each call: there is no session of Odoo's that knows it
     * @param {(error: RefusedError) => void} onShutOut told when this browser may do nothing any more
     */
    constructor(page, onShutOut = () => {}) {
        this.page = page;
        this.onShutOut = onShutOut;
        // no spinner and no dialogs here
        this.silent = this;
    }

    /** @param {Array} args empty, or the ids of the one record: ``[[id]]`` */
    async call(model, method, args, kwargs = {}) {
        const command = this.page.commands[`${model}.${method}`];
        const sent = Object.fromEntries(
            Object.entries(kwargs).filter(([name, value]) => !command.given.includes(name) && value !== undefined),
        );
        // the server knows no token by absence, where the components say false
        if (sent.token === false) {
            delete sent.token;
        }
        if (args.length) {
            [[sent.id]] = args;
        }
        return this.send(command.writes ? this.page.call : this.page.read, command.name, sent);
    }

    async send(address, name, sent) {
        const body = JSON.stringify({ method: name, args: sent, proof: this.page.proof });
        const giveUp = new AbortController();
        const timer = browser.setTimeout(() => giveUp.abort(), PATIENCE);
        let answer;
        try {
            const headers = { "Content-Type": "application/json", "X-Odoo-Database": this.page.database };
            const response = await browser.fetch(address, { method: "POST", headers, body, signal: giveUp.signal });
            answer = await response.json();
        } catch {
            // not reached, or reached a proxy that answers for a server that is away
            throw new ConnectionLostError(address);
        } finally {
            browser.clearTimeout(timer);
        }
        if (answer.error) {
            const error = new RefusedError(answer.error);
            if (["entry", "choose", "page", "locked"].includes(error.code)) {
                this.onShutOut(error);
            }
            throw error;
        }
        return answer.result;
    }
}
