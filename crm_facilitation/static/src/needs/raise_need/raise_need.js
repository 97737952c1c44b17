import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { RaiseNeedForm } from "./raise_need_form";

/** The short form in a window of the web client. */
export class RaiseNeed extends Component {
    static template = xml`<RaiseNeedForm sessionId="sessionId" onClose.bind="close" />`;
    static components = { RaiseNeedForm };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.sessionId = this.props.action.context?.default_session_id;
    }

    close() {
        this.action.doAction({ type: "ir.actions.act_window_close" });
    }
}

registry.category("actions").add("crm_facilitation.raise_need", RaiseNeed);
