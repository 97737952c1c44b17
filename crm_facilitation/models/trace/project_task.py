from odoo import models


class ProjectTask(models.Model):
    """The way from a task into the trace."""

    _inherit = "project.task"

    def action_open_trace_map(self) -> dict:
        """What hangs together with this record, as a map."""
        self.ensure_one()
        return self.env["crm.facilitation.trace.map"]._open_map(self)
