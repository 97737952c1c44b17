import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";
import { Component, onMounted, onWillStart, status, useExternalListener, useRef, useState } from "@odoo/owl";
import { formatMoment } from "../../moments";
import { Offline } from "../offline/offline";
import { neighbourOf } from "./ballot_keys";
import { ballotUnderWay } from "./ballots_under_way";
import { ConsentNeed } from "./consent_need";
import { DotsNeed } from "./dots_need";
import { MatrixNeed } from "./matrix_need";

const NEEDS = { dots: DotsNeed, matrix: MatrixNeed, consent: ConsentNeed };

/**
 * The ballot of whoever is here in one round: one tap a dot, saved at once, taken back until closing.
 * Arrows up and down move between needs, digits and arrows left and right give and take.
 */
export class Ballot extends Component {
    static template = "crm_facilitation.Ballot";
    static components = { Offline };
    static props = {
        roundId: Number,
        onLeave: Function,
        onResults: { type: Function, optional: true },
        onUnfinished: { type: Function, optional: true },
    };

    setup() {
        const notify = useService("notification");
        this.needs = NEEDS;
        this.code = useState({ entered: "" });
        this.view = useState({ isLeaving: false });
        this.unfinished = useState(new Set());
        this.root = useRef("root");
        // so that arrow keys go to the first need at once
        onMounted(() => this.root.el?.focus({ preventScroll: true }));
        const onRefused = (text) => notify.add(text, { type: "danger" });
        this.ballot = useState(ballotUnderWay(this.env, this.props.roundId, onRefused));
        onWillStart(() => this.ballot.load());
        useExternalListener(browser, "online", () => this.ballot.send());
        useExternalListener(browser, "beforeunload", (event) => {
            if (!this.ballot.isSaved || this.unfinished.size) {
                event.preventDefault();
            }
        });
    }

    get status() {
        const { round } = this.ballot;
        if (!round.is_voting) {
            return _t("This vote is closed.");
        }
        if (this.ballot.needsBallot) {
            return "";
        }
        if (round.method !== "dots") {
            return _t("%(done)s of %(all)s needs rated", { done: this.ballot.answered, all: round.needs.length });
        }
        return _t("%(left)s of %(budget)s dots left", { left: this.ballot.left, budget: round.budget });
    }

    get saving() {
        if (this.ballot.isOffline) {
            return "offline";
        }
        if (!this.ballot.isSaved) {
            return "saving";
        }
        if (this.unfinished.size) {
            return "unfinished";
        }
        return this.ballot.round.receipt ? "saved" : "blank";
    }

    get deadline() {
        return formatMoment(this.ballot.round.deadline);
    }

    /** @param {KeyboardEvent} event */
    onKeydown(event) {
        const next = neighbourOf(event, ".o_ballot_need");
        if (next) {
            event.preventDefault();
            next.focus();
        }
    }

    /** What is begun on one need and not sent. */
    noteUnfinished(needId, isUnfinished) {
        if (isUnfinished) {
            this.unfinished.add(needId);
        } else {
            this.unfinished.delete(needId);
        }
        if (!this.unfinished.size) {
            this.view.isLeaving = false;
        }
        this.props.onUnfinished?.(this.unfinished.size);
    }

    goToUnfinished() {
        this.view.isLeaving = false;
        const [first] = this.unfinished;
        const card = this.root.el.querySelector(`.o_ballot_need[data-need="${first}"]`);
        card?.scrollIntoView({ block: "center" });
        (card?.querySelector("textarea") || card)?.focus();
    }

    leaveAnyway() {
        this.unfinished.clear();
        this.props.onUnfinished?.(0);
        return this.leave();
    }

    /**
     * Done once all is stored; without a connection the voter stays, where the screen says what to do. What is begun and
     * not sent is asked about first.
     */
    async leave() {
        if (this.unfinished.size) {
            this.view.isLeaving = true;
            return;
        }
        await this.ballot.send();
        if (status(this) === "destroyed" || !this.ballot.isSaved) {
            return;
        }
        this.props.onLeave();
    }
}
