import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { Component, onWillStart, useState } from "@odoo/owl";
import { BallotNeed } from "./ballot_need";
import { BallotStore } from "./ballot_store";

/**
 * The ballot of the logged-in user in one round: one tap a dot, saved at once, taken back until closing.
 * Arrow keys move between needs, + and - give and take dots.
 */
export class BallotAction extends Component {
    static template = "crm_facilitation.BallotAction";
    static components = { BallotNeed };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        const roundId = this.props.action.params?.round_id || this.props.action.context?.active_id;
        const notify = useService("notification");
        this.ballot = useState(
            new BallotStore({
                orm: useService("orm"),
                roundId,
                onRefused: (text) => notify.add(text, { type: "danger" }),
            }),
        );
        onWillStart(() => this.ballot.load());
    }

    get status() {
        const { round } = this.ballot;
        if (!round.is_voting) {
            return _t("This vote is closed.");
        }
        if (round.method !== "dots") {
            return _t("%(done)s of %(all)s needs rated", {
                done: Object.keys(round.choices).length,
                all: round.needs.length,
            });
        }
        return _t("%(left)s of %(budget)s dots left", { left: round.left, budget: round.budget });
    }

    /** @param {KeyboardEvent} event */
    onKeydown(event) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (!step || event.target.tagName === "TEXTAREA") {
            return;
        }
        const cards = [...event.currentTarget.querySelectorAll(".o_ballot_need")];
        const next = cards[cards.indexOf(event.target.closest(".o_ballot_need")) + step];
        if (next) {
            event.preventDefault();
            next.focus();
        }
    }

    leave() {
        this.action.doAction("crm_facilitation.round_action", { clearBreadcrumbs: true });
    }
}

registry.category("actions").add("crm_facilitation.ballot", BallotAction);
