import { registry } from "@web/core/registry";

const openMenu = { content: "Open the action menu", trigger: ".o_form_view .o_cp_action_menus button", run: "click" };
const entry = { content: "It has an entry", trigger: ".o-dropdown--menu .o_why_here:contains('Why is this here?')" };
const noEntry = {
    content: "Its menu is there, without the entry",
    trigger: ".o-dropdown--menu:has(.o-dropdown-item):not(:has(.o_why_here))",
};

registry.category("web_tour.tours").add("crm_facilitation_why_here", {
    steps: () => [
        { content: "One feature stands behind it", trigger: "button[name='action_why_here']:contains('1')" },
        openMenu,
        { ...entry, run: "click" },
        {
            content: "Who asked for it stands on the map",
            trigger: ".o_trace_map .o_trace_node[data-key^='need-']:contains('Site visits')",
            run: "click",
        },
        { content: "And opens", trigger: ".o_form_view .o_breadcrumb:contains('Site visits')" },
    ],
});

registry.category("web_tour.tours").add("crm_facilitation_why_here_nobody", {
    steps: () => [
        {
            content: "Nothing stands behind it",
            trigger: "button[name='action_why_here']:contains('0')",
            run: "click",
        },
        { content: "It says so", trigger: ".o_notification:contains('Nobody asked for this')" },
    ],
});

registry.category("web_tour.tours").add("crm_facilitation_why_here_employee", {
    steps: () => [
        {
            content: "The stage without the button",
            trigger: ".o_form_view:has(.o_field_widget[name='name']):not(:has([name='action_why_here']))",
        },
    ],
});

registry.category("web_tour.tours").add("crm_facilitation_why_here_unwatched", {
    steps: () => [openMenu, noEntry],
});
