import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { choose, openApp, openMenu } from "./facilitation_steps";

const goal = [
    ...openMenu("goal_menu"),
    { content: "A new goal", trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" },
    {
        content: "What shall be true after launch",
        trigger: ".o_field_widget[name='name'] input, .o_field_widget[name='name'] textarea",
        run: "edit No enquiry waits longer than a day",
    },
    ...choose("project_id", "New CRM"),
    ...stepUtils.saveForm(),
    { content: "It still holds", trigger: "button[name='action_confirm_relevance']", run: "click" },
    { content: "Said so", trigger: ".o_form_view:contains('Still relevant')" },
];

const kpi = [
    ...openMenu("kpi_menu", "kpi_menu_root"),
    { content: "A new KPI", trigger: ".o_list_button_add", run: "click" },
    ...choose("definition_id", "Won opportunities"),
    ...choose("project_id", "New CRM"),
    // what is typed while the form is computed anew is drawn away
    { content: "Its company is known", trigger: ".o_field_widget[name='calendar_text']:contains('Days begin')" },
    ...choose("goal_id", "No enquiry waits"),
    { content: "From", trigger: ".o_field_widget[name='baseline_value'] input", run: "edit 4" },
    { content: "On", trigger: ".o_field_widget[name='baseline_date'] input", run: "edit 06/01/2026" },
    { content: "To", trigger: ".o_field_widget[name='target_value'] input", run: "edit 9" },
    ...stepUtils.saveForm(),
    ...openMenu("kpi_board_menu", "kpi_menu_root"),
    {
        content: "It is on the dashboard",
        trigger: ".o_kpi_card:contains('Won opportunities'):contains('No enquiry waits'):contains('Target: 9')",
    },
];

const launch = [
    ...openMenu("desk_menu"),
    { content: "What stands before launch", trigger: ".o_facilitation_desk [data-code='launch']", run: "click" },
    { content: "The goal holds", trigger: ".o_launch_obstacles [data-code='goals_confirmed'] .fa-check" },
    {
        content: "Somebody has to decide",
        trigger: ".o_launch_obstacles [data-code='needs_decided'] button",
        run: "click",
    },
    { content: "On these", trigger: ".o_data_row:contains('Sort by region')" },
];

registry.category("web_tour.tours").add("crm_facilitation_sponsor", {
    steps: () => [...openApp(), ...goal, ...kpi, ...launch],
});
