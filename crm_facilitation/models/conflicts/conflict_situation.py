from itertools import groupby

from odoo import api, models
from odoo.tools import SQL

from ...tools.conflicts.situation import Goal, Need, Objection, Situation
from ...tools.small_groups import MIN_CELL
from ...tools.voting.spread import spread
from ...tools.voting.tally import Cell as Result
from ..voting.round_tallying import KEPT_FIELDS

# methods in which one can vote against a need, and those in which one can object to it
AGAINST = ("matrix", "consent")
OBJECTING = ("consent",)


class CrmFacilitationConflict(models.Model):
    """What the detectors look at, gathered for a whole roll-out in a fixed number of queries.

    Of the votes they see, for each need, the results of its last closed round, as the closing counted them. Rounds in
    which nobody can say what a conflict is read from neither raise it nor settle it: rounds by dots hold no vote against
    a need, and only consent rounds hold objections. A department is told apart only where the results of the round
    publish it; all others arrive as one cell without a name.
    """

    _inherit = "crm.facilitation.conflict"

    @api.model
    def _gather(self, project):
        """The :class:`Situation` of a roll-out."""
        # all fields of all needs at once: what raising a conflict reads of them later is then read already, and fields
        # read where they are used would be read for a thousand records at a time
        # named, since the active test is the caller's to switch
        living = [("project_id", "=", project.id), ("active", "=", True)]
        needs = self.env["crm.facilitation.need"].search_fetch(living)
        needs.fetch(["goal_ids", "supporter_ids", "conflict_option_ids"])
        participants = self.env["crm.facilitation.participant"].search_fetch(
            living, ["department_id", "attendance", "partner_id"]
        )
        goals = self.env["crm.facilitation.goal"].search_fetch(living, ["relevance"])
        here = participants.filtered(lambda participant: participant.attendance != "absent")
        return Situation(
            needs=tuple(self._gather_needs(needs)),
            cells=tuple(self._gather_cells(project)),
            objections=tuple(self._gather_objections(project)),
            indicators=tuple(self._gather_indicators(project)),
            goals=tuple(Goal(goal.id, goal.relevance or "") for goal in goals),
            affected=frozenset(project.affected_department_ids.ids),
            present=frozenset(here.department_id.ids),
            heard=frozenset(self._gather_heard(project, needs)),
            capacity_days=project.facilitation_capacity_days,
            min_cell=self._get_min_cell(project),
            said=frozenset(self.env["crm.facilitation.need.distinction"]._get_opposed(needs)),
        )

    @api.model
    def _gather_needs(self, needs):
        targets = needs._get_conflict_targets()
        return [
            Need(
                id=need.id,
                author=need.author_id.partner_id.id or 0,
                department=need.department_id.id or 0,
                target=targets[need],
                stance=need.stance or "",
                state="option" if need.state == "raised" and need.conflict_option_ids else need.state,
                moscow=need.moscow or "",
                effort_days=need.effort_days,
                goals=tuple(sorted(need.goal_ids.ids)),
            )
            for need in needs
        ]

    @api.model
    def _gather_heard(self, project, needs):
        """Departments that raised or supported something, or voted."""
        # until a round closes nobody learns from a conflict who has voted in it
        closed = [("round_id.project_id", "=", project.id), ("round_id.state", "=", "closed")]
        voted = self.env["crm.facilitation.ballot"]._read_group([*closed, ("receipt", "!=", False)], ["department_id"])
        spoke = needs.author_id.department_id | needs.supporter_ids.department_id
        return {*spoke.ids, *(department.id for (department,) in voted if department)}

    @api.model
    def _gather_cells(self, project):
        """Votes per need and department of closed rounds."""
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
                last=self._last_rounds(project, AGAINST),
            )
        )
        cells = []
        for (need, method, cap), of_need in groupby(rows, lambda row: row[:3]):
            results = [Result(need, row[3], **dict(zip(names, row[4:], strict=True))) for row in of_need]
            cells += spread(results, method, cap)
        return cells

    @api.model
    def _last_rounds(self, project, methods):
        """The last closed round of each need by one of ``methods``, as a query."""
        return SQL(
            """
            SELECT DISTINCT ON (tally.need_id) tally.need_id, tally.round_id, round.closed_on
              FROM crm_facilitation_tally tally
              JOIN crm_facilitation_round round ON round.id = tally.round_id
             WHERE round.project_id = %s AND round.state = 'closed' AND round.method IN %s
               AND tally.department_id IS NULL
          ORDER BY tally.need_id, round.closed_on DESC, round.id DESC
            """,
            project.id,
            methods,
        )

    @api.model
    def _gather_objections(self, project):
        """Objections and blocks per need of closed consent rounds."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT tally.need_id, tally.object, tally.block, extract(epoch FROM last.closed_on)::float
                  FROM (%s) last
                  JOIN crm_facilitation_tally tally
                    ON tally.round_id = last.round_id AND tally.need_id = last.need_id AND tally.department_id IS NULL
                 WHERE tally.object + tally.block > 0
                """,
                self._last_rounds(project, OBJECTING),
            )
        )
        return [Objection(*row) for row in rows]

    @api.model
    def _gather_indicators(self, project):
        """The roll-out's KPIs."""
        return []

    @api.model
    def _get_min_cell(self, project):
        """Figures about fewer people than this are never shown: the strictest of the roll-out's rounds."""
        [(most,)] = self.env["crm.facilitation.round"]._read_group(
            [("project_id", "=", project.id), ("state", "=", "closed")], [], ["min_cell:max"]
        )
        return max(MIN_CELL, most or 0)
