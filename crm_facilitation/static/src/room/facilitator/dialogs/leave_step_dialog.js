import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { Turnout } from "../../parts/turnout";

/** Going on while a vote is open: it stays open or it is closed, and nobody guesses which. */
export class LeaveStepDialog extends Component {
    static template = "crm_facilitation.RoomLeaveStepDialog";
    static components = { Dialog, Turnout };
    static props = { rounds: Array, reveal: String, keep: Function, closeAll: Function, close: Function };

    setup() {
        this.title = _t("A vote is open");
    }

    async pick(act) {
        this.props.close();
        await act();
    }
}
