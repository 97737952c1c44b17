import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { browser } from "@web/core/browser/browser";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { rememberToken } from "@crm_facilitation/needs/raise_need/origin_tokens";

class Need extends models.Model {
    _name = "crm.facilitation.need";
    name = fields.Char();
    is_anonymous = fields.Boolean();
    _records = [{ id: 7, name: "Nobody dares to say it", is_anonymous: true }];
}

defineMailModels();
defineModels([Need]);

const mountNeed = () =>
    mountView({
        type: "form",
        resModel: "crm.facilitation.need",
        resId: 7,
        arch: `<form><field name="name"/><widget name="facilitation_origin" invisible="not is_anonymous"/></form>`,
    });

test("whoever raised it on another device is asked nothing", async () => {
    await mountNeed();
    expect("[name='name'] input").toHaveValue("Nobody dares to say it");
    expect(".o_facilitation_origin").toHaveCount(0);
});

test("its device names the author after a question, and not without", async () => {
    onRpc("action_reveal_author", ({ args, kwargs }) => {
        expect.step(`${args[0]} ${kwargs.token}`);
        return true;
    });
    rememberToken({ id: 7, token: "secret" });
    await mountNeed();
    await click(".o_facilitation_origin button:contains(Agree to be named)");
    await animationFrame();
    expect(".modal-body").toHaveText(/cannot be taken back/);
    await click(".modal button:contains(Stay anonymous)");
    await animationFrame();
    expect.verifySteps([]);
    await click(".o_facilitation_origin button:contains(Agree to be named)");
    await animationFrame();
    await click(".modal button:contains(Name me)");
    await animationFrame();
    expect.verifySteps(["7 secret"]);
    browser.localStorage.clear();
});
