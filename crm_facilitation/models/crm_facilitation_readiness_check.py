from odoo import fields, models


class CrmFacilitationReadinessCheck(models.TransientModel):
    """One line of the readiness list as the launch screen shows it; computed anew each time the screen opens."""

    _name = "crm.facilitation.readiness.check"
    _description = "Facilitation Readiness Check"
    _order = "ok, id"

    project_id = fields.Many2one("project.project", required=True, ondelete="cascade")
    code = fields.Char(required=True)
    name = fields.Char(required=True)
    ok = fields.Boolean("Holds")
    count = fields.Integer()

    def action_open(self):
        """The records that stand in the way."""
        self.ensure_one()
        checks = self.project_id.facilitation_readiness()
        return next((check["action"] for check in checks if check["code"] == self.code), False)
