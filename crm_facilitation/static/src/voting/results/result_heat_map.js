import { Component } from "@odoo/owl";
import { cellShare, cellText, cellTitle } from "./result_figures";

/** Needs × departments. A department with too few ballots keeps its column, so that nobody wonders where it is. */
export class ResultHeatMap extends Component {
    static template = "crm_facilitation.ResultHeatMap";
    static props = { results: Object, needs: Array };

    /** Whether any department has figures that may be shown. */
    get hasFigures() {
        return this.props.results.departments.some(({ voters }) => voters);
    }

    get names() {
        return this.props.results.departments.map(({ name }) => name).join(", ");
    }

    cell(need, department) {
        const { method, cap } = this.props.results;
        const cell = need.cells[department.id];
        if (!cell) {
            return { isHidden: true };
        }
        const share = cellShare(cell, method, cap);
        if (share === false) {
            return { isHidden: true };
        }
        return { share: share.toFixed(2), text: cellText(cell, method), title: cellTitle(cell, method) };
    }
}
