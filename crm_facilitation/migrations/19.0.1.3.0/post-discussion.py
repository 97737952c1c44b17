"""Sessions that are not over have the standard checklists, as new ones do."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    sessions = env["crm.facilitation.session"].with_context(active_test=False)
    sessions = sessions.search([("state", "in", ("draft", "running")), ("checklist_ids", "=", False)])
    env["crm.facilitation.checklist.item"]._copy_standard(sessions)
