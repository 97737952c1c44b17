import { Component, useState } from "@odoo/owl";

const STEP = 100;

/** The trace map as a list, for readers who do not see the map, and for small screens: the same nodes and links. */
export class TraceList extends Component {
    static template = "crm_facilitation.TraceList";
    static props = {
        columns: Array,
        titles: Object,
        nodes: Array,
        linksOf: Function,
        markLabel: Function,
        open: Function,
    };

    setup() {
        this.state = useState({ shown: {} });
    }

    get sections() {
        return this.props.columns.map((column) => {
            const nodes = this.props.nodes.filter((node) => node.column === column);
            const shown = this.state.shown[column] || STEP;
            return { column, count: nodes.length, nodes: nodes.slice(0, shown), rest: nodes.length - shown };
        });
    }

    showMore(column) {
        this.state.shown[column] = (this.state.shown[column] || STEP) + STEP;
    }
}
