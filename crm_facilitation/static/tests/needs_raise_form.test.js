import { expect, test } from "@odoo/hoot";
import { click, edit, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getService, makeMockEnv, mountWithCleanup, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { rememberToken } from "@crm_facilitation/needs/raise_need/origin_tokens";
import { RaiseNeedForm } from "@crm_facilitation/needs/raise_need/raise_need_form";

defineMailModels();

const NEED = "crm.facilitation.need";
const session = { id: 5, name: "Discovery", project_id: 3, anonymous: false, takes_part: true };

/** Mount the form on a server that answers ``raise_need`` with ``answer``; returns what it was sent. */
async function open(answer = () => ({ id: 7, token: false }), sessions = [session]) {
    const sent = [];
    onRpc(NEED, "sessions_to_raise_in", () => sessions);
    onRpc(NEED, "raise_choices", () => ({ tags: [], people: [], departments: [] }));
    onRpc(NEED, "similar_cards", () => []);
    await makeMockEnv();
    patchWithCleanup(getService("orm"), {
        async call(model, method, args, kwargs) {
            if (method !== "raise_need") {
                return super.call(model, method, args, kwargs);
            }
            sent.push(kwargs);
            return answer(sent.length);
        },
    });
    const props = { onClose: () => expect.step("closed") };
    return { sent, mount: (more) => mountWithCleanup(RaiseNeedForm, { props: { ...props, ...more } }) };
}

async function write(words) {
    await click("#raise_need_name");
    await edit(words);
    await advanceTime(300);
    await animationFrame();
}

test.tags("crm_facilitation");
test("words that were begun are there again, until they are sent", async () => {
    const { mount } = await open();
    const form = await mount();
    await write("See the last call");
    form.__owl__.destroy();
    await mount();
    expect("#raise_need_name").toHaveValue("See the last call");
    await click("button[type=submit]");
    await expect.waitForSteps(["closed"]);
    await mount();
    expect("#raise_need_name:last").toHaveValue("");
});

test.tags("crm_facilitation");
test("sent again after a lost answer, it carries the same token; other words carry another", async () => {
    const lose = (turn) => {
        if (turn < 3) {
            throw new ConnectionLostError("/web/dataset/call_kw");
        }
        return { id: 7, token: false };
    };
    const { sent, mount } = await open(lose);
    await mount();
    await write("See the last call");
    await click("button[type=submit]");
    await waitFor(".o_raise_unsent");
    expect("#raise_need_name").toHaveValue("See the last call");
    await click("button[type=submit]:enabled");
    await waitFor("button[type=submit]:enabled");
    await write("See the last two calls");
    await click("button[type=submit]:enabled");
    await expect.waitForSteps(["closed"]);
    expect(sent[0].token).toMatch(/^[\w-]{32}$/);
    expect(sent[1].token).toBe(sent[0].token);
    expect(sent[2].token).not.toBe(sent[0].token);
});

const two = [
    { ...session, id: 4, name: "First days" },
    { ...session, id: 5, name: "Second days" },
];

test.tags("crm_facilitation");
test("sent again from a page that was loaded anew, it carries the same token", async () => {
    const lose = (turn) => {
        if (turn === 1) {
            throw new ConnectionLostError("/web/dataset/call_kw");
        }
        return { id: 7, token: false };
    };
    const { sent, mount } = await open(lose);
    const form = await mount();
    await write("See the last call");
    await click("button[type=submit]");
    await waitFor(".o_raise_unsent");
    form.__owl__.destroy();
    await mount();
    await click("button[type=submit]:enabled");
    await expect.waitForSteps(["closed"]);
    expect(sent[1].token).toBe(sent[0].token);
    expect(sent[1].values).toEqual(sent[0].values);
});

test.tags("crm_facilitation");
test("nobody is offered to support the need that they raised without their name on this device", async () => {
    const { mount } = await open();
    const unnamed = { origin_label: "An employee", is_anonymous: true, is_my_need: false, is_supported_by_me: false };
    onRpc(NEED, "similar_cards", () => [
        { id: 11, name: "My own", ...unnamed },
        { id: 12, name: "Somebody else's", ...unnamed },
    ]);
    rememberToken({ id: 11, token: "a".repeat(32) });
    await mount();
    await write("My own need");
    await waitFor(".o_need_line");
    expect(".o_need_line:contains(My own) button").toHaveCount(0);
    expect(".o_need_line:contains(Somebody else) button:contains(Me too)").toHaveCount(1);
});

test.tags("crm_facilitation");
test("who takes part in two sessions chooses between them by name", async () => {
    const { mount } = await open(undefined, two);
    await mount();
    expect([...document.querySelectorAll("#raise_need_session option")].map(({ textContent }) => textContent)).toEqual(
        ["First days", "Second days"],
    );
});

test.tags("crm_facilitation");
test("within a session the form is about that one, and never about another when it takes no needs any more", async () => {
    const offered = [...two];
    const { sent, mount } = await open(() => {
        throw new Error("No needs in this step.");
    }, offered);
    await mount({ sessionId: 5 });
    expect("#raise_need_session").toHaveCount(0);
    await write("See the last call");
    offered.pop();
    expect.errors(2);
    await click("button[type=submit]");
    await animationFrame();
    await waitFor("button[type=submit]:enabled");
    expect("#raise_need_name").toHaveValue("See the last call");
    expect(sent[0].session_id).toBe(5);
    await click("button[type=submit]");
    await animationFrame();
    expect(sent[1].session_id).toBe(5);
    expect.verifyErrors(["No needs in this step.", "No needs in this step."]);
});

/** Raise a need beside one that reads alike. */
async function raiseBeside(asked) {
    const { sent, mount } = await open(undefined, [asked]);
    onRpc(NEED, "similar_cards", () => [{ id: 9, name: "Every lost lead needs a reason", origin_label: "Sales" }]);
    await mount();
    await write("No reasons, please");
    await waitFor(".o_need_line");
    return sent;
}

test.tags("crm_facilitation");
test("that mine is the opposite is said with the need", async () => {
    const sent = await raiseBeside(session);
    expect(".o_said_of_others").toHaveCount(0);
    await click(".o_need_oppose");
    await animationFrame();
    expect(".o_said_of_others").toHaveText(/once you press “Raise”/);
    expect(".o_need_oppose").toHaveAttribute("aria-pressed", "true");
    await click("button[type=submit]");
    await expect.waitForSteps(["closed"]);
    expect(sent[0].opposite_ids).toEqual([9]);
});

test.tags("crm_facilitation");
test("that mine is something else is said with the need, and one answer replaces the other", async () => {
    const sent = await raiseBeside(session);
    await click(".o_need_oppose");
    await click(".o_need_differ");
    await animationFrame();
    expect(".o_need_differ").toHaveAttribute("aria-pressed", "true");
    expect(".o_need_oppose").toHaveAttribute("aria-pressed", "false");
    await click("button[type=submit]");
    await expect.waitForSteps(["closed"]);
    expect(sent[0].different_ids).toEqual([9]);
    expect("opposite_ids" in sent[0]).toBe(false);
});

test.tags("crm_facilitation");
test("where nobody is named, nothing but the need is said", async () => {
    const sent = await raiseBeside({ ...session, anonymous: true });
    expect(".o_need_oppose, .o_need_differ, .o_said_of_others").toHaveCount(0);
    await click("button[type=submit]");
    await expect.waitForSteps(["closed"]);
    expect("opposite_ids" in sent[0]).toBe(false);
});

test.tags("crm_facilitation");
test("minutes that are no whole number are refused before they are sent", async () => {
    const { sent, mount } = await open();
    await mount();
    await write("See the last call");
    await click("button:contains(Say more)");
    await animationFrame();
    for (const typed of ["1,5", "1.5", "ten", "10081"]) {
        await click("#raise_need_minutes");
        await edit(typed);
        await animationFrame();
        expect("#raise_need_minutes").toHaveClass("is-invalid");
        expect("button[type=submit]").not.toBeEnabled();
    }
    await click("#raise_need_minutes");
    await edit("1 200");
    await animationFrame();
    expect("#raise_need_minutes").not.toHaveClass("is-invalid");
    await click("button[type=submit]");
    await expect.waitForSteps(["closed"]);
    expect(sent[0].values.minutes_lost_weekly).toBe(1200);
});
