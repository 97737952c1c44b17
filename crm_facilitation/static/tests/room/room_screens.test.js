import { beforeEach, expect, test } from "@odoo/hoot";
import { click, edit, press, queryFirst, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { onRpc } from "@web/../tests/web_test_helpers";
import { makeState, mountRoom, step } from "./room_cast";

defineMailModels();

const ballot = {
    name: "First",
    method: "consent",
    budget: 0,
    cap: 0,
    anonymous: false,
    choices: {},
    needs: [{ id: 1, name: "Ask why", reasons: [] }],
    is_voting: true,
};
let served, line, serve;

beforeEach(() => {
    mockDate("2026-03-02 09:04:00", +0);
    served = makeState();
    localStorage.clear();
    onRpc("crm.facilitation.round", "ballot", () => ballot);
    onRpc("crm.facilitation.need", "sessions_to_raise_in", () => [
        { id: 5, name: "Two days", project_id: 1, anonymous: false, takes_part: true },
    ]);
    onRpc("crm.facilitation.need", "raise_choices", () => ({ tags: [], people: [], departments: [] }));
    onRpc("crm.facilitation.need", "similar_cards", () => []);
});

async function open(view, place) {
    ({ line, serve } = await mountRoom(served, view, place));
}

test.tags("crm_facilitation");
test("twenty changes of the room leave a ballot that is being filled in as it is", async () => {
    await open("phone", "vote-7");
    await click(".o_ballot_consent .btn:contains(I object)");
    await waitFor("textarea");
    await click("textarea");
    await edit("It beeps");
    const area = queryFirst("textarea");
    area.setSelectionRange(3, 3);
    for (let turn = 0; turn < 20; turn++) {
        const needs = [{ id: 100 + turn, name: `New ${turn}`, state: "raised", origin_label: "Sal" }];
        await serve({ needs, step: { ...step, id: turn + 10, name: `Step ${turn}` } });
    }
    expect(queryFirst("textarea")).toBe(area);
    expect(document.activeElement).toBe(area);
    expect([area.value, area.selectionStart]).toEqual(["It beeps", 3]);
    expect(".o_ballot_consent .o_ballot_begun").toHaveText("I object");
});

test.tags("crm_facilitation");
test("what somebody has begun to write stays when the room goes on, and says that the step is another one", async () => {
    await open("phone", "raise");
    await waitFor("#raise_need_name");
    await click("#raise_need_name");
    await edit("See the last call");
    await serve({ step: { ...step, id: 3, name: "Vote" }, session: { ...served.session, takes_need: false } });
    expect("#raise_need_name").toHaveValue("See the last call");
    expect(".o_room_parked").toHaveCount(1);
});

test.tags("crm_facilitation");
test("a screen reader is told of a new step, and of nothing when the page is opened", async () => {
    await open("phone");
    expect(".o_room_phase").toHaveText("");
    await serve({ needs: [] });
    expect(".o_room_phase").toHaveText("");
    await serve({ step: { ...step, id: 3, name: "Vote", instruction: "Quietly." } });
    expect(".o_room_phase").toHaveText("Now: Vote. Quietly.");
    expect(".o_room_phase[aria-live=polite]").toHaveCount(1);
});

test.tags("crm_facilitation");
test("a vote that is being closed counts down over the ballot, and is closed then without anybody's doing", async () => {
    await open("phone", "vote-7");
    expect(".o_room_closing").toHaveCount(0);
    await serve({ rounds: [{ ...served.rounds[0], deadline: "2026-03-02 09:04:10" }] });
    expect(".o_room_closing").toHaveText(/closes in (9|10) seconds/);
    await advanceTime(11000);
    expect(".o_room_closing").toHaveCount(0);
    expect(".o_room_closed").toHaveCount(1);
});

test.tags("crm_facilitation");
test("who may not vote reads it, and whoever only leads the session does not", async () => {
    served.rounds[0].is_elector = false;
    await open("phone");
    expect(".o_room_shell .alert").toHaveText(/you do not vote in it/);
    await serve({ me: { ...served.me, id: false } });
    expect(".o_room_shell .alert").toHaveCount(0);
});

test.tags("crm_facilitation");
test("without its connection the desk has one calm line, and a phone none at all", async () => {
    await open("desk");
    line.onUp(false);
    await animationFrame();
    expect(".o_room_desk_line").toHaveCount(0);
    line.onDown();
    await animationFrame();
    expect(".o_room_desk_line").toHaveText("Changes of others arrive within half a minute.");
    expect(".alert-danger").toHaveCount(0);
});

test.tags("crm_facilitation");
test("going on while a vote is open asks whether it stays open", async () => {
    const called = [];
    onRpc("crm.facilitation.session", "action_next", ({ kwargs }) => called.push(kwargs.seen_item_id));
    await open("desk");
    await press("n");
    await waitFor(".o_room_keep_open");
    expect(called).toEqual([]);
    await click(".o_room_keep_open");
    await animationFrame();
    expect(called).toEqual([2]);
});

test.tags("crm_facilitation");
test("keys of the desk do nothing while somebody types", async () => {
    const called = [];
    onRpc("crm.facilitation.session", "action_next", () => called.push("next"));
    served.rounds = [];
    await open("desk");
    await click("input[type=search]");
    await press("n");
    await animationFrame();
    expect(called).toEqual([]);
    document.activeElement.blur();
    await press("n");
    await animationFrame();
    expect(called).toEqual(["next"]);
});

test.tags("crm_facilitation");
test("two presses while the first is under way are one step", async () => {
    const called = [];
    onRpc("crm.facilitation.session", "action_next", () => called.push("next"));
    served.rounds = [];
    await open("desk");
    press("n");
    press("n");
    await animationFrame();
    expect(called).toEqual(["next"]);
});

const words = "Words that somebody has written at length, and more of them. ";
const long = words.repeat(20);
const total = { points: 4, agree: 1, abstain: 0, object: 0, block: 0, voters: 5 };
const shown = {
    need: { model: "need", name: words.repeat(5), problem: long, wish: long, tags: ["Leads"], fit: "Setting" },
    decision: {
        model: "need",
        state: "rejected",
        fate: "Rejected",
        reason: long,
        name: words.repeat(5),
        problem: long,
    },
    conflict: {
        model: "conflict",
        name: words.repeat(5),
        words: long,
        options: [1, 2, 3, 4].map((id) => ({ id, name: words.repeat(3), pros: long, cons: long, effort_days: 2 })),
    },
    agreement: {
        model: "conflict",
        name: words.repeat(5),
        words: long,
        options: [1, 2, 3].map((id) => ({ id, name: long, pros: long, cons: long, is_chosen: id === 2 })),
        agreement: long,
    },
    round: {
        model: "round",
        name: words.repeat(3),
        method: "dots",
        state: "closed",
        voted: 3,
        electors: 9,
        results: {
            is_fair_share: true,
            cap: 3,
            needs: [...Array(10).keys()].map((id) => ({ id, name: words.repeat(4), total, bought: true })),
        },
    },
};

for (const [kind, pulled] of Object.entries(shown)) {
    test.tags("crm_facilitation");
    test(`nothing of a ${kind} leaves the wall, however much was written`, async () => {
        Object.assign(served, { pulled, code: "ABCDEFGH", address: "https://crm.example.com/f/c/ABCDEFGH", qr: "" });
        served.step.instruction = long;
        await open("projector");
        const { scrollHeight, clientHeight, scrollWidth, clientWidth } = queryFirst(".o_room_projector");
        expect(clientHeight).toBeGreaterThan(300);
        expect(scrollHeight).toBeLessThan(clientHeight + 1);
        expect(scrollWidth).toBeLessThan(clientWidth + 1);
        const main = queryFirst(".o_room_wall_main");
        expect(main.scrollHeight).toBeLessThan(main.clientHeight + 1);
    });
}

test.tags("crm_facilitation");
test("results on the wall are told by words and signs, not by colour", async () => {
    served.pulled = {
        model: "round",
        id: 7,
        name: "Can you live with it?",
        method: "consent",
        state: "closed",
        voted: 3,
        electors: 3,
        results: {
            cap: 0,
            min_cell: 3,
            needs: [
                { id: 1, name: "One", total: { agree: 3, abstain: 0, object: 0, block: 0, voters: 3 } },
                { id: 2, name: "Two", total: { agree: 1, abstain: 0, object: 2, block: 0, voters: 3 } },
                { id: 3, name: "Three", total: { agree: 2, abstain: 0, object: 0, block: 1, voters: 3 } },
            ],
        },
    };
    await open("projector");
    const outcomes = [...document.querySelectorAll(".o_room_outcome")].map(({ textContent }) => textContent.trim());
    expect(outcomes).toEqual(["✓ Nobody objects", "! Objections", "✕ Blocked"]);
});

test.tags("crm_facilitation");
test("the desk asks what the step is checked by once something has changed, and of another step anew", async () => {
    let asked = 0;
    onRpc("crm.facilitation.session", "get_step_checks", () => {
        asked++;
        return [{ code: "written", text: `Asked ${asked}`, ok: asked > 1 }];
    });
    await open("desk");
    await animationFrame();
    expect(".o_room_checks").toHaveCount(0);
    await serve({ desk: { ...served.desk, has_checks: true } });
    await waitFor(".o_room_checks li:contains(○ Open: Asked 1)");
    await serve({ session: { ...served.session, name: "Three days" } });
    expect(asked).toBe(1);
    await serve({ needs: [] });
    await waitFor(".o_room_checks li:contains(✓ Done: Asked 2)");
    await serve({ step: { ...step, id: 3, name: "Vote" } });
    await waitFor(".o_room_checks li:contains(Asked 3)");
});

const promise = {
    id: 4,
    name: "One list of customers",
    who: "Sales",
    due_on: "2026-04-01",
    state: "late",
    state_label: "Late",
    outcome: "The export was late",
};

for (const view of ["phone", "projector", "desk"]) {
    test.tags("crm_facilitation");
    test(`the step on promises shows them on the ${view}`, async () => {
        await open(view);
        expect(".o_promises").toHaveCount(0);
        await serve({ step: { ...step, kind: "retro", promises: [promise] } });
        expect(".o_promises li").toHaveText(/One list of customers\s+Sales, by April 1\s+· Late: The export was late/);
        expect(".o_promises button").toHaveCount(view === "desk" ? 3 : 0);
    });
}

test.tags("crm_facilitation");
test("the desk says what became of a promise", async () => {
    const called = [];
    onRpc("crm.facilitation.promise", "action_keep", ({ args }) => {
        called.push(...args);
        served.step.promises = [];
        return true;
    });
    served.step.promises = [promise];
    await open("desk");
    await click(".o_promises button:contains(Kept)");
    await waitFor(".o_promises:contains(Every promise was answered)");
    expect(called).toEqual([[4]]);
});

test.tags("crm_facilitation");
test("the step on what went wrong last time takes reasons to fail on a phone, and keeps what was begun", async () => {
    const called = [];
    onRpc("crm.facilitation.risk", "action_raise_risk", ({ kwargs }) => {
        const { session_id, name, has_happened, promised_anonymous } = kwargs;
        called.push({ session_id, name, has_happened, promised_anonymous });
        return { id: 1 };
    });
    await open("phone");
    expect(".o_facilitation_raise_risk").toHaveCount(0);
    const retro = { ...step, id: 8, kind: "retro", can_raise: true, anonymous: true };
    await serve({ step: retro });
    await click("#raise_risk_name");
    await edit("Nobody has time");
    await click(".o_facilitation_raise_risk input[type=checkbox]");
    // the room goes on and comes back
    await serve({ step });
    expect(".o_facilitation_raise_risk").toHaveCount(0);
    await serve({ step: retro });
    expect("#raise_risk_name").toHaveValue("Nobody has time");
    await click(".o_facilitation_raise_risk .btn");
    await animationFrame();
    expect(called).toEqual([{ session_id: 5, name: "Nobody has time", has_happened: true, promised_anonymous: true }]);
    expect("#raise_risk_name").toHaveValue("");
    await serve({ me: { ...served.me, role: "observer" } });
    expect(".o_facilitation_raise_risk").toHaveCount(0);
});

test.tags("crm_facilitation");
test("goals, conflicts and options can be spoken of on a phone, and are asked for when they are opened", async () => {
    const asked = [];
    onRpc("crm.facilitation.goal", "ratings", () => ({ can_rate: false, mine: 0, best: 5, departments: [] }));
    onRpc("crm.facilitation.remark", "discussion", ({ args }) => {
        const [about, about_id] = args;
        asked.push(`${about} ${about_id}`);
        return { about, about_id, can_say: true, anonymous: false, can_hide: false, remarks: [] };
    });
    served.goals = [{ id: 3, name: "No enquiry waits" }];
    served.conflicts = [
        { id: 6, name: "Who calls back", state: "open", state_label: "Open", options: [{ id: 9, name: "Both" }] },
    ];
    await open("phone");
    await click(".o_room_goal .o_room_thread summary");
    await waitFor(".o_room_goal .o_facilitation_discussion");
    await click("[data-conflict='6'] > summary");
    await animationFrame();
    expect(asked).toEqual(["goal 3"]);
    await click("[data-conflict='6'] > .o_room_thread summary");
    await waitFor("[data-conflict='6'] > .o_room_thread .o_facilitation_discussion");
    await click("[data-option='9'] .o_room_thread summary");
    await waitFor("[data-option='9'] .o_facilitation_discussion");
    expect(asked).toEqual(["goal 3", "conflict 6", "option 9"]);
    await serve({ step: { ...step, can_remark: false } });
    expect(".o_room_thread").toHaveCount(0);
});

test.tags("crm_facilitation");
test("how the session goes is folded on the desk, opens by a key, and is asked for only then", async () => {
    let asked = 0;
    onRpc("crm.facilitation.session", "indicators", () => {
        asked++;
        return [{ code: "silent", name: "Silent departments", value: `${asked}`, detail: "Service", is_good: false }];
    });
    await open("desk");
    expect(".o_room_indicators").toHaveCount(1);
    expect(asked).toBe(0);
    await press("i");
    await waitFor(".o_room_indicators [data-code=silent]:contains(Service)");
    expect(asked).toBe(1);
    await advanceTime(30000);
    await animationFrame();
    expect(asked).toBe(2);
    await press("i");
    await animationFrame();
    expect(".o_facilitation_indicators").toHaveCount(0);
    await advanceTime(60000);
    expect(asked).toBe(2);
});
