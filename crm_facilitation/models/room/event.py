from odoo import api, models


class CrmFacilitationEvent(models.Model):
    """Evidence of what guests did: their account is nobody's, so the row says who it was and how they came in."""

    _inherit = "crm.facilitation.event"

    @api.model
    def _get_actor_facts(self):
        return super()._get_actor_facts() | self.env["crm.facilitation.participant"]._get_caller_facts()
