from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import NO_ACCESS, Command

# the person has a mail from the session: the calendar sends none, and writes down whom to call nowhere
QUIET = {
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "skip_contact_description": True,
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}


class CalendarEvent(models.Model):
    """A day of a session in the calendar of one person who has an account.

    Everybody in the company may read who attends an event, so each person has events of their own: private, without a
    link, without anybody else's name. The session moves them; whatever becomes of them never moves the session.
    """

    _inherit = "calendar.event"

    facilitation_participant_id = fields.Many2one(
        "crm.facilitation.participant", index="btree_not_null", groups=NO_ACCESS, copy=False, ondelete="cascade"
    )
    facilitation_day = fields.Integer(groups=NO_ACCESS, copy=False)

    @api.model
    def _keep_days(self, participant, user, title, days):
        """Let the calendar of ``user`` hold just these days of the participant, see :mod:`...tools.invitation.days`."""
        # what other people's calendars hold is theirs: the server keeps the days in them
        events_sudo = self.with_user(SUPERUSER_ID).sudo().with_context({**QUIET, "active_test": False})
        kept_sudo = events_sudo.search([("facilitation_participant_id", "=", participant.id)])
        theirs_sudo = kept_sudo.filtered(lambda event: event.user_id == user and event.active)
        wanted = {day.number: day for day in days}
        gone_sudo = kept_sudo - theirs_sudo.filtered(lambda event: event.facilitation_day in wanted)
        gone_sudo.unlink()
        for event_sudo in theirs_sudo - gone_sudo:
            values = self._prepare_day(title, wanted.pop(event_sudo.facilitation_day))
            event_sudo.write({name: value for name, value in values.items() if event_sudo[name] != value})
        for day in wanted.values():
            events_sudo.create(
                self._prepare_day(title, day)
                | {
                    "user_id": user.id,
                    "partner_ids": [Command.set(user.partner_id.ids)],
                    "privacy": "private",
                    "facilitation_participant_id": participant.id,
                    "facilitation_day": day.number,
                }
            )

    @api.model
    def _prepare_day(self, title, day):
        return {
            "name": title,
            "allday": False,
            "start": day.start.replace(tzinfo=None),
            "stop": day.stop.replace(tzinfo=None),
        }
