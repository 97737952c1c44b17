import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatDay } from "../../moments";

/** What was promised in earlier sessions and is open: read one by one. Whoever leads says what became of each. */
export class Promises extends Component {
    static template = "crm_facilitation.Promises";
    static props = { promises: Array, onAnswer: { type: Function, optional: true } };

    due(promise) {
        return _t("by %s", formatDay(promise.due_on));
    }
}
