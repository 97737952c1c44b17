import { browser } from "@web/core/browser/browser";

const PREFIX = "crm_facilitation.origin.";

/** Keep the token of an anonymous need on this device: the server does not have it. */
export function rememberToken({ id, token }) {
    if (token) {
        browser.localStorage.setItem(PREFIX + id, token);
    }
}

/** The token of a need raised on this device, or null. */
export function recallToken(id) {
    return browser.localStorage.getItem(PREFIX + id);
}
