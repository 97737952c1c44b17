import { browser } from "@web/core/browser/browser";

const EVERY = 60000;
const JITTER = 10000;

/** Says “I am here” at most once a minute, while somebody looks at the page; and whether they are ready. */
export class Presence {
    /** @param {(ready?: boolean) => Promise} beat */
    constructor(beat) {
        this.beat = beat;
    }

    start() {
        this.say();
        this.timer = browser.setInterval(() => this.say(), EVERY + Math.random() * JITTER);
    }

    stop() {
        browser.clearInterval(this.timer);
    }

    async say() {
        if (document.visibilityState !== "visible") {
            return;
        }
        try {
            await this.beat();
        } catch (error) {
            // the page itself says when the server is away
            console.debug("Presence could not be told", error);
        }
    }
}
