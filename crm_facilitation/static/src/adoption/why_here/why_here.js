import { Component } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";
import { askWhy, isWatched } from "./ask_why";

/** "Why is this here?" in the action menu of a watched record: from the record back to who asked for it. */
export class WhyHere extends Component {
    static template = "crm_facilitation.WhyHere";
    static components = { DropdownItem };
    static props = {};

    open() {
        const { resModel, resId } = this.env.model.root;
        // the menu closes and takes this component along: a service bound to it would never answer
        return askWhy(this.env.services, resModel, resId);
    }
}

function isDisplayed(env) {
    const root = env.model?.root;
    return env.config.viewType === "form" && Boolean(root?.resId) && isWatched(root.resModel);
}

registry
    .category("cogMenu")
    .add(
        "crm_facilitation.why_here",
        { Component: WhyHere, groupNumber: STATIC_ACTIONS_GROUP_NUMBER, isDisplayed },
        { sequence: 90 },
    );
