from odoo import models

from ...tools.sessions.steps import OpenPoint, StepCheck

# goals that a room can keep in sight
FEWEST, MOST = 3, 5


class CrmFacilitationSession(models.Model):
    """What the steps about goals are checked by."""

    _inherit = "crm.facilitation.session"

    def _get_step_rules(self):
        return super()._get_step_rules() | {
            "goals": self._check_goals,
            "relevance": self._check_relevance,
            "kpis": self._check_measured,
        }

    def _check_goals(self):
        goals = self.project_id._living_goals()
        # that there are ratings is told, and not whose
        ratings_sudo = self.env["crm.facilitation.goal.rating"].sudo().search([("goal_id", "in", goals.ids)])
        number = self.env._("Goals: %(count)s, of %(fewest)s to %(most)s", count=len(goals), fewest=FEWEST, most=MOST)
        return [
            StepCheck("number", number, FEWEST <= len(goals) <= MOST),
            self._check_missing(
                "owner", self.env._("Each goal has an owner"), goals.filtered(lambda goal: not goal.owner_id)
            ),
            self._check_missing(
                "why", self.env._("Each goal says why"), goals.filtered(lambda goal: not (goal.why or "").strip())
            ),
            self._check_missing(
                "rated", self.env._("Each goal is rated"), goals.filtered(lambda goal: goal not in ratings_sudo.goal_id)
            ),
        ]

    def _check_relevance(self):
        unanswered = self.project_id._unconfirmed_goals()
        return [self._check_missing("relevance", self.env._("Each goal was answered by its owner"), unanswered)]

    def _check_measured(self):
        unmeasured = self.project_id._get_unmeasured_goals()
        return [
            self._check_missing("kpis", self.env._("Each goal has a KPI with owner, baseline and target"), unmeasured)
        ]

    def _get_open_points(self):
        unanswered = self.project_id._living_goals().filtered(lambda goal: not goal.owner_id)
        return [*super()._get_open_points(), OpenPoint("goals", self.env._("Goals without an owner"), unanswered)]
