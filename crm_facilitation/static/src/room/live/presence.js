import { browser } from "@web/core/browser/browser";

const EVERY = 60000;
const JITTER = 10000;

/** Says “I am here” at most once a minute, while somebody looks at the page; and whether they are ready. */
export class Presence {
    /**
     * @param {(ready?: boolean) => Promise} beat
     * @param {() => boolean} isHere whether somebody has said so by a press: mail scanners open links and run scripts
     */
    constructor(beat, isHere = () => true) {
        Object.assign(this, { beat, isHere });
    }

    start() {
        this.say();
        this.timer = browser.setInterval(() => this.say(), EVERY + Math.random() * JITTER);
    }

    stop() {
        browser.clearInterval(this.timer);
    }

    async say() {
        if (document.visibilityState !== "visible" || !this.isHere()) {
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
