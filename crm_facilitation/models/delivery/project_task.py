from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..needs.need import FITS


class ProjectTask(models.Model):
    """A configuration task: work on the CRM that an accepted need asked for.

    Invariants in a roll-out: every need it answers is an accepted one of a session, and there is at least one; it is
    done, or put into a folded stage, only with a confirmed feature or a written reason why there was nothing to
    configure; it is no template. A task that answers needs is a configuration task, whichever side the link was
    written from. A task that leaves the trace takes its needs with it. Those who raised a need are told when it is
    planned and when it is configured.
    """

    _name = "project.task"
    _inherit = ["project.task", "crm.facilitation.guarded"]
    _write_policy = """
        anybody | * | -       | facilitation_fit
        anybody | * | decided | is_configuration_task facilitation_need_ids nothing_to_configure
    """
    _edit_kind = "task_edited"

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
        context={"active_test": False},
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

    def init(self) -> None:
        super().init()
        # an update ends with a look at the keys of tasks without those of needs; it would let a deleted task take its
        # links with it, because it knows ``ondelete`` of the side that a relation is written from alone
        need = self.env["crm.facilitation.need"]
        self.pool.post_init(need._fields["task_ids"].update_db_foreign_keys, need)

    def _holds_own_words(self):
        # a task that left its roll-out keeps the words that it was planned with
        words = any(task_sudo.is_in_rollout or task_sudo.facilitation_need_ids for task_sudo in self.sudo())
        return super()._holds_own_words() or words

    @api.constrains("is_configuration_task", "facilitation_need_ids", "project_id", "parent_id")
    def _check_accepted_need(self):
        # holds for needs that the caller may not read too
        for task_sudo in self.sudo().filtered("is_configuration_task"):
            needs_sudo = task_sudo.facilitation_need_ids
            if not needs_sudo or needs_sudo - task_sudo._get_accepted_needs():
                raise ValidationError(
                    self.env._(
                        "“%s” is a configuration task of a CRM roll-out: link it to an accepted need of a session.",
                        task_sudo.name,
                    )
                )

    @api.constrains("is_configuration_task", "state", "stage_id", "nothing_to_configure", "feature_ids")
    def _check_done(self):
        for task in self.filtered(lambda task: task.is_configuration_task and task._is_finished()):
            reason = (task.nothing_to_configure or "").strip()
            # features that the caller may not read count too
            if not reason and "confirmed" not in task.sudo().feature_ids.mapped("state"):
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be done yet: confirm the feature it configured,"
                        " or write down why there was nothing to configure.",
                        task.name,
                    )
                )

    def _leaves_evidence(self) -> bool:
        """A configuration task of a roll-out."""
        return bool(self.is_configuration_task and self.project_id.is_facilitation)

    def _is_finished(self):
        """Whether the task is done, or stands in a folded column of its board without being cancelled."""
        self.ensure_one()
        return self.state == "1_done" or (self.stage_id.fold and self.state != "1_canceled")

    def _get_accepted_needs(self):
        self.ensure_one()
        # whoever works on the task may not read its needs
        needs_sudo = self.sudo().facilitation_need_ids
        return needs_sudo.filtered(lambda need: need.state == "accepted" and need.project_id == self.project_id)

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        for vals in vals_list:
            parent = self.browse(vals.get("parent_id") or self.env.context.get("default_parent_id"))
            if vals.get("is_configuration_task") and parent and "facilitation_need_ids" not in vals:
                vals["facilitation_need_ids"] = [Command.set(parent._get_accepted_needs().ids)]
        tasks = super().create(vals_list)
        tasks._adopt_needs()
        # guests of a shared project may not read these fields
        said_sudo = tasks.sudo().filtered(lambda task: task.nothing_to_configure and task._leaves_evidence())
        for task in said_sudo.sudo(self.env.su):
            # as if it were written afterwards: it says that a need is met without any change
            task._record_edit({"nothing_to_configure": ""}, {"nothing_to_configure": task.nothing_to_configure})
        # whoever works on the task may not read its needs
        tasks.sudo().facilitation_need_ids.sudo(self.env.su)._tell_delivery()
        return tasks

    def write(self, vals: ValuesType) -> bool:
        if "is_configuration_task" in vals and not vals["is_configuration_task"]:
            self._check_may_leave_the_trace()
            vals = vals | {"facilitation_need_ids": [Command.clear()]}
        is_news = bool({"state", "facilitation_need_ids", "is_configuration_task"} & set(vals))
        # whoever works on the task may not read its needs
        needs_before = self.sudo().facilitation_need_ids.sudo(self.env.su) if is_news else None
        result = super().write(vals)
        if "facilitation_need_ids" in vals:
            self._adopt_needs()
        if vals.get("state") in ("1_done", "1_canceled"):
            # whoever works on the task may not read its needs
            self.sudo().facilitation_need_ids._ask_again()
        if is_news:
            (needs_before | self.sudo().facilitation_need_ids.sudo(self.env.su))._tell_delivery()
        return result

    def copy_data(self, default: ValuesType | None = None) -> list[ValuesType]:
        """A copy in the same roll-out answers the same needs; a copy of the project is ordinary work."""
        vals_list = super().copy_data(default=default)
        for task, vals in zip(self, vals_list, strict=True):
            if "is_configuration_task" in (default or {}):
                continue
            if vals.get("project_id") == task.project_id.id and not self.env.context.get("copy_project_tasks"):
                vals["facilitation_need_ids"] = [Command.set(task._get_accepted_needs().ids)]
            else:
                vals["is_configuration_task"] = False
        return vals_list

    def _put_back(self):
        """Open done tasks again."""
        self.write({"state": "01_in_progress"})

    def _adopt_needs(self):
        """A task that answers needs is held to the guards of a configuration task."""
        # guests of a shared project may not read these fields
        tasks_sudo = self.sudo().filtered(lambda task: not task.is_configuration_task and task.facilitation_need_ids)
        loose = tasks_sudo.sudo(self.env.su)
        if loose:
            loose.write({"is_configuration_task": True})

    def _check_may_leave_the_trace(self):
        # holds for features that the caller may not read too
        for task_sudo in self.sudo().filtered("is_configuration_task"):
            if task_sudo.feature_ids:
                raise UserError(
                    self.env._("“%s” has features traced to it: it stays a configuration task.", task_sudo.name)
                )
