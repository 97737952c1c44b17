import { Component, onWillDestroy, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { toMoment } from "../live/clock";

// a deadline that is nearer than this is counted down
const NEAR = 60;

/** A vote that closes soon or is closed says so, on its card and over the ballot that is being filled in. */
export class VoteNotice extends Component {
    static template = "crm_facilitation.RoomVoteNotice";
    static props = { round: { type: Object, optional: true } };

    setup() {
        this.clock = this.env.room.clock;
        this.time = useState({ now: this.clock.now() });
        const timer = browser.setInterval(() => (this.time.now = this.clock.now()), 1000);
        onWillDestroy(() => browser.clearInterval(timer));
    }

    get seconds() {
        const { round } = this.props;
        return round?.deadline ? Math.ceil((toMoment(round.deadline) - this.time.now) / 1000) : NEAR + 1;
    }

    get isClosed() {
        return this.props.round?.state !== "open" || this.seconds <= 0;
    }

    get isClosing() {
        return !this.isClosed && this.seconds <= NEAR;
    }
}
