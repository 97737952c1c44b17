"""Rounds closed before results kept how the votes spread: it is counted from their ballots."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    rounds = api.Environment(cr, SUPERUSER_ID, {})["crm.facilitation.round"]
    cr.execute("SELECT DISTINCT round_id FROM crm_facilitation_tally WHERE squares IS NULL")
    for ballot_round in rounds.browse(round_id for [round_id] in cr.fetchall()):
        for cell in ballot_round._count():
            cr.execute(
                "UPDATE crm_facilitation_tally SET raters = %s, ratings = %s, squares = %s"
                " WHERE round_id = %s AND need_id = %s AND department_id IS NOT DISTINCT FROM %s",
                (cell.raters, cell.ratings, cell.squares, ballot_round.id, cell.need, cell.department or None),
            )
