import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { ResultsAction } from "@crm_facilitation/voting/results/results";

defineMailModels();

test.tags("crm_facilitation");
test("results say whose special interest a need is", async () => {
    const total = { voters: 8, supporters: 4, points: 20, departments: 1 };
    const need = { total, cells: {}, reasons: [], value: 0.5 };
    onRpc("crm.facilitation.round", "results", () => ({
        name: "What comes first",
        method: "dots",
        cap: 5,
        voters: 8,
        electors: 8,
        departments: [],
        needs: [
            { ...need, id: 5, name: "Ask why", special_interest: ["Marketing", "Sales"] },
            { ...need, id: 6, name: "Sort by region", special_interest: [] },
        ],
    }));
    await mountWithCleanup(ResultsAction, { props: { action: { params: { round_id: 7 } }, actionId: 1 } });
    await animationFrame();
    expect(queryAllTexts("[data-need='5'] .o_results_interest")).toEqual(["Special interest: Marketing, Sales"]);
    expect("[data-need='6'] .o_results_interest").toHaveCount(0);
});
