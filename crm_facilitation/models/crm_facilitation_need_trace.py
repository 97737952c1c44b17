from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmFacilitationNeed(models.Model):
    """Planning a need as configuration tasks, and its delivery as those who asked see it."""

    _inherit = "crm.facilitation.need"

    # the trace of one roll-out, page by page
    _project_page = models.Index("(project_id, id)")

    def action_plan(self):
        """Create the configuration task of each accepted need that has none yet.

        Idempotent: the needs are locked first, so that of two clicks at once the second finds the tasks of the first.
        """
        self.env["crm.facilitation.session"]._check_facilitator()
        waiting = self.filtered(lambda need: need.state != "accepted")
        if waiting:
            raise UserError(self.env._("Accept “%s” before planning it.", waiting[0].name))
        self.lock_for_update(allow_referencing=True)
        self.invalidate_recordset(["task_ids"])
        unplanned = self.filtered(lambda need: not need.task_ids)
        self.env["project.task"].create([need._prepare_task_values() for need in unplanned])
        return self.task_ids

    def action_plan_into(self, task):
        """Let an existing configuration task (a record or an id) answer these needs too."""
        self.env["crm.facilitation.session"]._check_facilitator()
        task = self.env["project.task"].browse(task) if isinstance(task, int) else task
        task.write({"is_configuration_task": True, "facilitation_need_ids": [Command.link(id_) for id_ in self.ids]})
        return task

    def _is_traced(self):
        """Whether the need has a confirmed feature, or its finished tasks had nothing to configure."""
        self.ensure_one()
        if "confirmed" in self.feature_ids.mapped("state"):
            return True
        done = [task.state == "1_done" and bool(task.nothing_to_configure) for task in self.task_ids]
        return bool(done) and all(done)

    def action_open_trace_map(self):
        """What hangs together with this record, as a map."""
        self.ensure_one()
        return self.env["crm.facilitation.trace.map"]._open_map(self)
