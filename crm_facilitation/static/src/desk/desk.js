import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { NeedFate } from "../needs/need_fate/need_fate";

/** The first screen: what waits for me, the sessions under way, what became of my needs. */
export class Desk extends Component {
    static template = "crm_facilitation.Desk";
    static components = { Layout, NeedFate };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ waiting: [], sessions: [], needs: [], leads: false });
        onWillStart(() => this.load());
    }

    async load() {
        Object.assign(this.state, await this.orm.call("crm.facilitation.desk", "desk", []));
    }

    get isEmpty() {
        return !this.state.waiting.length && !this.state.sessions.length && !this.state.needs.length;
    }

    dayOf(session) {
        return session.day ? formatDate(deserializeDate(session.day)) : "";
    }

    open(action) {
        return this.action.doAction(action);
    }

    openRecord(resModel, resId) {
        const views = [[false, "form"]];
        return this.action.doAction({ type: "ir.actions.act_window", res_model: resModel, res_id: resId, views });
    }

    async enter(session) {
        return this.action.doAction(
            await this.orm.call("crm.facilitation.session", "action_enter_room", [[session.id]]),
        );
    }

    raise() {
        return this.action.doAction("crm_facilitation.need_action_raise", { onClose: () => this.load() });
    }

    startRollout() {
        return this.action.doAction("crm_facilitation.project_project_action_rollout");
    }
}

registry.category("actions").add("crm_facilitation.desk", Desk);
