import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { RaiseNeedForm } from "../../needs/raise_need/raise_need_form";
import { formatDays } from "../parts/pulled";

const SHOWN_AT_FIRST = 25;

/** What was raised: found, put on every screen, opened, grouped. */
export class NeedPanel extends Component {
    static template = "crm_facilitation.RoomNeedPanel";
    static components = { RaiseNeedForm };
    static props = {};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.commands = this.env.commands;
        this.store = this.env.room.store;
        this.room = useState(this.store.state);
        this.state = useState({ asked: "", only: "all", shown: SHOWN_AT_FIRST, isRaising: false });
        this.formatDays = formatDays;
    }

    get found() {
        const asked = this.state.asked.trim().toLocaleLowerCase();
        const fits = {
            all: () => true,
            undecided: ({ state }) => state === "raised",
            undiscussed: ({ discussed, state }) => !discussed && state !== "merged",
            parked: ({ is_parked, state }) => is_parked && state === "raised",
            unpriced: ({ effort_days, state }) => !effort_days && state === "raised",
        }[this.state.only];
        return this.room.needs.filter(
            (need) => fits(need) && (!asked || need.name.toLocaleLowerCase().includes(asked)),
        );
    }

    isPulled(need) {
        const { pulled } = this.room;
        return pulled?.model === "need" && pulled.id === need.id;
    }

    tagsOf(need) {
        return (need.tags || []).map((tag) => this.room.names.tags[tag]).join(", ");
    }

    open(need) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: need.name,
                res_model: "crm.facilitation.need",
                res_id: need.id,
                views: [[false, "form"]],
                target: "new",
            },
            { onClose: () => this.store.refresh() },
        );
    }

    async group() {
        const [session] = await this.orm.read("crm.facilitation.session", [this.room.session.id], ["project_id"]);
        const context = { default_project_id: session.project_id[0] };
        return this.action.doAction(
            {
                type: "ir.actions.client",
                tag: "crm_facilitation.group_needs",
                name: _t("Group needs"),
                target: "new",
                context,
            },
            { onClose: () => this.store.refresh() },
        );
    }

    closeForm() {
        this.state.isRaising = false;
        return this.store.refresh();
    }
}
