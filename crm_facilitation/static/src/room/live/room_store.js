import { reactive } from "@odoo/owl";
import { ConnectionLostError } from "@web/core/network/rpc";
import { ShutOutError } from "./state_source";
import { onComingBack } from "./coming_back";
import { Pace } from "./pace";
import { Schedule } from "./schedule";

// whatever hints say, each device asks at its own time
const EVERY = 20000;
const SPREAD = 10000;
// a hint reaches everybody at once
const HINT_SPREAD = 250;
// a server that comes back is not asked by the whole room at the same moment
const RECONNECT_SPREAD = 10000;
const RETRY = 2000;
const RETRY_AT_MOST = 15000;
const HINTS_KNOWN = 100;

/**
 * What this device shows of the room, kept as the server has it.
 *
 * Hints only say that something changed: they may be lost, come twice or late. What is shown is fetched, one request at
 * a time, so that no older answer comes after a newer one: on a hint, on coming back, after an act of one's own, and
 * every 20 to 30 seconds in any case. Parts that did not change stay the same objects, so that nothing moves on the
 * screen for nothing.
 */
export class RoomStore {
    /**
     * @param {{source: StateSource, line: Object, state?: Object, isIdle?: () => boolean, random?: () => number,
     *     onShutOut?: (error: ShutOutError) => void}} setup
     */
    constructor({ source, line, state = {}, isIdle = () => false, random = Math.random, onShutOut = () => {} }) {
        Object.assign(this, { source, line, random, onShutOut });
        this.state = reactive({ ...state });
        this.status = reactive({ isOffline: false, isLive: false, shutOut: "" });
        this.pace = new Pace(isIdle);
        this.schedule = new Schedule(() => this.onTime());
        this.hints = new Set();
        this.failures = 0;
        this.wish = null;
        this.isHinted = false;
    }

    start() {
        this.line.open(this.state.channel, {
            onHint: (payload) => this.hint(payload),
            onUp: (isAgain) => this.lineIsUp(isAgain),
            onDown: () => (this.status.isLive = false),
        });
        this.stopListening = onComingBack(
            () => this.plan(0, { isUrgent: true }),
            () => (this.status.isOffline = true),
        );
        this.planRegular();
    }

    stop() {
        this.isStopped = true;
        this.schedule.stop();
        this.line.close();
        this.stopListening?.();
    }

    /** Something changed; a hint that came before says nothing new. */
    hint({ session, hint }) {
        if (session !== this.state.session?.id || this.hints.has(hint)) {
            return;
        }
        this.hints.add(hint);
        if (this.hints.size > HINTS_KNOWN) {
            this.hints.delete(this.hints.values().next().value);
        }
        this.isHinted = true;
        this.plan(this.random() * HINT_SPREAD);
    }

    lineIsUp(isAgain) {
        this.status.isLive = true;
        if (isAgain) {
            // what was said meanwhile was not heard
            this.isHinted = true;
            this.plan(this.random() * RECONNECT_SPREAD);
        }
    }

    /** After an act of one's own: returns once what it did is shown, or the server was not reached. */
    refresh() {
        this.wish = { fresh: true };
        return this.run();
    }

    planRegular() {
        this.schedule.plan(EVERY + this.random() * SPREAD, this.pace.earliest);
    }

    /** Ask after ``delay`` ms, or as soon as it may be; who has just come back does not wait for the allowance. */
    plan(delay, { isUrgent = false } = {}) {
        this.schedule.plan(delay, isUrgent ? this.pace.soonest : this.pace.earliest);
    }

    onTime() {
        if (document.visibilityState === "visible") {
            this.wish ||= {};
            this.run();
        } else {
            // nobody looks: coming back asks at once
            this.planRegular();
        }
    }

    run() {
        this.flight ??= this.fly().finally(() => {
            this.flight = null;
        });
        return this.flight;
    }

    async fly() {
        while (this.wish && !this.isStopped) {
            const { fresh } = this.wish;
            this.wish = null;
            await this.ask(fresh);
        }
    }

    async ask(fresh) {
        const isHinted = this.isHinted;
        this.isHinted = false;
        try {
            const changed = await this.fetch(fresh);
            if (isHinted && !fresh && !changed) {
                // the copy that answered may not know yet what the hint was about
                await this.fetch(true);
            }
            this.failures = 0;
            this.status.isOffline = false;
            this.planRegular();
        } catch (error) {
            this.isHinted ||= isHinted;
            this.fail(error);
        }
    }

    /** Fetch and show; whether anything changed. */
    async fetch(fresh) {
        this.pace.begin();
        const { state, bytes } = await this.source.ask({ fresh });
        this.pace.end(bytes, Boolean(state));
        return Boolean(state) && this.show(state);
    }

    fail(error) {
        if (error instanceof ShutOutError) {
            this.status.shutOut = error.message;
            this.stop();
            this.onShutOut(error);
            return;
        }
        if (!(error instanceof ConnectionLostError)) {
            throw error;
        }
        this.status.isOffline = true;
        this.failures += 1;
        this.plan(Math.min(RETRY * 2 ** (this.failures - 1), RETRY_AT_MOST) * (0.5 + this.random()));
    }

    show(state) {
        let changed = false;
        for (const name of new Set([...Object.keys(this.state), ...Object.keys(state)])) {
            if (JSON.stringify(this.state[name]) !== JSON.stringify(state[name])) {
                this.state[name] = state[name];
                changed = true;
            }
        }
        if (changed) {
            this.line.move(this.state.channel);
        }
        return changed;
    }
}
