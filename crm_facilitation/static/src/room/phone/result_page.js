import { Component, useState } from "@odoo/owl";
import { Results } from "../../voting/results/results_sheet";

/** What a closed vote came to, on a phone, and the way to what one said in it. */
export class ResultPage extends Component {
    static template = "crm_facilitation.RoomResultPage";
    static components = { Results };
    static props = { roundId: Number, onBack: Function, onBallot: Function };

    setup() {
        this.room = useState(this.env.room.store.state);
    }

    get isElector() {
        return this.room.rounds.some(({ id, is_elector }) => id === this.props.roundId && is_elector);
    }
}
