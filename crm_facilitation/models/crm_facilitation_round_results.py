from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..tools.ballot import Choice
from ..tools.secrecy import ballots_hash, receipt
from ..tools.tally import Ballot, Cell, matrix_class, need_values, tally

CELL_FIELDS = (
    "voters", "supporters", "points", "importance", "ease", "agree", "abstain", "object", "block", "departments",
)  # fmt: skip


class CrmFacilitationRound(models.Model):
    """Closing, tallying, recounting. Results are hidden until the round is closed."""

    _inherit = "crm.facilitation.round"

    def action_close(self):
        """Close and tally once; the hash of the sorted ballots goes into the evidence.

        The state is written first: that waits for the votes under way and holds back the later ones. They are then
        read with a new snapshot, since this transaction's own is older than the last of them.
        """
        self.env["crm.facilitation.session"]._check_facilitator()
        for ballot_round in self:
            if ballot_round.state != "open":
                raise UserError(self.env._("“%s” is not open.", ballot_round.name))
            ballot_round._set_state({"state": "closed", "closed_on": fields.Datetime.now()})
            self.env.flush_all()
            cells, fingerprint, cast = ballot_round._count_anew()
            electors = ballot_round._count_electors()
            self.env["crm.facilitation.tally"].sudo().create(
                [ballot_round._prepare_tally(cell, electors) for cell in cells]
            )
            ballot_round._store_scores()
            self.env["crm.facilitation.event"]._record(
                ballot_round, "round_closed", {"ballots": cast, "hash": fingerprint}
            )

    def _count_anew(self):
        """:meth:`_count` with a snapshot that is newer than this transaction's own."""
        # while the addon is being installed nobody else votes, and no other transaction sees its tables
        if not self.env.registry.ready:
            return self.sudo()._count()
        with self.env.registry.cursor() as cursor:
            fresh = self.with_env(api.Environment(cursor, SUPERUSER_ID, {}))
            # a round that nobody else can see yet was voted in by this transaction only
            return (fresh.exists() or self.sudo())._count()

    @api.readonly
    def recount(self):
        """Whether the stored results equal what the ballots say."""
        self.ensure_one()
        self._check_closed()
        counted = self.sudo()._count()[0]
        stored = [cell for row in self.sudo().tally_ids for cell in [row._as_cell()]]
        return sorted(counted, key=lambda cell: (cell.need, cell.department)) == sorted(
            stored, key=lambda cell: (cell.need, cell.department)
        )

    @api.readonly
    def receipts(self):
        """Receipts of all ballots of the closed round, sorted: a voter looks for their own."""
        self.ensure_one()
        self._check_closed()
        return sorted(self.sudo()._get_receipts())

    @api.readonly
    def results(self):
        """Published results of the closed round, the most wanted need first.

        :return: ``{name, method, departments: [{id, name}], needs: [{id, name, value, total: {…}, cells: {department_id: {…}}}]}``
        """
        self.ensure_one()
        self._check_closed()
        values = self._get_need_values()
        rows = self.tally_ids
        departments = rows.department_id
        needs = []
        for need in rows.need_id.sorted(lambda need: (-values.get(need, 0), need.id)):
            own = rows.filtered(lambda row, need=need: row.need_id == need)
            total = own.filtered(lambda row: not row.department_id)
            cells = {row.department_id.id: row._as_figures() for row in own - total}
            needs.append(
                {
                    "id": need.id,
                    "name": need.name,
                    "value": values.get(need, 0),
                    "total": total._as_figures(),
                    "cells": cells,
                }
            )
        return {
            "name": self.name,
            "method": self.method,
            "departments": [{"id": department.id, "name": department.name} for department in departments],
            "needs": needs,
        }

    def action_vote(self):
        """Open the ballot of the current user."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "crm_facilitation.ballot",
            "name": self.name,
            "params": {"round_id": self.id},
        }

    def action_recount(self):
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

    def _get_missing(self):
        """Participants whose ballot is missing: who, never what."""
        self.ensure_one()
        electors = self.env["crm.facilitation.elector"].sudo().search([("round_id", "=", self.id)])
        if self.anonymous:
            return electors.filtered(lambda elector: not elector.issued).participant_id
        voted = (
            self.env["crm.facilitation.ballot"]
            .sudo()
            .search([("round_id", "=", self.id), ("vote_ids", "!=", False)])
            .participant_id
        )
        return electors.participant_id - voted

    def _count(self):
        """``(published cells, hash of the sorted ballots, ballots cast)``."""
        ballots = self._read_ballots()
        cells = tally(
            [Ballot(department, {choice.need: choice for choice in choices}) for _key, department, choices in ballots],
            self.need_ids.ids,
            self.min_cell,
        )
        return cells, ballots_hash(receipt(key, choices) for key, _department, choices in ballots), len(ballots)

    def _get_receipts(self):
        return [receipt(key, choices) for key, _department, choices in self._read_ballots()]

    def _read_ballots(self):
        """``[(key, department id or 0, [Choice])]`` of every ballot with a choice, in one query each."""
        votes = self.env["crm.facilitation.vote"].search_fetch(
            [("ballot_id.round_id", "=", self.id)],
            ["ballot_id", "need_id", "points", "importance", "ease", "choice", "reason"],
        )
        choices: dict[int, list[Choice]] = {}
        for vote in votes:
            choices.setdefault(vote.ballot_id.id, []).append(vote._as_choice())
        ballots = self.env["crm.facilitation.ballot"].browse(choices)
        return [(ballot.key, ballot.department_id.id or 0, choices[ballot.id]) for ballot in ballots]

    def _prepare_tally(self, cell, electors):
        """Values of one stored result; ``electors``: department id → how many may vote, 0 for all."""
        return {
            "round_id": self.id,
            "need_id": cell.need,
            "department_id": cell.department or False,
            "matrix_class": matrix_class(cell.importance, cell.ease) if self.method == "matrix" else False,
            "below_quorum": cell.voters * 100 < self.quorum * electors[cell.department],
            **{name: getattr(cell, name) for name in CELL_FIELDS},
        }

    def _count_electors(self):
        groups = (
            self.env["crm.facilitation.elector"]
            .sudo()
            ._read_group([("round_id", "=", self.id)], ["department_id"], ["__count"])
        )
        return {department.id or -1: count for department, count in groups} | {0: sum(count for _d, count in groups)}

    def _get_need_values(self):
        """Value 0..1 of each need, heads and departments weighted alike."""
        self.ensure_one()
        cells = [row._as_cell() for row in self.sudo().tally_ids]
        electors = self.env["crm.facilitation.elector"].sudo().search([("round_id", "=", self.id)])
        values = need_values(cells, self.method, len(electors.department_id))
        return {self.env["crm.facilitation.need"].browse(need): value for need, value in values.items()}

    def _store_scores(self):
        """Give the needs of the round their score and rank."""
        values = self._get_need_values()
        for rank, (need, value) in enumerate(sorted(values.items(), key=lambda item: (-item[1], item[0].id)), 1):
            need.sudo().write({"score": value, "rank": rank})


class CrmFacilitationTally(models.Model):
    _inherit = "crm.facilitation.tally"

    def _as_cell(self):
        self.ensure_one()
        return Cell(self.need_id.id, self.department_id.id or 0, **{name: self[name] for name in CELL_FIELDS})

    def _as_figures(self):
        return {name: self[name] for name in CELL_FIELDS} | {
            "class": self.matrix_class or "",
            "below_quorum": self.below_quorum,
        }
