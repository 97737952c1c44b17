from odoo import models


class CrmFacilitationNeed(models.Model):
    """The need in the trace: links to tasks that are written from its side, and whether it has arrived."""

    _inherit = "crm.facilitation.need"

    # the trace of one roll-out, page by page
    _project_page = models.Index("(project_id, id)")

    def write(self, vals):
        before = {task: task._get_scope() for task in self.sudo().task_ids} if "task_ids" in vals else {}
        tasks = self.sudo().task_ids if {"task_ids", "session_id"} & set(vals) else self.env["project.task"]
        result = super().write(vals)
        if "task_ids" in vals:
            tasks |= self.sudo().task_ids
            tasks._adopt_needs()
            tasks._mark_rescoped(before)
        tasks._check_accepted_need()
        return result

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
