import { Component, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import * as layout from "./trace_layout";

const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** The drawing of the trace map: nodes in columns and edges between them; what is hovered or focused lights its chain. */
export class TraceCanvas extends Component {
    static template = "crm_facilitation.TraceCanvas";
    static props = {
        columns: Array,
        titles: Object,
        nodes: Array,
        edges: Array,
        places: Map,
        index: Object,
        start: { type: [String, Boolean], optional: true },
        top: Number,
        height: Number,
        markLabel: Function,
        open: Function,
        scrollTo: Function,
    };

    setup() {
        this.root = useRef("root");
        this.state = useState({ lit: null, focused: this.firstKey(this.props) });
        onWillUpdateProps((next) => {
            if (next.places !== this.props.places) {
                Object.assign(this.state, { lit: null, focused: this.firstKey(next) });
            }
        });
    }

    /** Where the tab key enters the map. */
    firstKey({ places, start, nodes }) {
        return places.has(start) ? start : nodes[0]?.key;
    }

    get canvas() {
        return layout.measure(this.props.columns, this.props.places);
    }

    /** What is drawn now: a roll-out with hundreds of needs has thousands of nodes. */
    get sight() {
        const { top, height, nodes, edges, places } = this.props;
        return layout.inSight(nodes, edges, places, top, top + height);
    }

    pathOf(edge) {
        return layout.edgePath(edge, this.props.places);
    }

    edgeClass([from, to]) {
        const { lit } = this.state;
        const isLit = lit && lit.has(from) && lit.has(to);
        return { o_lit: isLit, o_dim: lit && !isLit, o_dashed: to.startsWith("kpi-") };
    }

    nodeClass(node) {
        const { lit } = this.state;
        return {
            [`o_mark_${node.mark || "none"}`]: true,
            o_dim: lit && !lit.has(node.key),
            o_lit: lit && lit.has(node.key),
        };
    }

    light(node) {
        this.state.lit = node ? layout.connected([node.key], this.props.index) : null;
    }

    onFocus(node) {
        this.state.focused = node.key;
        this.light(node);
    }

    async onKeydown(event, node) {
        const step = ARROWS[event.key];
        if (!step) {
            return;
        }
        event.preventDefault();
        const { nodes, places, index } = this.props;
        const key = layout.neighbour(node.key, step, nodes, places, index);
        await this.props.scrollTo(places.get(key).y);
        this.root.el.querySelector(`[data-key="${key}"]`)?.focus();
    }
}
