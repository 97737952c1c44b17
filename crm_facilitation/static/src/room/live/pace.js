import { Allowance } from "./allowance";

const AT_MOST_EVERY = 1000;
const IDLE_AT_MOST_EVERY = 4000;
// a server that takes long is asked less often, so that what people do goes before what they watch
const PAUSE_PER_ANSWER = 3;
const PAUSE_AT_MOST = 10000;

/** How often a device asks: by what the last answer took and weighed, and whether somebody is at work on it. */
export class Pace {
    /** @param {() => boolean} isIdle */
    constructor(isIdle) {
        Object.assign(this, { isIdle, allowance: new Allowance(), askedAt: 0, took: 0, weight: 0 });
    }

    begin() {
        this.askedAt = Date.now();
    }

    /** An answer of so many bytes came; one that brought nothing says nothing of how heavy the next one is. */
    end(bytes, hasState) {
        this.took = Date.now() - this.askedAt;
        this.allowance.spend(bytes);
        this.weight = hasState ? bytes : this.weight;
    }

    /** When the next request may be sent, in ms since 1970. */
    get earliest() {
        const now = Date.now();
        const busy = Math.min(PAUSE_PER_ANSWER * this.took, PAUSE_AT_MOST);
        const pause = Math.max(this.isIdle() ? IDLE_AT_MOST_EVERY : AT_MOST_EVERY, busy);
        return Math.max(this.askedAt + pause, now + this.allowance.waitFor(this.weight, now));
    }

    /** The same for somebody who has just come back, and does not wait for the allowance. */
    get soonest() {
        return this.askedAt + AT_MOST_EVERY / 2;
    }
}
