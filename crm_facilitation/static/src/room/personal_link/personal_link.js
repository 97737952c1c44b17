import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** A personal link or a kiosk's address, shown once: as a picture to scan and as text. */
export class PersonalLink extends Component {
    static template = "crm_facilitation.PersonalLink";
    static props = { ...standardActionServiceProps };

    get shown() {
        return this.props.action.params;
    }
}

registry.category("actions").add("crm_facilitation.personal_link", PersonalLink);
