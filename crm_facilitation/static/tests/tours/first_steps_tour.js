import { registry } from "@web/core/registry";
import { openApp, walk } from "./facilitation_steps";

const PEOPLE = Array.from(
    { length: 20 },
    (_person, index) =>
        `Person ${index + 1}\tperson${index + 1}@example.com\t${["Sales", "Service", "Stock", "Accounts", "Marketing"][index % 5]}`,
).join("\n");

/** From an empty database to a session with 20 invited people. */
registry.category("web_tour.tours").add("crm_facilitation_first_steps", {
    steps: () =>
        walk(25, [
            ...openApp(),
            { content: "The empty desk leads on", trigger: ".o_desk_first_steps", run: "click" },
            {
                content: "What the roll-out is called",
                trigger: ".modal [name='name'] input",
                run: "edit CRM for sales and service",
            },
            { content: "To the departments", trigger: ".modal button[name='action_next']", run: "click" },
            {
                content: "Those that the database does not know yet",
                trigger: ".modal [name='new_departments'] textarea",
                run: ({ edit }) => edit("Sales\nService\nStock\nAccounts\nMarketing"),
            },
            { content: "To the people", trigger: ".modal button[name='action_next']", run: "click" },
            {
                content: "Paste the list",
                trigger: ".modal [name='people'] textarea",
                run: ({ edit }) => edit(PEOPLE),
            },
            {
                content: "Two days",
                trigger: ".modal [name='days'] .form-check:contains('Two days') input",
                run: "click",
            },
            { content: "Invite them", trigger: ".modal button[name='action_invite']", run: "click" },
            {
                content: "The session, in the days chosen",
                // twenty invitations are written first
                timeout: 60000,
                trigger:
                    ".o_form_view:not(:has(.modal)) .o_breadcrumb:contains('Discovery'), .o_form_view [name='name'] :value('Discovery')",
            },
        ]),
});
