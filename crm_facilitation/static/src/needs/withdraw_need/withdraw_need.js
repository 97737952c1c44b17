import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { Taps } from "../../taps";
import { recallToken } from "../raise_need/origin_tokens";

const NEED = "crm.facilitation.need";

/** On a need of mine that nobody has taken up yet: take it back. Asks in place, so that it works on every page. */
export class WithdrawNeed extends Component {
    static template = "crm_facilitation.WithdrawNeed";
    static props = { need: Object, onDone: Function };

    setup() {
        this.orm = useService("orm");
        this.taps = new Taps();
        this.state = useState({ isAsking: false, isBusy: false });
    }

    /** The question takes the place of the button: the second tap of a finger in a hurry answers nothing. */
    tap(isAsking) {
        if (!this.taps.isRepeated("withdraw")) {
            this.state.isAsking = isAsking;
        }
    }

    async withdraw() {
        if (this.state.isBusy || this.taps.isRepeated("withdraw")) {
            return;
        }
        this.state.isBusy = true;
        const { id, is_anonymous } = this.props.need;
        try {
            await this.orm.call(NEED, "action_withdraw", [[id]], is_anonymous ? { token: recallToken(id) } : {});
        } finally {
            // also where somebody took it up meanwhile, which is said in words
            Object.assign(this.state, { isAsking: false, isBusy: false });
            await this.props.onDone();
        }
    }
}
