from odoo import models
from odoo.api import ValuesType


class CrmFacilitationNeed(models.Model):
    """The need in the trace: links to tasks that are written from its side, and whether it has arrived."""

    _inherit = "crm.facilitation.need"

    # the trace of one roll-out, page by page
    _project_page = models.Index("(project_id, id)")

    def write(self, vals: ValuesType) -> bool:
        # whoever writes the need may not read its tasks
        tasks = self.sudo().task_ids if {"task_ids", "session_id"} & set(vals) else self.env["project.task"]
        scopes = {task: task._get_scope() for task in tasks} if "task_ids" in vals else {}
        result = super().write(vals)
        if "task_ids" in vals:
            # whoever writes the need may not read its tasks
            linked = self.sudo().task_ids - tasks
            linked._adopt_needs()
            linked._mark_rescoped(scopes | {task: task._get_scope(without=self) for task in linked})
            tasks |= linked
        tasks._check_accepted_need()
        return result

    def _get_workers(self):
        # whoever asks may not read features
        return super()._get_workers() | self.sudo().feature_ids.configured_by_id.sudo(self.env.su)

    def action_open_trace_map(self) -> dict:
        """What hangs together with this record, as a map."""
        self.ensure_one()
        return self.env["crm.facilitation.trace.map"]._open_map(self)
