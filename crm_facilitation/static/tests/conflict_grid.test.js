import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { ConflictGrid } from "@crm_facilitation/conflicts/conflict_map/conflict_grid";

defineMailModels();

const severities = { low: "Low", medium: "Medium", high: "High" };
const axis = [
    { id: 4, name: "Sales" },
    { id: 7, name: "Service" },
    { id: 9, name: "Logistics" },
];

async function mountGrid(cells, onOpen = () => {}) {
    await mountWithCleanup(ConflictGrid, { props: { caption: "Departments", axis, cells, severities, onOpen } });
}

test.tags("crm_facilitation");
test("draws the lower half, each pair once", async () => {
    await mountGrid([{ a: 4, b: 7, count: 2, worst: "high", ids: [1, 2] }]);
    expect("tbody td").toHaveCount(6);
    expect(".o_conflict_cell").toHaveCount(1);
    expect(queryAllTexts("tbody th")).toEqual(["1Sales", "2Service", "3Logistics"]);
});

test.tags("crm_facilitation");
test("tells who, how many and how severe without colour", async () => {
    await mountGrid([{ a: 4, b: 9, count: 1, worst: "medium", ids: [5] }]);
    expect(".o_conflict_cell").toHaveAttribute("aria-label", "Sales – Logistics: 1, Medium");
});

test.tags("crm_facilitation");
test("opens the conflicts of the cell", async () => {
    await mountGrid([{ a: 7, b: 7, count: 2, worst: "low", ids: [3, 8] }], (ids) => expect.step(ids.join()));
    await click(".o_conflict_cell");
    expect.verifySteps(["3,8"]);
});
