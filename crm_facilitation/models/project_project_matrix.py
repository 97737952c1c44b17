from odoo import models

from ..tools.trace_sheet import write_sheet

MATRIX_FIELDS = ("goal_id", "department_id", "need_id", "need_state", "task_id", "feature_id", "delivery_state", "gap")


class ProjectProject(models.Model):
    """The trace matrix of a roll-out, to hand to the client as XLSX or PDF."""

    _inherit = "project.project"

    def _get_trace_rows(self):
        """Header and rows of the matrix, as texts in the reader's language; no names of people."""
        self.ensure_one()
        trace = self.env["crm.facilitation.trace"]
        trace.check_access("read")
        described = trace.fields_get(MATRIX_FIELDS, ["string", "selection"])
        labels = {name: dict(described[name].get("selection", ())) for name in MATRIX_FIELDS}
        rows = trace.search([("project_id", "=", self.id)])

        def text(row, name):
            value = row[name]
            return (value.display_name or "") if isinstance(value, models.BaseModel) else labels[name].get(value, "")

        headers = [described[name]["string"] for name in MATRIX_FIELDS]
        return headers, [[text(row, name) for name in MATRIX_FIELDS] for row in rows]

    def _get_trace_xlsx(self):
        headers, rows = self._get_trace_rows()
        return write_sheet(self.env._("Trace"), headers, rows)

    def action_export_trace(self):
        """Download the matrix as XLSX."""
        self.ensure_one()
        url = f"/crm_facilitation/trace/{self.id}.xlsx"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def action_print_trace(self):
        """The matrix as PDF."""
        return self.env.ref("crm_facilitation.project_project_report_trace").report_action(self)
