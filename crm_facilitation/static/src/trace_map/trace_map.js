import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Layout } from "@web/search/layout";
import * as layout from "./trace_layout";
import { TraceList } from "./trace_list";

const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** The trace as a picture: goal, need, task, feature, configuration, KPI; and the same as a list. */
export class TraceMap extends Component {
    static template = "crm_facilitation.TraceMap";
    static components = { Layout, TraceList };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.display = { controlPanel: {} };
        this.state = useState({
            projects: [],
            target: this.props.action.params,
            nodes: [],
            lit: null,
            focused: null,
            text: "",
            onlyMarked: false,
            asList: useService("ui").isSmall,
            top: 0,
            height: 800,
        });
        onWillStart(() => this.start());
        onMounted(() => (this.state.height = this.root.el.clientHeight));
    }

    async start() {
        if (!this.state.target?.model) {
            this.state.projects = await this.orm.searchRead(
                "project.project",
                [["is_facilitation", "=", true]],
                ["display_name"],
            );
            this.state.target = { model: "project.project", id: this.state.projects[0]?.id };
        }
        await this.load();
    }

    async load() {
        const { model, id } = this.state.target;
        const map = id ? await this.orm.call("crm.facilitation.trace.map", "get_map", [model, id]) : null;
        const { columns = [], nodes = [], edges = [], start: startKey } = map || {};
        Object.assign(this, { columns, nodes, edges, startKey });
        this.index = layout.indexEdges(this.edges);
        this.byKey = new Map(this.nodes.map((node) => [node.key, node]));
        this.arrange();
    }

    /** Show another roll-out. */
    choose(id) {
        this.state.target = { model: "project.project", id };
        return this.load();
    }

    filter(change) {
        Object.assign(this.state, change);
        this.arrange();
    }

    arrange() {
        const nodes = layout.filterNodes(this.nodes, this.index, this.state);
        this.used = this.columns.filter((column) => nodes.some((node) => node.column === column));
        this.places = layout.placeNodes(this.columns, nodes, this.edges);
        const rows = Math.max(0, ...[...this.places.values()].map((place) => place.row + 1));
        this.canvas = { width: this.used.length * layout.COLUMN_WIDTH, height: rows * layout.ROW_HEIGHT };
        const focused = this.places.has(this.startKey) ? this.startKey : nodes[0]?.key;
        Object.assign(this.state, { nodes, lit: null, focused });
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

    /** What is drawn now: a roll-out with hundreds of needs has thousands of nodes. */
    get sight() {
        const { top, height, nodes } = this.state;
        return layout.inSight(nodes, this.edges, this.places, top, top + height);
    }

    get marked() {
        return this.nodes.filter((node) => node.mark).length;
    }

    markLabel(node) {
        return { gap: _t("Something is missing"), suspect: _t("Under question") }[node.mark] || "";
    }

    linksOf(node) {
        return (this.index.after.get(node.key) || []).map((key) => this.byKey.get(key));
    }

    pathOf([from, to]) {
        const [a, b] = [this.places.get(from), this.places.get(to)];
        const [x1, y1] = [a.x + layout.NODE_WIDTH, a.y + layout.NODE_HEIGHT / 2];
        const [x2, y2] = [b.x, b.y + layout.NODE_HEIGHT / 2];
        const middle = (x1 + x2) / 2;
        return `M ${x1} ${y1} C ${middle} ${y1}, ${middle} ${y2}, ${x2} ${y2}`;
    }

    edgeClass([from, to]) {
        const lit = this.state.lit && this.state.lit.has(from) && this.state.lit.has(to);
        return { o_lit: lit, o_dim: this.state.lit && !lit, o_dashed: to.startsWith("kpi-") };
    }

    nodeClass(node) {
        return {
            [`o_mark_${node.mark || "none"}`]: true,
            o_dim: this.state.lit && !this.state.lit.has(node.key),
            o_lit: this.state.lit && this.state.lit.has(node.key),
        };
    }

    light(node) {
        this.state.lit = node ? layout.connected([node.key], this.index) : null;
    }

    onFocus(node) {
        this.state.focused = node.key;
        this.light(node);
    }

    onScroll(event) {
        this.state.top = event.currentTarget.scrollTop;
    }

    async onKeydown(event, node) {
        const step = ARROWS[event.key];
        if (!step) {
            return;
        }
        event.preventDefault();
        const target = this.neighbour(node, step);
        this.root.el.scrollTop = Math.max(0, this.places.get(target.key).y - this.state.height / 2);
        this.state.top = this.root.el.scrollTop;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        this.root.el.querySelector(`[data-key="${target.key}"]`)?.focus();
    }

    /** The node that an arrow key leads to: along the column, or across to a linked one, else to the same row. */
    neighbour(node, [across, along]) {
        const here = this.places.get(node.key);
        const linked = across && this.index[across > 0 ? "after" : "before"].get(node.key);
        const next = linked && linked.find((key) => this.places.has(key));
        const column = this.state.nodes.filter((other) => this.places.get(other.key).column === here.column + across);
        if (next || !column.length) {
            return next ? this.byKey.get(next) : node;
        }
        const row = Math.max(0, Math.min(here.row + along, column.length - 1));
        return column.find((other) => this.places.get(other.key).row === row);
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
