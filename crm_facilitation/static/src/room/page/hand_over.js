import { browser } from "@web/core/browser/browser";

const LOCK_AFTER = 60000;
const TOUCH_EVERY = 15000;
const KEPT = "crm_facilitation.";

/**
 * A shared device in somebody's hands: locked after a minute without a touch, and nothing of them stays on it.
 *
 * What components keep on the device they keep here, in the tab, until it is locked.
 */
export class HandOver {
    /** @param {{proof: string}} page its proof is another one at each hand-over */
    constructor({ proof }) {
        this.proof = proof;
        browser.localStorage = browser.sessionStorage;
        if (browser.sessionStorage.getItem(`${KEPT}hand_over`) !== proof) {
            this.forget();
            browser.sessionStorage.setItem(`${KEPT}hand_over`, proof);
        }
        this.touchedAt = 0;
        this.touch();
        for (const kind of ["pointerdown", "keydown", "input", "scroll"]) {
            browser.addEventListener(kind, () => this.touch(), { passive: true });
        }
        browser.addEventListener("submit", ({ target }) => target.matches("[action='/f/k/lock']") && this.forget());
        // the browser's own “back” must not bring the page of the person before
        browser.addEventListener("pageshow", (event) => event.persisted && this.end());
    }

    touch() {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.end(), LOCK_AFTER);
        if (Date.now() - this.touchedAt > TOUCH_EVERY) {
            this.touchedAt = Date.now();
            const body = new URLSearchParams({ proof: this.proof });
            // it locks by itself where this does not arrive
            browser.fetch("/f/k/touch", { method: "POST", body }).catch(() => {});
        }
    }

    forget() {
        const { sessionStorage } = browser;
        for (const key of Object.keys(sessionStorage)) {
            if (key.startsWith(KEPT)) {
                sessionStorage.removeItem(key);
            }
        }
    }

    end() {
        this.forget();
        browser.location.replace("/f/k");
    }
}
