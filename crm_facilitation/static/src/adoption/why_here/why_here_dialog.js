import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";

/** Who asked for a record, where, and what was decided: as far as the reader may know it. */
export class WhyHereDialog extends Component {
    static template = "crm_facilitation.WhyHereDialog";
    static components = { Dialog };
    static props = {
        reasons: { type: Array, element: Object },
        title: { type: String },
        close: { type: Function },
    };

    decidedOn(reason) {
        return reason.decided_on ? formatDate(deserializeDate(reason.decided_on)) : "";
    }
}
