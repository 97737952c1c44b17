import { Component, onWillDestroy, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { LongText } from "../../long_text";
import { Taps } from "../../taps";
import { meaningOf } from "./ballot_keys";

// of a long text so much is on the ballot at first
const SHOWN_AT_FIRST = 300;

/**
 * One need on the ballot; its subclasses have the controls of a method each.
 *
 * What is begun and not sent (an objection without its reason, one of two ratings) does not look chosen, and is told to
 * the ballot, which asks about it before the voter leaves.
 */
export class BallotNeed extends Component {
    static template = "crm_facilitation.BallotNeed";
    static props = {
        need: Object,
        round: Object,
        left: Number,
        choice: { optional: true },
        onCast: Function,
        onUnfinished: { type: Function, optional: true },
    };

    /** The template of the controls, and of what stands below the need. */
    static controls = "";
    static notes = "";

    setup() {
        this.texts = useState(new LongText(SHOWN_AT_FIRST));
        this.taps = new Taps();
        useEffect(
            (isUnfinished) => {
                this.props.onUnfinished?.(this.props.need.id, isUnfinished);
            },
            () => [!this.isLocked && this.isBegun],
        );
        onWillDestroy(() => this.props.onUnfinished?.(this.props.need.id, false));
    }

    get templates() {
        return this.constructor;
    }

    /** Begun and not sent: nothing of it counts yet. */
    get isBegun() {
        return false;
    }

    get isLocked() {
        return !this.props.round.is_voting || this.props.need.is_own;
    }

    /** What doing it would cost: people vote with the price in sight. */
    get price() {
        const { fit, effort_days } = this.props.need;
        const days = effort_days && formatFloat(effort_days, { digits: [16, 2], trailingZeros: false });
        return [fit, days ? _t("days of work: %s", days) : ""].filter(Boolean).join(", ");
    }

    /** @param {KeyboardEvent} event */
    onKeydown(event) {
        const key = !this.isLocked && meaningOf(event);
        if (!key) {
            return;
        }
        event.preventDefault();
        if (!event.repeat || key.change) {
            this.press(key, event.target.closest("[data-axis]")?.dataset.axis);
        }
    }

    /** What a key does, by its meaning ({@link meaningOf}) and the scale in focus. */
    press() {}

    /** How a button looks: chosen once it is sent, begun before. */
    lookOf(isChosen, isSent) {
        return isChosen ? (isSent ? "btn-primary" : "btn-outline-primary o_ballot_begun") : "btn-outline-primary";
    }
}
