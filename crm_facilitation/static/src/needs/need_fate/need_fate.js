import { Component } from "@odoo/owl";

const COLOURS = {
    raised: "text-bg-secondary",
    accepted: "text-bg-success",
    deferred: "text-bg-warning",
    rejected: "text-bg-danger",
    merged: "text-bg-info",
};

/** One of my needs: what became of it, and why. */
export class NeedFate extends Component {
    static template = "crm_facilitation.NeedFate";
    static props = { need: Object, onOpen: { type: Function, optional: true }, slots: { optional: true } };

    get colour() {
        return COLOURS[this.props.need.state];
    }
}
