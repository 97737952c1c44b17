import { expect, test } from "@odoo/hoot";
import { click, edit, press, queryAll, queryAllTexts, queryFirst, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { AwaitingVotes } from "@crm_facilitation/voting/awaiting/awaiting_votes";
import { ConsentNeed } from "@crm_facilitation/voting/ballot/consent_need";
import { DotsNeed } from "@crm_facilitation/voting/ballot/dots_need";
import { MatrixNeed } from "@crm_facilitation/voting/ballot/matrix_need";
import { ResultHeatMap } from "@crm_facilitation/voting/results/result_heat_map";
import { placePoints } from "@crm_facilitation/voting/results/result_figures";
import { FairShareNote, FairSharePayers, payers } from "@crm_facilitation/voting/results/fair_share";
import { ResultsAction } from "@crm_facilitation/voting/results/results";
import { ReceiptFinder } from "@crm_facilitation/voting/results/receipt_finder";

defineMailModels();

const cell = {
    voters: 4,
    supporters: 3,
    points: 8,
    importance: 0,
    ease: 0,
    agree: 0,
    abstain: 0,
    object: 0,
    block: 0,
};
const need = { id: 5, number: 1, name: "Ask why", total: cell, cells: { 1: cell }, reasons: [] };

test.tags("crm_facilitation");
test("a department with too few ballots keeps its column", async () => {
    const departments = [
        { id: 1, name: "Sales", voters: 4, electors: 5, below_quorum: true },
        { id: 2, name: "Finance", voters: false, electors: 1, below_quorum: false },
    ];
    const results = { method: "dots", cap: 5, min_cell: 3, departments };
    await mountWithCleanup(ResultHeatMap, { props: { results, needs: [need] } });
    expect(queryAllTexts("tbody td")).toEqual(["8", "too few"]);
    expect(".o_results_cell").toHaveAttribute("title", "8 points, wanted by 3 of 4");
    expect(".o_results_quorum").toHaveCount(1);
});

test.tags("crm_facilitation");
test("where no department may be shown, it says so once and names them", async () => {
    const departments = ["Sales", "Finance"].map((name, id) => ({ id, name, voters: false, electors: 2 }));
    const results = { method: "dots", cap: 5, min_cell: 3, departments };
    await mountWithCleanup(ResultHeatMap, { props: { results, needs: [need] } });
    expect("table").toHaveCount(0);
    expect(queryAllTexts(".o_results_hidden")[0]).toInclude("Sales, Finance");
});

test.tags("crm_facilitation");
test("who paid for a need is said by parts, and without them in an anonymous vote", async () => {
    const names = new Map([
        [1, "Sales"],
        [2, "Finance"],
    ]);
    const fair_share = { capacity: 12, is_assumed: false };
    await mountWithCleanup(FairShareNote, { props: { results: { fair_share } } });
    await click("summary");
    await animationFrame();
    expect(queryAllTexts(".o_results_capacity")).toEqual(["Days to share: 12, as the roll-out states."]);
    const paid = (...shares) => ({ paid_by: shares.map((share, index) => ({ department_id: index + 1, share })) });
    expect(`${payers(paid(0.2, 0.67), names)}`).toBe("Finance 67\u00a0%, Sales 20\u00a0%, others 13\u00a0%");
    expect(`${payers(paid(false, false), names)}`).toBe("Sales, Finance");
    expect(`${payers(paid(), names)}`).toBe("departments too small to be named");
});

const sharing = {
    name: "What comes first",
    method: "dots",
    anonymous: false,
    cap: 5,
    min_cell: 3,
    voters: 11,
    electors: 12,
    departments: [
        { id: 1, name: "Sales", voters: 5, electors: 5 },
        { id: 2, name: "Finance", voters: 3, electors: 4 },
        { id: 3, name: "Service", voters: false, electors: 1 },
        { id: 4, name: "Stock", voters: false, electors: 2 },
    ],
    fair_share: {
        capacity: 6,
        is_assumed: false,
        chosen: [
            {
                need_id: 5,
                cost: 4,
                paid_by: [
                    { department_id: 1, share: 0.5 },
                    { department_id: 2, share: 0.25 },
                ],
            },
            { need_id: 6, cost: 1, paid_by: [{ department_id: 1, share: 1 }] },
        ],
    },
    needs: [
        { ...need, id: 5, name: "Ask why", cost: 4, special_interest: [] },
        { ...need, id: 6, name: "Sort by region", cost: 1, special_interest: [] },
        { ...need, id: 7, name: "Record calls", cost: 8.5, special_interest: [] },
        { ...need, id: 8, name: "Print", cost: 1, total: { ...cell, points: 0 }, special_interest: [] },
    ],
};

test.tags("crm_facilitation");
test("of each department it is said what it paid, and nobody's amount in an anonymous vote", async () => {
    const rows = async (results) => {
        await mountWithCleanup(FairSharePayers, { props: { results } });
        return queryAllTexts(".o_results_payers:last tbody tr");
    };
    expect(await rows(sharing)).toEqual(["Sales 5 2 3", "Finance 3 1 1", "Departments too small to be named 3 1"]);
    const nobody = { ...sharing, fair_share: { ...sharing.fair_share, chosen: [] } };
    expect((await rows(nobody))[1]).toBe("Finance 3 0 0");
    expect((await rows({ ...sharing, anonymous: true }))[0]).toBe("Sales 5 2");
});

test.tags("crm_facilitation");
test("every need says why it is above or below the line", async () => {
    onRpc("crm.facilitation.round", "results", () => sharing);
    await mountWithCleanup(ResultsAction, { props: { action: { params: { round_id: 7 } }, actionId: 1 } });
    await animationFrame();
    expect(queryAllTexts(".o_results_bought")[0]).toBe(
        "Cost in days: 4, paid by: Sales 50 %, Finance 25 %, others 25 %",
    );
    expect(queryAllTexts(".o_results_unpaid")).toEqual([
        "Cost in days: 8.5, more than its supporters had left together",
        "Cost in days: 1. Nobody voted for it.",
    ]);
    expect(queryAllTexts(".o_results_bars tbody tr")[2]).toBe(
        "The line: the needs above it cost 5 of 6 days and are paid for. Those below are not.",
    );
    expect(queryAllTexts(".o_results_payers tbody tr:last-child td")).toEqual(["3", "", "1"]);
});

test.tags("crm_facilitation");
test("needs that would cover each other share a point; unrated ones have none", () => {
    const rated = (number, importance, ease) => ({ number, total: { importance, ease } });
    const points = placePoints([rated(1, 5, 1), rated(2, 4.98, 1.02), rated(3, 3, 3), rated(4, 0, 0)]);
    expect(points.map(({ x, y, needs }) => [x, y, needs.map(({ number }) => number)])).toEqual([
        [0, 100, [1, 2]],
        [50, 50, [3]],
    ]);
});

test.tags("crm_facilitation");
test("a receipt is found in the list, and a wrong one is not", async () => {
    onRpc("crm.facilitation.round", "receipts", () => ["a".repeat(20), "b".repeat(20)]);
    await mountWithCleanup(ReceiptFinder, { props: { roundId: 7 } });
    await click("summary");
    await waitFor("input");
    await click("input");
    await edit("A".repeat(20));
    await animationFrame();
    expect(".text-success").toHaveCount(1);
    await edit("c".repeat(20));
    await animationFrame();
    expect(".text-danger").toHaveCount(1);
});

test.tags("crm_facilitation");
test("the badge counts what waits, and is absent while nothing does", async () => {
    let rounds = [{ id: 7, name: "First", session: "Discovery", deadline: false }];
    onRpc("crm.facilitation.round", "awaiting", () => rounds);
    const badge = await mountWithCleanup(AwaitingVotes);
    await animationFrame();
    expect(".o_awaiting_count").toHaveText("1");
    rounds = [];
    badge.env.bus.trigger("CRM_FACILITATION:VOTED");
    await animationFrame();
    await animationFrame();
    expect(".o_awaiting_votes").toHaveCount(0);
});

async function mountNeed(method, props = {}) {
    const sent = [];
    const round = { method, cap: 5, budget: 10, is_voting: true };
    const shown = {
        id: 5,
        name: "Ask why",
        problem: "",
        wish: "",
        fit: "Setting",
        effort_days: 2,
        department: "Sales",
    };
    await mountWithCleanup({ dots: DotsNeed, matrix: MatrixNeed, consent: ConsentNeed }[method], {
        props: { need: shown, round, left: 10, onCast: (choice) => sent.push(choice), ...props },
    });
    await click(".o_ballot_need");
    return sent;
}

test.tags("crm_facilitation");
test("dots by digit and by arrow, within the budget", async () => {
    const sent = await mountNeed("dots", { choice: 2, left: 1 });
    await press("3");
    await press("5");
    await press("ArrowLeft");
    await press("0");
    expect(sent).toEqual([3, 1, 0]);
    expect(".o_ballot_price").toHaveText("Setting, days of work: 2");
});

test.tags("crm_facilitation");
test("importance and ease by two digits", async () => {
    const sent = await mountNeed("matrix");
    await press("4");
    await press("2");
    expect(sent).toEqual([{ importance: 4, ease: 2 }]);
});

test.tags("crm_facilitation");
test("both ratings of a need stand below each other, on the same side of it", async () => {
    await mountNeed("matrix");
    const [importance, ease] = queryAll("[data-axis]").map((axis) => axis.getBoundingClientRect());
    expect(ease.left).toBe(importance.left);
    expect(ease.top).toBeGreaterThan(importance.bottom - 1);
    expect(queryFirst(".o_ballot_text").getBoundingClientRect().right).toBeLessThan(importance.left + 1);
});

test.tags("crm_facilitation");
test("an objection waits for its reason", async () => {
    const sent = await mountNeed("consent");
    await press("3");
    await animationFrame();
    expect(sent).toEqual([]);
    await click("textarea");
    await edit("Personal data");
    await animationFrame();
    await click(".o_ballot_reason button");
    expect(sent).toEqual([{ choice: "object", reason: "Personal data" }]);
});

test.tags("crm_facilitation");
test("an objection without its reason does not look chosen, and is told as unfinished", async () => {
    const unfinished = [];
    const onUnfinished = (_id, isUnfinished) => unfinished.push(isUnfinished);
    await mountNeed("consent", { choice: { choice: "agree", reason: "" }, onUnfinished });
    expect(".o_ballot_consent .btn-primary").toHaveText("I agree");
    await press("3");
    await animationFrame();
    expect(".o_ballot_consent .btn-primary").toHaveCount(0);
    expect(".o_ballot_consent [aria-pressed=true]").toHaveCount(0);
    expect(".o_ballot_reason b").toHaveText("Not sent yet.");
    expect("textarea").toBeFocused();
    expect(unfinished).toEqual([false, true]);
});

test.tags("crm_facilitation");
test("one of two ratings does not look chosen", async () => {
    const unfinished = [];
    await mountNeed("matrix", { onUnfinished: (_id, isUnfinished) => unfinished.push(isUnfinished) });
    await press("4");
    await animationFrame();
    expect("[data-axis] .btn-primary").toHaveCount(0);
    expect("[data-axis] [aria-pressed=true]").toHaveCount(0);
    expect(".o_ballot_half").toHaveCount(1);
    expect(unfinished.at(-1)).toBe(true);
});

test.tags("crm_facilitation");
test("two taps of a finger in a hurry are one", async () => {
    const sent = await mountNeed("consent");
    await click(".o_ballot_consent button");
    await animationFrame();
    await click(".o_ballot_consent button");
    expect(sent).toEqual([{ choice: "agree", reason: "" }]);
});

test.tags("crm_facilitation");
test("a digit beyond what is left says so", async () => {
    await mountNeed("dots", { choice: 2, left: 1 });
    await press("5");
    await animationFrame();
    expect(".o_ballot_refused").toHaveText("Dots left: 1");
    await press("9");
    await animationFrame();
    expect(".o_ballot_refused").toHaveText("At most 5 dots for one need.");
});

test.tags("crm_facilitation");
test("a long need is cut until somebody asks for all of it", async () => {
    const problem = "Every morning. ".repeat(200);
    await mountNeed("dots", { need: { id: 5, name: "Ask why", problem, wish: "", fit: "", effort_days: 0 } });
    expect(queryFirst(".o_ballot_text").textContent.length).toBeLessThan(500);
    await click(".o_ballot_text .btn-link");
    await animationFrame();
    expect(queryFirst(".o_ballot_text").textContent.length).toBeGreaterThan(2900);
});

test.tags("crm_facilitation");
test("a vote that was cast stays in the menu and is not counted", async () => {
    onRpc("crm.facilitation.round", "awaiting", ({ kwargs }) => {
        expect(kwargs.voted).toBe(true);
        return [{ id: 7, name: "First", session: "Discovery", deadline: false, voted: true }];
    });
    await mountWithCleanup(AwaitingVotes);
    await animationFrame();
    expect(".o_awaiting_votes").toHaveCount(1);
    expect(".o_awaiting_count").toHaveCount(0);
});

test.tags("crm_facilitation");
test("a second tap takes a choice back", async () => {
    const sent = await mountNeed("consent", { choice: { choice: "agree", reason: "" } });
    await click(".o_ballot_consent button");
    expect(sent).toEqual([{}]);
});
