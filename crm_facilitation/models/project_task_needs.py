from odoo import api, models


class ProjectTask(models.Model):
    """Tells those who raised a need that it is planned, and that it is configured."""

    _inherit = "project.task"

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks.filtered("is_configuration_task").sudo().facilitation_need_ids._notify_author("planned")
        return tasks

    def write(self, vals):
        if vals.get("state") != "1_done":
            return super().write(vals)
        needs = self.filtered("is_configuration_task").sudo().facilitation_need_ids
        waiting = needs.filtered(lambda need: not need._is_configured())
        result = super().write(vals)
        waiting.filtered(lambda need: need._is_configured())._notify_author("configured")
        return result
