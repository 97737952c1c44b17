from odoo import http
from odoo.http import content_disposition, request


class TraceController(http.Controller):
    """The trace matrix as a file."""

    @http.route("/crm_facilitation/trace/<int:project_id>.xlsx", type="http", auth="user", readonly=True)
    def trace_xlsx(self, project_id):
        project = request.env["project.project"].browse(project_id)
        project.check_access("read")
        headers = [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(f"{project.name}.xlsx")),
        ]
        return request.make_response(project._get_trace_xlsx(), headers=headers)
