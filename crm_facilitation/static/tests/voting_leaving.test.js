import { expect, test } from "@odoo/hoot";
import { click, waitFor } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { registry } from "@web/core/registry";
import { WebClient } from "@web/webclient/webclient";
import { Component, xml } from "@odoo/owl";
import "@crm_facilitation/voting/ballot/ballot";

defineMailModels();

const needs = [{ id: 1, name: "Ask why", reasons: [] }];
const paper = {
    name: "First",
    method: "dots",
    budget: 10,
    cap: 5,
    anonymous: false,
    choices: {},
    needs,
    is_voting: true,
};
const ballot = { type: "ir.actions.client", tag: "crm_facilitation.ballot", params: { round_id: 7 } };
const elsewhere = { type: "ir.actions.client", tag: "crm_facilitation.elsewhere" };

class Third extends Component {
    static template = xml`<p class="o_third">A third screen</p>`;
    static props = ["*"];
}

class Elsewhere extends Component {
    static template = xml`<p class="o_elsewhere">Another screen</p>`;
    static props = ["*"];
}

/** Open the ballot on a server that answers the first vote when told to; returns what it was sent. */
async function vote() {
    const sent = [];
    const slow = new Deferred();
    onRpc("crm.facilitation.round", "ballot", () => paper);
    onRpc("crm.facilitation.round", "cast", async ({ kwargs }) => {
        sent.push(kwargs.choices[1]);
        if (sent.length === 1) {
            await slow;
        }
        return { choices: kwargs.choices, receipt: "a" };
    });
    onRpc("/web/action/load", () => elsewhere);
    registry.category("actions").add(elsewhere.tag, Elsewhere, { force: true });
    await mountWithCleanup(WebClient);
    await getService("action").doAction(ballot);
    await click(".o_ballot_dot:contains(3)");
    await animationFrame();
    await click(".o_ballot_dot:contains(5)");
    await animationFrame();
    return { sent, slow };
}

test.tags("crm_facilitation");
test("Done waits until all that was tapped is stored", async () => {
    const { sent, slow } = await vote();
    await click(".o_ballot_leave");
    await animationFrame();
    expect(".o_ballot_leave").toHaveCount(1);
    expect(sent).toEqual([3]);
    slow.resolve();
    await waitFor(".o_elsewhere");
    expect(sent).toEqual([3, 5]);
});

test.tags("crm_facilitation");
test("who leaves by a menu loses no vote either", async () => {
    const { sent, slow } = await vote();
    await getService("action").doAction(elsewhere, { clearBreadcrumbs: true });
    await waitFor(".o_elsewhere");
    expect(".o_ballot_leave").toHaveCount(0);
    slow.resolve();
    await animationFrame();
    await animationFrame();
    expect(sent).toEqual([3, 5]);
});

test.tags("crm_facilitation");
test("a ballot opened again goes on with what is under way, and the last tap wins", async () => {
    const { sent, slow } = await vote();
    await getService("action").doAction(elsewhere, { clearBreadcrumbs: true });
    await waitFor(".o_elsewhere");
    await getService("action").doAction(ballot, { clearBreadcrumbs: true });
    await waitFor(".o_ballot_dot:contains(4)");
    expect(".o_ballot_saving").toHaveText(/Saving/);
    await click(".o_ballot_dot:contains(4)");
    await animationFrame();
    slow.resolve();
    await animationFrame();
    await animationFrame();
    expect(sent).toEqual([3, 4]);
});

test.tags("crm_facilitation");
test("who went on meanwhile is not called back", async () => {
    const { sent, slow } = await vote();
    await click(".o_ballot_leave");
    registry.category("actions").add("crm_facilitation.third", Third, { force: true });
    await getService("action").doAction("crm_facilitation.third", { clearBreadcrumbs: true });
    await waitFor(".o_third");
    slow.resolve();
    await animationFrame();
    await animationFrame();
    expect(sent).toEqual([3, 5]);
    expect(".o_third").toHaveCount(1);
});

test.tags("crm_facilitation");
test("leaving asks about an objection that has no reason yet", async () => {
    onRpc("crm.facilitation.round", "ballot", () => ({ ...paper, method: "consent" }));
    onRpc("/web/action/load", () => elsewhere);
    registry.category("actions").add(elsewhere.tag, Elsewhere, { force: true });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ ...ballot, params: { round_id: 8 } });
    await click(".o_ballot_consent button:contains(I object)");
    await animationFrame();
    await waitFor(".o_ballot_saving:contains(Not sent yet: 1)");
    await click(".o_ballot_leave");
    await waitFor(".o_ballot_unfinished");
    expect(".o_elsewhere").toHaveCount(0);
    await click(".o_ballot_finish");
    await animationFrame();
    expect("textarea").toBeFocused();
    const leaving = getService("action").doAction(elsewhere);
    await waitFor(".modal:contains(Not sent yet: 1)");
    await click(".modal .btn-primary");
    await leaving;
    expect(".o_ballot").toHaveCount(1);
    await click(".o_ballot_leave");
    await animationFrame();
    await click(".o_ballot_drop");
    await waitFor(".o_elsewhere");
});

test.tags("crm_facilitation");
test("an objection that was begun is dropped, and what was sent before it still counts", async () => {
    const sent = [];
    const choices = { 1: { choice: "agree" } };
    onRpc("crm.facilitation.round", "ballot", () => ({ ...paper, method: "consent", choices }));
    onRpc("crm.facilitation.round", "cast", ({ kwargs }) => {
        sent.push(kwargs.choices[1]);
        return { choices: kwargs.choices, receipt: "a" };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ ...ballot, params: { round_id: 9 } });
    mockDate("2026-03-02 09:00:00", +0);
    await click(".o_ballot_consent button:contains(I object)");
    await waitFor(".o_ballot_saving:contains(Not sent yet: 1)");
    mockDate("2026-03-02 09:00:05", +0);
    await click(".o_ballot_consent button:contains(I object)");
    await animationFrame();
    expect(".o_ballot_consent button:contains(I agree)").toHaveClass("btn-primary");
    expect(sent).toEqual([]);
});
