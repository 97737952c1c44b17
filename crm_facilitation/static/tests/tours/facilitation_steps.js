import { stepUtils } from "@web_tour/tour_utils";

const menuItem = (menu) => `[data-menu-xmlid='crm_facilitation.${menu}']`;

/** Open the app, which shows the desk first. */
export const openApp = () => [
    stepUtils.showAppsMenuItem(),
    { content: "Open the app", trigger: `.o_app${menuItem("facilitation_menu_root")}`, run: "click" },
    { content: "It opens on the desk", trigger: ".o_facilitation_desk" },
];

/** Choose an entry of the menu bar, or of one of its drop-down menus. */
export const openMenu = (menu, parent) => [
    ...(parent ? [{ content: "Open the menu", trigger: `.o_menu_sections ${menuItem(parent)}`, run: "click" }] : []),
    {
        content: `Choose ${menu}`,
        trigger: parent ? `.o-dropdown--menu ${menuItem(menu)}` : `.o_menu_sections ${menuItem(menu)}`,
        run: "click",
    },
];

/** Choose a record in a many2one field. */
export const choose = (field, words) => [
    { content: `Type ${words}`, trigger: `.o_field_widget[name='${field}'] input`, run: `edit ${words}` },
    {
        content: `Choose ${words}`,
        // what was searched for is emphasised: chosen earlier, it may be lost while Odoo waits for more to be typed
        trigger: `.o-autocomplete--dropdown-menu .dropdown-item:has(.fw-bold:contains('${words}'))`,
        run: "click",
    },
];

/** Wait for a form in this state. */
export const inState = (state) => ({
    content: `It is ${state}`,
    trigger: `.o_statusbar_status button.o_arrow_button_current:contains('${state}')`,
});

/** The steps of a walk of a user that takes at most so many clicks. */
export const walk = (limit, steps) => {
    const clicks = steps.filter(({ run }) => run === "click").length;
    if (clicks > limit) {
        throw new Error(`${clicks} clicks, at most ${limit} were promised`);
    }
    return steps;
};
