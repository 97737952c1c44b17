import { Component } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";

/** "Why is this here?" in the action menu of a watched record: from the record back to who asked for it. */
export class WhyHere extends Component {
    static template = "crm_facilitation.WhyHere";
    static components = { DropdownItem };
    static props = {};

    async open() {
        const { resModel, resId } = this.env.model.root;
        // the menu closes and takes this component along: a service bound to it would never answer
        const { action, orm } = this.env.services;
        await action.doAction(await orm.call("crm.facilitation.feature", "action_why_here", [resModel, resId]));
    }
}

let watched;

async function isWatched(env) {
    const root = env.model?.root;
    if (env.config.viewType !== "form" || !root?.resId) {
        return false;
    }
    const roles = ["crm_facilitation.group_facilitator", "crm_facilitation.group_sponsor"];
    if (!(await Promise.all(roles.map((role) => user.hasGroup(role)))).some(Boolean)) {
        return false;
    }
    watched ||= env.services.orm.call("crm.facilitation.watch", "get_watched_models", []);
    return (await watched).includes(root.resModel);
}

registry
    .category("cogMenu")
    .add(
        "crm_facilitation.why_here",
        { Component: WhyHere, groupNumber: STATIC_ACTIONS_GROUP_NUMBER, isDisplayed: isWatched },
        { sequence: 90 },
    );
