from odoo import http
from odoo.http import content_disposition, request

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class TraceController(http.Controller):
    """The trace matrix as a file."""

    @http.route(
        "/crm_facilitation/trace/<int(min=1,max=2147483647):project_id>.xlsx", type="http", auth="user", readonly=True
    )
    def trace_xlsx(self, project_id):
        return self._send(project_id, "xlsx")

    @http.route(
        "/crm_facilitation/trace/<int(min=1,max=2147483647):project_id>.csv", type="http", auth="user", readonly=True
    )
    def trace_csv(self, project_id):
        return self._send(project_id, "csv")

    def _send(self, project_id, kind):
        project = request.env["project.project"].browse(project_id)
        project.check_access("read")
        content = project._get_trace_xlsx() if kind == "xlsx" else project._get_trace_csv()
        headers = [
            ("Content-Type", TYPES[kind]),
            ("Content-Disposition", content_disposition(f"{project.name}.{kind}")),
        ]
        return request.make_response(content, headers=headers)
