import { expect, test } from "@odoo/hoot";
import { click, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    getService,
    models,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { LaunchObstacles } from "@crm_facilitation/launch/launch_obstacles/launch_obstacles";

class Project extends models.Model {
    _name = "project.project";
    name = fields.Char();
    is_facilitation = fields.Boolean();
    _records = [{ id: 1, name: "New CRM", is_facilitation: true }];
}

class Nothing extends Component {
    static template = xml`<div/>`;
    static props = ["*"];
}

defineMailModels();
defineModels([Project]);

test.tags("crm_facilitation");
test("launching asks first, and says that it is final", async () => {
    const called = [];
    const check = { code: "scanned", name: "Compared", ok: true, count: 0, names: [], action: false };
    const screen = { id: 1, name: "New CRM", phase: "configuration", checks: [check], trace_score: 1 };
    onRpc("project.project", "list_rollouts", () => [{ id: 1, display_name: "New CRM" }]);
    onRpc("project.project", "get_launch_screen", () => screen);
    onRpc("project.project", "action_facilitation_launch", () => called.push("launched"));
    // who was heard is told elsewhere
    patchWithCleanup(LaunchObstacles, { components: { ...LaunchObstacles.components, HeardMap: Nothing } });
    await mountWithCleanup(WebClient);
    const action = { type: "ir.actions.client", tag: "crm_facilitation.launch_obstacles", params: { project_id: 1 } };
    await getService("action").doAction(action);
    await click(await waitFor("button:contains(Launch):enabled"));
    await waitFor(".modal-body:contains(This cannot be taken back)");
    expect(called).toEqual([]);
    await click(".modal-footer .btn-primary");
    await animationFrame();
    await animationFrame();
    expect(called).toEqual(["launched"]);
});
