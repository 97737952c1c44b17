from odoo import api, models


class ProjectTask(models.Model):
    """Tells those who raised a need that it is planned, and that it is configured."""

    _inherit = "project.task"

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks.sudo().facilitation_need_ids.sudo(self.env.su)._tell_delivery()
        return tasks

    def write(self, vals):
        if not {"state", "facilitation_need_ids", "is_configuration_task"} & set(vals):
            return super().write(vals)
        before = self.sudo().facilitation_need_ids
        result = super().write(vals)
        (before | self.sudo().facilitation_need_ids).sudo(self.env.su)._tell_delivery()
        return result
