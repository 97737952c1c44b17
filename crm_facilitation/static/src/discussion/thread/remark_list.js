import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatDay } from "../../moments";

const ICONS = { question: "fa-question", answer: "fa-reply", for: "fa-plus", against: "fa-minus" };
const DEEPEST = 2;

/** What a remark can be, in the order in which it is offered. */
export const remarkKinds = () => [
    { value: "question", label: _t("Question") },
    { value: "answer", label: _t("Answer") },
    { value: "for", label: _t("For it") },
    { value: "against", label: _t("Against it") },
];

/** Remarks in the order in which they are read: each with its replies behind it, and how far in it stands. */
export function inReadingOrder(remarks) {
    const byParent = Map.groupBy(remarks, (remark) => remark.parent_id || 0);
    const rows = [];
    const follow = (parent, depth) => {
        for (const remark of byParent.get(parent) || []) {
            rows.push({ ...remark, depth: Math.min(depth, DEEPEST) });
            follow(remark.id, depth + 1);
        }
    };
    follow(0, 0);
    return rows;
}

/** What was said about one record, with what the reader may do to each remark. */
export class RemarkList extends Component {
    static template = "crm_facilitation.RemarkList";
    static props = { thread: Object, onReply: Function, onCorrect: Function, onHide: Function };

    get rows() {
        return inReadingOrder(this.props.thread.remarks);
    }

    label(kind) {
        return remarkKinds().find(({ value }) => value === kind).label;
    }

    icon(kind) {
        return ICONS[kind];
    }

    author(remark) {
        return remark.author || _t("Somebody");
    }

    day(value) {
        return formatDay(value);
    }
}
