import { useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { BallotNeed } from "./ballot_need";

// more circles than this are a row of buttons nobody can hit
const MOST_CIRCLES = 10;

/** A need to which dots are given. */
export class DotsNeed extends BallotNeed {
    static controls = "crm_facilitation.BallotDots";
    static notes = "crm_facilitation.BallotDotsNotes";

    setup() {
        super.setup();
        this.told = useState({ refused: "" });
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

    canGive(points) {
        return (
            !this.isLocked &&
            points >= 0 &&
            points <= this.props.round.cap &&
            points - this.points <= Math.max(this.props.left, 0)
        );
    }

    setPoints(points) {
        this.told.refused = "";
        if (points === this.points) {
            return;
        }
        if (this.canGive(points)) {
            this.props.onCast(points);
        } else if (points > this.props.round.cap) {
            this.told.refused = _t("At most %s dots for one need.", this.props.round.cap);
        } else if (points > this.points) {
            this.told.refused = _t("Dots left: %s", this.props.left);
        }
    }

    /** A tap on the last dot given takes it back, any other sets the number of dots. */
    give(dot) {
        if (!this.taps.isRepeated(dot)) {
            this.setPoints(dot === this.points ? dot - 1 : dot);
        }
    }

    press({ digit, change, isTakingBack }) {
        this.setPoints(isTakingBack ? 0 : digit || this.points + change);
    }
}
