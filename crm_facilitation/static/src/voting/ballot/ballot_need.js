import { Component, onWillDestroy, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { Taps } from "../../taps";
import { meaningOf } from "./ballot_keys";

const SCALE = [1, 2, 3, 4, 5];
// more circles than this are a row of buttons nobody can hit
const MOST_CIRCLES = 10;
// of a long text so much is on the ballot at first
const SHOWN_AT_FIRST = 300;

/**
 * One need on the ballot, with the controls of the round's method.
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

    setup() {
        this.scale = SCALE;
        this.draft = useState({ choice: "", reason: this.props.choice?.reason || "", importance: 0, ease: 0 });
        this.view = useState({ isWhole: false, refused: "" });
        this.taps = new Taps();
        this.reason = useRef("reason");
        useEffect(
            (isAsked) => {
                if (isAsked) {
                    this.reason.el?.focus();
                }
            },
            () => [Boolean(this.draft.choice) && this.needsReason],
        );
        useEffect(
            (isUnfinished) => {
                this.props.onUnfinished?.(this.props.need.id, isUnfinished);
            },
            () => [this.isUnfinished],
        );
        onWillDestroy(() => this.props.onUnfinished?.(this.props.need.id, false));
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
        this.view.refused = "";
        if (points === this.points) {
            return;
        }
        if (this.canGive(points)) {
            this.props.onCast(points);
        } else if (points > this.props.round.cap) {
            this.view.refused = _t("At most %s dots for one need.", this.props.round.cap);
        } else if (points > this.points) {
            this.view.refused = _t("Dots left: %s", this.props.left);
        }
    }

    /** A tap on the last dot given takes it back, any other sets the number of dots. */
    give(dot) {
        if (!this.taps.isRepeated(dot)) {
            this.setPoints(dot === this.points ? dot - 1 : dot);
        }
    }

    /** The words of the need, cut while nobody asked for all of them. */
    shown(text) {
        return this.isLong(text) ? `${text.slice(0, SHOWN_AT_FIRST)}…` : text;
    }

    isLong(text) {
        return !this.view.isWhole && (text || "").length > SHOWN_AT_FIRST;
    }

    /** Begun and not sent: nothing of it counts yet. */
    get isUnfinished() {
        if (this.isLocked) {
            return false;
        }
        if (this.props.round.method === "consent") {
            return this.needsReason && this.isReasonUnsent;
        }
        return this.props.round.method === "matrix" && this.isHalf;
    }

    get isHalf() {
        return Boolean(this.rated("importance")) !== Boolean(this.rated("ease"));
    }

    /** @param {KeyboardEvent} event */
    onKeydown(event) {
        const key = !this.isLocked && meaningOf(event);
        if (!key) {
            return;
        }
        event.preventDefault();
        if (event.repeat && !key.change) {
            return;
        }
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
        if (this.taps.isRepeated(axis + value)) {
            return undefined;
        }
        if (value === this.rated(axis)) {
            return this.takeBack();
        }
        this.draft[axis] = value;
        const importance = this.rated("importance");
        const ease = this.rated("ease");
        if (importance && ease) {
            this.props.onCast({ importance, ease });
            // from here on what is stored is shown, so that a refusal takes it off the screen
            Object.assign(this.draft, { importance: 0, ease: 0 });
        }
        return undefined;
    }

    /** How a button of a scale looks: chosen once both ratings are sent, begun before. */
    lookOf(isChosen, isSent) {
        return isChosen ? (isSent ? "btn-primary" : "btn-outline-primary o_ballot_begun") : "btn-outline-primary";
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

    /** Whether the choice is one that was sent. */
    isSent(value) {
        return value === this.chosen && this.props.choice?.choice === value;
    }

    choose(value) {
        if (this.taps.isRepeated(value)) {
            return undefined;
        }
        if (value === this.chosen) {
            return this.takeBack();
        }
        this.draft.choice = value;
        if (!this.needsReason || this.draft.reason.trim()) {
            this.sendChoice();
        }
        return undefined;
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
