import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * One search box for what of the CRM a need is about: a field or a stage.
 * It fills model, field and stage together, so that two people who mean the same name the same.
 */
export class TargetField extends Component {
    static template = "crm_facilitation.TargetField";
    static components = { AutoComplete };
    static props = { ...standardFieldProps, placeholder: { type: String, optional: true } };

    setup() {
        this.orm = useService("orm");
        // a new box after each choice: what was typed and not chosen does not stay in it
        this.state = useState({ box: 0 });
        this.clearLabel = _t("About nothing in particular");
    }

    get sources() {
        return [{ placeholder: _t("Searching…"), options: (text) => this.search(text) }];
    }

    /** What is chosen, in words. */
    get label() {
        const { target_stage_id: stage, target_field_id: field, [this.props.name]: model } = this.props.record.data;
        return [stage, field, model]
            .filter(Boolean)
            .map((chosen) => chosen.display_name)
            .join(" · ");
    }

    async search(text) {
        // the box is clicked into with what is chosen still in it: then everything is offered
        const asked = text === this.label ? "" : text;
        const found = await this.orm.call("crm.facilitation.need", "search_targets", [asked]);
        if (!found.length) {
            return [{ label: _t("Nothing in the CRM is called that"), cssClass: "text-muted" }];
        }
        return found.map((target) => ({ label: target.label, onSelect: () => this.choose(target) }));
    }

    async choose({ model = false, field = false, stage = false }) {
        await this.props.record.update({
            [this.props.name]: model,
            target_field_id: field,
            target_stage_id: stage,
        });
        this.state.box++;
    }

    onBlur({ inputValue }) {
        if (this.label && !inputValue.trim()) {
            this.choose({});
        } else if (inputValue !== this.label) {
            this.state.box++;
        }
    }
}

export const targetField = {
    component: TargetField,
    displayName: _t("Field or stage of the CRM"),
    supportedTypes: ["many2one"],
    fieldDependencies: [
        { name: "target_field_id", type: "many2one", relation: "ir.model.fields" },
        { name: "target_stage_id", type: "many2one", relation: "crm.stage" },
    ],
    extractProps: ({ placeholder }) => ({ placeholder }),
};

registry.category("fields").add("facilitation_target", targetField);
