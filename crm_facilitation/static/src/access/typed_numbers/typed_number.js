import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { readWithin } from "./read_typed";

/**
 * A figure on a screen that is no form of records: it is what was typed, or marked as none.
 *
 * An `<input type="number">` drops the comma of "1,5" without a word, and its owner reads 15. The owner keeps the text,
 * and reads it with {@link readWithin} and the same bounds before it sends anything.
 */
export class TypedNumber extends Component {
    static template = "crm_facilitation.TypedNumber";
    static props = {
        text: String,
        bounds: Object,
        label: { type: String, optional: true },
        width: { type: String, optional: true },
        onType: Function,
    };
    static defaultProps = { width: "8rem" };

    get isOdd() {
        return readWithin(this.props.text, this.props.bounds) === null;
    }

    get hint() {
        const { isWhole, least, most } = this.props.bounds;
        return isWhole
            ? _t("Write a whole number from %(least)s to %(most)s.", { least, most })
            : _t("Write a number from %(least)s to %(most)s.", { least, most });
    }
}
