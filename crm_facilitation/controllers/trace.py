from odoo import http
from odoo.http import content_disposition, request

from ..tools.access.arguments import INTEGER

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class TraceController(http.Controller):
    """The trace matrix as a file."""

    @http.route("/crm_facilitation/trace/<int:project_id>.xlsx", type="http", auth="user", readonly=True)
    def trace_xlsx(self, project_id):
        return self._send(project_id, "xlsx")

    @http.route("/crm_facilitation/trace/<int:project_id>.csv", type="http", auth="user", readonly=True)
    def trace_csv(self, project_id):
        return self._send(project_id, "csv")

    def _send(self, project_id, kind):
        # a number that no record can have is looked for all the same, as one that none has
        project = request.env["project.project"].browse(min(project_id, INTEGER))
        project.check_access("read")
        content = project._get_trace_xlsx() if kind == "xlsx" else project._get_trace_csv()
        headers = [
            ("Content-Type", TYPES[kind]),
            ("Content-Disposition", content_disposition(f"{project.name}.{kind}")),
        ]
        return request.make_response(content, headers=headers)
