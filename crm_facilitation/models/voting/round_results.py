from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.voting.ballot import REASON_NEEDED
from ...tools.voting.tally import TOTAL, Cell
from .round_tallying import CELL_FIELDS

FIGURES = (*CELL_FIELDS, "matrix_class", "below_quorum")


class CrmFacilitationRound(models.Model):
    """What everybody who takes part sees of a closed round, and nobody before."""

    _inherit = "crm.facilitation.round"

    @api.readonly
    def results(self) -> dict:
        """Published results of the closed round: the fair share in the order of buying, then the most wanted first.

        A department whose ballots are too few is named without figures; with an empty ``needs`` the whole round is.

        :return: ``{round_id, name, method, anonymous, min_cell, quorum, budget, cap, electors, voters, below_quorum,
            departments: [{id, name, electors, voters, below_quorum}],
            fair_share: what :meth:`fair_share` returns,
            needs: [{id, name, value, cost, total: {…}, cells: {department_id: {…}}, reasons: [{choice, reason}]}]}``;
            ``cost`` in days as it stood at the opening, False in a round without a fair share
        """
        self.ensure_one()
        self._check_closed()
        # published figures, and nobody has the right to read ballots
        figures = self.sudo()._read_figures()
        electors = self._count_electors()
        cells = [Cell(need, TOTAL, **{name: of[TOTAL][name] for name in CELL_FIELDS}) for need, of in figures.items()]
        values = self._rate(cells, electors)
        reasons = self.sudo()._read_reasons() if figures else {}
        needs_sudo = self.env["crm.facilitation.need"].sudo().browse(figures)
        any_need = next(iter(figures.values()), {TOTAL: {}})
        share = self.fair_share()
        # the terms of the opening are the server's own note
        costs = self.sudo().opening_terms["costs"] if share else {}
        place = {need: number for number, need in enumerate(share["order"] if share else ())}
        return {
            "round_id": self.id,
            "name": self.name,
            "method": self.method,
            "anonymous": self.anonymous,
            "min_cell": self.min_cell,
            "quorum": self.quorum,
            "budget": self.budget,
            "cap": self.cap,
            "electors": electors[TOTAL],
            "voters": any_need[TOTAL].get("voters", 0),
            "below_quorum": any_need[TOTAL].get("below_quorum", False),
            "departments": self._result_departments(any_need, electors),
            "fair_share": share,
            "needs": [
                {
                    "id": need.id,
                    "name": need.name,
                    "value": values[need.id],
                    "cost": costs.get(str(need.id), False),
                    "total": figures[need.id][TOTAL],
                    "cells": {department: cell for department, cell in figures[need.id].items() if department != TOTAL},
                    "reasons": reasons.get(need.id, []),
                }
                for need in needs_sudo.sorted(lambda need: (place.get(need.id, len(place)), -values[need.id], need.id))
            ],
        }

    def _read_figures(self):
        """``{need id: {department id or 0: {figure: value}}}`` as stored."""
        figures = {}
        for need, department, *values in self.env.execute_query(
            SQL(
                """SELECT need_id, coalesce(department_id, 0), %s FROM crm_facilitation_tally
                    WHERE round_id = %s ORDER BY 1, 2""",
                SQL(", ").join(SQL.identifier(name) for name in FIGURES),
                self.id,
            )
        ):
            figures.setdefault(need, {})[department] = dict(zip(FIGURES, values, strict=True))
        return figures

    def _result_departments(self, cells, electors):
        """Every department of the electorate; ``cells``: the published ones of any need."""
        # the names alone are shown
        departments_sudo = self.env["hr.department"].sudo().browse(key for key in electors if key > 0)
        return [
            {
                "id": department.id,
                "name": department.name,
                "electors": electors[department.id],
                "voters": cells.get(department.id, {}).get("voters", False),
                "below_quorum": cells.get(department.id, {}).get("below_quorum", False),
            }
            for department in departments_sudo.sorted("name")
        ]

    def _read_reasons(self):
        """``{need id: [{choice, reason}]}``, without names, in the order of the alphabet."""
        reasons = {}
        for need, choice, reason in self.env.execute_query(
            SQL(
                """SELECT vote.need_id, vote.choice, vote.reason
                     FROM crm_facilitation_vote vote
                     JOIN crm_facilitation_ballot ballot ON ballot.id = vote.ballot_id
                    WHERE ballot.round_id = %s AND vote.choice = ANY(%s)
                 ORDER BY vote.need_id, vote.choice, vote.reason""",
                self.id,
                list(REASON_NEEDED),
            )
        ):
            reasons.setdefault(need, []).append({"choice": choice, "reason": reason})
        return reasons

    @api.readonly
    def receipts(self) -> list[str]:
        """Receipts of all ballots of the closed round, sorted: a voter looks for their own."""
        self.ensure_one()
        self._check_closed()
        # nobody has the right to read ballots; receipts name no voter
        return self.sudo()._get_receipts()

    def action_vote(self) -> dict:
        """Open the ballot of the current user."""
        self.ensure_one()
        return self._open_screen("crm_facilitation.ballot")

    def action_results(self) -> dict:
        """Open the results."""
        self.ensure_one()
        self._check_closed()
        return self._open_screen("crm_facilitation.results")

    def _open_screen(self, tag):
        return {
            "type": "ir.actions.client",
            "tag": tag,
            "name": self.name,
            "params": {"round_id": self.id},
        }

    def action_recount(self) -> dict:
        """Recount and say what came out (button)."""
        self.ensure_one()
        same = self.recount()
        message = (
            self.env._("Recounted: the results equal the ballots.")
            if same
            else self.env._("Recounted: the results do not equal the ballots. Ask who had access to the database.")
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": message, "type": "success" if same else "danger", "sticky": not same},
        }

    def _check_closed(self):
        self.check_access("read")
        if self.state != "closed":
            raise UserError(self.env._("Results are shown when “%s” is closed.", self.name))
