import { beforeEach, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Need extends models.Model {
    _name = "crm.facilitation.need";
    name = fields.Char();
    _records = [{ id: 7, name: "See the last call" }];
}

class Session extends models.Model {
    _name = "crm.facilitation.session";
    name = fields.Char();
    _records = [{ id: 3, name: "Discovery" }];
}

defineMailModels();
defineModels([Need, Session]);

const remark = { kind: "question", text: "Why?", author: "Olga", said_on: "2026-01-31", hidden_reason: "" };
const mine = { is_mine: false, can_change: false };
let thread;

beforeEach(() => {
    thread = {
        about: "need",
        about_id: 7,
        can_say: true,
        anonymous: false,
        can_hide: false,
        discussed_on: false,
        note: "",
        remarks: [
            { ...remark, ...mine, id: 1, parent_id: false },
            { ...remark, ...mine, id: 2, parent_id: false, text: "", hidden_reason: "Names a customer" },
            { ...remark, ...mine, id: 3, parent_id: 1, kind: "answer", text: "Because", author: "" },
        ],
    };
    onRpc("has_group", () => false);
    onRpc("crm.facilitation.remark", "discussion", () => thread);
    onRpc("crm.facilitation.remark", "action_remark", ({ args }) => {
        const [token] = args.slice(6);
        expect(token).toMatch(/^[\w-]{32}$/);
        expect.step(args.slice(0, 6).join(" | "));
        thread = { ...thread, discussed_on: "2026-02-01" };
        return thread;
    });
});

function mountDiscussion() {
    return mountView({
        type: "form",
        resModel: "crm.facilitation.need",
        resId: 7,
        arch: `<form><field name="name"/><widget name="crm_facilitation_discussion"/></form>`,
    });
}

test("a reply stands behind what it replies to, and a hidden remark shows why", async () => {
    await mountDiscussion();
    expect(queryAllTexts(".o_remark_text")).toEqual(["Why?", "Because"]);
    expect(".o_remark_1 .o_remark_text").toHaveText("Because");
    expect(queryAllTexts(".o_remark")[2]).toInclude("Names a customer");
    expect(queryAllTexts(".o_remark")[1]).toInclude("Somebody");
});

test("an answer is sent by the keyboard and discusses the need", async () => {
    await mountDiscussion();
    await click(".o_remark_0 button:contains(Reply)");
    await animationFrame();
    expect(".o_remark_entry button.active").toHaveText("Answer");
    await click(".o_remark_entry textarea");
    await edit("On each card");
    await animationFrame();
    await press(["ctrl", "Enter"]);
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["need | 7 | answer | On each card | 1 | false"]);
    expect(".o_facilitation_discussion .text-success").toHaveText("Discussed on February 1, 2026");
    expect(".o_remark_entry textarea").toHaveValue("");
});

test("what is said without a name and held back is received, until it appears", async () => {
    thread.anonymous = true;
    await mountDiscussion();
    for (const [words, shown] of [
        ["On each card", 1],
        ["On none", 0],
    ]) {
        if (!shown) {
            onRpc("crm.facilitation.remark", "action_remark", () => {
                const remarks = [...thread.remarks, { ...remark, ...mine, id: 4, parent_id: false, author: "" }];
                return { ...thread, remarks };
            });
        }
        await click(".o_remark_entry textarea");
        await edit(words);
        await animationFrame();
        await press(["ctrl", "Enter"]);
        await animationFrame();
        await animationFrame();
        expect(".o_remark_held").toHaveCount(shown);
    }
    expect.verifySteps(["need | 7 | question | On each card |  | true"]);
});

test("who takes no part reads and says nothing", async () => {
    thread.can_say = false;
    await mountDiscussion();
    expect(".o_remark").toHaveCount(3);
    expect(".o_remark_entry").toHaveCount(0);
    expect("button:contains(Reply)").toHaveCount(0);
});

test("the map shows who was heard, who is silent, and what is too few", async () => {
    onRpc("crm.facilitation.session", "heard_map", () => ({
        departments: [{ id: 1, name: "Sales", people: 4 }],
        areas: [
            { id: 10, name: "Leads" },
            { id: 11, name: "Pipeline" },
        ],
        cells: [
            { department_id: 1, area_id: 10, needs: 3, people: 4 },
            { department_id: 1, area_id: false, needs: 3, people: 4 },
        ],
        silent: [],
        unsaid: { estimate: 4, low: 1, high: 9 },
    }));
    await mountView({
        type: "form",
        resModel: "crm.facilitation.session",
        resId: 3,
        arch: `<form><field name="name"/><widget name="crm_facilitation_heard_map"/></form>`,
    });
    expect(queryAllTexts(".o_heard_map td").map((text) => text.split("\n")[0])).toEqual([
        "3",
        "3",
        "Too few people to show",
    ]);
    expect(".o_heard_map p:first").toHaveText("Probably still unsaid: 4 needs, between 1 and 9.");
});
