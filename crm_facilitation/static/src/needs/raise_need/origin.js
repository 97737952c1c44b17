import { Component, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { recallToken } from "./origin_tokens";

const MODEL = "crm.facilitation.need";

/** On an anonymous need: what the device that raised it, and nobody else, can do. */
export class Origin extends Component {
    static template = "crm_facilitation.Origin";
    static props = { needId: Number, onNamed: Function };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.state = useState({ proof: null });
    }

    get token() {
        return recallToken(this.props.needId);
    }

    async prove() {
        this.state.proof = await this.orm.call(MODEL, "origin_proof", [[this.props.needId], this.token]);
    }

    agreeToBeNamed() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Agree to be named?"),
            body: _t("Everybody in the session will read that you raised this need. It cannot be taken back."),
            confirmLabel: _t("Name me"),
            confirm: () => this.reveal(),
            cancelLabel: _t("Stay anonymous"),
            cancel: () => {},
        });
    }

    async reveal() {
        await this.orm.call(MODEL, "action_reveal_author", [[this.props.needId], this.token]);
        await this.props.onNamed();
    }
}
