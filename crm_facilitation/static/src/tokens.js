/** A secret of 192 bits in 32 letters, drawn on this device. */
export function newToken() {
    const bytes = window.crypto.getRandomValues(new Uint8Array(24));
    const text = window.btoa(String.fromCharCode(...bytes));
    return text.replaceAll("+", "-").replaceAll("/", "_");
}

/** What was sent and not answered: sent again in the same words, it has the same token and is the same need. */
export class Repetition {
    values = "";
    token = "";

    /** What outlives a reload, to be kept with the words. */
    get kept() {
        return this.token ? { sent: { values: this.values, token: this.token } } : {};
    }

    restore(sent) {
        if (sent) {
            Object.assign(this, sent);
        }
    }

    tokenOf(values) {
        const words = JSON.stringify(values);
        if (this.values !== words) {
            Object.assign(this, { values: words, token: newToken() });
        }
        return this.token;
    }
}
