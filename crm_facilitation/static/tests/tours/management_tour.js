import { registry } from "@web/core/registry";
import { walk } from "./facilitation_steps";

/** Management, from the desk: which figure is off track, and why. */
registry.category("web_tour.tours").add("crm_facilitation_off_track", {
    steps: () =>
        walk(2, [
            {
                content: "The desk says that figures are behind",
                trigger: ".o_facilitation_desk [data-code='kpis']",
                run: "click",
            },
            {
                content: "Which one, and why, stands on the page",
                trigger:
                    ".o_management_kpi[data-status='off_track']:contains('Trust in the CRM') .o_management_why:contains('Not done yet: No field twice')",
            },
            {
                content: "Its own page has the rest",
                trigger: ".o_management_kpi button:contains('Trust in the CRM')",
                run: "click",
            },
            {
                content: "The way back to the needs",
                trigger: ".o_kpi_page .o_kpi_rejected:contains('Nobody needs it')",
            },
        ]),
});
