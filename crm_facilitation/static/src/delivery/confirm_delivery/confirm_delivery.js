import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Draft } from "../../drafts";

const MODEL = "crm.facilitation.need";

/** “Is it done?”: whoever asked for it confirms, or says what is missing. */
export class ConfirmDelivery extends Component {
    static template = "crm_facilitation.ConfirmDelivery";
    static props = { need: Object, onDecided: Function };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        // what somebody began to say stays on this device, wherever they look meanwhile
        this.draft = new Draft(`refuse.${this.props.need.id}.${user.userId}`);
        const { reason = "" } = this.draft.read();
        this.state = useState({ isBusy: false, isRefusing: Boolean(reason), reason });
        useEffect(
            (typed) => this.draft.keep({ reason: typed }),
            () => [this.state.reason],
        );
    }

    /** What is asked: a decision of before can be changed. */
    get question() {
        return (
            {
                accepted: _t("It was confirmed. If it does not work after all, say what is missing."),
                refused: _t("It went back to work. If it is done after all, confirm it."),
            }[this.props.need.delivery_state] || _t("It is configured. Try it, then confirm or say what is missing.")
        );
    }

    confirm() {
        return this.decide("action_confirm_delivery", {}, _t("Thank you: it is confirmed."));
    }

    refuse() {
        const { reason } = this.state;
        return this.decide(
            "action_refuse_delivery",
            { reason: reason.trim() },
            _t("Thank you: it goes back to work."),
        );
    }

    async decide(method, args, thanks) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            await this.orm.call(MODEL, method, [[this.props.need.id]], args);
        } catch (error) {
            this.state.isBusy = false;
            throw error;
        }
        this.state.reason = "";
        this.draft.drop();
        // what was decided is asked no more: no button works until whoever shows this has put it away
        this.notification.add(thanks, { type: "success" });
        this.props.onDecided();
    }
}
