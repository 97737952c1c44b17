import { Component, onWillDestroy, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { elapsedSeconds, formatSeconds } from "../live/clock";

/** How much of a step's time is left, by the server's clock. Its end moves nobody on. */
export class StepTimer extends Component {
    static template = "crm_facilitation.RoomStepTimer";
    static props = { step: Object, clock: Object, isBig: { type: Boolean, optional: true } };

    setup() {
        this.time = useState({ now: this.props.clock.now() });
        const timer = browser.setInterval(() => (this.time.now = this.props.clock.now()), 1000);
        onWillDestroy(() => browser.clearInterval(timer));
    }

    get left() {
        return this.props.step.planned_seconds - elapsedSeconds(this.props.step, this.time.now);
    }

    get isOver() {
        return this.left <= -1;
    }

    get text() {
        return this.isOver ? `+${formatSeconds(-this.left)}` : formatSeconds(Math.max(0, this.left));
    }

    get label() {
        if (this.props.step.paused_at) {
            return _t("Paused");
        }
        return this.isOver ? _t("over time") : _t("left");
    }
}
