import { expect, test } from "@odoo/hoot";
import { click, edit, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { NeedFate } from "@crm_facilitation/needs/need_fate/need_fate";
import { ConfirmDelivery } from "@crm_facilitation/delivery/confirm_delivery/confirm_delivery";

defineMailModels();

const props = { need: { id: 7, name: "See the last call" }, onDecided: () => expect.step("decided") };

test.tags("crm_facilitation");
test("two presses confirm once", async () => {
    onRpc("crm.facilitation.need", "action_confirm_delivery", ({ args }) => {
        expect.step(`confirmed ${args[0]}`);
        return true;
    });
    await mountWithCleanup(ConfirmDelivery, { props });
    click(".o_confirm_yes");
    click(".o_confirm_yes");
    await expect.waitForSteps(["confirmed 7", "decided"]);
});

test.tags("crm_facilitation");
test("a refusal needs a reason", async () => {
    onRpc("crm.facilitation.need", "action_refuse_delivery", ({ kwargs }) => {
        expect.step(kwargs.reason);
        return true;
    });
    await mountWithCleanup(ConfirmDelivery, { props });
    await click(".o_confirm_no");
    await waitFor("textarea");
    expect("button.btn-danger").not.toBeEnabled();
    await click("textarea");
    await edit(" It beeps ");
    await animationFrame();
    await click("button.btn-danger");
    await expect.waitForSteps(["It beeps", "decided"]);
});

test.tags("crm_facilitation");
test("a reason that was begun is there again when its writer comes back, and gone once it was sent", async () => {
    onRpc("crm.facilitation.need", "action_refuse_delivery", () => true);
    class Screen extends Component {
        static components = { ConfirmDelivery };
        static template = xml`<ConfirmDelivery t-if="state.isShown" need="need" onDecided="() => {}"/>`;
        static props = [];
        setup() {
            this.need = { id: 8, name: "See the last call" };
            this.state = useState({ isShown: true });
        }
    }
    const screen = await mountWithCleanup(Screen);
    const lookElsewhereAndComeBack = async () => {
        for (const isShown of [false, true]) {
            screen.state.isShown = isShown;
            await animationFrame();
        }
    };
    await click(".o_confirm_no");
    await waitFor("textarea");
    await click("textarea");
    await edit("It beeps");
    await animationFrame();
    await lookElsewhereAndComeBack();
    expect("textarea").toHaveValue("It beeps");
    await click("button.btn-danger");
    await animationFrame();
    await lookElsewhereAndComeBack();
    expect("textarea").toHaveCount(0);
});

test.tags("crm_facilitation");
test("what was confirmed can be refused after all, and the other way round", async () => {
    const need = { id: 7, name: "See the last call" };
    await mountWithCleanup(ConfirmDelivery, { props: { ...props, need: { ...need, delivery_state: "accepted" } } });
    expect(".o_confirm_yes").toHaveCount(0);
    expect(".o_confirm_no").toHaveCount(1);
    await mountWithCleanup(ConfirmDelivery, { props: { ...props, need: { ...need, delivery_state: "refused" } } });
    expect(".o_confirm_yes").toHaveCount(1);
    expect(".o_confirm_no").toHaveCount(1);
});

test.tags("crm_facilitation");
test("what was refused does not look accepted", async () => {
    const need = { id: 7, name: "See the last call", state: "accepted", delivery_state: "refused", fate: "Refused" };
    await mountWithCleanup(NeedFate, { props: { need } });
    expect(".badge.text-bg-danger").toHaveText("Refused");
});
