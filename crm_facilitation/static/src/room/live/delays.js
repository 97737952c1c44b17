// whatever hints say, each device asks at its own time
const EVERY = 20000;
const SPREAD = 10000;
// a hint reaches everybody at once
const HINT_SPREAD = 250;
// a server that comes back is not asked by the whole room at the same moment
const RECONNECT_SPREAD = 10000;
const RETRY = 2000;
const RETRY_AT_MOST = 15000;

/** How long a device waits before it asks, in ms: each device another time, so that a room does not ask all at once. */
export class Delays {
    /** @param {() => number} random from 0 to 1 */
    constructor(random) {
        this.random = random;
    }

    get regular() {
        return EVERY + this.random() * SPREAD;
    }

    get afterHint() {
        return this.random() * HINT_SPREAD;
    }

    get afterReconnecting() {
        return this.random() * RECONNECT_SPREAD;
    }

    /** @param {number} failures in a row: longer each time */
    afterFailing(failures) {
        return Math.min(RETRY * 2 ** (failures - 1), RETRY_AT_MOST) * (0.5 + this.random());
    }
}
