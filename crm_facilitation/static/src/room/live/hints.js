const KNOWN_AT_MOST = 100;

/** The hints that were heard: each may come twice, by several ways. */
export class Hints {
    known = new Set();

    /** Whether this hint says something new; it is known from now on. */
    isNew(hint) {
        if (this.known.has(hint)) {
            return false;
        }
        this.known.add(hint);
        if (this.known.size > KNOWN_AT_MOST) {
            this.known.delete(this.known.values().next().value);
        }
        return true;
    }
}
