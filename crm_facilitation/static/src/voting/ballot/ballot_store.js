import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { PendingChoices } from "./pending_choices";

const MODEL = "crm.facilitation.round";
export const RETRY_AFTER = 4000;

/**
 * What the voter sees of a round, and the requests that change it.
 *
 * A tap shows at once and is sent at once; taps made while a request is under way go together with the next one, so that
 * the last tap wins. What the server refuses is taken off the screen; what does not reach it stays, marked as not saved,
 * and is sent again until it does.
 */
export class BallotStore {
    /**
     * @param {{orm: Object, roundId: number, token: BallotToken, onRefused: Function, onVoted?: Function,
     *     kept?: Draft}} setup ``kept`` outlives a reload; of an anonymous ballot nothing is kept on the device
     */
    constructor({ orm, roundId, token, onRefused, onVoted = () => {}, kept }) {
        Object.assign(this, { orm, roundId, token, onRefused, onVoted });
        this.round = { needs: [], choices: {} };
        this.pending = new PendingChoices(kept, () => !this.round.anonymous);
        this.sending = null;
        this.isOffline = false;
        this.hasBallot = false;
    }

    get needsBallot() {
        return this.round.anonymous && !this.hasBallot;
    }

    get isSaved() {
        return this.pending.isEmpty;
    }

    choiceOf(needId) {
        const { choices } = this.pending;
        return needId in choices ? choices[needId] : this.round.choices[needId];
    }

    /** Dots left on the screen, those on their way to the server counted. */
    get left() {
        if (this.round.method !== "dots") {
            return 0;
        }
        const spent = this.round.needs.reduce((sum, need) => sum + (this.choiceOf(need.id) || 0), 0);
        return this.round.budget - spent;
    }

    get answered() {
        return this.round.needs.filter((need) => Object.keys(this.choiceOf(need.id) || {}).length).length;
    }

    async load() {
        const token = this.token.get();
        try {
            this.round = await this.call("ballot", { token });
            this.hasBallot = Boolean(token);
        } catch (error) {
            if (!token || error instanceof ConnectionLostError) {
                throw error;
            }
            // the token was drawn and never arrived, or belongs to another database
            this.round = await this.call("ballot", {});
            this.hasBallot = false;
        }
        if (this.round.is_voting && this.pending.restore()) {
            this.send();
        }
    }

    /** Ask for the anonymous ballot; repeated as often as needed, since the device has its token already. */
    async ask() {
        await this.attempt(async () => {
            await this.call("issue_ballot", { token: this.token.draw() });
            await this.load();
            this.onVoted();
        });
    }

    /** Open the ballot with a token noted on another device. */
    async enter(token) {
        await this.attempt(async () => {
            this.round = await this.call("ballot", { token: token.trim() });
            this.token.keep(token.trim());
            this.hasBallot = true;
        });
    }

    /** Show one choice at once and send it. */
    cast(needId, choice) {
        this.pending.add(needId, choice);
        return this.send();
    }

    /** Send what is not stored, and wait for it; what is under way takes along what came meanwhile. */
    send() {
        if (!this.isSaved) {
            this.sending ??= this.flush();
        }
        return this.sending;
    }

    async flush() {
        try {
            while (!this.isSaved) {
                const choices = { ...this.pending.choices };
                const ballot = await this.call("cast", { choices, token: this.token.get(), with_needs: false });
                const isFirst = !this.round.receipt;
                this.round = { ...this.round, ...ballot };
                this.isOffline = false;
                this.pending.forget(choices);
                this.token.keepReceipt?.(ballot.receipt);
                if (isFirst) {
                    this.onVoted();
                }
            }
        } catch (error) {
            await this.recover(error);
        } finally {
            this.sending = null;
        }
    }

    /** Not reached: keep the choices and try again. Refused: say so, and show what is stored. */
    async recover(error) {
        if (error instanceof ConnectionLostError) {
            this.isOffline = true;
            browser.setTimeout(() => this.send(), RETRY_AFTER);
            return;
        }
        this.pending.clear();
        this.isOffline = false;
        await this.attempt(() => this.load());
        this.onRefused(error.data?.message || error.message);
    }

    async attempt(request) {
        try {
            await request();
        } catch (error) {
            this.onRefused(error.data?.message || error.message);
        }
    }

    call(method, kwargs) {
        return this.orm.silent.call(MODEL, method, [[this.roundId]], kwargs);
    }
}
