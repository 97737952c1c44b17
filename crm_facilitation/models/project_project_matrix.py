from odoo import models

from ..tools.trace_sheet import write_csv, write_sheet

MATRIX_FIELDS = (
    "goal_id",
    "department_id",
    "need_id",
    "need_state",
    "task_id",
    "feature_id",
    "config_item_id",
    "delivery_state",
    "gap",
)


class ProjectProject(models.Model):
    """The trace matrix of a roll-out, to hand to the client as XLSX, CSV or PDF."""

    _inherit = "project.project"

    def _get_trace_rows(self):
        """Header and rows of the matrix of these roll-outs, as texts in the reader's language; no names of people."""
        trace = self.env["crm.facilitation.trace"]
        described = trace.fields_get(MATRIX_FIELDS, ["string"])
        # the order of the list, without computing the number of each row
        query = trace._search([("project_id", "in", self.ids)], order="need_id.id, task_id.id, feature_id.id")
        headers = [described[name]["string"] for name in MATRIX_FIELDS]
        return headers, trace._read_texts(query, MATRIX_FIELDS)

    def _get_trace_xlsx(self):
        return write_sheet(self.env._("Trace"), *self._get_trace_rows())

    def _get_trace_csv(self):
        return write_csv(*self._get_trace_rows())

    def action_export_trace(self):
        """Download the matrix as XLSX."""
        return self._download_trace("xlsx")

    def action_export_trace_csv(self):
        """Download the matrix as CSV."""
        return self._download_trace("csv")

    def _download_trace(self, kind):
        self.ensure_one()
        url = f"/crm_facilitation/trace/{self.id}.{kind}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def action_print_trace(self):
        """The matrix as PDF."""
        return self.env.ref("crm_facilitation.project_project_report_trace").report_action(self)
