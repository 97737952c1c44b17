from odoo import api, models


class ProjectTaskRecurrence(models.Model):
    """The next task of a recurrence answers no need: what was asked for was configured by the first one.

    It is ordinary work, its subtasks too: an open twin would keep an answered need open for ever.
    """

    _inherit = "project.task.recurrence"

    @api.model
    def _create_next_occurrences_values(self, recurrence_by_task):
        vals_list = super()._create_next_occurrences_values(recurrence_by_task)
        for vals in vals_list:
            vals.pop("facilitation_need_ids", None)
            vals["is_configuration_task"] = False
        return vals_list
