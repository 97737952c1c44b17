from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import ValidationError

STARTED_STATES = ("02_changes_requested", "03_approved", "1_done")


class ProjectTask(models.Model):
    """What stops a task: a blocking conflict around one of its needs.

    A task counts as started when it left the first column of its board, or was approved, sent back or done.
    """

    _inherit = "project.task"

    blocking_conflict_ids = fields.Many2many(
        "crm.facilitation.conflict", compute="_compute_blocking_conflict_ids", string="Stopped by"
    )

    @api.depends(
        "facilitation_need_ids.conflict_ids.state",
        "facilitation_need_ids.conflict_ids.is_blocking",
        "facilitation_need_ids.conflict_option_ids.conflict_id.state",
    )
    def _compute_blocking_conflict_ids(self):
        for task in self:
            task.blocking_conflict_ids = task._get_blocking_conflicts()

    def _get_blocking_conflicts(self):
        # whoever works on the task may not read needs and conflicts
        needs_sudo = self.sudo().facilitation_need_ids
        return (
            (needs_sudo | needs_sudo.merged_need_ids)._get_pending_conflicts().filtered("is_blocking").sudo(self.env.su)
        )

    def write(self, vals: ValuesType) -> bool:
        if vals.get("state") == "01_in_progress":
            # what was done is put back by that, not started
            self.filtered(lambda task: task.state != "1_done")._check_not_blocked()
        return super().write(vals)

    @api.constrains("state", "stage_id", "facilitation_need_ids", "project_id", "is_configuration_task")
    def _check_conflicts_settled(self):
        self.filtered(lambda task: task._is_started())._check_not_blocked()

    def _is_started(self):
        self.ensure_one()
        if self.state in STARTED_STATES:
            return True
        return bool(self.project_id and self.stage_id and self.stage_id != self._get_first_stage())

    def _get_first_stage(self):
        # the columns of the board decide, whoever may read the project
        return self.sudo().project_id.type_ids.filtered(lambda stage: not stage.fold)[:1]

    def _put_back(self):
        # one that a conflict stops meanwhile waits for it in the first column
        stopped = self.filtered("blocking_conflict_ids")
        for task in stopped:
            task.write({"state": "01_in_progress", "stage_id": task._get_first_stage().id})
        super(ProjectTask, self - stopped)._put_back()

    def _check_not_blocked(self):
        for task in self:
            blocking = task._get_blocking_conflicts()
            if blocking:
                # the name of what stops the task is told to whoever works on it
                raise ValidationError(
                    self.env._(
                        "“%(task)s” waits for a conflict to be settled: %(conflict)s. Agree on it or dismiss it first.",
                        task=task.name,
                        conflict=blocking[0].sudo().name,
                    )
                )
