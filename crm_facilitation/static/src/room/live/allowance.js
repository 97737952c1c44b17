// together 10 MB in an hour: at once, and by and by
const BURST = 1000000;
const PER_SECOND = 2500;

/** How much a phone may fetch of its own accord: a busy step must not use up somebody's data plan. */
export class Allowance {
    constructor(now = Date.now(), burst = BURST, perSecond = PER_SECOND) {
        Object.assign(this, { left: burst, at: now, burst, perSecond });
    }

    /** What has been fetched, in bytes; what nobody asked this for counts too. */
    spend(bytes, now = Date.now()) {
        this.refill(now);
        this.left -= bytes;
    }

    /** How many ms to wait before ``bytes`` more are fetched. */
    waitFor(bytes, now = Date.now()) {
        this.refill(now);
        return Math.max(0, Math.ceil(((bytes - this.left) / this.perSecond) * 1000));
    }

    refill(now) {
        this.left = Math.min(this.burst, this.left + (Math.max(0, now - this.at) / 1000) * this.perSecond);
        this.at = now;
    }
}
