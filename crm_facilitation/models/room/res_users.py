from odoo import models


class ResUsers(models.Model):
    """A guest's call has the company of their session, whichever company the account is of that it runs as."""

    _inherit = "res.users"

    def _get_company_ids(self):
        company = self.env["crm.facilitation.participant"]._get_guest_company(self.id)
        return (company,) if company else super()._get_company_ids()
