from odoo import fields, models


class CrmFacilitationLeftOut(models.Model):
    """A department that works with the CRM and was left out of a roll-out on purpose, with the reason.

    Written by :meth:`project.action_leave_out_department` alone, which also leaves the evidence. Naming the department
    as affected later needs no change here.

    Invariant: once per roll-out and department.
    """

    _name = "crm.facilitation.left.out"
    _description = "Facilitation Department Left Out"
    _order = "project_id, id"
    _inherit = ["crm.facilitation.guarded"]
    _rec_name = "department_id"

    project_id = fields.Many2one("project.project", "Roll-out", required=True, index=True, ondelete="restrict")
    department_id = fields.Many2one("hr.department", "Department", required=True, index=True, ondelete="restrict")
    reason = fields.Text(required=True)
    left_out_by_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    left_out_on = fields.Date("On", required=True)

    _unique_department = models.UniqueIndex(
        "(project_id, department_id)", "This department is left out of the roll-out already."
    )
    _check_reason = models.Constraint("CHECK (btrim(reason) <> '')", "Say why the department is left out.")
