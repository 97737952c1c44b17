import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { Component, xml } from "@odoo/owl";
import { Ballot } from "./ballot_sheet";

/** The ballot of the logged-in user, as a screen of the web client. */
export class BallotAction extends Component {
    static template = xml`
        <div class="o_action h-100 overflow-auto">
            <Ballot roundId="roundId" onLeave.bind="leave" onResults.bind="showResults" />
        </div>`;
    static components = { Ballot };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        const { params, context } = this.props.action;
        this.roundId = params?.round_id || context?.active_id;
    }

    leave() {
        this.action.doAction("crm_facilitation.desk_action", { clearBreadcrumbs: true });
    }

    /** @param {string} name the round's */
    showResults(name) {
        this.action.doAction({
            type: "ir.actions.client",
            tag: "crm_facilitation.results",
            name,
            params: { round_id: this.roundId },
        });
    }
}

registry.category("actions").add("crm_facilitation.ballot", BallotAction);
