from odoo import fields, models


class CrmFacilitationAgreementWizard(models.TransientModel):
    """The KPI that reopens the agreement when it is missed."""

    _inherit = "crm.facilitation.agreement.wizard"

    project_id = fields.Many2one(related="conflict_id.project_id")
    tripwire_kpi_id = fields.Many2one(
        "crm.facilitation.kpi", "Reopens when this KPI is off track", domain="[('project_id', '=', project_id)]"
    )
