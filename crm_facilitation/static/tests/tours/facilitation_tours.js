import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const openApp = (menu) => [
    stepUtils.showAppsMenuItem(),
    { trigger: ".o_app[data-menu-xmlid='crm_facilitation.facilitation_menu_root']", run: "click" },
    { trigger: `.o_menu_sections [data-menu-xmlid='crm_facilitation.${menu}']`, run: "click" },
];

registry.category("web_tour.tours").add("crm_facilitation_employee", {
    steps: () => [
        ...openApp("round_menu"),
        { trigger: ".o_data_row:contains('First') button[name='action_vote']", run: "click" },
        { trigger: ".o_ballot_status:contains('10 of 10 dots left')" },
        { trigger: ".o_ballot_need:contains('Stage for site visits') .o_ballot_dot:contains('3')", run: "click" },
        { trigger: ".o_ballot_status:contains('7 of 10 dots left')" },
        {
            trigger: ".o_ballot_need:contains('Stage for site visits') .o_ballot_dot.btn-primary:contains('3')",
            run: "click",
        },
        { trigger: ".o_ballot_status:contains('8 of 10 dots left')" },
        { trigger: ".o_ballot_leave", run: "click" },
        { trigger: ".o_data_row:contains('First')" },
    ],
});

registry.category("web_tour.tours").add("crm_facilitation_facilitator", {
    steps: () => [
        ...openApp("round_menu"),
        { trigger: ".o_data_row td:contains('First')", run: "click" },
        { trigger: "button[name='action_close']", run: "click" },
        { trigger: ".modal button.btn-primary", run: "click" },
        { trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Closed')" },
        { trigger: ".o_menu_sections [data-menu-xmlid='crm_facilitation.need_menu']", run: "click" },
        { trigger: ".o_data_row td:contains('Stage for site visits')", run: "click" },
        { trigger: "button[name='action_accept']:contains('Accept')", run: "click" },
        { trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Accepted')" },
        { trigger: "button[name='action_plan']", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name='action_plan']))" },
    ],
});

registry.category("web_tour.tours").add("crm_facilitation_sponsor", {
    steps: () => [
        ...openApp("project_project_menu_rollout"),
        { trigger: ".o_data_row td:contains('New CRM')", run: "click" },
        { trigger: ".o_form_view .o_notebook .nav-link:contains('CRM roll-out')", run: "click" },
        { trigger: "div[name='facilitation_phase']:contains('Discovery')" },
        { trigger: ".o_menu_sections [data-menu-xmlid='crm_facilitation.goal_menu']", run: "click" },
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "div[name='name'] input", run: "edit No enquiry waits longer than a day" },
        { trigger: "div[name='project_id'] input", run: "edit New CRM" },
        { trigger: ".ui-autocomplete .dropdown-item:contains('New CRM')", run: "click" },
        ...stepUtils.saveForm(),
    ],
});
