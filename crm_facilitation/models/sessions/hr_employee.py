from contextlib import contextmanager

from odoo import api, models
from odoo.api import Self, ValuesType


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

    def _cron_update_current_version_id(self) -> None:
        """A transfer that was entered ahead takes effect."""
        with self.search([])._moving_in_drafts():
            super()._cron_update_current_version_id()

    @contextmanager
    def _moving_in_drafts(self):
        """Whoever is invited for their old department to a session that has not begun is invited for the new one."""
        # departments are followed whoever may read employees
        employees_sudo = self.sudo()
        before = {employee: employee.department_id for employee in employees_sudo}
        yield
        # versions go with their employee
        employees_sudo = employees_sudo.exists()
        before = {employee: before[employee] for employee in employees_sudo}
        if not employees_sudo:
            return
        self.env.flush_all()
        employees_sudo.invalidate_recordset(["current_version_id", "version_id", "department_id"], flush=False)
        for employee_sudo, department in before.items():
            if employee_sudo.department_id != department:
                employee_sudo._move_in_drafts(department)

    def _move_in_drafts(self, before):
        # the personnel department may not lead sessions
        places_sudo = self.env["crm.facilitation.participant"].sudo()
        people = self.work_contact_id | self.user_id.partner_id
        invited = [("partner_id", "in", people.ids), ("session_id.state", "=", "draft")]
        same = [("department_id", "=", before.id), ("company_id", "=", self.company_id.id)]
        for place_sudo in places_sudo.search(invited + same):
            if not place_sudo._get_uses():
                place_sudo._compute_department_id()


class HrVersion(models.Model):
    """People change departments, and get accounts, while a session that they are invited to is prepared."""

    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        named = {vals["employee_id"] for vals in vals_list if vals.get("employee_id")}
        # somebody who is being hired has no version yet, and is transferred from nowhere
        employees = self.env["hr.employee"].browse(named).filtered("version_ids")
        with employees._moving_in_drafts():
            return super().create(vals_list)

    def write(self, vals: ValuesType) -> bool:
        if not vals.keys() & {"department_id", "date_version", "active"}:
            return super().write(vals)
        with self.employee_id._moving_in_drafts():
            return super().write(vals)

    def unlink(self) -> bool:
        """A transfer that is taken back."""
        with self.employee_id._moving_in_drafts():
            return super().unlink()
