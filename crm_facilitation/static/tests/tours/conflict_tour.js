import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_facilitation_conflict", {
    steps: () => [
        {
            content: "The map shows the pair",
            trigger: ".o_conflict_map .o_conflict_cell[aria-label*='Sales – Service']",
            run: "click",
        },
        {
            content: "Its conflict opens",
            trigger: ".o_list_view .o_data_row:contains('Phone') .o_data_cell",
            run: "click",
        },
        {
            content: "The evidence is in words",
            trigger: ".o_form_view [name='evidence']:contains('Two people want the opposite')",
        },
        {
            content: "Agree",
            trigger: ".o_statusbar_buttons button:contains('Agree')",
            run: "click",
        },
        {
            content: "Say what was agreed",
            trigger: ".modal [name='text'] textarea",
            run: "edit The team that owns the lead sees it",
        },
        {
            content: "Confirm",
            trigger: ".modal footer button:contains('Agree')",
            run: "click",
        },
        {
            content: "It is settled",
            trigger: ".o_form_view .alert-success:contains('The team that owns the lead sees it')",
        },
    ],
});
