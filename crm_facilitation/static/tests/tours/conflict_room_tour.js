import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("crm_facilitation_target", {
    steps: () => [
        {
            content: "Say what of the CRM it is about",
            trigger: ".nav-link:contains('Assessment')",
            run: "click",
        },
        {
            content: "Search for a field",
            trigger: ".o_facilitation_target input",
            run: "edit phone",
        },
        {
            content: "Take the field of the lead",
            trigger: ".o-autocomplete--dropdown-item a:contains(/^Phone · Lead$/)",
            run: "click",
        },
        {
            content: "Say what it should be",
            trigger: "[name='stance'] input",
            run: "click",
        },
        {
            content: "Visible",
            trigger: ".o_select_menu_item:contains('Visible')",
            run: "click",
        },
        {
            content: "Before saving, somebody is seen to want the opposite",
            trigger:
                ".o_form_view:has(.o_form_button_save:visible) [name='opposite_need_ids']:contains('Hide the phone'):contains('Ser')",
        },
        ...stepUtils.saveForm(),
    ],
});

registry.category("web_tour.tours").add("crm_facilitation_propose", {
    steps: () => [
        {
            content: "Propose a way to settle it",
            trigger: ".o_statusbar_buttons button:contains('Propose an option')",
            run: "click",
        },
        {
            content: "In one sentence",
            trigger: ".modal [name='name'] input",
            run: "edit The team sees it",
        },
        {
            content: "What speaks for it",
            trigger: ".modal [name='pros'] textarea",
            run: "edit No call is lost",
        },
        {
            content: "Save",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It stands beside the others, in my name",
            trigger: "[name='option_ids'] .o_kanban_record:contains('The team sees it'):contains('Sal')",
        },
    ],
});
