import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Discussion } from "./discussion";

const WORDS = {
    "crm.facilitation.need": "need",
    "crm.facilitation.goal": "goal",
    "crm.facilitation.conflict": "conflict",
};

/** The discussion on a form: of its record, and of each option of a conflict. */
export class DiscussionWidget extends Component {
    static template = "crm_facilitation.DiscussionWidget";
    static components = { Discussion };
    static props = { ...standardWidgetProps };

    get subjects() {
        const { record } = this.props;
        if (!record.resId) {
            return [];
        }
        const own = { about: WORDS[record.resModel], id: record.resId, title: "" };
        const options = record.resModel === "crm.facilitation.conflict" ? record.data.option_ids.records : [];
        const saved = options.filter((option) => option.resId);
        return [own, ...saved.map((option) => ({ about: "option", id: option.resId, title: option.data.name }))];
    }
}

registry.category("view_widgets").add("crm_facilitation_discussion", { component: DiscussionWidget });
