import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { isRelational } from "@web/model/relational_model/utils";
import { GroupConfigMenu } from "@web/views/view_components/group_config_menu";
import { askWhy, isWatched } from "./ask_why";

/** "Why is this here?" in the menu of a column: people meet a stage in the pipeline, and not on its form. */
patch(GroupConfigMenu.prototype, {
    get permissions() {
        return Object.defineProperty(super.permissions, "canAskWhy", { get: () => this.canAskWhy() });
    },

    canAskWhy() {
        const { groupByField, value } = this.group;
        return isRelational(groupByField) && Boolean(value) && isWatched(groupByField.relation);
    },

    askWhy() {
        const { groupByField, value } = this.group;
        return askWhy(this.env.services, groupByField.relation, value);
    },
});

registry.category("group_config_items").add(
    "crm_facilitation.why_here",
    {
        label: _t("Why is this here?"),
        isVisible: ({ permissions }) => permissions.canAskWhy,
        class: "o_why_here",
        icon: "fa-sitemap",
        method: "askWhy",
    },
    { sequence: 40 },
);
