import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Department × area of the CRM: who spoke of what, and who has not; how many needs are probably still unsaid. */
export class HeardMap extends Component {
    static template = "crm_facilitation.HeardMap";
    static props = { sessionId: Number };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ map: null });
        onWillStart(() => this.load(this.props.sessionId));
        onWillUpdateProps(({ sessionId }) => sessionId !== this.props.sessionId && this.load(sessionId));
    }

    async load(sessionId) {
        this.state.map = await this.orm.call("crm.facilitation.session", "heard_map", [[sessionId]]);
    }

    get unsaid() {
        return _t("Probably still unsaid: %(estimate)s needs, between %(low)s and %(high)s.", this.state.map.unsaid);
    }

    /** The whole of a department, then each area. */
    get columns() {
        return [false, ...this.state.map.areas.map(({ id }) => id)];
    }

    cell(department, area) {
        return this.state.map.cells.find((cell) => cell.department_id === department && cell.area_id === area);
    }

    fate(department, area) {
        const cell = this.cell(department, area);
        return cell ? (cell.needs ? "heard" : "silent") : "few";
    }
}

export class HeardMapWidget extends Component {
    static template = "crm_facilitation.HeardMapWidget";
    static components = { HeardMap };
    static props = { ...standardWidgetProps };
}

registry.category("view_widgets").add("crm_facilitation_heard_map", { component: HeardMapWidget });
