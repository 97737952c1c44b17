import { Component } from "@odoo/owl";
import { placePoints } from "./result_figures";

/** Importance × ease as a picture of four quarters; the table beside it says the same in words. */
export class ResultMatrix extends Component {
    static template = "crm_facilitation.ResultMatrix";
    static props = { needs: Array, classes: Object };

    get points() {
        return placePoints(this.props.needs).map((point) => ({
            ...point,
            label: point.needs.map((need) => need.number).join(", "),
            title: point.needs.map((need) => `${need.number}. ${need.name}`).join("\n"),
        }));
    }
}
