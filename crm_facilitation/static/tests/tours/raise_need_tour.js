import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_facilitation_raise_need", {
    steps: () => [
        { trigger: "#raise_need_name", run: "edit Why was the lead lost" },
        { trigger: ".o_similar li:contains(Ask for the lost reason)" },
        { trigger: "#raise_need_name", run: "edit See the last call" },
        { trigger: "button[type=submit]:enabled", run: "click" },
        { trigger: ".o_notification:contains(Received)" },
    ],
});
