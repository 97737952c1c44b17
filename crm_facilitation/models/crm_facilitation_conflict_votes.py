from odoo import api, models
from odoo.tools import SQL

from ..tools.conflict import Cell, Objection


class CrmFacilitationConflict(models.Model):
    """What detection reads of the votes: for each need its last closed round.

    Only cells that the round published are read, so that nothing found says more than the results do.
    """

    _inherit = "crm.facilitation.conflict"

    @api.model
    def _gather_cells(self, project):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT tally.need_id, tally.department_id, tally.voters,
                       coalesce(sum(%(value)s), 0), coalesce(sum((%(value)s) * (%(value)s)), 0)
                  FROM (%(last)s) last
                  JOIN crm_facilitation_round round ON round.id = last.round_id
                  JOIN crm_facilitation_tally tally
                    ON tally.round_id = last.round_id AND tally.need_id = last.need_id
                   AND tally.department_id IS NOT NULL
             LEFT JOIN (crm_facilitation_ballot ballot JOIN crm_facilitation_vote vote ON vote.ballot_id = ballot.id)
                    ON ballot.round_id = tally.round_id AND ballot.department_id = tally.department_id
                   AND vote.need_id = tally.need_id
              GROUP BY tally.id
                """,
                value=self._vote_value(),
                last=self._last_rounds(project),
            )
        )
        return [Cell(*row) for row in rows]

    @api.model
    def _vote_value(self):
        """A vote on a scale of 0 to 1, by the round's method."""
        return SQL(
            """
            CASE round.method
                WHEN 'dots' THEN vote.points::float / greatest(round.cap, 1)
                WHEN 'matrix' THEN greatest(vote.importance - 1, 0) / 4.0::float
                ELSE CASE vote.choice WHEN 'agree' THEN 1.0::float WHEN 'abstain' THEN 0.5::float ELSE 0.0::float END
            END
            """
        )

    @api.model
    def _last_rounds(self, project):
        return SQL(
            """
            SELECT DISTINCT ON (tally.need_id) tally.need_id, tally.round_id
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
                SELECT tally.need_id, tally.object, tally.block
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
        voted = self.env["crm.facilitation.ballot"]._read_group(
            [("round_id.project_id", "=", project.id), ("vote_ids", "!=", False)], ["department_id"]
        )
        return super()._gather_heard(project, needs) | {department.id for (department,) in voted if department}
