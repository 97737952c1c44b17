from odoo import models
from odoo.api import ValuesType


class HrEmployee(models.Model):
    """An employee record that is linked to a user brings an account to the person's place."""

    _inherit = "hr.employee"

    def write(self, vals: ValuesType) -> bool:
        if not vals.get("user_id"):
            return super().write(vals)
        # linking exchanges the contact of the record for the account's own
        contacts_sudo = self.sudo().work_contact_id
        result = super().write(vals)
        places = self.env["crm.facilitation.participant"]
        for employee_sudo in self.sudo():
            mail = employee_sudo.user_id.partner_id.email_normalized
            # those without an account, whoever may read participants
            found_sudo = places.sudo().search([("partner_id", "in", contacts_sudo.ids), ("user_id", "=", False)])
            for place_sudo in found_sudo:
                same = bool(mail) and place_sudo.partner_id.email_normalized == mail
                place_sudo._offer_account(employee_sudo.user_id, self.env.user._is_system() and same)
        return result
