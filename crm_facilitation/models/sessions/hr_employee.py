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


class HrVersion(models.Model):
    """People change departments, and get accounts, while a session that they are invited to is prepared."""

    _inherit = "hr.version"

    def write(self, vals: ValuesType) -> bool:
        before = {version: version.department_id for version in self} if "department_id" in vals else {}
        result = super().write(vals)
        for version, department in before.items():
            version._move_in_drafts(department)
        return result

    def _move_in_drafts(self, before):
        """Whoever is invited for their old department to a session that has not begun is invited for the new one."""
        # the personnel department may not lead sessions
        places_sudo = self.env["crm.facilitation.participant"].sudo()
        employee_sudo = self.sudo().employee_id
        people = employee_sudo.work_contact_id | employee_sudo.user_id.partner_id
        invited = [("partner_id", "in", people.ids), ("session_id.state", "=", "draft")]
        same = [("department_id", "=", before.id), ("company_id", "=", employee_sudo.company_id.id)]
        for place_sudo in places_sudo.search(invited + same):
            if not place_sudo._get_uses():
                place_sudo._compute_department_id()
