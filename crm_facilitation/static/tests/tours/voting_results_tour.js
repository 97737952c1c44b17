import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_facilitation_results", {
    steps: () => [
        {
            content: "The form of the closed round leads to its results",
            trigger: ".o_statusbar_buttons button[name='action_results']",
            run: "click",
        },
        {
            content: "Who voted, of how many",
            trigger: ".o_results_turnout:contains('3 of 3')",
        },
        {
            content: "The most wanted need comes first",
            trigger: ".o_results_bars tbody tr:first-child:contains('1. Sort by region'):contains('12')",
        },
        {
            content: "Departments are too small to be shown",
            trigger: ".o_results_heat .o_results_hidden:contains('fewer than 3')",
        },
        {
            content: "Recount",
            trigger: ".o_results_recount",
            run: "click",
        },
        {
            content: "It is right",
            trigger: ".o_results .alert-success",
        },
        {
            content: "Look for a receipt",
            trigger: ".o_results_receipts summary",
            run: "click",
        },
        {
            content: "Three ballots are in the list",
            trigger: ".o_results_receipts:has(.o_results_list li:nth-child(3))",
        },
    ],
});

registry.category("web_tour.tours").add("crm_facilitation_secret_ballot", {
    steps: () => [
        {
            content: "The badge says that a vote waits",
            trigger: ".o_awaiting_votes:has(.o_awaiting_count:contains('1'))",
            run: "click",
        },
        {
            content: "Open it",
            trigger: ".o-dropdown--menu .dropdown-item:contains('Secret')",
            run: "click",
        },
        {
            content: "Ask for the ballot",
            trigger: ".o_ballot_ask",
            run: "click",
        },
        {
            content: "Give two dots",
            trigger: ".o_ballot_need:contains('Sort by region') .o_ballot_dot:contains('2')",
            run: "click",
        },
        {
            content: "Saved, with a receipt",
            trigger: ".o_ballot:has(.o_ballot_saving:contains('Vote saved')) .o_ballot_receipt code",
        },
        {
            content: "Nothing waits any more, and the ballot stays in reach",
            trigger: ".o_awaiting_votes:not(:has(.o_awaiting_count))",
            run: "click",
        },
        {
            content: "It can be changed until the vote closes",
            trigger: ".o-dropdown--menu .dropdown-item:contains('Secret'):contains('You have voted')",
        },
    ],
});
