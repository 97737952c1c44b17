import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

/** The keys of the desk. */
export class KeysDialog extends Component {
    static template = "crm_facilitation.RoomKeysDialog";
    static components = { Dialog };
    static props = { close: Function };

    setup() {
        this.title = _t("Keys");
        this.keys = [
            { key: "N", does: _t("Next step; start or close the session") },
            { key: "P", does: _t("Step before") },
            { key: _t("Space"), does: _t("Pause, go on") },
            { key: "+", does: _t("Five minutes more") },
            { key: "A", does: _t("Admit everybody who waits and is nobody invited") },
            { key: "C", does: _t("Open or close the join code") },
            { key: "D", does: _t("Take down what is on every screen") },
            { key: "V", does: _t("What they see: phone and projector") },
            { key: "I", does: _t("How the session goes") },
            { key: "1 – 4", does: _t("Needs, votes, conflicts, who was heard") },
            { key: "Tab", does: _t("Everything else, one after the other; Enter presses it") },
            { key: "?", does: _t("These keys") },
        ];
    }
}
