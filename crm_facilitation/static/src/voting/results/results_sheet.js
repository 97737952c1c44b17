import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { FairShareNote, FairSharePayers, days, payers } from "./fair_share";
import { ReceiptFinder } from "./receipt_finder";
import { ResultHeatMap } from "./result_heat_map";
import { ResultMatrix } from "./result_matrix";
import { cellShare, cellText, cellTitle } from "./result_figures";

const MODEL = "crm.facilitation.round";
// what a room discusses; the rest is one tap away
const SHOWN_AT_FIRST = 30;

/** What a closed round came to: bars, departments, the 2×2 picture, reasons; recount and receipts beside them. */
export class Results extends Component {
    static template = "crm_facilitation.Results";
    static components = { FairShareNote, FairSharePayers, ReceiptFinder, ResultHeatMap, ResultMatrix };
    static props = { roundId: Number };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ results: false, refused: "", recount: "", showsAll: false });
        this.classes = {
            quick_win: _t("Quick win"),
            hurdles: _t("Important, with hurdles"),
            later: _t("Maybe later"),
            forget: _t("Forget"),
        };
        this.choices = {
            agree: _t("In favour"),
            abstain: _t("Abstained"),
            object: _t("Objections"),
            block: _t("Blocks"),
        };
        onWillStart(() => this.load());
    }

    async load() {
        try {
            const results = await this.orm.silent.call(MODEL, "results", [[this.props.roundId]]);
            const bought = new Map(results.fair_share?.chosen.map((chosen) => [chosen.need_id, chosen]));
            const names = new Map(results.departments.map(({ id, name }) => [id, name]));
            results.needs.forEach((need, index) => {
                need.number = index + 1;
                need.bought = bought.get(need.id);
                need.payers = need.bought && payers(need.bought, names);
            });
            Object.assign(this.state, { results, refused: "" });
        } catch (error) {
            if (!error.data) {
                throw error;
            }
            this.state.refused = error.data.message;
        }
    }

    get results() {
        return this.state.results;
    }

    get needs() {
        return this.state.showsAll ? this.results.needs : this.results.needs.slice(0, SHOWN_AT_FIRST);
    }

    get hiddenCount() {
        return this.results.needs.length - this.needs.length;
    }

    get turnout() {
        const { voters, electors } = this.results;
        return _t("%(voters)s of %(electors)s people voted (%(share)s %)", {
            voters,
            electors,
            share: electors ? Math.round((100 * voters) / electors) : 0,
        });
    }

    /** Why a need of the fair share is where it is. */
    bought(need) {
        return _t("Cost in days: %(days)s, paid by: %(payers)s", {
            days: days(need.bought.cost),
            payers: need.payers,
        });
    }

    /** Why a need is not in the fair share. */
    unpaid(need) {
        return this.results.method === "dots" && !need.total.points
            ? _t("Cost in days: %s. Nobody voted for it.", days(need.cost))
            : _t("Cost in days: %s, more than its supporters had left together", days(need.cost));
    }

    /** Whether the needs that were not bought begin here. */
    isEndOfShare(need) {
        return this.results.fair_share && need.number === this.results.fair_share.chosen.length + 1;
    }

    get endOfShare() {
        const { capacity, chosen } = this.results.fair_share;
        const spent = chosen.reduce((sum, { cost }) => sum + cost, 0);
        return _t(
            "The line: the needs above it cost %(spent)s of %(capacity)s days and are paid for. Those below are not.",
            {
                spent: days(spent),
                capacity: days(capacity),
            },
        );
    }

    get figureTitle() {
        return { dots: _t("Points"), matrix: _t("Importance"), consent: _t("For : against") }[this.results.method];
    }

    /** Share of the bar: of the best need for dots, since nobody fills a cap; of the scale otherwise. */
    share(need) {
        const { method, cap, needs } = this.results;
        if (method !== "dots") {
            return cellShare(need.total, method, cap) || 0;
        }
        return need.total.points / Math.max(...needs.map((other) => other.total.points), 1);
    }

    segments(need) {
        const { voters } = need.total;
        return Object.keys(this.choices)
            .filter((name) => need.total[name])
            .map((name) => ({ name, count: need.total[name], share: need.total[name] / voters }));
    }

    text(need) {
        return cellText(need.total, this.results.method);
    }

    title(need) {
        return cellTitle(need.total, this.results.method);
    }

    async recount() {
        const isEqual = await this.orm.call(MODEL, "recount", [[this.props.roundId]]);
        this.state.recount = isEqual ? "equal" : "different";
    }
}
