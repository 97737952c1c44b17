from odoo import api, models

from ...tools.conflicts.situation import Goal, Need, Situation
from ...tools.small_groups import MIN_CELL


class CrmFacilitationConflict(models.Model):
    """What the detectors look at, gathered for a whole roll-out in a fixed number of queries."""

    _inherit = "crm.facilitation.conflict"

    @api.model
    def _gather(self, project):
        """The :class:`Situation` of a roll-out."""
        # all fields of all needs at once: what raising a conflict reads of them later is then read already, and fields
        # read where they are used would be read for a thousand records at a time
        needs = self.env["crm.facilitation.need"].search_fetch([("project_id", "=", project.id)])
        needs.fetch(["goal_ids", "supporter_ids", "conflict_option_ids"])
        participants = self.env["crm.facilitation.participant"].search_fetch(
            [("project_id", "=", project.id)], ["department_id", "attendance", "partner_id"]
        )
        goals = self.env["crm.facilitation.goal"].search_fetch([("project_id", "=", project.id)], ["relevance"])
        here = participants.filtered(lambda participant: participant.attendance != "absent")
        return Situation(
            needs=tuple(self._gather_need(need) for need in needs),
            cells=tuple(self._gather_cells(project)),
            objections=tuple(self._gather_objections(project)),
            indicators=tuple(self._gather_indicators(project)),
            goals=tuple(Goal(goal.id, goal.relevance or "") for goal in goals),
            affected=frozenset(project.affected_department_ids.ids),
            present=frozenset(here.department_id.ids),
            heard=frozenset(self._gather_heard(project, needs)),
            capacity_days=project.facilitation_capacity_days,
            min_cell=self._get_min_cell(project),
        )

    @api.model
    def _gather_need(self, need):
        return Need(
            id=need.id,
            author=need.author_id.partner_id.id or 0,
            department=need.department_id.id or 0,
            target=need._get_conflict_target(),
            stance=need.stance or "",
            state="option" if need.state == "raised" and need.conflict_option_ids else need.state,
            moscow=need.moscow or "",
            effort_days=need.effort_days,
            goals=tuple(sorted(need.goal_ids.ids)),
        )

    @api.model
    def _gather_heard(self, project, needs):
        """Departments that raised or supported something (hook: voting adds those that voted)."""
        return {*needs.author_id.department_id.ids, *needs.supporter_ids.department_id.ids}

    @api.model
    def _gather_cells(self, project):
        """Votes per need and department of closed rounds."""
        return []

    @api.model
    def _gather_objections(self, project):
        """Objections and blocks per need of closed consent rounds."""
        return []

    @api.model
    def _gather_indicators(self, project):
        """The roll-out's KPIs."""
        return []

    @api.model
    def _get_min_cell(self, project):
        """Figures about fewer people than this are never shown."""
        return MIN_CELL
