/** How much of long texts is shown: so much at first, and all of it once somebody asks. */
export class LongText {
    isWhole = false;

    /** @param {number} most characters that are shown at first */
    constructor(most) {
        this.most = most;
    }

    /** @param {string | false} text */
    isCut(text) {
        return !this.isWhole && (text || "").length > this.most;
    }

    /** @param {string | false} text */
    shown(text) {
        return this.isCut(text) ? `${text.slice(0, this.most)}…` : text;
    }
}
