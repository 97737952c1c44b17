import { registry } from "@web/core/registry";
import { walk } from "./facilitation_steps";

const tours = registry.category("web_tour.tours");
const later = () => new Promise((resolve) => setTimeout(resolve, 600));

tours.add("crm_facilitation_need_received", {
    steps: () => [
        { content: "The first tap: raise", trigger: ".o_facilitation_desk .o_desk_raise", run: "click" },
        { trigger: ".modal #raise_need_name", run: "edit Photos on the phone" },
        { content: "The second tap: send", trigger: ".modal button[type=submit]:enabled", run: "click" },
        { content: "Received", trigger: ".o_desk_needs li:contains('Photos on the phone'):contains('Raised')" },
        { content: "My own need", trigger: ".o_desk_needs a:contains('Photos on the phone')", run: "click" },
        { trigger: ".o_need_page .o_need_change", run: "click" },
        { trigger: ".o_need_page #need_page_wish", run: "edit From the building site" },
        { content: "Look elsewhere meanwhile", trigger: ".breadcrumb-item a, .o_back_button", run: "click" },
        { trigger: ".o_desk_needs a:contains('Photos on the phone')", run: "click" },
        {
            content: "What was typed is still there",
            trigger: ".o_need_page #need_page_wish:value(From the building site)",
        },
        { trigger: ".o_need_page .o_need_words button.btn-primary", run: "click" },
        { trigger: ".o_need_page .o_need_text:contains('From the building site')" },
        { content: "I do not need it after all", trigger: ".o_need_page .o_need_withdraw:enabled", run: "click" },
        { trigger: ".o_need_page .o_withdraw_need .alert", run: later },
        { trigger: ".o_need_page .o_need_withdraw_yes:enabled", run: "click" },
        { trigger: ".o_need_page .o_need_reason:contains('Withdrawn by its author')" },
        { trigger: ".o_need_page:not(:has(.o_need_withdraw)):not(:has(.o_need_change))" },
    ],
});

tours.add("crm_facilitation_try_need", {
    steps: () => [
        { trigger: ".o_facilitation_desk [data-code='confirm']:contains('See the last call')", run: "click" },
        { trigger: ".o_need_page .o_need_try", run: "click" },
        { content: "The place in the CRM, and what to look at", trigger: ".o_try_it:contains('You asked for this')" },
        { content: "The tour shows where", trigger: ".o_kanban_view .o_kanban_record" },
        { trigger: ".o_tour_pointer" },
        { content: "Back by the browser", trigger: ".o_try_it", run: () => window.history.back() },
        {
            content: "Nothing lies over the buttons",
            trigger: "body:has(.o_need_page .o_confirm_no):not(:has(.o_try_it))",
        },
        { trigger: ".o_need_page .o_need_try", run: "click" },
        { trigger: ".o_kanban_view .o_kanban_record" },
        { content: "Back to it", trigger: ".o_try_it button:contains('Back to my need')", run: "click" },
        {
            content: "It is on the way once",
            trigger:
                "body:has(.o_need_page):not(:has(.o_try_it)):not(:has(.breadcrumb-item:contains('See the last call')))",
        },
        { trigger: ".o_need_page .o_confirm_no", run: "click" },
        { trigger: ".o_need_page .o_confirm_delivery textarea", run: "edit Only on Mondays" },
        { trigger: ".o_need_page .o_confirm_delivery .btn-danger:enabled", run: "click" },
        { content: "What is missing stands there", trigger: ".o_need_missing:contains('Only on Mondays')" },
        { content: "It can be confirmed after all", trigger: ".o_need_page .o_confirm_yes", run: "click" },
        { content: "And refused again", trigger: ".o_need_page:not(:has(.o_confirm_yes)) .o_confirm_no" },
    ],
});

tours.add("crm_facilitation_need_by_address", {
    steps: () => [
        { trigger: ".o_need_page:contains('See the last call')" },
        {
            content: "A mail led here: there is a way on",
            trigger: ".o_main_navbar [data-menu-xmlid='crm_facilitation.desk_menu']",
            run: "click",
        },
        { trigger: ".o_facilitation_desk" },
    ],
});

tours.add("crm_facilitation_others_needs", {
    steps: () => [
        { content: "No card can be dragged", trigger: ".o_kanban_view:not(:has(.o_draggable))" },
        { trigger: ".o_kanban_record:contains('Sort by region')", run: "click" },
        { content: "Somebody else's: nothing to fill in", trigger: ".o_need_page:not(:has(.o_need_change))" },
        { trigger: ".o_need_page .o_need_support", run: "click" },
        { trigger: ".o_need_page .o_need_unsupport", run: later },
        { trigger: ".o_need_page .o_need_unsupport", run: "click" },
        { trigger: ".o_need_page .o_need_support" },
        { trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click" },
        { content: "New is the short form", trigger: ".o-kanban-button-new", run: "click" },
        { content: "It says why nothing can be raised now", trigger: ".modal:contains('No session takes needs')" },
    ],
});

tours.add("crm_facilitation_rate_goals", {
    steps: () => [
        { trigger: ".o_facilitation_desk [data-code='rate']", run: "click" },
        { trigger: ".o_rate_goals [aria-label='Call back within a day: 4 of 5']", run: "click" },
        { trigger: ".o_rate_goals [data-value='4'][aria-pressed='true']" },
        { trigger: ".o_rate_goals_done", run: "click" },
        { trigger: ".o_facilitation_desk:not(:has([data-code='rate']))" },
    ],
});

const give = (dots, need, left) => [
    {
        content: `${dots} dots to ${need}`,
        trigger: `.o_ballot_need:contains('${need}') .o_ballot_dot:contains(${dots})`,
        run: "click",
    },
    { content: `Left: ${left}`, trigger: `.o_ballot_status:contains('${left} of 10')` },
];

tours.add("crm_facilitation_full_ballot", {
    steps: () =>
        walk(5, [
            { trigger: ".o_facilitation_desk [data-code='vote']:contains('First')", run: "click" },
            ...give(5, "See the last call", 5),
            ...give(3, "Photos on the phone", 2),
            ...give(2, "Sort by region", 0),
            { content: "All of it is kept", trigger: ".o_ballot_saving:contains('Vote saved')" },
            { trigger: ".o_ballot_leave", run: "click" },
            { trigger: ".o_facilitation_desk [data-code='ballot']:contains('First')" },
        ]),
});

tours.add("crm_facilitation_closed_vote", {
    steps: () => [
        {
            content: "The device has found its receipt",
            trigger: ".o_desk_closed li:contains('First') .o_closed_receipt[data-code='counted']",
        },
        { trigger: ".o_desk_closed li:contains('First') button", run: "click" },
        { trigger: ".o_results" },
    ],
});

tours.add("crm_facilitation_asked_built", {
    steps: () => [
        { trigger: ".o_asked_built .card:contains('See the last call'):contains('We built')" },
        { trigger: ".o_asked_built:not(:contains('Sal'))" },
    ],
});
