from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import email_normalize, format_datetime

from ...tools.invitation.calendar_file import CANCEL, REQUEST, Appointment, calendar_file, mime_type
from ..sessions.participant_link import CODE_PLACEHOLDER, PAGE_PLACEHOLDER, PLACEHOLDER

FACILITATOR = "crm_facilitation.group_facilitator"
PROGRESS = [
    ("open", "Not invited yet"),
    ("sent", "On its way"),
    ("reached", "Reached"),
    ("joined", "Joined"),
    ("unreached", "Not reached"),
]
# what a calendar is told of its days is not a use of the place
NO_USE = ("calendar.event", "mail.mail")


class CrmFacilitationParticipant(models.Model):
    """The invitation of a person: mails with their way in, a calendar file for each day, and what came of it.

    Each mail goes to its person alone, in their language and time zone. Whoever has an account gets the address of the
    session and, in their calendar, private events; everybody else a link of their own, drawn while the mail is sent.

    Invariants: somebody who cannot be reached is not invited, and is named to whoever invites; the number of a change
    (``calendar_sequence``) only grows; whoever was invited keeps their place, which is archived and never given away.
    """

    _inherit = "crm.facilitation.participant"
    _write_policy = """
        - | * | - | invited_on reached_on is_mail_failed calendar_sequence told_days
    """

    invited_on = fields.Datetime("Invited on", copy=False, readonly=True, groups=FACILITATOR)
    reached_on = fields.Datetime(
        "Reached on", copy=False, readonly=True, groups=FACILITATOR, help="When the last mail was handed over."
    )
    is_mail_failed = fields.Boolean("Last mail failed", copy=False, readonly=True, groups=FACILITATOR)
    calendar_sequence = fields.Integer(copy=False, readonly=True, groups=NO_ACCESS)
    told_days = fields.Integer(copy=False, readonly=True, groups=NO_ACCESS, help="How many days calendars hold.")
    has_account = fields.Boolean(
        "Has an account", compute="_compute_has_account", search="_search_has_account", groups=FACILITATOR
    )
    progress = fields.Selection(PROGRESS, "Invitation", compute="_compute_progress", groups=FACILITATOR)
    obstacle = fields.Char("Why not reached", compute="_compute_progress", groups=FACILITATOR)

    @api.depends("user_id.active", "user_id.share")
    def _compute_has_account(self):
        for participant in self:
            participant.has_account = participant._has_login()

    @api.model
    def _search_has_account(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["has_account"], "read")
        return Domain("user_id", "any", [("active", "=", True), ("share", "=", False)])

    @api.depends("attendance", "invited_on", "reached_on", "is_mail_failed", "partner_id.email", "partner_id.active")
    def _compute_progress(self):
        obstacles = self._get_obstacles()
        for participant in self:
            obstacle = obstacles.get(participant)
            if not obstacle and participant.is_mail_failed:
                obstacle = self.env._("the last mail failed")
            participant.obstacle = False if participant.attendance == "joined" else obstacle
            participant.progress = (
                (participant.attendance == "joined" and "joined")
                or (obstacle and "unreached")
                or (participant.reached_on and "reached")
                or (participant.invited_on and "sent")
                or "open"
            )

    def _filter_mailed(self):
        return super()._filter_mailed().filtered(lambda one: not one.sudo().is_mail_failed)  # whoever asks

    def write(self, vals: ValuesType) -> bool:
        # invitations are the server's to keep
        active_before = {person_sudo: person_sudo.active for person_sudo in self.sudo()} if "active" in vals else {}
        result = super().write(vals)
        for person_sudo, was_active in active_before.items():
            if person_sudo.active != was_active and person_sudo.invited_on:
                person_sudo._tell_days(person_sudo.session_id._get_days())
        if {"user_id", "partner_id"} & set(vals):
            self._keep_calendar()
        return result

    @api.model
    def get_import_templates(self) -> list[dict[str, str]]:
        """The spreadsheet to start from: people by name or mail address."""
        return [
            {
                "label": self.env._("Template for participants"),
                "template": "/crm_facilitation/static/xls/crm_facilitation_participant.csv",
            }
        ]

    def _filter_to_invite(self):
        """Those of these people who are not invited yet, or whose last mail failed."""
        return self.filtered(lambda person: not person.invited_on or person.is_mail_failed)

    def _link_account(self, user):
        super()._link_account(user)
        self._keep_calendar()

    @api.ondelete(at_uninstall=True)
    def _unlink_except_invited(self):
        # whoever may delete them
        if any(participant.sudo().invited_on for participant in self):
            raise UserError(self.env._("People who were invited stay on record. Take them off the list instead."))

    def _is_taken(self):
        """Whoever was sent a link holds it: the place is not another person's any more."""
        # keys and invitations are the server's
        place_sudo = self.sudo()
        keys_sudo = place_sudo.env["crm.facilitation.key"]
        return super()._is_taken() or bool(
            place_sudo.invited_on or keys_sudo.search_count([("participant_id", "=", self.id)], limit=1)
        )

    @api.model
    def _get_references(self):
        return [reference for reference in super()._get_references() if reference[0].model_name not in NO_USE]

    def _write_to(self, step, obstacles):
        """Write to those of these people whom nothing stands in the way of; the numbers, for the evidence."""
        reached = self.filtered(lambda person: person not in obstacles)
        reached._invite(step)
        return {"written_to": len(reached), "not_reached": len(obstacles)}

    def _invite(self, occasion):
        """Write to these people, who can be reached, on the occasion of an invitation or a reminder."""
        # invitations are the server's to keep
        people_sudo = self.sudo()
        if occasion == "invitation":
            people_sudo.write({"invited_on": fields.Datetime.now(), "is_mail_failed": False})
        people_sudo._queue(dict.fromkeys(people_sudo, occasion))
        self._keep_calendar()

    def _tell_days(self, days):
        """Tell those who were invited that the days have changed, or that there are none for them any more."""
        occasions = {}
        # invitations are the server's to keep
        for person_sudo in self.sudo():
            person_sudo.calendar_sequence += 1
            if person_sudo.partner_id.active and person_sudo.partner_id.email_normalized:
                occasions[person_sudo] = "change" if days and person_sudo._is_let_in() else "cancellation"
        self._queue(occasions)
        self._keep_calendar()

    @api.model
    def _queue(self, occasions):
        """Put mails into the queue, in place of those about the days that still wait there or have failed.

        :param dict occasions: ``{participant, as the superuser's: occasion}``
        """
        # the queue is the server's
        mails_sudo = self.env["mail.mail"].sudo()
        people_sudo = self.sudo().browse(person.id for person in occasions)
        waiting_sudo = mails_sudo.search(
            [("facilitation_participant_id", "in", people_sudo.ids), ("facilitation_occasion", "!=", False),
             ("state", "in", ("outgoing", "exception"))]
        )  # fmt: skip
        uninvited_sudo = waiting_sudo.filtered(lambda mail: mail.facilitation_occasion == "invitation")
        for person_sudo in uninvited_sudo.facilitation_participant_id:
            if occasions[person_sudo] == "change":
                occasions[person_sudo] = "invitation"
        waiting_sudo.unlink()
        for occasion, told_sudo in people_sudo.grouped(occasions.get).items():
            # not messages of the session: whoever reads it must find neither key nor address
            mails_sudo.create(told_sudo._prepare_mails(occasion))

    def _prepare_mails(self, occasion):
        # rendered with all rights, for people whose contacts the facilitator may not read
        template_sudo = self.env.ref(f"crm_facilitation.mail_template_{occasion}").sudo()
        subjects = template_sudo._render_field("subject", self.ids, compute_lang=True)
        bodies = template_sudo._render_field("body_html", self.ids, compute_lang=True, engine="qweb")
        return [
            {
                "subject": subjects[person.id],
                "body_html": bodies[person.id],
                "email_to": person.partner_id.email_formatted,
                "auto_delete": True,
                "facilitation_participant_id": person.id,
                "facilitation_occasion": occasion,
            }
            for person in self
        ]

    def _is_wanted(self, occasion):
        """Whether a mail that waits is still true, asked while it is sent."""
        self.ensure_one()
        is_let_in = self._is_let_in()
        if occasion == "cancellation":
            return not is_let_in or not self.session_id._get_days()
        return is_let_in and (occasion != "reminder" or self.attendance == "invited")

    def _note_sent(self, is_sent, has_failed):
        """Keep what became of the last mail."""
        if has_failed and not is_sent:
            self.write({"is_mail_failed": True, "reached_on": False})
        elif is_sent:
            told = len(self.session_id._get_days()) if self._is_let_in() else 0
            self.write({"is_mail_failed": False, "reached_on": fields.Datetime.now(), "told_days": told})

    def _get_calendar_files(self):
        """``[(name, content, MIME type)]`` of the days as they are now, and of those that calendars hold for nothing."""
        self.ensure_one()
        known = {day.number: day for day in self.session_id._get_days()}
        days = known if self._is_let_in() else {}
        files = [self._get_calendar_file(number, REQUEST, day) for number, day in days.items()]
        gone = range(len(days) + 1, self.told_days + 1)
        files += [self._get_calendar_file(number, CANCEL, known.get(number)) for number in gone]
        self.told_days = max(self.told_days, len(days))
        return files

    def _get_calendar_file(self, number, method, day):
        session, person = self.session_id, self.partner_id
        # a parameter that makes the name of a day unlike those of other servers
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        # the same whoever invites: calendars take a change from who invited
        addresses = (session.company_id.email, *session.facilitator_ids.mapped("email"), person.email)
        host = next(filter(None, (email_normalize(address or "") for address in addresses)), "")
        appointment = Appointment(
            uid=f"session-{session.id}-day-{number}-person-{self.id}@{database}",
            sequence=self.calendar_sequence,
            summary=session.name,
            start=day.start if day else None,
            stop=day.stop if day else None,
            organizer=(session.company_id.name, host),
            attendee=(person.name, email_normalize(person.email or "") or ""),
        )
        made_at = datetime.now(timezone.utc)
        return f"day-{number}.ics", calendar_file(appointment, method, made_at), mime_type(method)

    def _keep_calendar(self):
        """Let the calendars of those who have an account hold the days to which they are invited."""
        wanted = {}
        # invitations and accounts are the server's to look at
        for person_sudo in self.sudo():
            is_invited = person_sudo.invited_on and person_sudo.has_account and person_sudo._is_let_in()
            wanted[person_sudo] = person_sudo.session_id._get_days() if is_invited else []
        self.env["calendar.event"]._keep_days(wanted)

    def _get_mail_address(self):
        """What the button of a mail opens: the session for accounts, a placeholder for a link otherwise."""
        self.ensure_one()
        session = self.session_id
        # whoever writes to them
        if self.sudo().has_account:
            return f"{session.get_base_url()}/mail/view?model={session._name}&res_id={session.id}"
        return PLACEHOLDER

    def _get_mail_code(self):
        """A placeholder for the code by which somebody without an account comes in on another device."""
        # whoever writes to them
        return "" if self.sudo().has_account else CODE_PLACEHOLDER

    def _get_code_address(self):
        """A placeholder for the page on which that code is entered."""
        return PAGE_PLACEHOLDER

    def _get_mail_days(self):
        """``[text]``: each day in the person's language and time zone, which is named."""
        zone = self._get_mail_zone()
        texts = []
        for day in self.session_id._get_days():
            start, stop = (
                format_datetime(self.env, moment.replace(tzinfo=None), tz=zone, dt_format=pattern)
                for moment, pattern in ((day.start, "EEEE, d MMMM y, HH:mm"), (day.stop, "HH:mm"))
            )
            texts.append(f"{start}–{stop} ({zone})")
        return texts

    def _get_mail_first_day(self):
        """The first day in short, for the subject: mails of two sessions are not taken for one."""
        days = self.session_id._get_days()
        if not days:
            return self.env._("day not settled yet")
        start = days[0].start.replace(tzinfo=None)
        return format_datetime(self.env, start, tz=self._get_mail_zone(), dt_format="d MMMM y")
