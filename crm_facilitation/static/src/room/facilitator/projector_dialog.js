import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";

/** The projector's own address: drawn once, good for showing and nothing else. */
export class ProjectorDialog extends Component {
    static template = "crm_facilitation.RoomProjectorDialog";
    static components = { Dialog };
    static props = { commands: Object, sessionId: Number, close: Function };

    setup() {
        this.title = _t("The projector");
        this.state = useState({ link: null });
    }

    async draw() {
        this.state.link = await this.props.commands.session("action_projector_link");
    }

    open() {
        browser.open(this.state.link.address, "_blank");
    }
}
