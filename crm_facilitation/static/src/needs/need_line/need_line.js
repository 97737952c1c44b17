import { Component } from "@odoo/owl";
import { Taps } from "../../taps";

/** A need that somebody raised, with “Me too” for those who may support it. */
export class NeedLine extends Component {
    static template = "crm_facilitation.NeedLine";
    static props = {
        need: Object,
        canSupport: { type: Boolean, optional: true },
        onSupport: Function,
        isOpposed: { type: Boolean, optional: true },
        onOppose: { type: Function, optional: true },
        isDifferent: { type: Boolean, optional: true },
        onDiffer: { type: Function, optional: true },
        onWithdraw: { type: Function, optional: true },
        onOpen: { type: Function, optional: true },
    };

    setup() {
        this.taps = new Taps();
    }

    /** The same button supports and takes back: a second tap of a finger in a hurry does nothing. */
    tap(act) {
        if (!this.taps.isRepeated("support")) {
            act(this.props.need);
        }
    }
}
