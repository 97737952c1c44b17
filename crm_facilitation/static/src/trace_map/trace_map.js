import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Layout } from "@web/search/layout";
import { COLUMN_WIDTH, NODE_HEIGHT, NODE_WIDTH, ROW_HEIGHT, connected, placeNodes } from "./trace_layout";

const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** The trace as a picture: goal, need, task, feature, configuration, KPI; and the same as a list. */
export class TraceMap extends Component {
    static template = "crm_facilitation.TraceMap";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ nodes: [], edges: [], lit: null, asList: false });
        this.size = { width: NODE_WIDTH, height: NODE_HEIGHT };
        onWillStart(() => this.load());
    }

    get titles() {
        return {
            goal: _t("Goals"),
            need: _t("Needs"),
            task: _t("Tasks"),
            feature: _t("Features"),
            config: _t("Configuration"),
            kpi: _t("KPIs"),
        };
    }

    async load() {
        const { model, id } = this.props.action.params;
        const map = await this.orm.call("crm.facilitation.trace.map", "get_map", [model, id]);
        this.columns = map.columns.filter((column) => map.nodes.some((node) => node.column === column));
        this.places = placeNodes(map.columns, map.nodes, map.edges);
        this.byKey = new Map(map.nodes.map((node) => [node.key, node]));
        const rows = Math.max(0, ...[...this.places.values()].map((place) => place.row + 1));
        this.canvas = { width: this.columns.length * COLUMN_WIDTH, height: rows * ROW_HEIGHT };
        this.name = map.name;
        Object.assign(this.state, { nodes: map.nodes, edges: map.edges });
    }

    markLabel(node) {
        return { gap: _t("Something is missing"), suspect: _t("Under question") }[node.mark] || "";
    }

    nodesOf(column) {
        return this.state.nodes.filter((node) => node.column === column);
    }

    linksOf(node) {
        const next = this.state.edges.filter(([from]) => from === node.key);
        return next.map(([, to]) => this.byKey.get(to));
    }

    pathOf([from, to]) {
        const [a, b] = [this.places.get(from), this.places.get(to)];
        const [x1, y1] = [a.x + NODE_WIDTH, a.y + NODE_HEIGHT / 2];
        const [x2, y2] = [b.x, b.y + NODE_HEIGHT / 2];
        const middle = (x1 + x2) / 2;
        return `M ${x1} ${y1} C ${middle} ${y1}, ${middle} ${y2}, ${x2} ${y2}`;
    }

    edgeClass([from, to]) {
        const lit = this.state.lit && this.state.lit.has(from) && this.state.lit.has(to);
        const kpi = to.startsWith("kpi-");
        return `o_trace_edge ${lit ? "o_lit" : this.state.lit ? "o_dim" : ""} ${kpi ? "o_dashed" : ""}`;
    }

    nodeClass(node) {
        const dim = this.state.lit && !this.state.lit.has(node.key);
        return `o_trace_node o_mark_${node.mark || "none"} ${dim ? "o_dim" : ""}`;
    }

    light(node) {
        this.state.lit = node ? connected(node.key, this.state.edges) : null;
    }

    onKeydown(event, node) {
        const step = ARROWS[event.key];
        if (!step) {
            return;
        }
        event.preventDefault();
        const here = this.places.get(node.key);
        const column = this.nodesOf(this.columns[here.column + step[0]] || node.column);
        const row = Math.min(here.row + step[1], column.length - 1);
        const target = column.find((other) => this.places.get(other.key).row === Math.max(0, row));
        event.currentTarget.closest(".o_trace_map").querySelector(`[data-key="${target.key}"]`)?.focus();
    }

    open(node) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: node.model,
            res_id: node.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("crm_facilitation.trace_map", TraceMap);
