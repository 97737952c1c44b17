"""Run in Odoo's shell by test_install_cycle: fill a database with the whole demo and a roll-out, then uninstall."""

# ruff: noqa: F821
from odoo.fields import Command
from odoo.modules import Manifest
from odoo.tools.convert import convert_file

for name in Manifest.for_addon("crm_facilitation")["demo"]:
    convert_file(env, "crm_facilitation", name, {}, mode="init", noupdate=True)

# what people made themselves: nothing of it is known by an xml id
department = env["hr.department"].create({"name": "Sales"})
project = env["project.project"].create(
    {"name": "Our own roll-out", "is_facilitation": True, "affected_department_ids": [Command.set(department.ids)]}
)
session = env["crm.facilitation.session"].create({"name": "Discovery", "project_id": project.id})
env["crm.facilitation.participant"].create(
    {"session_id": session.id, "partner_id": env.user.partner_id.id, "department_id": department.id}
)
session.action_start()
need = env["crm.facilitation.need"].create({"name": "Stage for site visits", "session_id": session.id})
need.action_accept()
need.action_plan()
env.cr.commit()

env["ir.module.module"].search([("name", "=", "crm_facilitation")]).button_immediate_uninstall()
