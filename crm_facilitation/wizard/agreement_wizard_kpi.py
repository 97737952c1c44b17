from odoo import fields, models

from ..models.kpis.conflict import WIRES


class CrmFacilitationAgreementWizard(models.TransientModel):
    """The KPI that reopens the agreement when it is missed."""

    _inherit = "crm.facilitation.agreement.wizard"

    project_id = fields.Many2one(related="conflict_id.project_id")
    tripwire_kpi_id = fields.Many2one(
        "crm.facilitation.kpi", "Guarded by the KPI", domain="[('project_id', '=', project_id)]"
    )
    tripwire_when = fields.Selection(WIRES, "Reopens when", default="off_track", required=True)
    tripwire_limit = fields.Float("Limit", help="Worse than this, in the KPI's own unit and direction, reopens it.")
