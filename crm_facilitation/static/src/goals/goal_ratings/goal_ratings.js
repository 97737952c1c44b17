import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** How much a goal matters to each department; people who take part rate it here. */
export class GoalRatings extends Component {
    static template = "crm_facilitation.GoalRatings";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ mine: 0, can_rate: false, best: 5, departments: [] });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({ record }) => record.resId !== this.props.record.resId && this.load(record));
    }

    get steps() {
        return Array.from({ length: this.state.best }, (_item, index) => index + 1);
    }

    async load({ resId }) {
        if (resId) {
            Object.assign(this.state, await this.orm.call("crm.facilitation.goal", "ratings", [resId]));
        }
    }

    async rate(value) {
        const { resId } = this.props.record;
        Object.assign(this.state, await this.orm.call("crm.facilitation.goal", "action_rate", [resId, value]));
    }

    label(value) {
        return _t("%(value)s of %(best)s", { value, best: this.state.best });
    }

    figure(value) {
        return formatFloat(value, { digits: [16, 1] });
    }
}

registry.category("view_widgets").add("crm_facilitation_goal_ratings", { component: GoalRatings });
