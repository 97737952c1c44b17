import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Layout } from "@web/search/layout";
import * as layout from "./trace_layout";
import { TraceCanvas } from "./trace_canvas";
import { TraceList } from "./trace_list";

/** The trace as a picture: goal, need, task, feature, configuration, KPI; and the same as a list. */
export class TraceMap extends Component {
    static template = "crm_facilitation.TraceMap";
    static components = { Layout, TraceCanvas, TraceList };
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
            this.state.projects = await this.orm.call("project.project", "list_rollouts", []);
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
        this.state.nodes = nodes;
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

    get marked() {
        return this.nodes.filter((node) => node.mark).length;
    }

    markLabel(node) {
        return { gap: _t("Something is missing"), suspect: _t("Under question") }[node.mark] || "";
    }

    linksOf(node) {
        return (this.index.after.get(node.key) || []).map((key) => this.byKey.get(key));
    }

    onScroll(event) {
        this.state.top = event.currentTarget.scrollTop;
    }

    /** Bring a height of the canvas to the middle of what is in sight, and wait until it is drawn. */
    async scrollTo(y) {
        this.root.el.scrollTop = Math.max(0, y - this.state.height / 2);
        this.state.top = this.root.el.scrollTop;
        await new Promise((resolve) => requestAnimationFrame(resolve));
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
