from odoo import api, models


class CrmFacilitationEvent(models.Model):
    """The words of a need are its author's."""

    _inherit = "crm.facilitation.event"

    @api.model
    def _get_records_of(self, partner):
        # also what was archived, and of every roll-out: whoever erases has been checked
        needs_sudo = self.env["crm.facilitation.need"].sudo().with_context(active_test=False)
        own_sudo = needs_sudo.search([("author_id.partner_id", "=", partner.id)])
        return super()._get_records_of(partner) | {own_sudo._name: set(own_sudo.ids)}
