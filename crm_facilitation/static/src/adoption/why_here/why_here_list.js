import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { ListController } from "@web/views/list/list_controller";
import { askWhy, isWatched } from "./ask_why";

/** "Why is this here?" in the actions of a list, about the only record that is selected. */
patch(ListController.prototype, {
    getStaticActionMenuItems() {
        return {
            ...super.getStaticActionMenuItems(),
            whyHere: {
                isAvailable: () => isWatched(this.props.resModel) && this.model.root.selection.length === 1,
                sequence: 90,
                icon: "fa fa-sitemap",
                class: "o_why_here",
                description: _t("Why is this here?"),
                callback: () => {
                    const [{ resModel, resId }] = this.model.root.selection;
                    return askWhy(this.env.services, resModel, resId);
                },
            },
        };
    },
});
