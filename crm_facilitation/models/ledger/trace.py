from odoo import api, fields, models


class CrmFacilitationTrace(models.Model):
    """The KPIs of the goal that a row of the trace begins with."""

    _inherit = "crm.facilitation.trace"

    kpi_ids = fields.Many2many(
        "crm.facilitation.kpi", string="KPIs", compute="_compute_kpi_ids", context={"active_test": True}
    )

    @api.depends("goal_id")
    def _compute_kpi_ids(self):
        for row in self:
            row.kpi_ids = row.goal_id.kpi_ids
