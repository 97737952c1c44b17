import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Component, xml } from "@odoo/owl";
import { useOwnApp } from "../../own_app";
import { resultsOf } from "../results/results_action";
import { Ballot } from "./ballot_sheet";

/** The ballot of the logged-in user, as a screen of the web client. */
export class BallotAction extends Component {
    static template = xml`
        <div class="o_action h-100 overflow-auto">
            <Ballot
                roundId="roundId"
                onLeave.bind="leave"
                onResults.bind="showResults"
                onUnfinished="(count) => { this.unfinished = count; }"
            />
        </div>`;
    static components = { Ballot };
    static props = { ...standardActionServiceProps };
    static path = "facilitation-vote";
    static extractProps = ({ params }) => (params?.round_id ? { resId: params.round_id } : {});

    setup() {
        useOwnApp();
        this.action = useService("action");
        this.dialog = useService("dialog");
        const { params, context } = this.props.action;
        this.roundId = this.props.resId || params?.round_id || context?.active_id;
        this.unfinished = 0;
        // by a menu, a breadcrumb or the browser's own “back”
        useSetupAction({ beforeLeave: () => this.askBeforeLeaving() });
    }

    /** @returns {Promise<boolean>} whether the voter leaves what is begun and not sent */
    async askBeforeLeaving() {
        if (!this.unfinished) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Not sent yet: %s", this.unfinished),
                    body: _t(
                        "An objection or a block needs its reason, and a rating both its values. Nothing of them counts so far.",
                    ),
                    confirmLabel: _t("Finish them"),
                    confirm: () => resolve(false),
                    cancelLabel: _t("Leave without them"),
                    cancel: () => resolve(true),
                    dismiss: () => resolve(false),
                },
                { onClose: () => resolve(false) },
            );
        });
    }

    leave() {
        this.action.doAction("crm_facilitation.desk_action", { clearBreadcrumbs: true });
    }

    /** @param {string} name the round's */
    showResults(name) {
        this.action.doAction(resultsOf({ id: this.roundId, name }));
    }
}

registry.category("actions").add("crm_facilitation.ballot", BallotAction);
