import { expect, test } from "@odoo/hoot";
import { click, edit, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getService, makeMockEnv, mountWithCleanup, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { RaiseNeedForm } from "@crm_facilitation/needs/raise_need/raise_need_form";

defineMailModels();

const NEED = "crm.facilitation.need";
const session = { id: 5, name: "Discovery", project_id: 3, anonymous: false, takes_part: true };

/** Mount the form on a server that answers ``raise_need`` with ``answer``; returns what it was sent. */
async function open(answer = () => ({ id: 7, token: false })) {
    const sent = [];
    onRpc(NEED, "sessions_to_raise_in", () => [session]);
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
    return { sent, mount: () => mountWithCleanup(RaiseNeedForm, { props: { onClose: () => expect.step("closed") } }) };
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
