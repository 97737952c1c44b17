import { Component, onWillStart, onWillUnmount, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { writeFigure } from "../figure";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { drawKpi, getLabel } from "./kpi_chart";

// what the page is drawn from; the form that has it need not show them
const WATCHED = {
    last_attempt: "datetime",
    current_value: "float",
    target_value: "float",
    target_date: "date",
    baseline_value: "float",
    goal_id: "many2one",
};

/** A KPI's own page: its history with what happened meanwhile, where it is heading, and what it rests on. */
export class KpiPage extends Component {
    static template = "crm_facilitation.KpiPage";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvas = useRef("canvas");
        this.getLabel = getLabel;
        this.state = useState({ page: null });
        onWillStart(() => Promise.all([loadBundle("web.chartjs_lib"), this.load(this.props.record)]));
        onWillUpdateProps(({ record }) => this.signature !== this.sign(record) && this.load(record));
        useEffect(
            () => this.draw(),
            () => [this.state.page, this.canvas.el],
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    sign(record) {
        return JSON.stringify([record.resId, record.dirty, ...Object.keys(WATCHED).map((name) => record.data[name])]);
    }

    async load(record) {
        this.signature = this.sign(record);
        if (!record.resId) {
            this.state.page = null;
        } else if (!record.dirty) {
            this.state.page = await this.orm.call("crm.facilitation.kpi", "page", [record.resId]);
        }
    }

    draw() {
        this.chart?.destroy();
        this.chart = null;
        if (this.canvas.el && this.state.page.points.length) {
            this.chart = drawKpi(this.canvas.el, this.state.page);
        }
    }

    get measured() {
        return this.state.page.points.filter((point) => point.value !== null);
    }

    get summary() {
        const values = this.measured.map((point) => point.value);
        if (!values.length) {
            return "";
        }
        return _t("%(count)s values, from %(first)s to %(last)s; lowest %(low)s, highest %(high)s. Table below.", {
            count: values.length,
            first: this.measured[0].label,
            last: this.measured.at(-1).label,
            low: this.figure(Math.min(...values)),
            high: this.figure(Math.max(...values)),
        });
    }

    figure(value) {
        return writeFigure(value);
    }

    open(resModel, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("crm_facilitation_kpi_page", {
    component: KpiPage,
    fieldDependencies: Object.entries(WATCHED).map(([name, type]) => ({ name, type })),
});
