import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const SCALE = [1, 2, 3, 4, 5];

/** One need on the ballot, with the controls of the round's method. */
export class BallotNeed extends Component {
    static template = "crm_facilitation.BallotNeed";
    static props = { need: Object, round: Object, choice: { optional: true }, onCast: Function };

    setup() {
        this.scale = SCALE;
        this.draft = useState({ choice: "", reason: this.props.choice?.reason || "", importance: 0, ease: 0 });
        this.options = [
            { value: "agree", label: _t("Agree") },
            { value: "abstain", label: _t("Abstain") },
            { value: "object", label: _t("Object") },
            { value: "block", label: _t("Block") },
        ];
    }

    get points() {
        return this.props.choice || 0;
    }

    get dots() {
        return Array.from({ length: this.props.round.cap }, (_, index) => index + 1);
    }

    get isLocked() {
        return !this.props.round.is_voting || this.props.need.is_own;
    }

    canGive(dot) {
        return !this.isLocked && dot - this.points <= this.props.round.left;
    }

    /** A tap on the last dot given takes it back, any other sets the number of dots. */
    give(dot) {
        this.props.onCast(dot === this.points ? dot - 1 : dot);
    }

    /** @param {KeyboardEvent} event */
    onKeydown(event) {
        const change = { "+": 1, "=": 1, ArrowRight: 1, "-": -1, ArrowLeft: -1 }[event.key];
        if (this.props.round.method !== "dots" || !change) {
            return;
        }
        const points = this.points + change;
        if (points >= 0 && points <= this.props.round.cap && this.canGive(points)) {
            event.preventDefault();
            this.props.onCast(points);
        }
    }

    rated(axis) {
        return this.props.choice?.[axis] || this.draft[axis];
    }

    rate(axis, value) {
        this.draft[axis] = value;
        const importance = axis === "importance" ? value : this.rated("importance");
        const ease = axis === "ease" ? value : this.rated("ease");
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

    choose(value) {
        this.draft.choice = value;
        if (!this.needsReason || this.draft.reason.trim()) {
            this.sendChoice();
        }
    }

    sendChoice() {
        this.props.onCast({ choice: this.chosen, reason: this.needsReason ? this.draft.reason : "" });
    }
}
