import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { Draft } from "../../drafts";
import { formatMoment } from "../../moments";
import { VoteNotice } from "./vote_notice";

/** An open vote on the phone: whether mine is counted, not sent yet or still to be given. */
export class RoundCard extends Component {
    static template = "crm_facilitation.RoomRoundCard";
    static components = { VoteNotice };
    static props = { round: Object, onVote: Function };

    /** What the person reads of a round before opening it. */
    get status() {
        const { round } = this.props;
        if (Object.keys(new Draft(`ballot.${round.id}-${user.userId}`).read()).length) {
            return { code: "unsent", text: _t("Not sent yet") };
        }
        if (round.awaits_me) {
            return { code: "waiting", text: _t("You have not voted yet") };
        }
        return round.anonymous
            ? { code: "issued", text: _t("You have your ballot: open it to see what is counted") }
            : { code: "counted", text: _t("Your vote is counted") };
    }

    get deadline() {
        return formatMoment(this.props.round.deadline);
    }
}
