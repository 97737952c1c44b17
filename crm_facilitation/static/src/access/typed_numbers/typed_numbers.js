import { useState } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { FloatField } from "@web/views/fields/float/float_field";
import { useInputField } from "@web/views/fields/input_field_hook";
import { IntegerField } from "@web/views/fields/integer/integer_field";
import { useNumpadDecimal } from "@web/views/fields/numpad_decimal_hook";
import { readTyped, readTypedWhole } from "./read_typed";

const isOurs = ({ record, name }) =>
    record.resModel.startsWith("crm.facilitation.") || name.startsWith("facilitation_");

/** Figures of this addon are what was typed, or refused; those of others stay as Odoo reads them. */
patch(FloatField.prototype, {
    parse(value) {
        return this.props.inputType !== "number" && isOurs(this.props) ? readTyped(value) : super.parse(value);
    },
});

/** Odoo has no method for reading whole numbers that could be replaced: what its `setup` hooks up is hooked up here. */
patch(IntegerField.prototype, {
    setup() {
        if (!isOurs(this.props)) {
            return super.setup();
        }
        this.state = useState({ hasFocus: false });
        useInputField({ getValue: () => this.formattedValue, refName: "numpadDecimal", parse: readTypedWhole });
        useNumpadDecimal();
    },
});
