import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatDay } from "../../moments";

/** What each department asked for and finds in the CRM: the page of the day of launch, for everybody. */
export class AskedBuilt extends Component {
    static template = "crm_facilitation.AskedBuilt";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.display = { controlPanel: {} };
        this.state = useState({ rollouts: [] });
        onWillStart(async () => {
            this.state.rollouts = await this.orm.call("crm.facilitation.asked.built", "show", []);
        });
    }

    dayOf(rollout) {
        return formatDay(rollout.launch_date);
    }
}

registry.category("actions").add("crm_facilitation.asked_built", AskedBuilt);
