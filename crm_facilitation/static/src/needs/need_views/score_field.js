import { registry } from "@web/core/registry";
import { FloatField, floatField } from "@web/views/fields/float/float_field";

/** A score that shows its formula, with the need's own figures, when one points at it. */
export class ScoreField extends FloatField {
    static template = "crm_facilitation.ScoreField";
}

registry.category("fields").add("facilitation_score", {
    ...floatField,
    component: ScoreField,
    fieldDependencies: [{ name: "score_explanation", type: "char" }],
});
