import { Component } from "@odoo/owl";
import { formatDay } from "../../moments";

/** What was promised in earlier sessions and is open: read one by one. Whoever leads says what became of each. */
export class Promises extends Component {
    static template = "crm_facilitation.Promises";
    static props = { promises: Array, onAnswer: { type: Function, optional: true } };

    day(value) {
        return formatDay(value);
    }
}
