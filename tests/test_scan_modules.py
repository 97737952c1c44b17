"""A scan after a real module update and a real installation: what modules bring stands apart from what people do."""

import json
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "script"))

from workbench import databases
from workbench.console import run

CONFIGURE = """
admin = env(user=env.ref("base.user_admin").id)
project = admin["project.project"].create({"name": "Modules", "is_facilitation": True})
project.action_config_baseline()
env.cr.commit()
view = env.ref("crm.crm_case_tree_view_oppor")
arch = view.arch_db
# as if the module's file said something else now: the update writes it back
env.cr.execute("UPDATE ir_ui_view SET arch_db = arch_db || %s::jsonb WHERE id = %s",
               ['{"en_US": "<list><field name=\\\\"name\\\\"/></list>"}', view.id])
env.cr.execute("UPDATE crm_facilitation_config_item SET baseline_values = jsonb_set(baseline_values, '{arch_db}',"
               " '{\\"en_US\\": \\"<list/>\\"}'), baseline_hash = 'older' WHERE res_model = 'ir.ui.view' AND res_id = %s",
               [view.id])
admin["crm.stage"].create({"name": "By a person"})
env.cr.commit()
"""
LOOK = """
import json
admin = env(user=env.ref("base.user_admin").id)
project = admin["project.project"].search([("name", "=", "Modules")])
if "base.automation" in env:
    lead = env["ir.model"]._get("crm.lead").id
    field = env["ir.model.fields"]._get("crm.lead", "stage_id").id
    admin["base.automation"].create({"name": "Automatic", "model_id": lead, "trigger": "on_create_or_write",
                                     "trigger_field_ids": [(4, field)]})
    env.cr.commit()
project.action_config_scan()
env.cr.commit()
found = project.config_item_ids.filtered(lambda item: item.status != "unchanged")
print("FOUND " + json.dumps({
    "people": sorted([item.res_model, item.name] for item in found if not item.is_module_update),
    "modules": sorted({item.res_model for item in found if item.is_module_update}),
    "untraced": project.untraced_count,
    "by": sorted(set(found.filtered(lambda i: not i.is_module_update).changed_by_id.mapped("login"))),
}))
"""


@pytest.fixture
def place():
    """Odoo and a database with the addon of its own."""
    bench = databases.bench()
    name = f"{databases.installed(bench)}_modules_{os.getpid()}"
    bench.copy(databases.installed(bench), name)
    try:
        yield bench, name
    finally:
        bench.discard(name)


def shell(bench, name, script):
    command = [bench.venv / "bin/odoo", "shell", "-c", bench.config(f"modules-{os.getpid()}"), "-d", name, "--no-http"]
    done = run(command, "The script failed.", env=bench.server.environment, cwd=databases.ROOT, input=script)
    lines = [line for line in (done.stdout or "").splitlines() if line.startswith("FOUND ")]
    return json.loads(lines[-1].removeprefix("FOUND ")) if lines else None


def test_what_modules_bring_stands_apart_from_what_people_do(place):
    bench, name = place
    shell(bench, name, CONFIGURE)
    config = bench.config(f"modules-{os.getpid()}")
    bench.run_odoo(config, name, "-u", "crm", "--stop-after-init", "--no-http", failure="The update failed.")
    found = shell(bench, name, LOOK)
    assert found["people"] == [["crm.stage", "By a person"]]
    assert found["by"] == ["admin"]
    assert found["modules"] == ["ir.ui.view"]
    assert found["untraced"] == 1

    bench.run_odoo(config, name, "-i", "base_automation", "--stop-after-init", "--no-http", failure="Not installed.")
    found = shell(bench, name, LOOK)
    assert found["people"] == [
        ["base.automation", "Automatic"],
        ["crm.stage", "By a person"],
        ["ir.module.module", "Automation Rules"],
    ]
    assert "ir.ui.view" in found["modules"]
    assert found["untraced"] == 3
