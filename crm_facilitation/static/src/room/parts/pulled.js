import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { ResultBars } from "./result_bars";
import { Turnout } from "./turnout";

export const formatDays = (days) =>
    days ? _t("days of work: %s", formatFloat(days, { digits: [16, 2], trailingZeros: false })) : "";

/** What the room talks about now, big, with its facts: a need, a conflict, an option or a vote. */
export class Pulled extends Component {
    static template = "crm_facilitation.RoomPulled";
    static components = { ResultBars, Turnout };
    static props = { pulled: Object, isBig: { type: Boolean, optional: true } };

    setup() {
        this.formatDays = formatDays;
    }

    get kind() {
        return this.props.pulled.model.split(".").at(-1);
    }

    get title() {
        return {
            need: _t("Need"),
            conflict: _t("Conflict"),
            option: _t("A way to settle it"),
            round: _t("Vote"),
        }[this.kind];
    }

    get isDecided() {
        const { state } = this.props.pulled;
        return Boolean(state) && state !== "raised";
    }

    /** The ways to settle a conflict; on the wall only the chosen one once there is an agreement. */
    get options() {
        const { options = [], agreement } = this.props.pulled;
        return this.props.isBig && agreement ? options.filter(({ is_chosen }) => is_chosen) : options;
    }

    get needFacts() {
        const { fit, effort_days, supporter_count, minutes_lost_weekly, tags = [] } = this.props.pulled;
        return [
            ...tags,
            fit,
            formatDays(effort_days),
            supporter_count ? _t("supported by %s", supporter_count) : "",
            minutes_lost_weekly ? _t("minutes lost per week: %s", minutes_lost_weekly) : "",
        ].filter(Boolean);
    }
}
