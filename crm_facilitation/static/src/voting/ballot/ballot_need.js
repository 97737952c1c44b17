import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { meaningOf } from "./ballot_keys";

const SCALE = [1, 2, 3, 4, 5];
// more circles than this are a row of buttons nobody can hit
const MOST_CIRCLES = 10;

/** One need on the ballot, with the controls of the round's method. */
export class BallotNeed extends Component {
    static template = "crm_facilitation.BallotNeed";
    static props = { need: Object, round: Object, left: Number, choice: { optional: true }, onCast: Function };

    setup() {
        this.scale = SCALE;
        this.draft = useState({ choice: "", reason: this.props.choice?.reason || "", importance: 0, ease: 0 });
        this.axes = [
            { name: "importance", label: _t("Importance"), low: _t("hardly"), high: _t("vital") },
            { name: "ease", label: _t("Ease"), low: _t("hard"), high: _t("easy") },
        ];
        this.options = [
            { value: "agree", label: _t("I agree") },
            { value: "abstain", label: _t("I abstain") },
            { value: "object", label: _t("I object") },
            { value: "block", label: _t("I block it") },
        ];
    }

    get points() {
        return this.props.choice || 0;
    }

    get dots() {
        return Array.from({ length: this.props.round.cap }, (_, index) => index + 1);
    }

    get hasCircles() {
        return this.props.round.cap <= MOST_CIRCLES;
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

    canGive(points) {
        return (
            !this.isLocked &&
            points >= 0 &&
            points <= this.props.round.cap &&
            points - this.points <= Math.max(this.props.left, 0)
        );
    }

    setPoints(points) {
        if (points !== this.points && this.canGive(points)) {
            this.props.onCast(points);
        }
    }

    /** A tap on the last dot given takes it back, any other sets the number of dots. */
    give(dot) {
        this.setPoints(dot === this.points ? dot - 1 : dot);
    }

    /** @param {KeyboardEvent} event */
    onKeydown(event) {
        const key = !this.isLocked && meaningOf(event);
        if (!key) {
            return;
        }
        event.preventDefault();
        if (this.props.round.method === "dots") {
            this.setPoints(key.isTakingBack ? 0 : key.digit || this.points + key.change);
        } else if (key.isTakingBack) {
            this.takeBack();
        } else if (key.digit) {
            this.press(key.digit, event.target.closest("[data-axis]")?.dataset.axis);
        }
    }

    /** A digit on a need rated otherwise: the axis in focus, else the first one without a rating; or the nth choice. */
    press(digit, axis) {
        if (this.props.round.method === "consent") {
            return this.options[digit - 1] && this.choose(this.options[digit - 1].value);
        }
        if (SCALE.includes(digit)) {
            this.rate(axis || (this.rated("importance") && !this.rated("ease") ? "ease" : "importance"), digit);
        }
    }

    rated(axis) {
        return this.draft[axis] || this.props.choice?.[axis];
    }

    rate(axis, value) {
        if (value === this.rated(axis)) {
            return this.takeBack();
        }
        this.draft[axis] = value;
        const importance = this.rated("importance");
        const ease = this.rated("ease");
        if (importance && ease) {
            this.props.onCast({ importance, ease });
        }
    }

    get chosen() {
        return this.draft.choice || this.props.choice?.choice || "";
    }

    get needsReason() {
        return ["object", "block"].includes(this.chosen);
    }

    /** Whether the reason on the screen is not the one that was sent. */
    get isReasonUnsent() {
        const { choice, reason } = this.props.choice || {};
        return choice !== this.chosen || (reason || "") !== this.draft.reason.trim();
    }

    choose(value) {
        if (value === this.chosen) {
            return this.takeBack();
        }
        this.draft.choice = value;
        if (!this.needsReason || this.draft.reason.trim()) {
            this.sendChoice();
        }
    }

    sendChoice() {
        this.props.onCast({ choice: this.chosen, reason: this.needsReason ? this.draft.reason.trim() : "" });
        this.draft.choice = "";
    }

    takeBack() {
        Object.assign(this.draft, { choice: "", importance: 0, ease: 0 });
        if (this.props.choice) {
            this.props.onCast({});
        }
    }
}
