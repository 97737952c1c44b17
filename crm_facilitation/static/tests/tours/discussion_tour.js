import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_facilitation_discussion", {
    steps: () => [
        { trigger: ".nav-link[name=discussion]", run: "click" },
        { trigger: ".o_facilitation_discussion:contains(Not discussed yet)" },
        { trigger: ".o_remark_0:contains(How often?) button:contains(Reply)", run: "click" },
        { trigger: ".o_remark_entry button.active:contains(Answer)" },
        { trigger: ".o_remark_entry textarea", run: "edit Every day" },
        { trigger: ".o_remark_entry button:contains(Send):enabled", run: "click" },
        { trigger: ".o_remark_1:contains(Every day)" },
        { trigger: ".o_facilitation_discussion:contains(Discussed on)" },
    ],
});
