import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { announceClosing, wordReveal } from "./votes/closing";
import { LeaveStepDialog } from "./dialogs/leave_step_dialog";

const PROMISE = "crm.facilitation.promise";
// windows that ask for what is to be said beside “late” and “dropped”
const WHY = {
    late: "crm_facilitation.reason_wizard_action_promise_late",
    dropped: "crm_facilitation.reason_wizard_action_promise_dropped",
};

/** What is asked, with its numbers, before the whole room is moved. */
export class Asking {
    constructor({ dialog, action, commands, store, clock }) {
        Object.assign(this, { dialog, action, commands, store, clock });
    }

    get room() {
        return this.store.state;
    }

    start() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Start the session?"),
            body: _t("People here: %(here)s. Steps on the agenda: %(steps)s.", {
                here: this.room.present.count,
                steps: this.room.desk.agenda.length,
            }),
            confirmLabel: _t("Start"),
            confirm: () => this.commands.start(),
            cancel: () => {},
        });
    }

    close() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Close the session?"),
            body: _t("There are no more steps after it. Undecided needs: %s.", this.room.desk.votable),
            confirmLabel: _t("Close the session"),
            confirm: () => this.commands.close(),
            cancel: () => {},
        });
    }

    /** Leaving a step never closes a vote by itself: it is asked. */
    leaveFor(go) {
        const rounds = this.room.rounds.filter((round) => round.state === "open");
        if (!rounds.length) {
            return go();
        }
        const reveal = wordReveal(this.room.pulled, rounds);
        return this.dialog.add(LeaveStepDialog, {
            rounds,
            reveal,
            keep: go,
            closeAll: () => this.closeFor(rounds, go),
        });
    }

    /** The room goes on at once; whoever has not sent yet has ten seconds. */
    async closeFor(rounds, go) {
        const count = await announceClosing(this.commands, this.clock, rounds);
        try {
            await go();
        } finally {
            await count();
        }
    }

    /** What became of a promise: late and dropped are said with a reason, in a window of their own. */
    answerPromise({ id }, outcome) {
        if (outcome === "kept") {
            return this.commands.call(PROMISE, "action_keep", [[id]]);
        }
        const additionalContext = { active_model: PROMISE, active_id: id, active_ids: [id] };
        return this.action.doAction(WHY[outcome], { additionalContext, onClose: () => this.store.refresh() });
    }
}
