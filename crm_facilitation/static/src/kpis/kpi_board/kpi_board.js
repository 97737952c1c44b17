import { Component, onWillStart, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { KpiCard } from "./kpi_card";
import { STATUSES } from "./kpi_status";

/** The figures by which the roll-out is judged: one card each, the missed ones first. */
export class KpiBoard extends Component {
    static template = "crm_facilitation.KpiBoard";
    static components = { Layout, KpiCard };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({
            projects: [],
            goals: [],
            cards: [],
            can_agree: false,
            projectId: this.props.action.params?.project_id || false,
            goalId: false,
            status: false,
        });
        this.everything = { projects: _t("All roll-outs"), goals: _t("All goals") };
        onWillStart(() => Promise.all([loadBundle("web.chartjs_lib"), this.load()]));
    }

    async load() {
        const { projectId, goalId } = this.state;
        const board = await this.orm.call("crm.facilitation.kpi", "board", [projectId, goalId]);
        // of two quick choices the answer to the first may arrive last
        if (projectId === this.state.projectId && goalId === this.state.goalId) {
            Object.assign(this.state, board);
        }
    }

    /** What is missed comes first. */
    get cards() {
        const rank = ({ status }) => STATUSES.findIndex(({ key }) => key === status);
        return this.state.cards
            .filter((card) => !this.state.status || card.status === this.state.status)
            .sort((one, other) => rank(one) - rank(other));
    }

    get goals() {
        const { goals, projectId } = this.state;
        return goals.filter((goal) => !projectId || goal.project_id === projectId);
    }

    get statuses() {
        return STATUSES.map((status) => ({
            ...status,
            count: this.state.cards.filter((card) => card.status === status.key).length,
        }));
    }

    filter(name, value) {
        this.state[name] = Number(value) || false;
        if (name === "projectId") {
            this.state.goalId = false;
        }
        this.state.status = false;
        return this.load();
    }

    toggle(status) {
        this.state.status = this.state.status === status ? false : status;
    }

    showAll() {
        this.state.goalId = false;
        return this.filter("projectId", false);
    }

    agree() {
        return this.openForm(false, { default_project_id: this.state.projectId, default_goal_id: this.state.goalId });
    }

    open(id) {
        return this.openForm(id, {});
    }

    openForm(id, context) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.facilitation.kpi",
            res_id: id,
            views: [[false, "form"]],
            context,
        });
    }
}

registry.category("actions").add("crm_facilitation.kpi_board", KpiBoard);
