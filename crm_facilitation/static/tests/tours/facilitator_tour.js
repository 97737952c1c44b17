import { registry } from "@web/core/registry";
import { choose, inState, openApp, openMenu } from "./facilitation_steps";

const openNeed = (title) => [
    ...openMenu("need_menu_all", "need_menu"),
    { content: "As a list", trigger: ".o_switch_view.o_list", run: "click" },
    { content: `Open ${title}`, trigger: `.o_data_row td:contains('${title}')`, run: "click" },
];

const session = [
    { content: "Open the session", trigger: ".o_facilitation_desk a:contains('Discovery')", run: "click" },
    { content: "It is at its first step", trigger: ".o_form_view .alert-info:contains('The owner opens')" },
    { content: "Forward", trigger: "button[name='action_next']", run: "click" },
    { content: "The second one", trigger: ".o_form_view .alert-info:contains('What went wrong before')" },
    { content: "What is seldom done", trigger: ".o_facilitation_more_toggle", run: "click" },
    { content: "Back", trigger: "button[name='action_previous']", run: "click" },
    { content: "The first one", trigger: ".o_form_view .alert-info:contains('The owner opens')" },
    { content: "The agenda", trigger: ".o_notebook .nav-link[name='agenda']", run: "click" },
    {
        content: "Straight to the vote",
        trigger: ".o_data_row:has(td[name='name']:contains(/^Vote in silence$/)) button[name='action_go_to_me']",
        run: "click",
    },
    { content: "Vote", trigger: ".o_form_view .alert-info:contains('Spend your ten dots')" },
];

const vote = [
    ...openMenu("round_menu"),
    { content: "Open the round", trigger: ".o_data_row td[name='name']:contains(/^First$/)", run: "click" },
    { content: "Close it", trigger: "button[name='action_close']", run: "click" },
    { content: "Yes", trigger: ".modal button.btn-primary", run: "click" },
    inState("Closed"),
    { content: "See the results", trigger: "button[name='action_results']", run: "click" },
    { content: "Counted", trigger: ".o_results:contains('Stage for site visits')" },
];

const decide = [
    ...openNeed("Stage for site visits"),
    { content: "Accept", trigger: "button[name='action_accept']:contains('Accept')", run: "click" },
    inState("Accepted"),
    { content: "Plan", trigger: "button[name='action_plan']", run: "click" },
    { content: "Planned", trigger: ".o_form_view:not(:has(button[name='action_plan']))" },
    ...openNeed("Sort by region"),
    { content: "Defer", trigger: ".o_statusbar_buttons button:contains('Defer')", run: "click" },
    { content: "Why", trigger: ".modal [name='reason'] textarea", run: "edit After the first release" },
    { content: "Confirm", trigger: ".modal button[name='action_apply']", run: "click" },
    inState("Deferred"),
    { content: "The author reads why", trigger: ".alert-warning:contains('After the first release')" },
];

const trace = [
    ...openMenu("feature_menu", "trace_menu_root"),
    { content: "A new feature", trigger: ".o_list_button_add", run: "click" },
    ...choose("task_id", "Stage for site visits"),
    {
        content: "Of the pipeline",
        trigger: ".o_field_widget[name='res_model'] input",
        run: "edit crm.stage && press Tab",
    },
    // the field for the record is drawn anew for the model
    { content: "The model is known", trigger: ".o_field_widget[name='model_label']:contains('Stages')" },
    ...choose("res_id", "Site visit"),
    { content: "The record is chosen", trigger: ".o_field_widget[name='name'] :value('Site visit')" },
    { content: "Confirm", trigger: "button[name='action_confirm']", run: "click" },
    inState("Confirmed"),
    ...openMenu("trace_menu", "trace_menu_root"),
    {
        content: "The chain is complete",
        trigger: ".o_data_row:contains('Stage for site visits'):contains('Site visit'):contains('Complete')",
    },
];

registry.category("web_tour.tours").add("crm_facilitation_facilitator", {
    steps: () => [...openApp(), ...session, ...vote, ...decide, ...trace],
});
