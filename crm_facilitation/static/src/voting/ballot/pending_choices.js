/** Choices that are not known to be stored, need id → choice; ``kept`` is where they outlive a reload. */
export class PendingChoices {
    /**
     * @param {Draft} [kept]
     * @param {() => boolean} mayKeep of an anonymous ballot nothing is kept on the device
     */
    constructor(kept, mayKeep) {
        Object.assign(this, { choices: {}, kept, mayKeep });
    }

    get isEmpty() {
        return !Object.keys(this.choices).length;
    }

    add(needId, choice) {
        this.choices[needId] = choice;
        this.keep();
    }

    /** Drop those of ``sent`` that have not been changed since. */
    forget(sent) {
        for (const [needId, choice] of Object.entries(sent)) {
            if (this.choices[needId] === choice) {
                delete this.choices[needId];
            }
        }
        this.keep();
    }

    clear() {
        this.choices = {};
        this.keep();
    }

    /** Take up what was kept before a reload; whether anything may be kept. */
    restore() {
        if (!this.kept || !this.mayKeep()) {
            return false;
        }
        this.choices = { ...this.kept.read(), ...this.choices };
        return true;
    }

    keep() {
        if (this.mayKeep()) {
            this.kept?.keep(this.choices);
        }
    }
}
