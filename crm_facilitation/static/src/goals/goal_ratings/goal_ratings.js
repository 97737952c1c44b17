import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";

const MODEL = "crm.facilitation.goal";

/** How much a goal matters to each department; people who take part rate it here. */
export class GoalRatings extends Component {
    static template = "crm_facilitation.GoalRatings";
    static props = { goalId: { type: Number, optional: true }, name: { type: String, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ mine: 0, can_rate: false, best: 5, departments: [] });
        onWillStart(() => this.load(this.props.goalId));
        onWillUpdateProps(({ goalId }) => goalId !== this.props.goalId && this.load(goalId));
    }

    get steps() {
        return Array.from({ length: this.state.best }, (_item, index) => index + 1);
    }

    async load(goalId) {
        if (goalId) {
            Object.assign(this.state, await this.orm.call(MODEL, "ratings", [[goalId]]));
        }
    }

    async rate(value) {
        const rated = await this.orm.call(MODEL, "action_rate", [[this.props.goalId]], { value });
        Object.assign(this.state, rated);
    }

    get takeBackWords() {
        return _t("Take my rating back");
    }

    async takeBack() {
        Object.assign(this.state, await this.orm.call(MODEL, "action_take_back_rating", [[this.props.goalId]]));
    }

    /** @returns {string} of a star, as a screen reader says it */
    label(value) {
        const words = _t("%(value)s of %(best)s", { value, best: this.state.best });
        return this.props.name ? `${this.props.name}: ${words}` : words;
    }

    figure(value) {
        return formatFloat(value, { digits: [16, 1] });
    }
}
