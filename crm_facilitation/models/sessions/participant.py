import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.sessions.zones import find_zone

ROLES = [("employee", "Employee"), ("key_user", "Key user"), ("sponsor", "Management"), ("observer", "Observer")]
ATTENDANCES = [("invited", "Invited"), ("joined", "Joined"), ("absent", "Absent")]
# as PostgreSQL words which key there is already: Key (session_id, partner_id)=(7, 12) already exists.
TWICE = re.compile(r"=\(\d+, (\d+)\)")


def _name_twice(people, diagnostics):
    """Who it is that takes part already, of ``people`` (an empty recordset of contacts or users)."""
    found = TWICE.search((diagnostics and diagnostics.message_detail) or "")
    # who adds somebody to a session has just named them
    who_sudo = people.sudo().browse(int(found[1]) if found else 0).exists()
    if who_sudo:
        return people.env._("“%s” already takes part in the session.", who_sudo.name)
    return people.env._("Somebody on the list already takes part in the session.")


class CrmFacilitationParticipant(models.Model):
    """A person in a session: who they are, for which department, in which role.

    A participant may have no user account; with one, taking part is what gives access to the session.

    Invariants: once per session per person and per user; never deleted while anything refers to it.
    """

    _name = "crm.facilitation.participant"
    _description = "Facilitation Participant"
    _inherit = ["crm.facilitation.guarded"]
    _order = "session_id, department_id, id"
    _rec_name = "partner_id"
    _check_company_auto = True
    # whose place it is, and whether they take part, leaves evidence of its own, see participant_seat.py
    _write_policy = """
        facilitator | * | -       | session_id partner_id user_id active <other>
        facilitator | * | decided | department_id role attendance
    """
    _edit_kind = "participant_edited"

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

    _unique_partner = models.UniqueIndex(
        "(session_id, partner_id)", lambda env, diagnostics: _name_twice(env["res.partner"], diagnostics)
    )
    _unique_user = models.UniqueIndex(
        "(session_id, user_id) WHERE user_id IS NOT NULL",
        lambda env, diagnostics: _name_twice(env["res.users"], diagnostics),
    )

    @api.depends("partner_id")
    def _compute_user_id(self):
        for participant in self:
            # users are not everybody's to read
            participant.user_id = participant.partner_id.sudo().user_ids[:1]

    @api.depends("partner_id", "session_id")
    def _compute_department_id(self):
        """The department of the person's employee record in the session's company; who has none there takes part too."""
        partners = self.partner_id
        # employees are the personnel department's to read
        employees_sudo = self.env["hr.employee"].sudo()
        own = ["|", ("work_contact_id", "in", partners.ids), ("user_id.partner_id", "in", partners.ids)]
        department_of = {}
        for employee_sudo in employees_sudo.search([*own, ("department_id", "!=", False)], order="id desc"):
            department_sudo = employee_sudo.department_id
            if department_sudo.company_id in (employee_sudo.company_id, employee_sudo.company_id.browse()):
                for partner in employee_sudo.work_contact_id | employee_sudo.user_id.partner_id:
                    department_of[partner.id, employee_sudo.company_id.id] = department_sudo.id
        for participant in self:
            home = participant.partner_id.id, participant.session_id.company_id.id
            participant.department_id = department_of.get(home) or participant.department_id

    def _leaves_evidence(self) -> bool:
        """Somebody in a session that has begun: department and role say whose voice is counted where."""
        # whoever may read the session
        return self.sudo().session_id.state != "draft"

    def _filter_reached(self):
        """Those of these participants who can take part by themselves; hook of whatever lets people in.

        A contact on the list without an account raises and votes nothing: nobody hides behind it.
        """
        return self.filtered(lambda person: person.active and person.partner_id.active and person.user_id.active)

    def _get_obstacles(self):
        """``{participant: why no mail reaches them}`` of those whom none reaches, in words to be shown to facilitators."""
        obstacles = {}
        for participant in self:
            # their own contact, whoever writes to them
            person_sudo = participant.sudo()
            if not person_sudo.active:
                obstacles[participant] = self.env._("takes part no more")
            elif not person_sudo.partner_id.active:
                obstacles[participant] = self.env._("contact archived")
            elif not person_sudo.partner_id.email:
                obstacles[participant] = self.env._("no mail address")
            elif not person_sudo.partner_id.email_normalized:
                obstacles[participant] = self.env._("mail address not valid")
        return obstacles

    @api.model
    def _report_reached(self, sentence, obstacles):
        """The notice of whoever wrote to people: ``sentence`` with the number reached, and by name who was not and why.

        :param dict obstacles: as :meth:`_get_obstacles` gives them
        """
        # names of people in a session that the caller leads
        people = [f"{person.sudo().partner_id.name} ({why})" for person, why in obstacles.items()]
        left_out = self.env._("Not reached: %s.", ", ".join(people)) if people else ""
        return self._notify_left_out(sentence, left_out, {"type": "ir.actions.client", "tag": "soft_reload"})

    @api.model
    def _notify_left_out(self, sentence, left_out, afterwards):
        """A notice that stays on the screen when ``left_out`` names people; ``afterwards``: the action that follows."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": " ".join(filter(None, [sentence, left_out])),
                "type": "warning" if left_out else "success",
                "sticky": bool(left_out),
                "next": afterwards,
            },
        }

    def _filter_nameable(self, hidden):
        """Colleagues from other companies of the group take part, and are not read by whoever works in this one alone."""
        if hidden._name != "res.partner":
            return super()._filter_nameable(hidden)
        # that they are employed is asked, and nothing is told of it
        employed_sudo = self.env["hr.employee"].sudo().search([("work_contact_id", "in", hidden.ids)])
        return hidden & employed_sudo.work_contact_id.sudo(False)

    def _copy_place(self):
        """Values of the same place in another session."""
        self.ensure_one()
        return {"partner_id": self.partner_id.id, "department_id": self.department_id.id, "role": self.role}

    def action_join(self) -> None:
        """Mark as present."""
        self.write({"attendance": "joined"})

    def action_absent(self) -> None:
        """Mark as missing."""
        self.write({"attendance": "absent"})

    def action_take_off(self) -> None:
        """Take them off the list: they take part no more, and what they said stays."""
        self.write({"active": False})

    @api.ondelete(at_uninstall=True)
    def _unlink_except_started(self):
        if any(participant.session_id.state != "draft" for participant in self):
            raise UserError(
                self.env._("People of a session that has started stay on record. Take them off the list instead.")
            )

    def _get_mail_zone(self):
        """The time zone in which times are told to the person; that of the company where they have none."""
        # the person's own zone, whoever writes to them
        person_sudo = self.sudo()
        zones = person_sudo.partner_id.tz, person_sudo.company_id.facilitation_tz
        return next((zone for zone in zones if zone and find_zone(zone)), "UTC")
