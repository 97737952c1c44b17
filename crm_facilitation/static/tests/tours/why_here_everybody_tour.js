import { registry } from "@web/core/registry";

const entry = {
    content: "It has an entry",
    trigger: ".o-dropdown--menu .o_why_here:contains('Why is this here?')",
    run: "click",
};
const answer = [
    {
        content: "Who asked is told as department and session",
        trigger: ".o_dialog .o_why_reason:contains('Site visits'):contains('Sales'):contains('Discovery')",
    },
    {
        content: "And nobody is named",
        trigger: ".o_dialog .modal-content:has(.o_why_reason):not(:contains('Xantippe'))",
    },
    { content: "Close", trigger: ".o_dialog .modal-footer button", run: "click" },
    { content: "Closed", trigger: "body:not(:has(.o_dialog))" },
];

registry.category("web_tour.tours").add("crm_facilitation_why_here_form", {
    steps: () => [
        { content: "Open the action menu", trigger: ".o_form_view .o_cp_action_menus button", run: "click" },
        entry,
        ...answer,
    ],
});

registry.category("web_tour.tours").add("crm_facilitation_why_here_list", {
    steps: () => [
        {
            content: "Select the record",
            trigger: ".o_data_row:contains('Asked for in a list') .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Open the action menu",
            trigger: ".o_list_view .o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        entry,
        ...answer,
    ],
});

registry.category("web_tour.tours").add("crm_facilitation_why_here_column", {
    steps: () => [
        {
            content: "Open the menu of the column",
            trigger: ".o_kanban_group:contains('Asked for in a column')",
            run: "hover && click .o_kanban_group:contains('Asked for in a column') .o_group_config button",
        },
        entry,
        ...answer,
    ],
});
