from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two contacts of one person who takes part with both: their places are merged with them."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        before = {}
        if len(partners) > 1:
            # whoever merges contacts may not lead sessions, and archived places count too
            places_sudo = self.env["crm.facilitation.participant"].sudo().with_context(active_test=False)
            for twins_sudo in places_sudo.search([("partner_id", "in", partners.ids)]).grouped("session_id").values():
                if len(twins_sudo) > 1:
                    twins_sudo._merge_places()
            before = places_sudo.search([("partner_id", "in", partners.ids)])._read_seat()
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        self.env.invalidate_all()
        # the only place of a person in a session goes with their contact
        for place_sudo, facts in self.env["crm.facilitation.participant"]._get_seat_changes(before):
            self.env["crm.facilitation.event"]._record(place_sudo, "place_changed", facts)
        return result
