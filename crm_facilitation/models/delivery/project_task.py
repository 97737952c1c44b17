from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..needs.need import FITS


class ProjectTask(models.Model):
    """A configuration task: work on the CRM that an accepted need asked for.

    Invariants in a roll-out: every need it answers is an accepted one of a session, and there is at least one; it is
    done, or put into a folded stage, only with a confirmed feature or a written reason why there was nothing to
    configure; it is no template.
    """

    _inherit = "project.task"

    is_in_rollout = fields.Boolean(related="project_id.is_facilitation")
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
    facilitation_fit = fields.Selection(
        FITS, "Plans needs of fit", help="Accepted needs of this fit are planned from this task template."
    )

    _check_no_template = models.Constraint(
        "CHECK (is_configuration_task IS NOT TRUE OR is_template IS NOT TRUE)",
        "A configuration task answers needs, so it is no template. Write a template of its own instead.",
    )

    @api.constrains("is_configuration_task", "facilitation_need_ids", "project_id", "parent_id")
    def _check_accepted_need(self):
        for task in self.sudo().filtered("is_configuration_task"):
            needs = task.sudo().with_context(active_test=False).facilitation_need_ids
            if not needs or needs - task._get_accepted_needs():
                raise ValidationError(
                    self.env._(
                        "“%s” is a configuration task of a CRM roll-out: link it to an accepted need of a session.",
                        task.name,
                    )
                )

    @api.constrains("is_configuration_task", "state", "stage_id", "nothing_to_configure", "feature_ids")
    def _check_done(self):
        for task in self.filtered(lambda task: task.is_configuration_task and task._is_finished()):
            reason = (task.nothing_to_configure or "").strip()
            if not reason and "confirmed" not in task.sudo().feature_ids.mapped("state"):
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be done yet: confirm the feature it configured,"
                        " or write down why there was nothing to configure.",
                        task.name,
                    )
                )

    def _is_finished(self):
        """Whether the task is done, or stands in a folded column of its board without being cancelled."""
        self.ensure_one()
        return self.state == "1_done" or (self.stage_id.fold and self.state != "1_canceled")

    def _get_accepted_needs(self):
        self.ensure_one()
        needs = self.sudo().with_context(active_test=False).facilitation_need_ids
        return needs.filtered(lambda need: need.state == "accepted" and need.project_id == self.project_id)
