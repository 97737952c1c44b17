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
    def _keep_days(self, wanted):
        """Let the calendars of people with an account hold just these days of their sessions.

        :param dict wanted: ``{participant, as the superuser's: [day]}``, see :mod:`...tools.invitation.days`
        """
        # what other people's calendars hold is theirs: the server keeps the days in them
        events_sudo = self.with_user(SUPERUSER_ID).sudo().with_context({**QUIET, "active_test": False})
        places = {participant.id: participant for participant in wanted}
        missing = {(place, day.number): day for place, days in wanted.items() for day in days}
        gone_sudo = events_sudo.browse()
        for event_sudo in events_sudo.search([("facilitation_participant_id", "in", list(places))]):
            place = places[event_sudo.facilitation_participant_id.id]
            is_theirs = event_sudo.user_id == place.user_id and event_sudo.active
            day = missing.pop((place, event_sudo.facilitation_day), None) if is_theirs else None
            if not day:
                gone_sudo |= event_sudo
                continue
            values = self._prepare_day(place, day)
            event_sudo.write({name: value for name, value in values.items() if event_sudo[name] != value})
        gone_sudo.unlink()
        events_sudo.create(
            [
                self._prepare_day(place, day)
                | {
                    "user_id": place.user_id.id,
                    "partner_ids": [Command.set(place.user_id.partner_id.ids)],
                    "privacy": "private",
                    "facilitation_participant_id": place.id,
                    "facilitation_day": day.number,
                }
                for (place, _number), day in missing.items()
            ]
        )

    @api.model
    def _prepare_day(self, place, day):
        return {
            "name": place.session_id.name,
            "allday": False,
            "start": day.start.replace(tzinfo=None),
            "stop": day.stop.replace(tzinfo=None),
        }
