import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";

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
        Object.assign(this, { orm, roundId, token, onRefused, onVoted, kept });
        this.round = { needs: [], choices: {} };
        /** choices that are not known to be stored: need id → choice */
        this.pending = {};
        this.sending = null;
        this.isOffline = false;
        this.hasBallot = false;
    }

    get needsBallot() {
        return this.round.anonymous && !this.hasBallot;
    }

    get isSaved() {
        return !Object.keys(this.pending).length;
    }

    choiceOf(needId) {
        return needId in this.pending ? this.pending[needId] : this.round.choices[needId];
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
        this.resume();
    }

    /** Go on with what was chosen before a reload and is not known to be stored. */
    resume() {
        if (this.kept && !this.round.anonymous && this.round.is_voting) {
            this.pending = { ...this.kept.read(), ...this.pending };
            this.send();
        }
    }

    /** Keep on the device what is not stored yet. */
    keep() {
        if (!this.round.anonymous) {
            this.kept?.keep(this.pending);
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
        this.pending[needId] = choice;
        this.keep();
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
                const choices = { ...this.pending };
                const paper = await this.call("cast", { choices, token: this.token.get(), with_needs: false });
                const isFirst = !this.round.receipt;
                this.round = { ...this.round, ...paper };
                this.isOffline = false;
                this.forget(choices);
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

    forget(sent) {
        for (const [needId, choice] of Object.entries(sent)) {
            if (this.pending[needId] === choice) {
                delete this.pending[needId];
            }
        }
        this.keep();
    }

    /** Not reached: keep the choices and try again. Refused: say so, and show what is stored. */
    async recover(error) {
        if (error instanceof ConnectionLostError) {
            this.isOffline = true;
            browser.setTimeout(() => this.send(), RETRY_AFTER);
            return;
        }
        this.pending = {};
        this.keep();
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
