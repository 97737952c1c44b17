import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_facilitation_kpi", {
    steps: () => [
        {
            content: "The dashboard shows what is missed first",
            trigger: ".o_kpi_card:first-child[data-status='off_track'] .o_kpi_spark canvas[aria-label*='Trust']",
        },
        {
            content: "Show only what is off track",
            trigger: ".o_kpi_board button[data-status='off_track']",
            run: "click",
        },
        {
            content: "The others are gone; open the missed one",
            trigger: ".o_kpi_board:not(:has([data-status='no_data'].o_kpi_card)) .o_kpi_card button:contains('Trust')",
            run: "click",
        },
        {
            content: "Its history is drawn, and told in a table",
            trigger: ".o_kpi_page:has(canvas[aria-label*='values']) summary:contains('table')",
            run: "click",
        },
        {
            content: "The launch is on the time axis",
            trigger: ".o_kpi_page ol li:contains('Launch')",
        },
        {
            content: "The backtrace names what was rejected, with the reason",
            trigger: ".o_kpi_page .o_kpi_rejected:contains('No mandatory fields'):contains('Reports depend on them')",
        },
        {
            content: "Plan a follow-up session",
            trigger: ".o_statusbar_buttons button:contains('Plan a follow-up session')",
            run: "click",
        },
        {
            content: "The session is there",
            trigger: ".o_form_view:contains('Follow-up: Trust in the CRM')",
        },
    ],
});

registry.category("web_tour.tours").add("crm_facilitation_rate_goal", {
    steps: () => [
        {
            content: "Look at how departments rate the goal",
            trigger: ".nav-link:contains('Rated by departments')",
            run: "click",
        },
        {
            content: "Rate it",
            trigger: ".o_goal_ratings button[data-value='4']",
            run: "click",
        },
        {
            content: "The department's average is shown",
            trigger: ".o_goal_ratings tr:contains('Sales'):contains('4.0')",
        },
    ],
});

registry.category("web_tour.tours").add("crm_facilitation_enter_value", {
    steps: () => [
        {
            content: "Enter a value",
            trigger: ".o_statusbar_buttons button:contains('Enter a value')",
            run: "click",
        },
        {
            content: "Of the last whole period, which nothing covers",
            trigger: "body:not(:has(.o_datetime_picker)) .modal [name='value'] input:focus",
            run: "edit 3.5",
        },
        {
            content: "Keep it",
            trigger: ".modal footer button:contains('Enter the value')",
            run: "click",
        },
        {
            content: "It is drawn",
            trigger: "body:not(:has(.modal)) .o_kpi_page canvas",
        },
    ],
});

registry.category("web_tour.tours").add("crm_facilitation_comma", {
    steps: () => [
        {
            content: "Enter a value",
            trigger: ".o_statusbar_buttons button:contains('Enter a value')",
            run: "click",
        },
        {
            content: "With a comma",
            trigger: "body:not(:has(.o_datetime_picker)) .modal [name='value'] input:focus",
            run: "edit 3,5",
        },
        {
            content: "Keep it",
            trigger: ".modal footer button:contains('Enter the value')",
            run: "click",
        },
        { content: "It is there", trigger: "body:not(:has(.modal)) .o_kpi_page canvas" },
    ],
});
