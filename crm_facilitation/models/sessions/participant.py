from odoo import api, fields, models
from odoo.exceptions import UserError

ROLES = [("employee", "Employee"), ("key_user", "Key user"), ("sponsor", "Management"), ("observer", "Observer")]
ATTENDANCES = [("invited", "Invited"), ("joined", "Joined"), ("absent", "Absent")]


class CrmFacilitationParticipant(models.Model):
    """A person in a session: who they are, for which department, in which role.

    A participant may have no user account; with one, taking part is what gives access to the session.

    Invariants: once per session per person and per user; never deleted while anything refers to it.
    """

    _name = "crm.facilitation.participant"
    _description = "Facilitation Participant"
    _order = "session_id, department_id, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    session_id = fields.Many2one("crm.facilitation.session", required=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(related="session_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    partner_id = fields.Many2one("res.partner", "Person", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users",
        "User",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        "hr.department",
        "Department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    role = fields.Selection(ROLES, default="employee", required=True)
    attendance = fields.Selection(ATTENDANCES, default="invited", required=True)
    active = fields.Boolean(default=True)

    _unique_partner = models.UniqueIndex("(session_id, partner_id)", "This person already takes part in the session.")
    _unique_user = models.UniqueIndex(
        "(session_id, user_id) WHERE user_id IS NOT NULL", "This user already takes part in the session."
    )

    @api.depends("partner_id")
    def _compute_user_id(self):
        for participant in self:
            # users are not everybody's to read
            participant.user_id = participant.partner_id.sudo().user_ids[:1]

    @api.depends("partner_id")
    def _compute_department_id(self):
        # employees are the personnel department's to read
        employees_sudo = self.env["hr.employee"].sudo().search([("work_contact_id", "in", self.partner_id.ids)])
        department_of = {employee.work_contact_id: employee.department_id for employee in employees_sudo}
        for participant in self:
            participant.department_id = department_of.get(participant.partner_id) or participant.department_id

    def action_join(self) -> None:
        """Mark as present."""
        self.write({"attendance": "joined"})

    def action_absent(self) -> None:
        """Mark as missing."""
        self.write({"attendance": "absent"})

    @api.ondelete(at_uninstall=True)
    def _unlink_except_started(self):
        if any(participant.session_id.state != "draft" for participant in self):
            raise UserError(self.env._("People of a session that has started stay on record. Archive them instead."))
