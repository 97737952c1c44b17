import { reactive } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { isOfAnother, putChangedParts } from "./changed_parts";
import { onComingBack } from "./coming_back";
import { Delays } from "./delays";
import { Hints } from "./hints";
import { Pace } from "./pace";
import { Schedule } from "./schedule";
import { ShutOutError } from "./state_source";
import { Turns } from "./turns";

/**
 * What this device shows of the room, kept as the server has it.
 *
 * Hints only say that something changed: they may be lost, come twice or late. What is shown is fetched: on a hint, on
 * coming back, after an act of one's own, and every 20 to 30 seconds in any case.
 */
export class RoomStore {
    /**
     * @param {{source: StateSource, line: Object, state?: Object, isIdle?: () => boolean, random?: () => number,
     *     onShutOut?: (error: ShutOutError) => void}} setup
     */
    constructor({ source, line, state = {}, isIdle = () => false, random = Math.random, onShutOut = () => {} }) {
        Object.assign(this, { source, line, onShutOut });
        this.state = reactive({ ...state });
        this.status = reactive({ isOffline: false, isLive: false, shutOut: "" });
        this.pace = new Pace(isIdle);
        this.schedule = new Schedule(() => this.onTime());
        this.delays = new Delays(random);
        this.hints = new Hints();
        this.turns = new Turns((fresh) => this.ask(fresh));
        this.failures = 0;
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
        this.turns.stop();
        this.schedule.stop();
        this.line.close();
        this.stopListening?.();
    }

    /** Something changed; a hint that came before says nothing new. */
    hint({ session, hint }) {
        if (session === this.state.session?.id && this.hints.isNew(hint)) {
            this.isHinted = true;
            this.plan(this.delays.afterHint);
        }
    }

    lineIsUp(isAgain) {
        this.status.isLive = true;
        if (isAgain) {
            // what was said meanwhile was not heard
            this.isHinted = true;
            this.plan(this.delays.afterReconnecting);
        }
    }

    /** After an act of one's own: returns once what it did is shown, or the server was not reached. */
    refresh() {
        return this.turns.take({ fresh: true });
    }

    planRegular() {
        this.schedule.plan(this.delays.regular, this.pace.earliest);
    }

    /** Ask after ``delay`` ms, or as soon as it may be; who has just come back does not wait for the allowance. */
    plan(delay, { isUrgent = false } = {}) {
        this.schedule.plan(delay, isUrgent ? this.pace.soonest : this.pace.earliest);
    }

    onTime() {
        if (document.visibilityState === "visible") {
            this.turns.take();
        } else {
            // nobody looks: coming back asks at once
            this.planRegular();
        }
    }

    async ask(fresh) {
        const isHinted = this.isHinted;
        this.isHinted = false;
        try {
            const { changed, isOlder } = await this.fetch(fresh);
            if (!fresh && (isOlder || (isHinted && !changed))) {
                // the copy that answered may not know yet what is shown already, or what the hint was about
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

    /** Fetch and show: whether anything changed, and whether the answer looks older than what is shown. */
    async fetch(fresh) {
        this.pace.begin();
        const { state, bytes, isOlder } = await this.source.ask({ fresh });
        this.pace.end(bytes, Boolean(state));
        // whoever has left meanwhile is shown nothing, and listens to nothing
        return { changed: Boolean(state) && !this.turns.isStopped && this.show(state), isOlder };
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
        this.plan(this.delays.afterFailing(this.failures));
    }

    /** Show ``state``; whether anything changed. What somebody typed is on the page: it is shown to nobody else. */
    show(state) {
        if (isOfAnother(this.state, state)) {
            throw new ShutOutError("person", _t("This page was opened by somebody else. Load it again."));
        }
        const changed = putChangedParts(this.state, state);
        if (changed) {
            this.line.move(this.state.channel);
        }
        return changed;
    }
}
