import { expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import "@crm_facilitation/adoption/management/management";

defineMailModels();

test.tags("crm_facilitation");
test("who opens a figure and comes back is told the same changes, and others on the next day", async () => {
    const asked = [];
    let now = "2026-03-02 09:00:00";
    localStorage.clear();
    const project = { id: 1, name: "New CRM", phase: "Discovery", launch_date: false };
    const page = {
        project,
        projects: [],
        readiness: false,
        kpis: [],
        teams: [],
        usage: [],
        saved: false,
        changes: null,
    };
    onRpc("crm.facilitation.management", "page", ({ args }) => {
        asked.push(args[1]);
        return { ...page, now, today: "2026-03-02", may_plan: false, override: false };
    });
    await mountWithCleanup(WebClient);
    const look = async (moment) => {
        now = moment;
        mockDate(moment, +0);
        asked.length = 0;
        const action = { type: "ir.actions.client", tag: "crm_facilitation.management", params: { project_id: 1 } };
        await getService("action").doAction(action, { clearBreadcrumbs: true });
        return asked.at(-1);
    };
    expect(await look("2026-03-02 09:00:00")).toBe(false);
    expect(await look("2026-03-03 09:00:00")).toBe("2026-03-02 09:00:00");
    expect(await look("2026-03-03 09:20:00")).toBe("2026-03-02 09:00:00");
    expect(await look("2026-03-04 09:00:00")).toBe("2026-03-03 09:20:00");
});
