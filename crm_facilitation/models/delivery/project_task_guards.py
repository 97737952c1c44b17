from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ProjectTask(models.Model):
    """The ways around the guards of a configuration task, closed.

    A task that answers needs is a configuration task, whichever side the link was written from; a subtask that follows
    its parent into another project is checked there; whoever takes a task out of the trace takes its needs with it.
    """

    _inherit = "project.task"

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._adopt_needs()
        return tasks

    def write(self, vals):
        if "is_configuration_task" in vals and not vals["is_configuration_task"]:
            self._check_may_leave_the_trace()
            vals = vals | {"facilitation_need_ids": [Command.clear()]}
        result = super().write(vals)
        if "facilitation_need_ids" in vals:
            self._adopt_needs()
        if {"project_id", "parent_id"} & set(vals):
            (self | self._get_all_subtasks())._check_accepted_need()
        return result

    def _adopt_needs(self):
        """A task that answers needs is held to the guards of a configuration task."""
        # guests of a shared project may not read these fields
        tasks = self.sudo().filtered(lambda task: not task.is_configuration_task and task.facilitation_need_ids)
        loose = tasks.sudo(self.env.su)
        if loose:
            loose.write({"is_configuration_task": True})

    def _check_may_leave_the_trace(self):
        for task in self.sudo().filtered("is_configuration_task"):
            if task.feature_ids:
                raise UserError(self.env._("“%s” has features traced to it: it stays a configuration task.", task.name))
