import { beforeEach, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, mockService, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Project extends models.Model {
    _name = "project.project";
    name = fields.Char();
    affected_department_ids = fields.Many2many({ relation: "hr.department" });
    _records = [{ id: 1, name: "New CRM", affected_department_ids: [1] }];
}

class Department extends models.Model {
    _name = "hr.department";
    name = fields.Char();
    _records = [
        { id: 1, name: "Sales" },
        { id: 2, name: "Accounting" },
        { id: 3, name: "Spare Parts" },
    ];
}

class Session extends models.Model {
    _name = "crm.facilitation.session";
    project_id = fields.Many2one({ relation: "project.project" });
    _records = [{ id: 1, project_id: 1 }];
}

defineMailModels();
defineModels([Project, Department, Session]);

const why = "people with CRM rights: 2";
let notice;

beforeEach(() => {
    notice = {
        departments: [
            { id: 2, name: "Accounting", why },
            { id: 3, name: "Spare Parts", why },
        ],
        may_add: true,
    };
    onRpc("has_group", () => false);
    onRpc("project.project", "get_forgotten_notice", ({ args }) => {
        expect.step(`asked about ${args[0]}`);
        return notice;
    });
});

function mountForm(resModel = "project.project", field = "affected_department_ids") {
    const widget = field === "project_id" ? "" : 'widget="many2many_tags"';
    return mountView({
        type: "form",
        resModel,
        resId: 1,
        arch: `<form><field name="${field}" ${widget}/><widget name="crm_facilitation_forgotten"/></form>`,
    });
}

test.tags("crm_facilitation");
test("names each department with its reasons", async () => {
    await mountForm();
    expect(queryAllTexts(".o_forgotten li > span:first-child")).toEqual([
        `Accounting (${why})`,
        `Spare Parts (${why})`,
    ]);
    expect.verifySteps(["asked about 1"]);
});

test.tags("crm_facilitation");
test("says nothing where nobody is forgotten", async () => {
    notice.departments = [];
    await mountForm();
    expect(".o_forgotten").toHaveCount(0);
    expect.verifySteps(["asked about 1"]);
});

test.tags("crm_facilitation");
test("adds a department, and asks again once it is saved", async () => {
    onRpc("project.project", "web_save", ({ args }) => {
        expect.step(JSON.stringify(args[1].affected_department_ids));
        notice.departments = notice.departments.slice(1);
    });
    await mountForm();
    await click("[data-id='2'] .o_forgotten_add");
    await animationFrame();
    await animationFrame();
    expect(queryAllTexts(".o_field_many2many_tags .o_tag")).toEqual(["Sales", "Accounting"]);
    expect(".o_forgotten li").toHaveCount(1);
    expect.verifySteps(["asked about 1", "[[4,2]]", "asked about 1"]);
});

test.tags("crm_facilitation");
test("who may not write the roll-out may leave a department out all the same", async () => {
    notice.may_add = false;
    await mountForm();
    expect(".o_forgotten_add").toHaveCount(0);
    expect(".o_forgotten_leave_out").toHaveCount(2);
    expect.verifySteps(["asked about 1"]);
});

test.tags("crm_facilitation");
test("asks for the reason in the window of reasons, then asks again", async () => {
    mockService("action", {
        async doAction(action, { additionalContext, onClose }) {
            expect.step(`${action} ${JSON.stringify(additionalContext)}`);
            notice.departments = [];
            await onClose();
        },
    });
    await mountForm();
    await click("[data-id='3'] .o_forgotten_leave_out");
    await animationFrame();
    await animationFrame();
    expect(".o_forgotten").toHaveCount(0);
    expect.verifySteps([
        "asked about 1",
        "crm_facilitation.reason_wizard_action_leave_out " +
            '{"active_model":"project.project","active_ids":[1],"facilitation_about":3}',
        "asked about 1",
    ]);
});

test.tags("crm_facilitation");
test("in a session it leads to the roll-out", async () => {
    mockService("action", {
        doAction(action) {
            expect.step(`${action.res_model} ${action.res_id}`);
        },
    });
    await mountForm("crm.facilitation.session", "project_id");
    expect(".o_forgotten_add, .o_forgotten_leave_out").toHaveCount(0);
    await click(".o_forgotten_open");
    expect.verifySteps(["asked about 1", "project.project 1"]);
});
