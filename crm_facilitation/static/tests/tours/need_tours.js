import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("crm_facilitation_need_board", {
    steps: () => [
        {
            trigger: ".o_kanban_group:contains(Raised) .o_kanban_record:contains(Ask for the lost reason)",
            run: "drag_and_drop(.o_kanban_group:contains(Deferred))",
        },
        { trigger: ".modal textarea", run: "edit After launch" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: ".o_kanban_group:contains(Deferred) .o_kanban_record:contains(Ask for the lost reason)" },
    ],
});

tours.add("crm_facilitation_group_needs", {
    steps: () => [
        { trigger: ".o_need_group:contains(Lost reason asked on the card) .o_merge_group", run: "click" },
        { trigger: ".o_facilitation_group_needs:contains(No needs look alike)" },
        { trigger: ".o_notification button:contains(Undo)", run: "click" },
        { trigger: ".o_need_group .o_differ_group:enabled", run: "click" },
        { trigger: ".o_facilitation_group_needs:contains(No needs look alike)" },
    ],
});

tours.add("crm_facilitation_raise_anonymously", {
    steps: () => [
        { trigger: "[data-menu-xmlid='crm_facilitation.need_menu']", run: "click" },
        { trigger: "[data-menu-xmlid='crm_facilitation.need_menu_raise']", run: "click" },
        { trigger: ".alert:contains(This step is anonymous)" },
        { trigger: "#raise_need_name", run: "edit Nobody dares to say it" },
        { trigger: "button[type=submit]:enabled", run: "click" },
        { trigger: ".o_notification:contains(Received)" },
        { trigger: "[data-menu-xmlid='crm_facilitation.need_menu']", run: "click" },
        { trigger: "[data-menu-xmlid='crm_facilitation.need_menu_all']", run: "click" },
        { trigger: ".o_data_row .o_data_cell:contains(Nobody dares to say it)", run: "click" },
        { trigger: ".o_facilitation_origin button:contains(Prove that it is mine)", run: "click" },
        { trigger: ".o_facilitation_origin:contains(The need is yours)" },
        { trigger: ".o_facilitation_origin button:contains(Agree to be named)", run: "click" },
        { trigger: ".modal button:contains(Name me)", run: "click" },
        { trigger: ".o_need_page .o_need_words:contains(Sal)" },
    ],
});

tours.add("crm_facilitation_pair_card", {
    steps: () => [
        { trigger: ".o_pair_line:contains(Every lost lead) .o_pair_pick", run: "click" },
        { trigger: ".o_pair_line:contains(Do not ask) .o_pair_opposite:enabled", run: "click" },
        { trigger: ".o_pair_done" },
        { trigger: ".o_pair_last:contains(Opposite, about: Lost Reason) .o_pair_turn", run: "click" },
        { trigger: ".o_pair_last:contains(reason”: Optional) .o_pair_undo:enabled", run: "click" },
        { trigger: ".o_pair_different:enabled", run: "click" },
        { trigger: ".o_pair_done" },
        { trigger: ".o_pair_last:contains(All different) .o_pair_undo:enabled", run: "click" },
        { trigger: ".o_pair_different:enabled", run: "click" },
        { trigger: ".o_pair_done" },
    ],
});
