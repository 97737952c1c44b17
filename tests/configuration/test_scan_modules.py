"""A scan after a real module update and a real installation: what modules bring stands apart from what people do."""

import json
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "script"))

from workbench import databases
from workbench.console import run

# run in Odoo's shell; each step has a cursor of its own, as modules that come or change make another registry
STEPS = """
import json
from contextlib import contextmanager
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

database = env.cr.dbname
env.cr.close()

@contextmanager
def administrator():
    with Registry(database).cursor() as cr:
        root = api.Environment(cr, SUPERUSER_ID, {})
        yield root(user=root.ref("base.user_admin").id), root

def modules(name, button):
    with administrator() as (admin, root):
        getattr(root["ir.module.module"].search([("name", "=", name)]), button)()

def configure():
    with administrator() as (admin, root):
        admin["project.project"].create({"name": "Modules", "is_facilitation": True}).action_config_baseline()
    with administrator() as (admin, root):
        view = root.ref("crm.crm_case_tree_view_oppor")
        # as if the module's file said something else now: the update writes it back
        root.cr.execute("UPDATE ir_ui_view SET arch_db = arch_db || %s::jsonb WHERE id = %s",
                        ['{"en_US": "<list><field name=\\\\"name\\\\"/></list>"}', view.id])
        root.cr.execute("UPDATE crm_facilitation_config_item SET baseline_values = jsonb_set(baseline_values,"
                        " '{arch_db}', '{\\"en_US\\": \\"<list/>\\"}'), baseline_hash = 'older'"
                        " WHERE res_model = 'ir.ui.view' AND res_id = %s", [view.id])
        admin["crm.stage"].create({"name": "By a person"})

def automate():
    with administrator() as (admin, root):
        lead = root["ir.model"]._get("crm.lead").id
        field = root["ir.model.fields"]._get("crm.lead", "stage_id").id
        admin["base.automation"].create({"name": "Automatic", "model_id": lead, "trigger": "on_create_or_write",
                                         "trigger_field_ids": [(4, field)]})

def look():
    with administrator() as (admin, root):
        project = admin["project.project"].search([("name", "=", "Modules")])
        project.action_config_scan()
        found = project.config_item_ids.filtered(lambda item: item.status != "unchanged")
        print("FOUND " + json.dumps({
            "people": sorted([item.res_model, item.name] for item in found if not item.is_module_update),
            "modules": sorted({item.res_model for item in found if item.is_module_update}),
            "untraced": project.untraced_count,
            "by": sorted(set(found.filtered(lambda i: not i.is_module_update).changed_by_id.mapped("login"))),
        }))

configure()
modules("crm", "button_immediate_upgrade")
look()
modules("base_automation", "button_immediate_install")
automate()
look()
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


def run_steps(bench, name):
    """What the scan found after the update, and after the installation."""
    command = [bench.venv / "bin/odoo", "shell", "-c", bench.config(name), "-d", name, "--no-http"]
    done = run(command, "The script failed.", env=bench.server.environment, cwd=databases.ROOT, input=STEPS)
    said = done.stdout.splitlines()
    return [json.loads(line.removeprefix("FOUND ")) for line in said if line.startswith("FOUND ")]


def test_what_modules_bring_stands_apart_from_what_people_do(place):
    updated, installed = run_steps(*place)
    assert updated["people"] == [["crm.stage", "By a person"]]
    assert updated["by"] == ["admin"]
    assert updated["modules"] == ["ir.ui.view"]
    assert updated["untraced"] == 1

    assert installed["people"] == [
        ["base.automation", "Automatic"],
        ["crm.stage", "By a person"],
        ["ir.module.module", "Automation Rules"],
    ]
    assert "ir.ui.view" in installed["modules"]
    assert installed["untraced"] == 3
