import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { GoalRatings } from "./goal_ratings";

/** The ratings on the form of a goal. */
export class GoalRatingsWidget extends Component {
    static template = xml`<GoalRatings goalId="props.record.resId || undefined" />`;
    static components = { GoalRatings };
    static props = { ...standardWidgetProps };
}

registry.category("view_widgets").add("crm_facilitation_goal_ratings", { component: GoalRatingsWidget });
