import { registry } from "@web/core/registry";
import { GraphModel } from "@web/views/graph/graph_model";
import { graphView } from "@web/views/graph/graph_view";

/** Odoo's lines fall to zero where a series has no record. Nothing measured is no zero: the line has a gap there. */
export class KpiHistoryModel extends GraphModel {
    /** @override */
    _getData() {
        const data = super._getData(...arguments);
        if (this.metaData.mode === "line" && !this.metaData.cumulated) {
            for (const dataset of data.datasets) {
                // a point that was read has the domain of its records
                dataset.data = dataset.data.map((value, index) => (dataset.domains[index].length ? value : null));
            }
        }
        return data;
    }
}

registry.category("views").add("kpi_history_graph", { ...graphView, Model: KpiHistoryModel });
