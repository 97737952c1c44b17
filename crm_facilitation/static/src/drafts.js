import { browser } from "@web/core/browser/browser";

export const DRAFTS = "crm_facilitation.draft.";

/** What somebody has begun and not sent, kept on this device so that a reload loses nothing. */
export class Draft {
    /** @param {string} key names person, place and thing: a browser may serve several people */
    constructor(key, storage = browser.localStorage) {
        this.key = DRAFTS + key;
        this.storage = storage;
    }

    /** The values kept, or an empty object. */
    read() {
        try {
            return JSON.parse(this.storage.getItem(this.key)) || {};
        } catch {
            return {};
        }
    }

    /** Keep ``values``; nothing is kept of values that are all empty. */
    keep(values) {
        if (Object.values(values).some((value) => (Array.isArray(value) ? value.length : value !== ""))) {
            this.storage.setItem(this.key, JSON.stringify(values));
        } else {
            this.drop();
        }
    }

    drop() {
        this.storage.removeItem(this.key);
    }
}
