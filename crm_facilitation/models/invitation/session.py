from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import UserError

from ...tools.invitation.days import session_days
from ...tools.sessions.zones import zone_or_utc

FACILITATOR = "crm_facilitation.group_facilitator"
# what changes the days on which people are expected
DAYS = {"date_start", "date_end", "start_hour", "end_hour", "active", "state", "company_id", "name"}


class CrmFacilitationSession(models.Model):
    """Inviting people to a session: who is added, written to, reminded, and told when its days change.

    A session has dates, and hours in the time zone of its company. Changing them tells everybody who was invited and
    moves their calendars; a change in a calendar moves nothing here.

    Invariant: inviting and reminding say how many people were written to, and by name who was not and why.
    """

    _inherit = "crm.facilitation.session"
    _write_policy = """
        facilitator | * | decided | start_hour end_hour
    """

    start_hour = fields.Float("From", default=9.0, required=True, help="In the time zone of the company.")
    end_hour = fields.Float("To", default=17.0, required=True, help="In the time zone of the company.")
    people_overview = fields.Html("People", compute="_compute_people_overview", sanitize=False, groups=FACILITATOR)
    open_invitation_count = fields.Integer(compute="_compute_people_overview", groups=FACILITATOR)
    remindable_count = fields.Integer(compute="_compute_people_overview", groups=FACILITATOR)
    address_warning = fields.Text(compute="_compute_address_warning", groups=FACILITATOR)

    _check_hours = models.Constraint(
        "CHECK (start_hour >= 0 AND start_hour < end_hour AND end_hour <= 24)",
        "The hours of a session lie between 0:00 and 24:00, and it ends after it begins.",
    )

    @api.depends("participant_ids.progress", "participant_ids.department_id")
    def _compute_people_overview(self):
        for session in self:
            people = session.participant_ids
            session.open_invitation_count = len(people._filter_to_invite())
            session.remindable_count = len(people.filtered(lambda person: person.progress in ("sent", "reached")))
            silent = session._get_silent_people()
            rows = [
                session._get_overview_row(department.name or session.env._("No department"), group, silent)
                for department, group in people.grouped("department_id").items()
            ]
            rows.sort(key=lambda row: row["name"])
            columns = ["people", "invited", "reached", "joined"] + ["silent"] * session._is_collecting()
            session.people_overview = session.env["ir.qweb"]._render(
                "crm_facilitation.people_overview", {"rows": rows, "columns": columns}
            )

    @api.model
    def _get_overview_row(self, name, people, silent):
        reached = people.filtered(lambda person: person.progress in ("reached", "joined"))
        return {
            "name": name,
            "people": len(people),
            "invited": len(people.filtered("invited_on")),
            "reached": len(reached),
            "joined": len(people.filtered(lambda person: person.attendance == "joined")),
            "silent": len(people & silent),
            # names of people in a session that the caller leads; who hears the same reason stands in one line
            "unreached": [
                (obstacle, ", ".join(person.sudo().partner_id.name or "" for person in those))
                for obstacle, those in people.filtered("obstacle").grouped("obstacle").items()
            ],
        }

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_address_warning(self):
        warning = "\n".join(self._get_address_warnings())
        for session in self:
            session.address_warning = session.state in ("draft", "running") and warning

    def write(self, vals: ValuesType) -> bool:
        if not DAYS & set(vals):
            return super().write(vals)
        # whoever may write the session
        sessions_sudo = self.sudo()
        before = {session_sudo: session_sudo._get_plan() for session_sudo in sessions_sudo}
        result = super().write(vals)
        for session_sudo, plan in before.items():
            session_sudo._tell_change(plan)
        return result

    def _get_days(self):
        """The days on which people are expected, see :mod:`...tools.invitation.days`; also of a cancelled session."""
        self.ensure_one()
        # those who lead a session may not read the companies of others
        zone = zone_or_utc(self.sudo().company_id.facilitation_tz)
        return session_days(self.date_start, self.date_end, self.start_hour, self.end_hour, zone)

    def _get_plan(self):
        """``(days, title)`` that calendars hold while the session is on."""
        is_on = self.active and self.state != "cancelled"
        return (self._get_days() if is_on else []), self.name

    def _tell_change(self, before):
        """Tell everybody who was invited what has changed since ``before``; days that are over are no news."""
        days, title = self._get_plan()
        old_days, old_title = before
        invited = self.participant_ids.filtered("invited_on")
        now = fields.Datetime.now()
        if days != old_days and any(day.stop.replace(tzinfo=None) > now for day in [*days, *old_days]):
            invited._tell_days(days)
        elif days != old_days or title != old_title:
            invited._keep_calendar()

    def add_departments(self, department_ids: list[int]) -> dict:
        """Add everybody of these departments and of those below them, with an account or without.

        Asking twice adds nobody twice. People of the session's company and of the companies of its group are added;
        whoever was taken off the list stays off it.

        :return: ``{"added": [participant id], "known": [participant id], "left_out": [{"name", "reason"}]}``, the
            reason in words
        """
        self.ensure_one()
        self._check_invites()
        departments = self.env["hr.department"].browse(department_ids).exists()
        departments.check_access("read")
        found = {"added": [], "known": [], "left_out": []}
        # who was taken off the list is known too
        everybody_sudo = (
            self.sudo().participant_ids.with_context(active_test=False).search([("session_id", "=", self.id)])
        )
        places = everybody_sudo.grouped("partner_id")
        for employee_sudo in self._get_employees(departments):
            partner_sudo = employee_sudo.user_id.partner_id or employee_sudo.work_contact_id
            place_sudo = places.get(partner_sudo)
            reason = self._get_reason_to_leave_out(partner_sudo, place_sudo)
            if reason:
                found["left_out"].append({"name": employee_sudo.name, "reason": reason})
            elif place_sudo:
                found["known"].append(place_sudo.id)
            else:
                place = self._add_employee(employee_sudo, partner_sudo)
                # as the others above
                places[partner_sudo] = place.sudo()
                found["added"].append(place.id)
        return found | {"known": [id_ for id_ in dict.fromkeys(found["known"]) if id_ not in found["added"]]}

    @api.model
    def _get_reason_to_leave_out(self, partner, place):
        if not partner:
            return self.env._("no contact")
        if not partner.active:
            return self.env._("contact archived")
        if place and not place.active:
            return self.env._("taken off the list")
        return False

    def _get_employees(self, departments):
        """Employees of these departments and those below, as the superuser's.

        Of the session's company, of those above and below it, and of those that the caller works in besides.
        """
        # employees and companies are the personnel department's to read
        company_sudo = self.sudo().company_id
        group_sudo = company_sudo.search([("id", "child_of", company_sudo.root_id.id)]) | self.env.user.company_ids
        employees_sudo = self.env["hr.employee"].sudo().with_context(active_test=True)
        return employees_sudo.search(
            [("department_id", "child_of", departments.ids), ("company_id", "in", group_sudo.ids)], order="name, id"
        )

    def _add_employee(self, employee, partner):
        values = {"session_id": self.id, "partner_id": partner.id}
        # a department of another company of the group is none of this session's
        if employee.department_id.company_id in (self.company_id, self.company_id.browse()):
            values["department_id"] = employee.department_id.id
        return self.env["crm.facilitation.participant"].create(values)

    def action_add_people(self) -> dict:
        """Choose the departments whose people are added."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.people_wizard_action")
        return action | {"context": {"default_session_id": self.id}}

    def action_invite(self) -> dict:
        """Invite those who are not invited yet, or whose last mail failed; say who was not reached and why."""
        self._check_invites()
        people = self.participant_ids._filter_to_invite()
        obstacles = people._get_obstacles_to_invite()
        facts = people._write_to("invitation", obstacles)
        if people:
            self.env["crm.facilitation.event"]._record(self, "people_invited", facts)
        return people._report_reached(self.env._("Invitations on their way: %s.", facts["written_to"]), obstacles)

    def action_remind(self) -> dict:
        """Remind those who were invited and have not come; say who was not reached and why."""
        self._check_invites()
        people = self.participant_ids.filtered(lambda person: person.invited_on and person.attendance == "invited")
        # whose invitation failed is invited again, at another address
        obstacles = people.filtered("is_mail_failed")._get_failures() | people._get_obstacles_to_invite()
        facts = people._write_to("reminder", obstacles)
        if people:
            self.env["crm.facilitation.event"]._record(self, "people_reminded", facts)
        return people._report_reached(self.env._("People reminded: %s.", facts["written_to"]), obstacles)

    def _check_invites(self):
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        if self.state == "cancelled" or (self.state == "closed" and not self._is_collecting()):
            raise UserError(self.env._("“%s” is over: nobody is invited to it any more.", self.name))
