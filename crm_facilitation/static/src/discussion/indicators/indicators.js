import { Component, onWillDestroy, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { unlessOffline } from "../../connection";

const REFRESH = 30000;

/** How the session goes, by department and never by person; it looks again while it is on the screen. */
export class Indicators extends Component {
    static template = "crm_facilitation.Indicators";
    static props = { sessionId: Number };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ indicators: [] });
        onWillStart(() => this.load(this.props.sessionId));
        onWillUpdateProps(({ sessionId }) => this.load(sessionId));
        const timer = setInterval(() => this.load(this.props.sessionId), REFRESH);
        onWillDestroy(() => clearInterval(timer));
    }

    load(sessionId) {
        return unlessOffline(async () => {
            this.state.indicators = await this.orm.silent.call("crm.facilitation.session", "indicators", [
                [sessionId],
            ]);
        });
    }
}

export class IndicatorsWidget extends Component {
    static template = "crm_facilitation.IndicatorsWidget";
    static components = { Indicators };
    static props = { ...standardWidgetProps };
}

registry.category("view_widgets").add("crm_facilitation_indicators", { component: IndicatorsWidget });
