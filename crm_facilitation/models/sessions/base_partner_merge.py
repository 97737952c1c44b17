from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two contacts of one person who takes part with both: their places are merged with them."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if len(partners) > 1:
            # whoever merges contacts may not lead sessions, and archived places count too
            places_sudo = self.env["crm.facilitation.participant"].sudo().with_context(active_test=False)
            for twins_sudo in places_sudo.search([("partner_id", "in", partners.ids)]).grouped("session_id").values():
                if len(twins_sudo) > 1:
                    twins_sudo._merge_places()
        return super()._merge(partner_ids, dst_partner, extra_checks)
