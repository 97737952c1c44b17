import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Results } from "./results_sheet";

/** The results of a closed round, as a screen of the web client. */
export class ResultsAction extends Component {
    static template = xml`
        <div class="o_action h-100 overflow-auto">
            <Results roundId="roundId" />
        </div>`;
    static components = { Results };
    static props = { ...standardActionServiceProps };

    setup() {
        const { params, context } = this.props.action;
        this.roundId = params?.round_id || context?.active_id;
    }
}

registry.category("actions").add("crm_facilitation.results", ResultsAction);
