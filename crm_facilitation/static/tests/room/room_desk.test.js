import { beforeEach, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { onRpc } from "@web/../tests/web_test_helpers";
import { makeState, mountRoom, step } from "./room_cast";

defineMailModels();

let served, called, serve;

beforeEach(() => {
    mockDate("2026-03-02 09:04:00", +0);
    served = makeState();
    called = [];
    localStorage.clear();
    for (const method of ["action_next", "action_previous", "action_extend", "action_detect_conflicts"]) {
        onRpc("crm.facilitation.session", method, () => called.push(method));
    }
    const silent = { can_say: false, anonymous: false, can_hide: false, discussed_on: false, note: "", remarks: [] };
    onRpc("crm.facilitation.remark", "discussion", () => ({ ...silent, about: "conflict", about_id: 6 }));
    onRpc("crm.facilitation.round", "write", ({ args }) => called.push(args[1].deadline));
    onRpc("crm.facilitation.round", "action_close", ({ args }) => {
        called.push("action_close");
        served.rounds.find(({ id }) => id === args[0][0]).state = "closed";
        return true;
    });
});

async function open() {
    ({ serve } = await mountRoom(served, "desk"));
}

test.tags("crm_facilitation");
test("leaving a step and closing its vote goes on at once, and gives ten seconds before it is counted", async () => {
    await open();
    await press("n");
    await click(await waitFor(".o_room_close_and_go"));
    await animationFrame();
    await animationFrame();
    expect(called).toEqual(["2026-03-02 09:04:10", "action_next"]);
    await advanceTime(9000);
    expect(called).not.toInclude("action_close");
    await advanceTime(3000);
    expect(called).toEqual(["2026-03-02 09:04:10", "action_next", "action_close"]);
});

test.tags("crm_facilitation");
test("a vote whose notice is over is counted although another press is under way, and once", async () => {
    let answer;
    onRpc("crm.facilitation.session", "action_extend", () => new Promise((resolve) => (answer = resolve)));
    await open();
    await press("n");
    await click(await waitFor(".o_room_close_and_go"));
    await animationFrame();
    await advanceTime(10500);
    await press("+");
    await advanceTime(1000);
    expect(called).not.toInclude("action_close");
    answer(true);
    await advanceTime(500);
    expect(called.filter((name) => name === "action_close")).toHaveLength(1);
});

test.tags("crm_facilitation");
test("a vote that another desk has closed meanwhile is not closed twice", async () => {
    await open();
    await press("n");
    await click(await waitFor(".o_room_close_and_go"));
    await animationFrame();
    await serve({ rounds: [{ ...served.rounds[0], state: "closed" }] });
    await advanceTime(12000);
    expect(called).not.toInclude("action_close");
});

test.tags("crm_facilitation");
test("going back asks about the open vote too, and says that its result is shown where it is on the screens", async () => {
    served.pulled = { ...served.rounds[0], model: "round" };
    await open();
    await press("p");
    await waitFor(".o_room_keep_open");
    expect(".o_room_reveals").toHaveText(/its result appears there/);
    expect(called).toEqual([]);
});

test.tags("crm_facilitation");
test("the desk turns to what the new step works with, where it was the one that went on", async () => {
    served.rounds = [];
    onRpc("crm.facilitation.session", "action_next", () => {
        served.step = { ...step, id: 3, name: "Vote", kind: "vote" };
        return true;
    });
    await open();
    await serve({ step: { ...step, id: 4, name: "Settle", kind: "conflicts" } });
    expect("[data-tab=needs]").toHaveClass("active");
    await press("n");
    await animationFrame();
    await animationFrame();
    expect("[data-tab=votes]").toHaveClass("active");
});

test.tags("crm_facilitation");
test("who shares a name with somebody invited is a choice in sight, and the key says that it is missing", async () => {
    const saved = [];
    onRpc("crm.facilitation.join.request", "write", ({ args }) => saved.push(args));
    onRpc("crm.facilitation.join.request", "action_admit", ({ args }) => saved.push(args));
    served.names.departments = { 1: "Service" };
    served.desk.lobby = [{ id: 8, name: "Gus", department: 1, offers: [{ id: 21, name: "Gus", department: 1 }] }];
    await open();
    expect(queryAllTexts(".o_room_offers label")).toEqual(["Gus, Service", "Somebody else"]);
    expect(".o_room_admit").not.toBeEnabled();
    await press("a");
    await waitFor(".o_notification:contains(Say first who they are)");
    await click(".o_room_offers input:first");
    await animationFrame();
    expect(".o_room_offers input:first").toBeChecked();
    await click(".o_room_admit");
    await animationFrame();
    await animationFrame();
    expect(saved).toEqual([[[8], { participant_id: 21 }], [[8]]]);
});

test.tags("crm_facilitation");
test("a step is added where its neighbour is, and the caret is in its name", async () => {
    const inserted = [];
    onRpc("crm.facilitation.session", "action_insert_item", ({ kwargs: { name, kind, minutes, after_id } }) =>
        inserted.push({ name, kind, minutes, after_id }),
    );
    await open();
    await click(".o_room_step[data-item='2'] .o_room_step_name");
    await animationFrame();
    await click(".o_room_step_tools button:contains(Add after it)");
    await waitFor(".o_room_add");
    await animationFrame();
    expect(".o_room_step[data-item='2'] .o_room_add input:first").toBeFocused();
    await edit("A second look");
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect(inserted).toEqual([{ name: "A second look", kind: "discuss", minutes: 15, after_id: 2 }]);
    expect(".o_room_add").toHaveCount(0);
});

test.tags("crm_facilitation");
test("minutes, days and dots are what was typed, and what is no number is sent to nobody", async () => {
    const sent = [];
    onRpc("crm.facilitation.session", "action_insert_item", ({ kwargs }) => sent.push(kwargs.minutes));
    onRpc("crm.facilitation.conflict.option", "create", ({ args }) => {
        sent.push(args[0][0].cost);
        return [4];
    });
    onRpc("crm.facilitation.round", "create", ({ args }) => {
        sent.push([args[0][0].budget, args[0][0].cap]);
        return [9];
    });
    const conflict = { id: 6, name: "By hand?", state: "open", state_label: "Open", words: "", agreement: "" };
    served.conflicts = [{ ...conflict, options: [] }];
    served.step.can_vote = true;
    await open();
    await click(".o_room_step[data-item='2'] .o_room_step_name");
    await animationFrame();
    await click(".o_room_step_tools button:contains(Add after it)");
    await waitFor(".o_room_add");
    await edit("A second look");
    await click(".o_room_add .o_typed_number");
    await edit("1,5");
    await animationFrame();
    expect(".o_room_add .o_typed_number").toHaveAttribute("aria-invalid", "true");
    expect(".o_room_add .o_typed_number_hint").toHaveText("Write a whole number from 1 to 600.");
    expect(".o_room_add button:contains(Add)").not.toBeEnabled();
    await edit("25");
    await click(await waitFor(".o_room_add button:contains(Add):enabled"));
    await animationFrame();
    expect(sent).toEqual([25]);
    await press("3");
    await click(await waitFor(".o_room_propose"));
    await click(await waitFor(".o_room_option_name"));
    await edit("By a rule");
    await click(".o_room_conflict .o_typed_number");
    await edit("-2");
    await animationFrame();
    expect(".o_room_add_option").not.toBeEnabled();
    await edit("0,5");
    await click(await waitFor(".o_room_add_option:enabled"));
    await animationFrame();
    expect(sent).toEqual([25, 0.5]);
    await press("2");
    await click(await waitFor(".o_room_new_vote"));
    await click(await waitFor(".o_room_vote_form .o_typed_number:first"));
    await edit("two");
    await animationFrame();
    expect(".o_room_prepare").not.toBeEnabled();
    await edit("7");
    await click(await waitFor(".o_room_prepare:enabled"));
    await animationFrame();
    expect(sent).toEqual([25, 0.5, [7, 3]]);
});

test.tags("crm_facilitation");
test("a vote that is prepared by two presses is one, and opening it is asked once", async () => {
    let answer;
    const made = [];
    onRpc("crm.facilitation.round", "create", ({ args }) => {
        made.push(args[0][0].name);
        served.rounds.push({ id: 12, name: "Needs", method: "dots", state: "draft" });
        return new Promise((resolve) => (answer = () => resolve([12])));
    });
    await open();
    await press("2");
    await click(await waitFor(".o_room_new_vote"));
    const button = await waitFor(".o_room_prepare:enabled");
    await click(button);
    await click(button);
    await animationFrame();
    answer();
    await waitFor(".modal:contains(Needs to vote on)");
    expect(made).toEqual(["Needs"]);
    expect(".modal").toHaveCount(1);
});

test.tags("crm_facilitation");
test("of too few votes no figures are said when an agreement is adopted", async () => {
    const option = { id: 4, name: "By hand", consent: "small", consent_label: "Too few voted", round_id: 9 };
    const counts = { agree: 0, abstain: 0, object: 0, block: 0 };
    const conflict = { id: 6, name: "By hand?", state: "open", state_label: "Open", words: "", agreement: "" };
    served.conflicts = [{ ...conflict, options: [{ ...option, ...counts }] }];
    await open();
    await press("3");
    await click(await waitFor(".o_room_choose"));
    await click(await waitFor(".o_room_adopt:enabled"));
    await waitFor(".modal:contains(By hand — Too few voted)");
    expect(".modal").not.toHaveText(/in favour/);
});

test.tags("crm_facilitation");
test("a conflict that was dismissed says why, and looking for conflicts says what came of it", async () => {
    const conflict = {
        id: 6,
        name: "By hand?",
        state: "dismissed",
        state_label: "Dismissed",
        words: "",
        agreement: "",
    };
    served.conflicts = [{ ...conflict, options: [], dismiss_reason: "Nobody wants it any more" }];
    await open();
    await press("3");
    await waitFor("select[aria-label=Conflict]");
    document.querySelector("select[aria-label=Conflict]").value = "6";
    document.querySelector("select[aria-label=Conflict]").dispatchEvent(new Event("change", { bubbles: true }));
    await waitFor(".o_room_dismissed");
    expect(".o_room_dismissed").toHaveText("Dismissed: Nobody wants it any more");
    await click(".o_room_detect");
    await waitFor(".o_notification:contains(Conflicts to settle: 0.)");
});

test.tags("crm_facilitation");
test("after its end the desk leads to the minutes, and opens neither the code nor the projector", async () => {
    await open();
    expect(".o_room_toggle_code").toHaveCount(1);
    await serve({ session: { ...served.session, state: "closed" }, step: null });
    expect(".o_room_minutes").toHaveAttribute("href", "/crm_facilitation/document/minutes/5");
    expect(".o_room_toggle_code").toHaveCount(0);
    expect(".o_room_projector_link").toHaveCount(0);
});

test.tags("crm_facilitation");
test("what was raised beside the step is found under “For later”", async () => {
    served.needs.push({ id: 2, name: "Paint the hall", state: "raised", origin_label: "Sal", is_parked: true });
    await open();
    expect(queryAllTexts(".o_room_needs li bdi.o_room_need_name")).toEqual(["Ask why", "Paint the hall"]);
    document.querySelector("select[aria-label='Which needs']").value = "parked";
    document.querySelector("select[aria-label='Which needs']").dispatchEvent(new Event("change", { bubbles: true }));
    await animationFrame();
    expect(queryAllTexts(".o_room_needs li bdi.o_room_need_name")).toEqual(["Paint the hall"]);
});

test.tags("crm_facilitation");
test("a vote by name in a step that names nobody is said to be one before it is opened", async () => {
    served.step.anonymous = true;
    served.rounds = [{ id: 7, name: "First", method: "dots", state: "draft", anonymous: false, electors: 0 }];
    await open();
    await press("2");
    await click(await waitFor(".o_room_open_vote"));
    await waitFor(".modal:contains(The vote is by name, although this step names nobody.)");
});

test.tags("crm_facilitation");
test("keys work on a keyboard with other letters, and with the shift lock", async () => {
    served.rounds = [];
    await open();
    for (const [key, code] of [
        ["т", "KeyN"],
        ["N", "KeyN"],
        ["n", "KeyB"],
    ]) {
        window.dispatchEvent(new KeyboardEvent("keydown", { key, code }));
        await animationFrame();
        await animationFrame();
    }
    expect(called).toEqual(["action_next", "action_next", "action_next"]);
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "b", code: "KeyN" }));
    await animationFrame();
    expect(called).toHaveLength(3);
});

test.tags("crm_facilitation");
test("the key for what is next starts the session, and closes it after its last step", async () => {
    served.rounds = [];
    served.session.state = "draft";
    served.step = null;
    await open();
    await press("n");
    await waitFor(".modal:contains(Start the session?)");
    await click(".modal .btn-close");
    await animationFrame();
    await serve({ session: { ...served.session, state: "running" }, step: { ...step, next: null } });
    await press("n");
    await waitFor(".modal:contains(Close the session?)");
    expect(called).toEqual([]);
});

test.tags("crm_facilitation");
test("the list of keys names every key that the desk has", async () => {
    await open();
    await press("?");
    await waitFor(".modal kbd");
    const named = queryAllTexts(".modal kbd");
    for (const key of ["N", "P", "Space", "+", "A", "C", "D", "V", "1 – 4", "?"]) {
        expect(named).toInclude(key);
    }
});
