import { Component, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { ProjectorDialog } from "./dialogs/projector_dialog";

const PARTICIPANT = "crm.facilitation.participant";
const NEW = "new";

/** Who asks to join, who is here and ready, which departments are silent; the code; links of people. */
export class PeoplePanel extends Component {
    static template = "crm_facilitation.RoomPeoplePanel";
    static props = {};

    setup() {
        this.dialog = useService("dialog");
        this.action = useService("action");
        this.commands = this.env.commands;
        this.room = useState(this.env.room.store.state);
        this.state = useState({ as: {}, out: {}, chosen: 0 });
        this.toChoose = _t("Say first who they are.");
    }

    department(id) {
        return this.room.names.departments[id] || "";
    }

    get silent() {
        return this.room.present.departments.filter(({ is_silent }) => is_silent);
    }

    get lobby() {
        return this.room.desk.lobby;
    }

    get people() {
        return [...this.room.desk.people].sort(
            (one, other) => Number(other.is_present || 0) - Number(one.is_present || 0),
        );
    }

    /** Those ticked; all of them until somebody is taken out. */
    get ticked() {
        return this.lobby.filter(({ id }) => !this.state.out[id]);
    }

    get isOver() {
        return this.room.session.state === "closed";
    }

    get isChosen() {
        return this.ticked.every(({ id, offers }) => !offers.length || this.state.as[id]);
    }

    tick(asked) {
        this.state.out[asked.id] = !this.state.out[asked.id];
    }

    /** Somebody of that name was invited: who is it? */
    async admit() {
        const ticked = this.ticked;
        for (const { id } of ticked) {
            const chosen = this.state.as[id];
            if (chosen) {
                const values =
                    chosen === NEW ? { is_new: true, participant_id: false } : { participant_id: Number(chosen) };
                await this.commands.call("crm.facilitation.join.request", "write", [[id], values]);
            }
        }
        await this.commands.admit(ticked.map(({ id }) => id));
    }

    refuse() {
        const ticked = this.ticked;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Refuse those who are ticked?"),
            body: ticked.map(({ name }) => name).join(", "),
            confirmLabel: _t("Refuse"),
            confirm: () => this.commands.refuse(ticked.map(({ id }) => id)),
            cancel: () => {},
        });
    }

    showBig() {
        return this.dialog.add(ProjectorDialog, { sessionId: this.room.session.id, commands: this.commands });
    }

    choose(person) {
        this.state.chosen = this.state.chosen === person.id ? 0 : person.id;
    }

    renew(person) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("A new link for %s?", person.name),
            body: _t("All earlier links of this person end at once. The new one goes to their own mail."),
            confirmLabel: _t("New link"),
            confirm: async () => {
                const action = await this.commands.call(PARTICIPANT, "action_renew_link", [[person.id]]);
                return action && this.action.doAction(action);
            },
            cancel: () => {},
        });
    }

    remove(person) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Take the link of %s back?", person.name),
            body: _t("They are out with their next press. What they raised and voted stays."),
            confirmLabel: _t("Take the link back"),
            confirm: () => this.commands.call(PARTICIPANT, "action_remove_link", [[person.id]]),
            cancel: () => {},
        });
    }

    handOver(kiosk) {
        return this.commands.call("crm.facilitation.kiosk", "action_hand_over", [[kiosk.id], kiosk.asked]);
    }
}
