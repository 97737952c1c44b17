import { expect, test } from "@odoo/hoot";
import { KpiHistoryModel } from "@crm_facilitation/kpis/kpi_history/kpi_history_graph";

const series = [
    { name: "Win rate", months: { May: 40, June: 0 } },
    { name: "Trust", months: { June: 3 } },
];

function lines(metaData) {
    const model = Object.create(KpiHistoryModel.prototype);
    model.metaData = { groupBy: [{ fieldName: "period_start" }, { fieldName: "kpi_id" }], ...metaData };
    const points = series.flatMap(({ name, months }) =>
        Object.entries(months).map(([month, value]) => ({ labels: [month, name], value, domain: [["id", "=", 1]] })),
    );
    return model._getData(points).datasets.map(({ data }) => data);
}

test.tags("crm_facilitation");
test("a line has a gap where nothing was measured, and keeps a measured zero", () => {
    expect(lines({ mode: "line" })).toEqual([
        [40, 0],
        [null, 3],
    ]);
});

test.tags("crm_facilitation");
test("sums over time and bars stay Odoo's", () => {
    expect(lines({ mode: "line", cumulated: true })[1]).toEqual([0, 3]);
    expect(lines({ mode: "bar" })[1]).toEqual([0, 3]);
});
