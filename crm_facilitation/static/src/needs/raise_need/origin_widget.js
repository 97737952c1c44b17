import { Component, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { recallToken } from "./origin_tokens";

/** On an anonymous need: what the device that raised it, and nobody else, can do. */
export class OriginWidget extends Component {
    static template = "crm_facilitation.OriginWidget";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.state = useState({ proof: null });
    }

    get id() {
        return this.props.record.resId;
    }

    get token() {
        return this.props.record.data.is_anonymous && this.id ? recallToken(this.id) : null;
    }

    async prove() {
        this.state.proof = await this.orm.call("crm.facilitation.need", "origin_proof", [[this.id], this.token]);
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
        await this.orm.call("crm.facilitation.need", "action_reveal_author", [[this.id], this.token]);
        await this.props.record.load();
    }
}

registry.category("view_widgets").add("facilitation_origin", {
    component: OriginWidget,
    fieldDependencies: [{ name: "is_anonymous", type: "boolean" }],
});
