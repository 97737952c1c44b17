import { Component, xml } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Origin, WARNING } from "./origin";

/** The same in the web client, which asks in a window. */
export class AskingOrigin extends Origin {
    setup() {
        super.setup();
        this.dialog = useService("dialog");
    }

    askToBeNamed() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Agree to be named?"),
            body: WARNING,
            confirmLabel: _t("Name me"),
            confirm: () => this.reveal(),
            cancelLabel: _t("Stay anonymous"),
            cancel: () => {},
        });
    }
}

/** What the device of an anonymous need can do, on the form of the web client. */
export class OriginWidget extends Component {
    static template = xml`<AskingOrigin t-if="id" needId="id" onNamed="() => this.props.record.load()" />`;
    static components = { AskingOrigin };
    static props = { ...standardWidgetProps };

    get id() {
        const { record } = this.props;
        return record.data.is_anonymous && record.resId;
    }
}

registry.category("view_widgets").add("facilitation_origin", {
    component: OriginWidget,
    fieldDependencies: [{ name: "is_anonymous", type: "boolean" }],
});
