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

/** What each department paid, and for how many needs: one that got nothing stands there too. */
export class FairSharePayers extends Component {
    static template = "crm_facilitation.FairSharePayers";
    static props = { results: Object };

    setup() {
        this.days = days;
    }

    get rows() {
        return accounts(this.props.results);
    }
}

/**
 * Departments with the needs they paid for, those who paid most first, and the departments without figures as one.
 *
 * @param {Object} results of a round with a fair share
 * @returns {{key: string, name: string, voters: number, needs: number|string, days: number|false}[]} ``days`` is false
 *      in an anonymous vote, which says who paid and not how much
 */
function accounts({ anonymous, departments, fair_share, voters }) {
    const shown = departments.filter((department) => department.voters);
    const paid = new Map(shown.map(({ id }) => [id, { needs: 0, days: 0 }]));
    let rest = 0;
    for (const { cost, paid_by } of fair_share.chosen) {
        rest += cost;
        for (const { department_id, share } of paid_by) {
            const account = paid.get(department_id);
            account.needs += 1;
            account.days += share * cost;
            rest -= share * cost;
        }
    }
    const rows = shown.map(({ id, name, voters }) => ({ key: `${id}`, name, voters, ...paid.get(id) }));
    rows.sort((one, other) => other.days - one.days || other.needs - one.needs);
    const left = voters - shown.reduce((sum, department) => sum + department.voters, 0);
    if (left) {
        rows.push({
            key: "others",
            name: _t("Departments too small to be named"),
            voters: left,
            needs: "",
            days: rest,
        });
    }
    return anonymous ? rows.map((row) => ({ ...row, days: false })) : rows;
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
