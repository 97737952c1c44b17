import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { formatMoment } from "../moments";
import { BallotToken } from "../voting/ballot/ballot_token";

const MODEL = "crm.facilitation.round";

/** A closed vote: its result, and whether mine is in it, which this device looks up by itself. */
export class ClosedVote extends Component {
    static template = "crm_facilitation.ClosedVote";
    static props = { round: Object, onResults: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ code: "looking" });
        onWillStart(() => {
            // the desk does not wait for it
            this.look();
        });
    }

    async look() {
        try {
            this.state.code = await this.find();
        } catch {
            this.state.code = "unknown";
        }
    }

    /** The receipt that this device keeps, else that of the ballot, in the list of all receipts of the round. */
    async find() {
        const { id, anonymous } = this.props.round;
        const token = new BallotToken(id, user.userId);
        const [list, ballot] = await Promise.all([
            this.orm.silent.call(MODEL, "receipts", [[id]]),
            anonymous && !token.get() ? {} : this.orm.silent.call(MODEL, "ballot", [[id]], { token: token.get() }),
        ]);
        if (token.receipt && list.includes(token.receipt)) {
            return "counted";
        }
        if (ballot.receipt && list.includes(ballot.receipt)) {
            return token.receipt ? "changed" : "counted";
        }
        if (token.receipt || ballot.receipt) {
            return "missing";
        }
        return anonymous && !token.get() ? "elsewhere" : "none";
    }

    get day() {
        return formatMoment(this.props.round.closed_on);
    }

    get words() {
        return {
            looking: _t("Looking for your vote…"),
            counted: _t("Your vote is in the result: its receipt is in the list."),
            changed: _t("Your vote is in the result, as you changed it on another device."),
            missing: _t("Your receipt is not in the list. Tell the facilitator."),
            elsewhere: _t("No ballot of yours is on this device. Look on the one you voted with."),
            none: _t("You did not vote in it."),
            unknown: "",
        }[this.state.code];
    }
}
