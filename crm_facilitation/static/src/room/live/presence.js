import { browser } from "@web/core/browser/browser";

const EVERY = 60000;
const JITTER = 10000;

const TOUCHES = ["pointerdown", "keydown"];

/** Says “I am here” at most once a minute, while somebody looks at the page; and whether they are ready. */
export class Presence {
    /**
     * @param {(ready?: boolean) => Promise} beat
     * @param {{awaitsTouch?: boolean}} how ``awaitsTouch`` says nothing before somebody touches the page: scanners of mails
     *      open links too, and run their scripts
     */
    constructor(beat, { awaitsTouch = false } = {}) {
        Object.assign(this, { beat, awaitsTouch });
        this.onTouch = () => this.begin();
    }

    start() {
        if (!this.awaitsTouch) {
            this.begin();
            return;
        }
        for (const kind of TOUCHES) {
            browser.addEventListener(kind, this.onTouch, { passive: true });
        }
    }

    begin() {
        this.stop();
        this.say();
        this.timer = browser.setInterval(() => this.say(), EVERY + Math.random() * JITTER);
    }

    stop() {
        for (const kind of TOUCHES) {
            browser.removeEventListener(kind, this.onTouch);
        }
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
