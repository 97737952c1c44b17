import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** One sentence: what could make it fail. For people who take part, while the session takes needs. */
export class RaiseRisk extends Component {
    static template = "crm_facilitation.RaiseRisk";
    static props = {
        sessionId: Number,
        anonymous: { type: Boolean, optional: true },
        onRaised: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ name: "", hasHappened: false, busy: false });
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            // the form around it has keys of its own
            ev.preventDefault();
            ev.stopPropagation();
            this.raise();
        }
    }

    async raise() {
        if (!this.state.name.trim() || this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await this.orm.call("crm.facilitation.risk", "action_raise_risk", [], {
                session_id: this.props.sessionId,
                name: this.state.name,
                has_happened: this.state.hasHappened,
                promised_anonymous: Boolean(this.props.anonymous),
            });
            Object.assign(this.state, { name: "", hasHappened: false });
            this.notification.add(_t("Received."), { type: "success" });
            await this.props.onRaised?.();
        } finally {
            this.state.busy = false;
        }
    }
}

export class RaiseRiskWidget extends Component {
    static template = "crm_facilitation.RaiseRiskWidget";
    static components = { RaiseRisk };
    static props = { ...standardWidgetProps };
}

registry.category("view_widgets").add("crm_facilitation_raise_risk", { component: RaiseRiskWidget });
