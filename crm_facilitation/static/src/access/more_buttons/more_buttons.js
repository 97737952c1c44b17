import { patch } from "@web/core/utils/patch";
import { FormCompiler } from "@web/views/form/form_compiler";
import { StatusBarButtons } from "@web/views/form/status_bar_buttons/status_bar_buttons";

const MARK = "o_facilitation_more";

/** Buttons of a form's head that are marked so are in a list of their own: what is done now stands alone. */
patch(FormCompiler.prototype, {
    compileHeader(el, params) {
        const statusBar = super.compileHeader(el, params);
        for (const slot of statusBar.querySelectorAll("StatusBarButtons > t")) {
            if (slot.firstElementChild?.getAttribute("className")?.includes(MARK)) {
                slot.setAttribute("isMore", "true");
            }
        }
        return statusBar;
    },
});

patch(StatusBarButtons.prototype, {
    get moreSlotNames() {
        return this.visibleSlotNames.filter((name) => this.props.slots[name].isMore);
    },
    get shownSlotNames() {
        return this.visibleSlotNames.filter((name) => !this.props.slots[name].isMore);
    },
});
