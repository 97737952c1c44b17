from datetime import datetime, timezone

from odoo import models
from odoo.tools import email_normalize, format_datetime

from ...tools.invitation.calendar_file import CANCEL, REQUEST, Appointment, calendar_file, mime_type


class CrmFacilitationParticipant(models.Model):
    """The days of a session as their person gets them: calendar files, events of their calendar, lines of a mail."""

    _inherit = "crm.facilitation.participant"

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
