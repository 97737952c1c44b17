import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useOwnApp } from "../../own_app";
import { GoalRatings } from "../goal_ratings/goal_ratings";

/** All goals that I am asked to rate, on one page. */
export class RateGoals extends Component {
    static template = "crm_facilitation.RateGoals";
    static components = { GoalRatings, Layout };
    static props = { ...standardActionServiceProps };
    static path = "facilitation-rate-goals";
    static displayName = _t("How much do the goals matter?");

    setup() {
        useOwnApp();
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ goals: [] });
        onWillStart(async () => {
            this.state.goals = await this.orm.call("crm.facilitation.goal", "to_rate", []);
        });
    }

    leave() {
        return this.action.doAction("crm_facilitation.desk_action", { clearBreadcrumbs: true });
    }
}

registry.category("actions").add("crm_facilitation.rate_goals", RateGoals);
