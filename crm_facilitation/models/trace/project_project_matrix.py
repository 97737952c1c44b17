from odoo import api, models

from ...tools.trace.sheet import paginate, write_csv, write_sheet

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
# on A4 landscape in the type of the report: columns in percent, characters in a line of the whole width (Cyrillic, the
# wider), lines that stay for rows below title and headers, and the space around a row, in lines
SHARES = (14, 9, 17, 8, 15, 10, 10, 8, 9)
CHARACTERS = 205
LINES = 60
PADDING = 0.7


class ProjectProject(models.Model):
    """The trace matrix of a roll-out, to hand to the client as XLSX, CSV or PDF."""

    _inherit = "project.project"

    def _get_trace_rows(self):
        """Header and rows of the matrix of these roll-outs, as texts in the reader's language; no names of people."""
        trace = self.env["crm.facilitation.trace"]
        described = trace.fields_get(MATRIX_FIELDS, ["string"])
        headers = [described[name]["string"] for name in MATRIX_FIELDS]
        ours = [("project_id", "in", self.ids)]
        return headers, trace._read_texts(ours, MATRIX_FIELDS, order="need_id.id, task_id.id, feature_id.id")

    @api.model
    def _get_trace_shares(self):
        """Widths of the columns of the PDF, in percent."""
        return SHARES

    @api.model
    def _paginate_trace(self, rows):
        """The rows of the matrix as the pages of the PDF."""
        return list(paginate(rows, [share * CHARACTERS // 100 for share in SHARES], LINES, PADDING))

    def _get_trace_xlsx(self):
        return write_sheet(self.env._("Trace"), *self._get_trace_rows())

    def _get_trace_csv(self):
        return write_csv(*self._get_trace_rows())

    def action_export_trace(self) -> dict:
        """Download the matrix as XLSX."""
        return self._download_trace("xlsx")

    def action_export_trace_csv(self) -> dict:
        """Download the matrix as CSV."""
        return self._download_trace("csv")

    def _download_trace(self, kind):
        self.ensure_one()
        url = f"/crm_facilitation/trace/{self.id}.{kind}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def action_print_trace(self) -> dict:
        """The matrix as PDF."""
        return self.env.ref("crm_facilitation.project_project_report_trace").report_action(self)
