from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.tools import html2plaintext

from ...tools.configuration.difference import difference

SCOPE_FIELDS = {"name", "description", "facilitation_need_ids", "is_configuration_task"}


class ProjectTask(models.Model):
    """What a task configured: its features and findings, re-scoping, and the log of who works on it when."""

    _inherit = "project.task"

    feature_count = fields.Integer(compute="_compute_feature_count")

    untraced_count = fields.Integer("Untraced", compute="_compute_untraced_count")

    def _compute_untraced_count(self):
        counts = dict(
            self.env["crm.facilitation.config.item"]
            .sudo()
            ._read_group([("task_id", "in", self.ids), ("is_untraced", "=", True)], ["task_id"], ["__count"])
        )
        for task in self:
            # counted with all rights above
            task.untraced_count = counts.get(task.sudo(), 0)

    @api.depends("feature_ids")
    def _compute_feature_count(self):
        for task in self:
            task.feature_count = len(task.feature_ids)

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        tasks = super().create(vals_list)
        tasks._follow_work()
        return tasks

    def write(self, vals: ValuesType) -> bool:
        scopes = {task: task._get_scope() for task in self} if SCOPE_FIELDS & set(vals) else {}
        result = super().write(vals)
        if {"state", "user_ids", "is_configuration_task", "stage_id", "depend_on_ids"} & set(vals):
            self._follow_work()
        self._mark_rescoped(scopes)
        return result

    def _get_scope(self, without=None):
        """What the task is about, as somebody reads it: its title, its text and the needs it answers."""
        self.ensure_one()
        # whoever works on the task may not read all of its needs
        needs = self.sudo().facilitation_need_ids - (without or self.env["crm.facilitation.need"])
        return {
            self.env._("Title"): self.name,
            self.env._("Description"): html2plaintext(self.description or "").strip(),
            self.env._("Asked for in"): ", ".join(needs.sorted("id").mapped("name")),
        }

    @api.model
    def _mark_rescoped(self, scopes):
        """Put the features of tasks under question whose scope is not what it was (``{task: scope before}``)."""
        for task, before in scopes.items():
            if changes := difference(before, task._get_scope()):
                reason = self.env._("The task was re-scoped.")
                # the mark is set, whoever changed the task
                task.sudo().feature_ids._mark_suspect(f"{reason}\n{changes}", reason)

    def _is_under_way(self):
        """Whether somebody works on it: in progress, and not waiting in the first of several columns."""
        self.ensure_one()
        columns = self.project_id.type_ids.filtered(lambda stage: not stage.fold)
        waits = len(columns) > 1 and self.stage_id == columns[:1]
        return self.state == "01_in_progress" and not waits

    def _follow_work(self):
        # nobody writes the note of who worked on what
        self.env["crm.facilitation.work"].sudo()._follow(self.sudo().filtered("is_configuration_task"))

    def action_open_features(self) -> dict:
        """The features of this task."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.feature_action")
        return action | {"domain": [("task_id", "in", self.ids)], "context": {"default_task_id": self.id}}

    def action_open_findings(self) -> dict:
        """The findings that most likely belong to this task."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.config_item_action")
        return action | {"domain": [("task_id", "in", self.ids)], "context": {"search_default_untraced": 1}}
