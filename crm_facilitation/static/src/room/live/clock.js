// an answer that took longer says too little about when the server wrote it
const SLOW = 1500;

/** The server's clock, whatever that of the device says: devices in one room are minutes apart. */
export class Clock {
    offset = null;

    /**
     * Learn from one answer.
     *
     * @param {number} written when the server wrote it, in ms since 1970
     * @param {number} asked when this device asked, by its own clock
     * @param {number} answered when the answer was here, by its own clock
     */
    learn(written, asked, answered = Date.now()) {
        if (written && (this.offset === null || answered - asked < SLOW)) {
            this.offset = Math.round(written - (asked + answered) / 2);
        }
    }

    /** Now, in ms since 1970. */
    now() {
        return Date.now() + (this.offset || 0);
    }
}

/** A moment of the server, ``YYYY-MM-DD HH:MM:SS`` in UTC, in ms since 1970. */
export function toMoment(text) {
    return text ? Date.parse(`${text.replace(" ", "T").replace(/Z?$/, "Z")}`) : 0;
}

/**
 * How long a step has been going, in seconds, its earlier visits included.
 *
 * @param {{started_at: string | false, paused_at: string | false, spent_seconds: number}} step
 * @param {number} now by the server's clock
 */
export function elapsedSeconds({ started_at, paused_at, spent_seconds }, now) {
    const isGoing = started_at && !paused_at;
    return (spent_seconds || 0) + (isGoing ? Math.max(0, (now - toMoment(started_at)) / 1000) : 0);
}

/** ``7:05``, ``-0:30``, ``1:02:00`` of a number of seconds. */
export function formatSeconds(seconds) {
    const whole = Math.abs(Math.trunc(seconds));
    const [hours, minutes, rest] = [Math.trunc(whole / 3600), Math.trunc(whole / 60) % 60, whole % 60];
    const two = (number) => String(number).padStart(2, "0");
    return `${seconds <= -1 ? "−" : ""}${hours ? `${hours}:${two(minutes)}` : minutes}:${two(rest)}`;
}
