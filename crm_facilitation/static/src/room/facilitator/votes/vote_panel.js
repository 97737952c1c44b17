import { Component, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatMoment } from "../../../moments";
import { resultsOf } from "../../../voting/results/results_action";
import { Turnout } from "../../parts/turnout";
import { closeSoon, wordReveal } from "./closing";
import { NewVote, votingMethods } from "./new_vote";

const ROUND = "crm.facilitation.round";

/** Votes of the session: prepared, opened, watched and closed from here; each press says first what it does to how many. */
export class VotePanel extends Component {
    static template = "crm_facilitation.RoomVotePanel";
    static components = { NewVote, Turnout };
    static props = { onGoTo: Function };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.commands = this.env.commands;
        const { store, clock } = this.env.room;
        this.clock = clock;
        this.room = useState(store.state);
        this.state = useState({ isNew: false });
        this.methods = votingMethods();
        this.formatMoment = formatMoment;
    }

    /** Votes are opened in steps that permit it. */
    get isShut() {
        const { step } = this.room;
        return Boolean(step) && step.can_vote === false;
    }

    get votingStep() {
        const { agenda } = this.room.desk;
        const place = agenda.findIndex((item) => item.is_current);
        return agenda.find((item, index) => index > place && item.kind === "vote" && !item.is_parked);
    }

    permit() {
        return this.commands.call("crm.facilitation.agenda.item", "write", [[this.room.step.id], { can_vote: true }]);
    }

    get drafts() {
        return this.room.rounds.filter((round) => round.state === "draft");
    }

    /** Those that were opened, the last one first. */
    get rounds() {
        return this.room.rounds.filter((round) => round.state !== "draft").reverse();
    }

    /** It is laid out; opening it is asked for at once. */
    onPrepared(id) {
        this.state.isNew = false;
        const round = this.room.rounds.find((one) => one.id === id);
        return round && this.open(round);
    }

    open(round) {
        const { voters, votable, unpriced } = this.room.desk;
        const lines = [
            _t("Needs to vote on: %s.", round.needs || votable),
            _t("People who may vote: %(voters)s. Here now: %(here)s.", { voters, here: this.room.present.count }),
            unpriced && !round.needs ? _t("Needs without a price: %s.", unpriced) : "",
            this.wordSecrecy(round),
            _t("Who is admitted later does not vote in it."),
        ];
        this.dialog.add(ConfirmationDialog, {
            title: _t("Open “%s”?", round.name),
            body: lines.filter(Boolean).join(" "),
            confirmLabel: _t("Open the vote"),
            confirm: () => this.commands.call(ROUND, "action_open", [[round.id]]),
            cancel: () => {},
        });
    }

    wordSecrecy({ anonymous }) {
        if (anonymous) {
            return _t("The vote is secret.");
        }
        return this.room.step?.anonymous
            ? _t("The vote is by name, although this step names nobody.")
            : _t("The vote is by name.");
    }

    close(round) {
        const lines = [
            _t("Voted: %(voted)s of %(electors)s. Whoever has not sent yet is told, and has ten seconds.", round),
            wordReveal(this.room.pulled, [round]),
        ];
        this.dialog.add(ConfirmationDialog, {
            title: _t("Close “%s”?", round.name),
            body: lines.filter(Boolean).join(" "),
            confirmLabel: _t("Close the vote"),
            confirm: () => closeSoon(this.commands, this.clock, [round]),
            cancel: () => {},
        });
    }

    reveal(round) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Show the result on every screen?"),
            body: _t("“%(name)s”: %(voted)s of %(electors)s voted.", round),
            confirmLabel: _t("Show it"),
            confirm: () => this.commands.pull("round", round.id),
            cancel: () => {},
        });
    }

    /** All of the result, for the facilitator. */
    details(round) {
        return this.action.doAction({ ...resultsOf(round), target: "new" });
    }

    edit(round) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: round.name,
                res_model: ROUND,
                res_id: round.id,
                views: [[false, "form"]],
                target: "new",
            },
            { onClose: () => this.env.room.store.refresh() },
        );
    }
}
