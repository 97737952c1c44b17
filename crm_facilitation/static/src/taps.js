const DOUBLE_TAP = 500;

/** Tells a second tap of the same finger from a tap that is meant: what the first one did is not undone by it. */
export class Taps {
    last = { key: undefined, at: 0 };

    /** Whether the same thing was tapped a moment ago. */
    isRepeated(key) {
        const now = Date.now();
        const isSame = this.last.key === key && now - this.last.at < DOUBLE_TAP;
        this.last = { key, at: now };
        return isSame;
    }
}
