import { useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { BallotNeed } from "./ballot_need";

const SCALE = [1, 2, 3, 4, 5];

/** A need whose importance and ease are rated. */
export class MatrixNeed extends BallotNeed {
    static controls = "crm_facilitation.BallotMatrix";
    static notes = "crm_facilitation.BallotMatrixNotes";

    setup() {
        super.setup();
        this.scale = SCALE;
        this.draft = useState({ importance: 0, ease: 0 });
        this.axes = [
            { name: "importance", label: _t("Importance"), low: _t("hardly"), high: _t("vital") },
            { name: "ease", label: _t("Ease"), low: _t("hard"), high: _t("easy") },
        ];
    }

    get isBegun() {
        return this.isHalf;
    }

    get isHalf() {
        return Boolean(this.rated("importance")) !== Boolean(this.rated("ease"));
    }

    /** A digit rates the axis in focus, else the first one without a rating. */
    press({ digit, isTakingBack }, axis) {
        if (isTakingBack) {
            this.takeBack();
        } else if (SCALE.includes(digit)) {
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

    takeBack() {
        Object.assign(this.draft, { importance: 0, ease: 0 });
        if (this.props.choice) {
            this.props.onCast({});
        }
    }
}
