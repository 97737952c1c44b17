import { browser } from "@web/core/browser/browser";
import { reactive } from "@odoo/owl";

const SHOWN_FOR = 6000;

/** What shared components call ``notification``: one line at the bottom of the page, read out by screen readers. */
export class Messages {
    constructor() {
        this.state = reactive({ text: "", type: "" });
    }

    add(text, { type = "info" } = {}) {
        Object.assign(this.state, { text: String(text), type });
        browser.clearTimeout(this.timer);
        // what went wrong stays until it is put away
        if (type !== "danger") {
            this.timer = browser.setTimeout(() => this.clear(), SHOWN_FOR);
        }
    }

    clear() {
        Object.assign(this.state, { text: "", type: "" });
    }
}
