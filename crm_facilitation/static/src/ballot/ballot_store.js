import { browser } from "@web/core/browser/browser";

const MODEL = "crm.facilitation.round";

/**
 * What the voter sees of a round, and the requests that change it. Requests go one after another, so that the last
 * tap wins. The token of an anonymous ballot is kept by this browser only.
 */
export class BallotStore {
    constructor({ orm, roundId, onRefused, storage = browser.localStorage }) {
        this.orm = orm;
        this.roundId = roundId;
        this.onRefused = onRefused;
        this.storage = storage;
        this.round = {};
        this.isSaving = false;
        this.queue = Promise.resolve();
    }

    get storageKey() {
        return `crm_facilitation.ballot.${this.roundId}`;
    }

    get token() {
        return this.storage.getItem(this.storageKey) || false;
    }

    get needsToken() {
        return this.round.anonymous && !this.token;
    }

    async load() {
        this.round = await this.orm.silent.call(MODEL, "ballot", [[this.roundId]], { token: this.token });
    }

    async ask() {
        await this.attempt(async () => {
            const token = await this.orm.silent.call(MODEL, "issue_ballot", [[this.roundId]]);
            this.storage.setItem(this.storageKey, token);
            await this.load();
        });
    }

    /** Store one choice; on refusal the ballot is read again, so that the screen never shows what is not stored. */
    cast(needId, choice) {
        this.queue = this.queue.then(() =>
            this.attempt(async () => {
                const choices = { [needId]: choice };
                const args = { choices, token: this.token };
                this.round = await this.orm.silent.call(MODEL, "cast", [[this.roundId]], args);
            }),
        );
        return this.queue;
    }

    async attempt(request) {
        this.isSaving = true;
        try {
            await request();
        } catch (error) {
            this.onRefused(error.data?.message || error.message);
            await this.load();
        } finally {
            this.isSaving = false;
        }
    }
}
