import { beforeEach, expect, test } from "@odoo/hoot";
import { click, waitFor } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { onRpc } from "@web/../tests/web_test_helpers";
import { makeState, mountRoom } from "./room_cast";

defineMailModels();

let served, ballot, serve;

beforeEach(() => {
    mockDate("2026-03-02 09:04:00", +0);
    served = makeState();
    ballot = { name: "First", method: "dots", budget: 10, cap: 3, anonymous: false, choices: {}, is_voting: true };
    ballot.needs = [{ id: 1, name: "Ask why", problem: "One line\nand another", reasons: [] }];
    localStorage.clear();
    onRpc("crm.facilitation.round", "ballot", () => ({ ...ballot }));
    onRpc("crm.facilitation.need", "sessions_to_raise_in", () => [
        { id: 5, name: "Two days", project_id: 1, anonymous: false, takes_part: true },
    ]);
    onRpc("crm.facilitation.need", "raise_choices", () => ({ tags: [], people: [], departments: [] }));
});

async function open(place, view = "phone") {
    ({ serve } = await mountRoom(served, view, place));
}

test.tags("crm_facilitation");
test("the need in the middle is supported where it is", async () => {
    const supported = [];
    onRpc("crm.facilitation.need", "action_support", ({ args }) => {
        supported.push(args[0]);
        Object.assign(served.needs[0], { can_support: false, is_supported_by_me: true });
        return true;
    });
    served.needs[0].can_support = true;
    served.pulled = { model: "need", id: 1, name: "Ask why" };
    await open();
    await click(".o_room_support_pulled");
    await animationFrame();
    await animationFrame();
    expect(supported).toEqual([[1]]);
    expect(".o_room_support_pulled").toHaveCount(0);
    expect(".o_room_supported").toHaveText("✓ I support it");
});

test.tags("crm_facilitation");
test("who raises in a step about something else reads that it is kept for later", async () => {
    served.step.can_raise = false;
    await open("raise");
    expect(".o_room_for_later").toHaveText(/kept for later/);
    await serve({ step: { ...served.step, can_raise: true } });
    expect(".o_room_for_later").toHaveCount(0);
});

test.tags("crm_facilitation");
test("a ballot that lies open is taken away from the fingers when its vote is closed, and its choices stay on it", async () => {
    ballot.choices = { 1: 2 };
    await open("vote-7");
    expect(".o_ballot_dot:enabled").toHaveCount(3);
    ballot.is_voting = false;
    await serve({ rounds: [{ ...served.rounds[0], state: "closed" }] });
    await waitFor(".o_ballot_status:contains(This vote is closed.)");
    expect(".o_ballot_dot:enabled").toHaveCount(0);
});

test.tags("crm_facilitation");
test("what is said of the closing is in sight wherever the ballot was scrolled to", async () => {
    served.rounds[0].deadline = "2026-03-02 09:04:10";
    await open("vote-7");
    expect(".o_room_closing").toHaveStyle({ position: "fixed", bottom: "0px" });
    await serve({ rounds: [{ ...served.rounds[0], state: "closed" }] });
    expect(".o_room_closed").toHaveStyle({ position: "fixed", bottom: "0px" });
});

test.tags("crm_facilitation");
test("lines of a need are lines on its ballot", async () => {
    await open("vote-7");
    expect(".o_ballot_text p:first").toHaveStyle({ "white-space-collapse": "preserve-breaks" });
});

test.tags("crm_facilitation");
test("a card says whether its vote is secret or by name", async () => {
    await open();
    expect(".o_room_secrecy").toHaveText("Vote by name");
    await serve({ rounds: [{ ...served.rounds[0], anonymous: true }] });
    expect(".o_room_secrecy").toHaveText("Secret vote");
});

test.tags("crm_facilitation");
test("a screen reader hears that the session is over, and not that it is between steps", async () => {
    await open();
    await serve({ step: null, session: { ...served.session, state: "closed" } });
    expect(".o_room_phase").toHaveText("The session is over.");
});

test.tags("crm_facilitation");
test("the wall promises that nobody is named unless a vote by name is open", async () => {
    served.step.anonymous = true;
    served.rounds[0].anonymous = true;
    await open("home", "projector");
    expect(".o_room_wall_foot").toHaveText(/Nobody's name/);
    await serve({ rounds: [{ ...served.rounds[0], anonymous: false }] });
    expect(".o_room_wall_foot").not.toHaveText(/Nobody's name/);
});

test.tags("crm_facilitation");
test("the wall shows in big letters how many have voted, until something else is up", async () => {
    await open("home", "projector");
    expect(".o_room_wall_vote").toHaveText(/First\s*3 of 8 have voted/);
    await serve({
        pulled: { model: "need", id: 1, name: "Ask why", state: "accepted", fate: "Accepted", reason: "" },
    });
    expect(".o_room_wall_vote").toHaveCount(0);
    expect(".o_room_wall_foot").toHaveText(/First: 3 of 8/);
    expect(".o_room_fate").toHaveText("Accepted");
});

test.tags("crm_facilitation");
test("a screen reader hears of a vote that opens, and of none that was open before", async () => {
    await open();
    expect(".o_room_phase").toHaveText("");
    await serve({ rounds: [...served.rounds, { ...served.rounds[0], id: 8, name: "Second" }] });
    expect(".o_room_phase").toHaveText("A vote is open: Second");
});

test.tags("crm_facilitation");
test("what is said about the thing in the middle is asked for when somebody opens it, and once", async () => {
    const asked = [];
    const thread = { can_say: false, anonymous: false, can_hide: false, discussed_on: false, note: "", remarks: [] };
    onRpc("crm.facilitation.remark", "discussion", ({ args }) => {
        asked.push(args);
        return { ...thread, about: "need", about_id: 1 };
    });
    served.pulled = { model: "need", id: 1, name: "Ask why" };
    await open();
    await serve({ needs: [] });
    expect(asked).toEqual([]);
    await click(".o_room_thread summary");
    await waitFor(".o_room_thread .o_facilitation_discussion");
    expect(asked).toEqual([["need", 1]]);
});
