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

    def write(self, vals: ValuesType) -> bool:
        able = self._filter_able()
        # contacts of accounts are not everybody's to read
        mails = {partner.id: partner.email_normalized for partner in self.sudo().partner_id} if "email" in vals else {}
        result = super().write(vals)
        came = self._filter_able() - able
        # nobody comes to a place by giving themselves another mail
        if mails and self.env.user._is_system():
            came |= self
        came._offer_to_places(mails)
        return result

    def _filter_able(self):
        """Those who can take part: portal accounts and archived ones do in nothing."""
        return self.filtered(lambda user: user.active and not user.share)

    def _offer_to_places(self, mails=None):
        """Offer these accounts to the places that their people were given without one.

        :param mails: ``{contact id: mail}`` as it was before; the contact's own where not given
        """
        places = self.env["crm.facilitation.participant"]
        by_administrator = self.env.user._is_system()
        # who makes accounts may not read contacts
        for user_sudo in self.sudo()._filter_able():
            mail = user_sudo.partner_id.email_normalized
            for place in places._find_waiting(user_sudo.partner_id, mail):
                known = (mails or {}).get(place.partner_id.id, place.partner_id.email_normalized)
                place._offer_account(user_sudo, by_administrator and bool(mail) and known == mail)
