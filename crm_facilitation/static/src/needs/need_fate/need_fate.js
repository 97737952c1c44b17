import { Component } from "@odoo/owl";

const COLOURS = {
    raised: "text-bg-secondary",
    accepted: "text-bg-success",
    deferred: "text-bg-warning",
    rejected: "text-bg-danger",
    merged: "text-bg-info",
};
// once it is planned, what its delivery came to says more than that it was accepted
const DELIVERY_COLOURS = { planned: "text-bg-info", configured: "text-bg-warning", refused: "text-bg-danger" };

/** One of my needs: what became of it, and why. */
export class NeedFate extends Component {
    static template = "crm_facilitation.NeedFate";
    static props = { need: Object, onOpen: { type: Function, optional: true }, slots: { optional: true } };

    get colour() {
        const { state, delivery_state } = this.props.need;
        return DELIVERY_COLOURS[delivery_state] || COLOURS[state];
    }
}
