import { Component } from "@odoo/owl";

/** A need that somebody raised, with “Me too” for those who may support it. */
export class NeedLine extends Component {
    static template = "crm_facilitation.NeedLine";
    static props = {
        need: Object,
        canSupport: { type: Boolean, optional: true },
        onSupport: Function,
        onWithdraw: { type: Function, optional: true },
        onOpen: { type: Function, optional: true },
    };
}
