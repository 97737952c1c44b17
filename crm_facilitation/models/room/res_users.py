from odoo import models


class ResUsers(models.Model):
    """A guest's call belongs to the company of their session, whichever the account that it runs as is of."""

    _inherit = "res.users"

    def _get_company_ids(self):
        company = self.env["crm.facilitation.participant"]._get_guest_company(self.id)
        return (company,) if company else super()._get_company_ids()
