import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useOwnApp } from "../../own_app";
import { RESULTS } from "./results_action";
import { Results } from "./results_sheet";

/** The results of a closed round, as a screen of the web client. */
export class ResultsAction extends Component {
    static template = xml`
        <div class="o_action h-100 overflow-auto">
            <Results roundId="roundId" />
        </div>`;
    static components = { Results };
    static props = { ...standardActionServiceProps };
    static path = "facilitation-results";
    static extractProps = ({ params }) => (params?.round_id ? { resId: params.round_id } : {});

    setup() {
        useOwnApp();
        const { params, context } = this.props.action;
        this.roundId = this.props.resId || params?.round_id || context?.active_id;
    }
}

registry.category("actions").add(RESULTS, ResultsAction);
