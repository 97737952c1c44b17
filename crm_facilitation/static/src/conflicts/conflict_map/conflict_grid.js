import { Component } from "@odoo/owl";

/**
 * A half matrix: who (or which need) stands against whom.
 * Each cell is a button that opens its conflicts; severity is told by a word and a pattern, not by colour alone.
 */
export class ConflictGrid extends Component {
    static template = "crm_facilitation.ConflictGrid";
    static props = {
        caption: String,
        axis: { type: Array, element: Object },
        cells: { type: Array, element: Object },
        severities: Object,
        onOpen: Function,
    };

    /** Rows of the lower half, each up to its own diagonal. */
    get rows() {
        const byPair = new Map(this.props.cells.map((cell) => [`${cell.a}:${cell.b}`, cell]));
        return this.props.axis.map((row, position) => ({
            ...row,
            number: position + 1,
            cells: this.props.axis.slice(0, position + 1).map((column) => ({
                column,
                key: `${column.id}:${row.id}`,
                found: byPair.get(`${Math.min(column.id, row.id)}:${Math.max(column.id, row.id)}`),
            })),
        }));
    }

    label(row, cell) {
        const names = row.id === cell.column.id ? row.name : `${cell.column.name} – ${row.name}`;
        return `${names}: ${cell.found.count}, ${this.props.severities[cell.found.worst]}`;
    }
}
