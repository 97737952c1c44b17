const CHANGES = { "+": 1, "=": 1, ArrowRight: 1, "-": -1, ArrowLeft: -1 };

/**
 * What a key says on the ballot, whatever the method: a figure, one more or one less, or taking the vote back.
 *
 * @param {KeyboardEvent} event
 * @returns {{digit?: number, change?: number, isTakingBack: boolean} | undefined} nothing for keys of something else
 */
export function meaningOf({ key, target, ctrlKey, metaKey, altKey }) {
    if (target.tagName === "TEXTAREA" || ctrlKey || metaKey || altKey) {
        return undefined;
    }
    const digit = /^[0-9]$/.test(key) ? Number(key) : undefined;
    const change = CHANGES[key];
    const isTakingBack = digit === 0 || key === "Delete" || key === "Backspace";
    return digit !== undefined || change || isTakingBack ? { digit, change, isTakingBack } : undefined;
}

/**
 * The card above or below the one in focus, where an arrow asks for it; undefined where there is none.
 *
 * @param {KeyboardEvent} event
 * @param {string} selector what a card is
 */
export function neighbourOf({ key, target, currentTarget }, selector) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (!step || target.tagName === "TEXTAREA") {
        return undefined;
    }
    const cards = [...currentTarget.querySelectorAll(selector)];
    return cards[cards.indexOf(target.closest(selector)) + step];
}
