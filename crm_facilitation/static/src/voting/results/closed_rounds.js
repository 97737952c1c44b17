import { Component } from "@odoo/owl";

/** Votes that are counted, on the page of a session: each leads to its results, and to what one said in it. */
export class ClosedRounds extends Component {
    static template = "crm_facilitation.ClosedRounds";
    static props = { rounds: Array };
}
