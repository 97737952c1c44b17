import { patch } from "@web/core/utils/patch";
import { FloatField } from "@web/views/fields/float/float_field";
import { readTyped } from "./read_typed";

const isOurs = ({ record, name }) =>
    record.resModel.startsWith("crm.facilitation.") || name.startsWith("facilitation_");

/** Figures of this addon are what was typed, or refused; those of others stay as Odoo reads them. */
patch(FloatField.prototype, {
    parse(value) {
        return this.props.inputType !== "number" && isOurs(this.props) ? readTyped(value) : super.parse(value);
    },
});
