import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { loadBundle } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { KpiCard } from "./kpi_card";

/** The figures by which the roll-out is judged: one card each, the missed ones first. */
export class KpiBoard extends Component {
    static template = "crm_facilitation.KpiBoard";
    static components = { Layout, KpiCard };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ projects: [], goals: [], cards: [], projectId: false, goalId: false });
        this.everything = { projects: _t("All roll-outs"), goals: _t("All goals") };
        onWillStart(() => Promise.all([loadBundle("web.chartjs_lib"), this.load()]));
    }

    async load() {
        const { projectId, goalId } = this.state;
        Object.assign(this.state, await this.orm.call("crm.facilitation.kpi", "board", [projectId, goalId]));
    }

    /** What is missed comes first. */
    get cards() {
        const order = ["off_track", "at_risk", "on_track", "no_data"];
        return [...this.state.cards].sort((one, other) => order.indexOf(one.status) - order.indexOf(other.status));
    }

    filter(name, value) {
        this.state[name] = Number(value) || false;
        return this.load();
    }

    open(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.facilitation.kpi",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("crm_facilitation.kpi_board", KpiBoard);
