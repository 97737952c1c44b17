from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProjectTask(models.Model):
    """A configuration task: work on the CRM that an accepted need asked for.

    Invariants in a roll-out: it has an accepted need of a session; it is done only with a confirmed feature
    or a written reason why there was nothing to configure.
    """

    _inherit = "project.task"

    is_configuration_task = fields.Boolean("Configuration task", index=True)
    facilitation_need_ids = fields.Many2many(
        "crm.facilitation.need",
        "crm_facilitation_need_task_rel",
        "task_id",
        "need_id",
        string="Asked for in",
        copy=False,
        ondelete="restrict",
    )
    feature_ids = fields.One2many("crm.facilitation.feature", "task_id", "Features")
    nothing_to_configure = fields.Text(copy=False, help="Why this task needs no change of the CRM.")

    @api.constrains("is_configuration_task", "facilitation_need_ids", "project_id")
    def _check_accepted_need(self):
        for task in self.filtered("is_configuration_task"):
            if not task._get_accepted_needs():
                raise ValidationError(
                    self.env._(
                        "“%s” is a configuration task of a CRM roll-out: link it to an accepted need of a session.",
                        task.name,
                    )
                )

    @api.constrains("is_configuration_task", "state", "nothing_to_configure", "feature_ids")
    def _check_done(self):
        for task in self.filtered(lambda task: task.is_configuration_task and task.state == "1_done"):
            if not task.nothing_to_configure and "confirmed" not in task.sudo().feature_ids.mapped("state"):
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be done yet: confirm the feature it configured,"
                        " or write down why there was nothing to configure.",
                        task.name,
                    )
                )

    def _get_accepted_needs(self):
        self.ensure_one()
        return self.sudo().facilitation_need_ids.filtered(
            lambda need: need.state == "accepted" and need.project_id == self.project_id
        )
