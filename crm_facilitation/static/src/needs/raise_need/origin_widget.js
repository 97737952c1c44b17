import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Origin } from "./origin";

/** What the device that raised an anonymous need can do, on the form. */
export class OriginWidget extends Component {
    static template = xml`
        <Origin t-if="isAnonymous" needId="props.record.resId" onNamed="() => props.record.load()" />`;
    static components = { Origin };
    static props = { ...standardWidgetProps };

    get isAnonymous() {
        return Boolean(this.props.record.data.is_anonymous && this.props.record.resId);
    }
}

registry.category("view_widgets").add("facilitation_origin", {
    component: OriginWidget,
    fieldDependencies: [{ name: "is_anonymous", type: "boolean" }],
});
