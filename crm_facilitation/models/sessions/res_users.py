from odoo import api, models
from odoo.api import Self, ValuesType


class ResUsers(models.Model):
    """People who were invited first get their account later."""

    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        partners = self.env["res.partner"].browse(filter(None, (vals.get("partner_id") for vals in vals_list)))
        # the mail by which they were invited, before the account writes its own
        mails = {partner.id: partner.email_normalized for partner in partners.sudo()}
        users = super().create(vals_list)
        users._offer_to_places(mails)
        return users

    def _offer_to_places(self, mails=None):
        """Offer these accounts to the places that their people were given without one.

        :param mails: ``{contact id: mail}`` as it was before; the contact's own where not given
        """
        places = self.env["crm.facilitation.participant"]
        by_administrator = self.env.user._is_system()
        # portal accounts take part in nothing
        for user_sudo in self.sudo().filtered(lambda user: not user.share and user.active):
            mail = user_sudo.partner_id.email_normalized
            for place in places._find_waiting(user_sudo.partner_id, mail):
                known = (mails or {}).get(place.partner_id.id, place.partner_id.email_normalized)
                place._offer_account(user_sudo, by_administrator and bool(mail) and known == mail)
