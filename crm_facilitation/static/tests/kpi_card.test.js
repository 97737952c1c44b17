import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { KpiCard } from "@crm_facilitation/kpis/kpi_board/kpi_card";

defineMailModels();

const card = {
    id: 1,
    name: "Win rate",
    unit: "%",
    goal: "Trusted figures",
    owner: "Maria",
    status: "at_risk",
    baseline: 20,
    target: 40,
    target_date: "12/01/2026",
    current: 25,
    current_date: "08/31/2026",
    attainment: 0.25,
    is_vanity: false,
    error: "",
    forecast: "At this pace 31 %",
    points: [],
    groups: [],
    grouped_by: "",
};

async function mountCard(values, open = () => {}) {
    await mountWithCleanup(KpiCard, { props: { card: { ...card, ...values }, open } });
}

test.tags("crm_facilitation");
test("says figure, way, target and forecast in words", async () => {
    await mountCard({});
    expect(".badge").toHaveText("At risk");
    expect(".o_kpi_card").toHaveText(/25 % of the way/);
    expect(".o_kpi_card").toHaveText(/Target: 40 by 12\/01\/2026/);
    expect(".o_kpi_forecast").toHaveText("At this pace 31 %");
});

test.tags("crm_facilitation");
test("without values says what to do instead of drawing nothing", async () => {
    await mountCard({ status: "no_data", current: null, attainment: null });
    expect("canvas").toHaveCount(0);
    expect(".o_kpi_card").toHaveText(/Nothing measured yet/);
});

test.tags("crm_facilitation");
test("shows five groups and how many are left", async () => {
    const groups = [1, 2, 3, 4, 5, 6, 7].map((value) => ({ name: `Team ${value}`, value }));
    await mountCard({ groups, grouped_by: "Sales Team" });
    expect(".o_kpi_grouped_by").toHaveText("Sales Team");
    expect("li").toHaveCount(6);
    expect(queryAllTexts("li").at(-1)).toBe("and others: 2");
});

test.tags("crm_facilitation");
test("opens its KPI", async () => {
    await mountCard({}, () => expect.step("open"));
    await click("button");
    expect.verifySteps(["open"]);
});
