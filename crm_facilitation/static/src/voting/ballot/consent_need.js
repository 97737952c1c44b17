import { useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { BallotNeed } from "./ballot_need";

/** A need to which somebody agrees or objects; who objects says why. */
export class ConsentNeed extends BallotNeed {
    static controls = "crm_facilitation.BallotConsent";
    static notes = "crm_facilitation.BallotConsentNotes";

    setup() {
        super.setup();
        this.draft = useState({ choice: "", reason: this.props.choice?.reason || "" });
        this.reason = useRef("reason");
        this.options = [
            { value: "agree", label: _t("I agree") },
            { value: "abstain", label: _t("I abstain") },
            { value: "object", label: _t("I object") },
            { value: "block", label: _t("I block it") },
        ];
        useEffect(
            (isAsked) => {
                if (isAsked) {
                    this.reason.el?.focus();
                }
            },
            () => [Boolean(this.draft.choice) && this.needsReason],
        );
    }

    get isBegun() {
        return this.needsReason && this.isReasonUnsent;
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

    /** A digit makes the choice of this number. */
    press({ digit, isTakingBack }) {
        if (isTakingBack) {
            this.takeBack();
        } else if (this.options[digit - 1]) {
            this.choose(this.options[digit - 1].value);
        }
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

    /** What is begun goes first: what was sent before it still counts. */
    takeBack() {
        const isUnsent = Boolean(this.draft.choice);
        this.draft.choice = "";
        if (!isUnsent && this.props.choice) {
            this.props.onCast({});
        }
    }
}
