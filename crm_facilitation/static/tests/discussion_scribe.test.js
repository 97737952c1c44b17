import { expect, test } from "@odoo/hoot";
import { click, edit, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import "@crm_facilitation/discussion/scribe/scribe";

defineMailModels();

test.tags("crm_facilitation");
test("the scribe's list shows what others wrote meanwhile, and what is being typed stays", async () => {
    const needs = [{ id: 1, name: "See the last call", origin_label: "Sal" }];
    onRpc("crm.facilitation.scribe", "table", () => ({
        session: { id: 5, name: "Two days", project_id: 1 },
        anonymous: false,
        who: [],
        needs: needs.map((need) => ({ ...need })),
    }));
    onRpc("crm.facilitation.need", "similar_cards", () => []);
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_facilitation.scribe",
        context: { default_session_id: 5 },
    });
    await click("#scribe_name");
    await edit("Ring b");
    needs.push({ id: 2, name: "Sort by region", origin_label: "Ser" });
    await advanceTime(10000);
    await animationFrame();
    const rows = queryAllTexts(".o_action_manager td, .o_action_manager li").join(" ");
    expect(rows).toInclude("See the last call");
    expect(rows).toInclude("Sort by region");
    expect("#scribe_name").toHaveValue("Ring b");
});
