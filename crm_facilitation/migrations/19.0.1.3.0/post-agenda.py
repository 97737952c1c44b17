"""The one standard agenda becomes one of several; how long the current steps are held is noted from now on."""

from odoo import SUPERUSER_ID, api

NAME = "Standard agenda"


def migrate(cr, version):
    """A company's own standard stays, and stays the first choice for sessions of as many days."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    steps = env["crm.facilitation.agenda.item"].search([("session_id", "=", False), ("agenda_id", "=", False)])
    if steps:
        agenda = env["crm.facilitation.agenda"].create([{"name": NAME, "sequence": 0}])
        for code, _name in env["res.lang"].get_installed():
            translated = env(context={"lang": code})
            agenda.with_env(translated).name = translated._("Standard agenda")
        steps.agenda_id = agenda
    _note_stays(env)


def _note_stays(env):
    sessions = env["crm.facilitation.session"].search([("state", "=", "running"), ("current_item_id", "!=", False)])
    for session in sessions:
        if not session._get_open_visit():
            began = session.current_item_started_at or session.write_date
            visit = {"item_id": session.current_item_id.id, "started_at": began}
            env["crm.facilitation.agenda.visit"].create([visit])
