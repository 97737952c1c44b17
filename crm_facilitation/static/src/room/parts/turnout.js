import { Component, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** How many have voted, in a sentence. */
export class Turnout extends Component {
    static template = xml`<strong class="o_room_voted" t-out="text" />`;
    static props = { round: Object };

    get text() {
        const { voted = 0, electors } = this.props.round;
        return _t("%(voted)s of %(electors)s have voted", { voted, electors });
    }
}
