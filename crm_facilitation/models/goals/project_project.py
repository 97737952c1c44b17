from odoo import models

from ...tools.readiness import Check


class ProjectProject(models.Model):
    """What the goals of a roll-out mean for its launch."""

    _inherit = "project.project"

    def _has_history(self):
        return super()._has_history() or bool(self.goal_ids)

    def _launch_foundations(self):
        return [*super()._launch_foundations(), (self.env._("goals"), self._living_goals())]

    def _living_goals(self):
        # what stands in the way does so whoever may read it
        return self.sudo().goal_ids.filtered(lambda goal: goal.relevance != "obsolete")

    def _get_unmeasured_goals(self):
        """Hook: goals that nothing measures yet."""
        return self._living_goals()

    def _get_readiness_checks(self):
        return [
            *super()._get_readiness_checks(),
            Check(
                "goals_confirmed",
                40,
                self.env._("Every goal still held at the end of the last session"),
                self._unconfirmed_goals,
                self._living_goals,
                self.env._("Goals that nobody confirmed at the end of the last session"),
            ),
        ]

    def _unconfirmed_goals(self):
        """Goals not confirmed as still relevant when the last session closed, or after."""
        # the last session decides, whoever may read it
        sessions_sudo = self.sudo().session_ids.filtered(lambda session: session.state == "closed")
        since = max((session.closed_on for session in sessions_sudo if session.closed_on), default=None)
        return self.goal_ids.filtered(
            lambda goal: (
                goal.relevance != "obsolete"
                and (
                    goal.relevance != "relevant" or bool(since and (not goal.confirmed_on or goal.confirmed_on < since))
                )
            )
        )
