/** A secret of 192 bits in 32 letters, drawn on this device. */
export function newToken() {
    const bytes = window.crypto.getRandomValues(new Uint8Array(24));
    const text = window.btoa(String.fromCharCode(...bytes));
    return text.replaceAll("+", "-").replaceAll("/", "_");
}
