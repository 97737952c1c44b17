from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize

from odoo.addons.base.models.res_partner import _tz_get

from ..tools.invitation.people_list import read_people

STEPS = [("rollout", "Roll-out"), ("departments", "Departments"), ("people", "People and days")]
DAYS = [("1", "One day"), ("2", "Two days"), ("3", "Three days")]
# people need some time to make room for a session
NOTICE = 14


class CrmFacilitationFirstSteps(models.TransientModel):
    """From nothing to a session with its people invited, on three screens.

    The roll-out is there after the first screen, so that the departments it may have forgotten can be offered on the
    second. The last one makes the session with its agenda, adds everybody of the departments and whoever is on the
    pasted list, and invites them.
    """

    _name = "crm.facilitation.first.steps"
    _description = "Facilitation First Steps"

    step = fields.Selection(STEPS, default="rollout", required=True)
    project_id = fields.Many2one("project.project", readonly=True, ondelete="cascade")
    name = fields.Char("Roll-out", required=True, default=lambda self: self.env._("New CRM"))
    company_id = fields.Many2one("res.company", "Company", required=True, default=lambda self: self.env.company)
    tz = fields.Selection(_tz_get, "Time zone", compute="_compute_tz", store=True, readonly=False)
    may_set_tz = fields.Boolean(compute="_compute_may_set_tz")
    department_ids = fields.Many2many(
        "hr.department", string="Affected departments", domain="[('company_id', 'in', (False, company_id))]"
    )
    new_departments = fields.Text("Departments that are missing in the list", help="One a line.")
    may_add_departments = fields.Boolean(compute="_compute_may_add")
    forgotten_ids = fields.Many2many("hr.department", compute="_compute_forgotten", string="Perhaps forgotten")
    forgotten_words = fields.Text("Why", compute="_compute_forgotten")
    people = fields.Text("Others", help="One a line: name, mail address, department. Pasted from a spreadsheet.")
    may_add_people = fields.Boolean(compute="_compute_may_add")
    found_people = fields.Integer("People of these departments", compute="_compute_found_people")
    session_name = fields.Char("Session", default=lambda self: self.env._("Discovery"))
    date_start = fields.Date("First day", default=lambda self: self._default_date_start())
    days = fields.Selection(DAYS, "Days", default="3")

    @api.model
    def _default_date_start(self):
        day = fields.Date.context_today(self) + timedelta(days=NOTICE)
        # no session begins at a weekend
        return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)

    @api.depends("company_id")
    def _compute_tz(self):
        for steps in self:
            steps.tz = steps.company_id.facilitation_tz

    @api.depends("company_id")
    def _compute_may_set_tz(self):
        for steps in self:
            steps.may_set_tz = steps.company_id.partner_id.has_access("write")

    def _compute_may_add(self):
        for steps in self:
            steps.may_add_departments = self.env["hr.department"].has_access("create")
            steps.may_add_people = self.env["res.partner"].has_access("create")

    @api.depends("project_id", "department_ids")
    def _compute_forgotten(self):
        for steps in self:
            notice = steps.project_id.get_forgotten_notice()["departments"] if steps.project_id else []
            chosen = steps.department_ids._origin
            offered = [one for one in notice if not steps._is_covered(one["id"], chosen)]
            steps.forgotten_ids = [Command.set([one["id"] for one in offered])]
            steps.forgotten_words = "\n".join(f"{one['name']}: {one['why']}" for one in offered)

    @api.model
    def _is_covered(self, department_id, chosen):
        """Whether the department, one above or one below it was chosen."""
        # departments of the company are named to whoever prepares its session
        path = self.env["hr.department"].sudo().browse(department_id).parent_path or ""
        paths = [department.parent_path or "" for department in chosen.sudo()]
        return any(path.startswith(other) or other.startswith(path) for other in paths)

    @api.depends("department_ids", "project_id")
    def _compute_found_people(self):
        for steps in self:
            session = self.env["crm.facilitation.session"].new({"project_id": steps.project_id.id})
            departments = steps.department_ids._origin
            steps.found_people = len(session._get_employees(departments)) if departments and steps.project_id else 0

    def action_next(self) -> dict:
        """Keep what the screen says and show the next one."""
        self.ensure_one()
        if self.step == "rollout":
            self._keep_rollout()
            self.step = "departments"
        elif self.step == "departments":
            self._keep_departments()
            self.step = "people"
        return self._show()

    def action_back(self) -> dict:
        """Show the screen before."""
        self.ensure_one()
        self.step = {"people": "departments"}.get(self.step, "rollout")
        return self._show()

    def action_add_forgotten(self) -> dict:
        """Name the forgotten departments as affected."""
        self.ensure_one()
        self.department_ids |= self.forgotten_ids
        return self._show()

    def action_finish(self) -> dict:
        """Make the session with its agenda and its people; nobody is written to yet."""
        self.ensure_one()
        session, _left_out = self._make_session()
        return self._open(session)

    def action_invite(self) -> dict:
        """Make the session and invite its people; say who was not added or reached, and why."""
        self.ensure_one()
        session, left_out = self._make_session()
        notice = session.action_invite()
        if left_out:
            notice["params"]["message"] += " " + self.env._("Not added: %s.", ", ".join(left_out))
            notice["params"] |= {"type": "warning", "sticky": True}
        notice["params"]["next"] = self._open(session)
        return notice

    def _keep_rollout(self):
        values = {"name": self.name, "company_id": self.company_id.id}
        if self.project_id:
            self.project_id.write({name: value for name, value in values.items() if name == "name"})
        else:
            self.project_id = self.env["project.project"].create(values | {"is_facilitation": True})
        if self.tz and self.tz != self.company_id.facilitation_tz:
            self.company_id.partner_id.tz = self.tz

    def _keep_departments(self):
        names = [name for name in map(str.strip, (self.new_departments or "").splitlines()) if name]
        self._check_known(names)
        for name in names:
            self.department_ids |= self._find_department(name)
        self.new_departments = False
        if not self.department_ids:
            raise UserError(self.env._("Choose the departments that the CRM changes something for."))
        self.project_id.affected_department_ids = [Command.set(self.department_ids.ids)]

    def _search_department(self, name):
        """The departments of this name in the company; the one whose whole name it is comes alone."""
        departments = self.env["hr.department"]
        own = [("company_id", "in", (False, self.company_id.id))]
        return departments.search([("complete_name", "=ilike", name), *own], limit=1) or departments.search(
            [("name", "=ilike", name), *own]
        )

    def _find_department(self, name):
        """The department of this name in the company; a new one where there is none yet."""
        found = self._search_department(name)
        if found[1:]:
            raise UserError(
                self.env._(
                    "Several departments are called “%(name)s”: %(found)s. Write the whole name of the one you mean.",
                    name=name,
                    found=", ".join(found.mapped("complete_name")),
                )
            )
        return found or found.create({"name": name, "company_id": self.company_id.id})

    def _check_known(self, names):
        """Who may not add departments hears which are missing, before anything is made."""
        unknown = [] if self.may_add_departments else [name for name in names if not self._search_department(name)]
        if unknown:
            raise UserError(
                self.env._(
                    "No department is called so: %s. Correct the name or leave it out, or let whoever manages the"
                    " employees add the department.",
                    ", ".join(dict.fromkeys(unknown)),
                )
            )

    def _make_session(self):
        """The session as the screens say, and by name who of its people was not added."""
        if not self.project_id:
            raise UserError(self.env._("Begin with the roll-out."))
        if not self.date_start:
            raise UserError(self.env._("Say on which day the session begins."))
        days = int(self.days or 1)
        session = self.env["crm.facilitation.session"].create(
            {
                "name": self.session_name or self.env._("Discovery"),
                "project_id": self.project_id.id,
                "date_start": self.date_start,
                "date_end": self.date_start + timedelta(days=days - 1),
            }
        )
        found = session.add_departments(self.department_ids.ids)
        self._add_listed(session)
        return session, [f"{person['name']} ({person['reason']})" for person in found["left_out"]]

    def _add_listed(self, session):
        people = read_people(self.people or "")
        self._check_known([person.department for person in people if person.department])
        for person in people:
            department = self._find_department(person.department) if person.department else self.department_ids.browse()
            partner = self._find_contact(person)
            if department and department not in self.project_id.affected_department_ids:
                self.project_id.affected_department_ids = [Command.link(department.id)]
            if partner not in session.participant_ids.partner_id:
                values = {"session_id": session.id, "partner_id": partner.id}
                values |= {"department_id": department.id} if department else {}
                session.participant_ids.create(values)

    def _find_contact(self, person):
        contacts = self.env["res.partner"]
        address = email_normalize(person.email)
        known = address and contacts.search(
            [("email_normalized", "=", address), ("company_id", "in", (False, self.company_id.id))], limit=1
        )
        return known or contacts.create({"name": person.name, "email": person.email})

    def _show(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.first_steps_action")
        return action | {"res_id": self.id}

    @api.model
    def _open(self, session):
        return {
            "type": "ir.actions.act_window",
            "name": session.name,
            "res_model": session._name,
            "res_id": session.id,
            "views": [(False, "form")],
        }
