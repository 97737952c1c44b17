import { browser } from "@web/core/browser/browser";
import { EventBus } from "@odoo/owl";

/** ``{name, id}`` of a place on the phone written as ``vote-7``. */
function parse(written) {
    const [, name, id] = written.match(/^(raise|vote|results|need|goals)(?:-(\d+))?$/) || [];
    return { name: name || "home", id: Number(id) };
}

/** Where somebody is on their page, kept in its address, so that the phone's own “back” works. */
export class HashPlaces extends EventBus {
    constructor() {
        super();
        browser.addEventListener("hashchange", () => this.trigger("change"));
    }

    read() {
        return parse(browser.location.hash.slice(1));
    }

    go(written) {
        browser.location.hash = written;
        browser.scrollTo?.(0, 0);
    }
}

/** The same within a screen of the web client, whose address is its own. */
export class MemoryPlaces extends EventBus {
    written = "home";

    read() {
        return parse(this.written);
    }

    go(written) {
        this.written = written;
        this.trigger("change");
    }
}
