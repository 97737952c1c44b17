from odoo import models
from odoo.fields import Domain

from ...tools.readiness import Check

# a cancelled task answers no need and is not waited for
LIVE = Domain("state", "!=", "1_canceled")


class ProjectProject(models.Model):
    """What the delivery of accepted needs means for the launch of their roll-out."""

    _inherit = "project.project"

    def _get_readiness_checks(self):
        _ = self.env._
        return [
            *super()._get_readiness_checks(),
            Check("needs_planned", 50, _("Every accepted need has a task"), self._unplanned_needs),
            Check("tasks_done", 60, _("Every configuration task is done"), self._unfinished_tasks),
            Check("needs_accepted", 80, _("Those who asked confirmed the result"), self._unconfirmed_needs),
        ]

    def _unplanned_needs(self):
        return self._search_accepted([*~Domain("task_ids", "any", LIVE)])

    def _unfinished_tasks(self):
        needs = self.env["crm.facilitation.need"].sudo().with_context(active_test=False)
        accepted = needs._search([("project_id", "=", self.id), ("state", "=", "accepted")])
        tasks = self.env["project.task"].sudo().with_context(active_test=False)
        unfinished = Domain("facilitation_need_ids", "in", accepted) & Domain("state", "!=", "1_done") & LIVE
        return tasks.search(unfinished).with_env(self.env)

    def _unconfirmed_needs(self):
        return self._search_accepted([("delivery_state", "!=", "accepted")])
