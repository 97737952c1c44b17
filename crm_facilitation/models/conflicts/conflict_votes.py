from itertools import groupby

from odoo import api, models
from odoo.tools import SQL

from ...tools.conflicts.situation import Objection
from ...tools.voting.spread import spread
from ...tools.voting.tally import Cell as Result
from ..voting.round_tallying import KEPT_FIELDS


class CrmFacilitationConflict(models.Model):
    """What detection reads of the votes: for each need the results of its last closed round.

    A department is told apart only where the results of the round publish it; all others arrive as one cell without
    a name. The votes themselves are not read again: what the closing counted is what conflicts are found in.
    """

    _inherit = "crm.facilitation.conflict"

    @api.model
    def _gather_cells(self, project):
        self.env.flush_all()
        names = ("voters", "points", "agree", "abstain", "object", "block", *KEPT_FIELDS)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT tally.need_id, round.method, round.cap, coalesce(tally.department_id, 0), %(names)s
                  FROM (%(last)s) last
                  JOIN crm_facilitation_round round ON round.id = last.round_id
                  JOIN crm_facilitation_tally tally
                    ON tally.round_id = last.round_id AND tally.need_id = last.need_id
              ORDER BY tally.need_id, tally.department_id
                """,
                names=SQL(", ").join(SQL.identifier("tally", name) for name in names),
                last=self._last_rounds(project),
            )
        )
        cells = []
        for (need, method, cap), of_need in groupby(rows, lambda row: row[:3]):
            results = [Result(need, row[3], **dict(zip(names, row[4:], strict=True))) for row in of_need]
            cells += spread(results, method, cap)
        return cells

    @api.model
    def _last_rounds(self, project):
        return SQL(
            """
            SELECT DISTINCT ON (tally.need_id) tally.need_id, tally.round_id, round.closed_on
              FROM crm_facilitation_tally tally
              JOIN crm_facilitation_round round ON round.id = tally.round_id
             WHERE round.project_id = %s AND round.state = 'closed' AND tally.department_id IS NULL
          ORDER BY tally.need_id, round.closed_on DESC, round.id DESC
            """,
            project.id,
        )

    @api.model
    def _gather_objections(self, project):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT tally.need_id, tally.object, tally.block, extract(epoch FROM last.closed_on)::float
                  FROM (%s) last
                  JOIN crm_facilitation_tally tally
                    ON tally.round_id = last.round_id AND tally.need_id = last.need_id AND tally.department_id IS NULL
                 WHERE tally.object + tally.block > 0
                """,
                self._last_rounds(project),
            )
        )
        return [Objection(*row) for row in rows]

    @api.model
    def _gather_heard(self, project, needs):
        # until a round closes nobody learns from a conflict who has voted in it
        closed = [("round_id.project_id", "=", project.id), ("round_id.state", "=", "closed")]
        voted = self.env["crm.facilitation.ballot"]._read_group([*closed, ("vote_ids", "!=", False)], ["department_id"])
        return super()._gather_heard(project, needs) | {department.id for (department,) in voted if department}

    @api.model
    def _get_min_cell(self, project):
        """The strictest of the roll-out's rounds."""
        [(most,)] = self.env["crm.facilitation.round"]._read_group(
            [("project_id", "=", project.id), ("state", "=", "closed")], [], ["min_cell:max"]
        )
        return max(super()._get_min_cell(project), most or 0)
