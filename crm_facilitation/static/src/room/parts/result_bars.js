import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { cellShare, cellText } from "../../voting/results/result_figures";

/** What a vote came to, for a room that sees neither colours nor small print well: figures and words beside each bar. */
export class ResultBars extends Component {
    static template = "crm_facilitation.RoomResultBars";
    static props = { method: String, results: Object };

    get rows() {
        const { method, results } = this.props;
        const best = Math.max(1, ...results.needs.map(({ total }) => total.points || 0));
        return results.needs.map((need) => ({
            ...need,
            text: cellText(need.total, method) || _t("too few"),
            words: this.wordsOf(need),
            share: method === "dots" ? need.total.points / best : cellShare(need.total, method, results.cap) || 0,
        }));
    }

    /** The outcome in a word and a sign, so that no colour has to tell it. */
    wordsOf({ total, bought }) {
        if (this.props.method === "consent") {
            if (total.block) {
                return { sign: "✕", text: _t("Blocked") };
            }
            return total.object ? { sign: "!", text: _t("Objections") } : { sign: "✓", text: _t("Nobody objects") };
        }
        return bought ? { sign: "✓", text: _t("paid for") } : { sign: "", text: "" };
    }

    get figure() {
        return { dots: _t("Points"), matrix: _t("Importance"), consent: _t("For : against") }[this.props.method];
    }
}
