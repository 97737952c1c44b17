import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

export const days = (number) => formatFloat(number, { digits: [1, 2], trailingZeros: false });

/** Why the needs stand in this order: what the days are, how they are shared, and what that promises. */
export class FairShareNote extends Component {
    static template = "crm_facilitation.FairShareNote";
    static props = { results: Object };

    get capacity() {
        const { capacity, is_assumed } = this.props.results.fair_share;
        return is_assumed
            ? _t(
                  "Days to share: %s. The roll-out states none, so half of what all these needs cost is assumed.",
                  days(capacity),
              )
            : _t("Days to share: %s, as the roll-out states.", days(capacity));
    }
}

/**
 * Who paid for a need, in words: departments with their part of the cost, largest first.
 *
 * What is not published counts as "others". An anonymous vote says who paid, and not how much.
 *
 * @param {{paid_by: {department_id: number, share: number|false}[]}} chosen
 * @param {Map<number, string>} names of the departments
 */
export function payers(chosen, names) {
    const paid = [...chosen.paid_by].sort((one, other) => other.share - one.share);
    if (!paid.length) {
        return _t("departments too small to be named");
    }
    if (paid[0].share === false) {
        return paid.map(({ department_id }) => names.get(department_id)).join(", ");
    }
    const percent = (share) => Math.round(100 * share);
    const parts = paid.map(({ department_id, share }) => `${names.get(department_id)} ${percent(share)}\u00a0%`);
    // of the rounded parts, so that all of them together are 100
    const rest = 100 - paid.reduce((sum, { share }) => sum + percent(share), 0);
    return [...parts, ...(rest > 0 ? [_t("others %(share)s", { share: `${rest}\u00a0%` })] : [])].join(", ");
}
