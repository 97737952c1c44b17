import { expect, test } from "@odoo/hoot";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import "@crm_facilitation/adoption/management/management";

defineMailModels();

const launched = { id: 2, name: "CRM for service", phase: "Launched", launch_date: "2025-12-01" };
const rollout = { id: 1, name: "New CRM", phase: "Discovery", launch_date: false };
const empty = { readiness: false, kpis: [], teams: [], usage: [], saved: false, changes: null };

test.tags("crm_facilitation");
test("another roll-out is chosen", async () => {
    const projects = [rollout, launched];
    onRpc("crm.facilitation.management", "page", ({ args }) => {
        const project = projects.find(({ id }) => id === args[0]) || rollout;
        return { ...empty, project, projects, now: "2026-03-02 09:00:00", may_plan: false, override: false };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "crm_facilitation.management" });
    expect(".o_management h1, h1").toHaveText("New CRM");
    await contains("select.form-select").select("2");
    await animationFrame();
    expect("h1").toHaveText("CRM for service");
});

test.tags("crm_facilitation");
test("who opens a figure and comes back is told the same changes, and others on the next day", async () => {
    const asked = [];
    let now = "2026-03-02 09:00:00";
    localStorage.clear();
    const page = { ...empty, project: rollout, projects: [] };
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
    expect(await look("2026-03-02 09:20:00")).toBe("2026-03-02 09:00:00");
    expect(await look("2026-03-02 09:40:00")).toBe("2026-03-02 09:00:00");
    expect(await look("2026-03-03 09:00:00")).toBe("2026-03-02 09:40:00");
    expect(await look("2026-03-03 09:20:00")).toBe("2026-03-02 09:40:00");
    expect(await look("2026-03-04 09:00:00")).toBe("2026-03-03 09:20:00");
});
