import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/** The demo's people speak the language of the database, and what they typed is in it. */
const said = (english, russian) => (user.lang.startsWith("ru") ? russian : english);

const tours = registry.category("web_tour.tours");

tours.add("crm_facilitation_launched_why_here", {
    steps: () => [
        { content: "Open the action menu", trigger: ".o_form_view .o_cp_action_menus button", run: "click" },
        { content: "Ask why it is here", trigger: ".o-dropdown--menu .o_why_here", run: "click" },
        {
            content: "Which need, of which department, in which session",
            trigger: [
                ".o_dialog .o_why_reason",
                said("Tell warranty cases", "Отличать гарантийные"),
                said("Customer Service", "Служба сервиса"),
                said("Service and fitting", "Сервис и монтаж"),
            ].reduce((selector, words) => `${selector}:contains(${words})`),
        },
        {
            content: "Nobody is named",
            trigger: ".o_dialog .modal-content:has(.o_why_reason):not(:contains('Olga'))",
        },
    ],
});

tours.add("crm_facilitation_launched_missed", {
    steps: () => [
        {
            content: "The KPI that was missed names what was asked for and is not used",
            trigger: `.o_kpi_unused button:contains(${said("Call back", "Перезвонить")})`,
            run: "click",
        },
        {
            content: "Nobody has used it",
            trigger: ".o_form_view .o_field_widget[name='usage_state'] .text-bg-warning",
        },
        { content: "Management plans no removal", trigger: ".o_form_view:not(:has([name='action_plan_removal']))" },
    ],
});

const openFeature = (name) => [
    { content: "The launch screen says it", trigger: `.o_launch_unused:contains(${name})` },
    { content: "Show them", trigger: ".o_launch_unused button", run: "click" },
    {
        content: "Open it",
        trigger: `.o_list_view .o_data_row:contains(${name}) .o_data_cell[name='name']`,
        run: "click",
    },
];

tours.add("crm_facilitation_launched_unused", {
    steps: () => [
        {
            content: "The check that was overridden stays in sight",
            trigger: ".o_launch_obstacles .o_launch_overridden",
        },
        ...openFeature(said("Call back", "Перезвонить")),
        {
            content: "Ask those who wanted it",
            trigger: ".o_statusbar_buttons button[name='action_ask_usage']",
            run: "click",
        },
        { content: "They are asked", trigger: ".o_notification:has(.bg-success)" },
        {
            content: "Plan its removal",
            trigger: ".o_statusbar_buttons button[name='action_plan_removal']",
            run: "click",
        },
        { content: "Asked for by", trigger: ".o_form_view .o_notebook .nav-link[name='facilitation']", run: "click" },
        {
            content: "It is a task of the same need",
            trigger: `.o_form_view .o_field_widget[name='facilitation_need_ids']:contains(${said("A call back", "Перезвонить — отдельный")})`,
        },
    ],
});

tours.add("crm_facilitation_launched_matrix", {
    steps: () => [
        { content: "Configuration and trace", trigger: ".o_notebook .nav-link[name='trace']", run: "click" },
        { content: "The whole trace", trigger: "button[name='action_open_trace']", run: "click" },
        {
            content: "What is used",
            trigger: `.o_list_view .o_data_row:contains(${said("Tell warranty cases", "Отличать гарантийные")}):has([name='usage_state'] .text-bg-success)`,
        },
        {
            content: "What is used no more",
            trigger: `.o_list_view .o_data_row:contains(${said("Say why a customer", "Указывать, почему клиент")}):has([name='usage_state'] .text-bg-warning)`,
        },
    ],
});
