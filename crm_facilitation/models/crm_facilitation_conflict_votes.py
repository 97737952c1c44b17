from odoo import api, models
from odoo.tools import SQL

from ..tools.conflict import Cell, Objection


class CrmFacilitationConflict(models.Model):
    """What detection reads of the votes: for each need its last closed round.

    A department is told apart only where the results of the round publish it; all others arrive as one cell without
    a name. Only those who spoke of a need count; of dots everybody who voted does, since no dot is an answer.
    """

    _inherit = "crm.facilitation.conflict"

    @api.model
    def _gather_cells(self, project):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH last AS (%(last)s),
                     turnout AS (
                SELECT ballot.round_id, ballot.department_id, count(*) AS ballots
                  FROM crm_facilitation_ballot ballot
                 WHERE ballot.round_id IN (SELECT round_id FROM last)
                   AND EXISTS (SELECT FROM crm_facilitation_vote vote WHERE vote.ballot_id = ballot.id)
              GROUP BY ballot.round_id, ballot.department_id
                     ),
                     said AS (
                SELECT ballot.round_id, vote.need_id, ballot.department_id, count(*) AS voters,
                       sum(vote.value) AS total, sum(vote.value * vote.value) AS squares
                  FROM crm_facilitation_ballot ballot
                  JOIN crm_facilitation_round round ON round.id = ballot.round_id
            CROSS JOIN LATERAL (
                       SELECT vote.need_id, %(value)s AS value FROM crm_facilitation_vote vote
                        WHERE vote.ballot_id = ballot.id) vote
                 WHERE round.id IN (SELECT round_id FROM last)
              GROUP BY ballot.round_id, vote.need_id, ballot.department_id
                     )
                SELECT last.need_id, coalesce(tally.department_id, 0),
                       sum(CASE round.method WHEN 'dots' THEN turnout.ballots ELSE coalesce(said.voters, 0) END)::int,
                       coalesce(sum(said.total), 0), coalesce(sum(said.squares), 0), bool_and(round.method <> 'dots')
                  FROM last
                  JOIN crm_facilitation_round round ON round.id = last.round_id
                  JOIN turnout ON turnout.round_id = last.round_id
             LEFT JOIN said ON said.round_id = last.round_id AND said.need_id = last.need_id
                   AND said.department_id IS NOT DISTINCT FROM turnout.department_id
             LEFT JOIN crm_facilitation_tally tally ON tally.round_id = last.round_id
                   AND tally.need_id = last.need_id AND tally.department_id = turnout.department_id
              GROUP BY last.need_id, coalesce(tally.department_id, 0)
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
        voted = self.env["crm.facilitation.ballot"]._read_group(
            [("round_id.project_id", "=", project.id), ("vote_ids", "!=", False)], ["department_id"]
        )
        return super()._gather_heard(project, needs) | {department.id for (department,) in voted if department}

    @api.model
    def _get_min_cell(self, project):
        """The strictest of the roll-out's rounds."""
        [(most,)] = self.env["crm.facilitation.round"]._read_group(
            [("project_id", "=", project.id), ("state", "=", "closed")], [], ["min_cell:max"]
        )
        return max(super()._get_min_cell(project), most or 0)
