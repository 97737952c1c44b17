import { registry } from "@web/core/registry";
import { openApp, openMenu } from "./facilitation_steps";

registry.category("web_tour.tours").add("crm_facilitation_employee", {
    steps: () => [
        ...openApp(),
        { content: "A vote waits", trigger: ".o_facilitation_desk [data-code='vote']:contains('First')" },
        { content: "Raise a need", trigger: ".o_desk_raise", run: "click" },
        { content: "Say it", trigger: ".modal #raise_need_name", run: "edit Stage for visits on site" },
        { content: "See what is like it", trigger: ".o_similar li:contains('Stage for site visits')" },
        { content: "Say something else", trigger: "#raise_need_name", run: "edit Photos on the phone" },
        { content: "Raise it", trigger: ".modal button[type=submit]:enabled", run: "click" },
        {
            content: "It is on the desk",
            trigger: ".o_desk_needs li:contains('Photos on the phone'):contains('Raised')",
        },
        {
            content: "The fate of an earlier one, with its reason",
            trigger: ".o_desk_needs li:contains('Print in colour'):contains('Rejected'):contains('Nobody needs it')",
        },
        { content: "Vote", trigger: ".o_facilitation_desk [data-code='vote']", run: "click" },
        { trigger: ".o_ballot_status:contains('10 of 10 dots left')" },
        { trigger: ".o_ballot_need:contains('Stage for site visits') .o_ballot_dot:contains('3')", run: "click" },
        { trigger: ".o_ballot_status:contains('7 of 10 dots left')" },
        {
            content: "A moment later: a second tap of the same finger would take nothing back",
            trigger: ".o_ballot_saving:contains('Vote saved')",
            run: () => new Promise((resolve) => setTimeout(resolve, 600)),
        },
        {
            content: "Change one's mind: the last dot is taken back",
            trigger: ".o_ballot_need:contains('Stage for site visits') .o_ballot_dot.btn-primary:contains('3')",
            run: "click",
        },
        { trigger: ".o_ballot_status:contains('8 of 10 dots left')" },
        { content: "It is stored", trigger: ".o_ballot_saving:contains('Vote saved')" },
        { content: "Done", trigger: ".o_ballot_leave", run: "click" },
        ...openMenu("desk_menu"),
        { content: "No vote waits any more", trigger: ".o_facilitation_desk:not(:has([data-code='vote']))" },
        {
            content: "It stays in reach until it closes",
            trigger: ".o_facilitation_desk [data-code='ballot']:contains('Dots left: 8'):contains('Change my vote')",
        },
        {
            content: "What was asked for is there",
            trigger: ".o_facilitation_desk [data-code='confirm']:contains('See the last call')",
            run: "click",
        },
        { content: "Not done yet stands beside it", trigger: ".o_need_page .o_confirm_yes + .o_confirm_no" },
        { content: "It is done", trigger: ".o_need_page .o_confirm_yes", run: "click" },
        { content: "Confirmed, and can be reopened", trigger: ".o_need_page:not(:has(.o_confirm_yes)) .o_confirm_no" },
        ...openMenu("need_menu_mine", "need_menu"),
        {
            content: "Open an own need",
            trigger: ".o_kanban_record:contains('Print in colour')",
            run: "click",
        },
        { content: "The reason is there", trigger: ".o_need_page .o_need_reason:contains('Nobody needs it')" },
    ],
});
