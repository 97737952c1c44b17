import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { RaiseRisk } from "./raise_risk_form";

export class RaiseRiskWidget extends Component {
    static template = "crm_facilitation.RaiseRiskWidget";
    static components = { RaiseRisk };
    static props = { ...standardWidgetProps };
}

registry.category("view_widgets").add("crm_facilitation_raise_risk", { component: RaiseRiskWidget });
