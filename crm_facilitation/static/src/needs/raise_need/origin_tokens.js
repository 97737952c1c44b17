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

/** Whether a need is mine: by my name, or by the token that this device keeps. */
export function isMine({ id, is_my_need, is_anonymous }) {
    return Boolean(is_my_need || (is_anonymous && recallToken(id)));
}

/** ``{need id: token}`` of all needs raised anonymously on this device. */
export function recallTokens() {
    const { localStorage } = browser;
    const keys = Array.from({ length: localStorage.length }, (_item, index) => localStorage.key(index));
    const own = keys.filter((key) => key?.startsWith(PREFIX));
    return Object.fromEntries(own.map((key) => [key.slice(PREFIX.length), localStorage.getItem(key)]));
}
