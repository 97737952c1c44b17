import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { ResultBars } from "../parts/result_bars";

/** What a closed vote came to, on a phone. */
export class ResultPage extends Component {
    static template = "crm_facilitation.RoomResultPage";
    static components = { ResultBars };
    static props = { roundId: Number, onBack: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ results: null });
        onWillStart(async () => {
            const results = await this.orm.call("crm.facilitation.round", "results", [[this.props.roundId]]);
            const bought = new Set(results.fair_share?.chosen.map((chosen) => chosen.need_id));
            results.needs.forEach((need) => Object.assign(need, { bought: bought.has(need.id) }));
            this.state.results = results;
        });
    }
}
