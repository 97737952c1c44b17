import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ConflictGrid } from "./conflict_grid";

/** The unsettled conflicts of a roll-out as a picture: department by department, and need by need. */
export class ConflictMap extends Component {
    static template = "crm_facilitation.ConflictMap";
    static components = { ConflictGrid, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ map: null });
        this.display = { controlPanel: {} };
        this.severities = { low: _t("Low"), medium: _t("Medium"), high: _t("High") };
        onWillStart(() => this.load(this.props.action.params?.project_id || false));
    }

    async load(projectId) {
        this.state.map = await this.orm.call("crm.facilitation.conflict", "get_map", [projectId]);
    }

    open(ids) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Conflicts"),
            res_model: "crm.facilitation.conflict",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["id", "in", ids]],
        });
    }
}

registry.category("actions").add("crm_facilitation.conflict_map", ConflictMap);
