from collections.abc import Iterator
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.api import Environment
from odoo.exceptions import AccessError

from ...tools.sessions.identity import entered
from ..sessions.participant_link import PLACEHOLDER

# stands in a mail until it is sent: the queue keeps neither the minutes nor who took part
MINUTES_PLACEHOLDER = "crm-facilitation-minutes"
MINUTES_PATH = "/f/m/"
# open points that an invitation names; of the others it says how many there are
NAMED_POINTS = 10


class CrmFacilitationParticipant(models.Model):
    """What somebody who takes part is sent to read: the minutes, and what is still open from the last session.

    Each reads what their own rights show: those of their account, or those of a guest.
    """

    _inherit = "crm.facilitation.participant"

    @contextmanager
    def _as_reader(self) -> Iterator[Environment]:
        """The environment in which this person reads: their account's, or a guest's, in their language."""
        self.ensure_one()
        # the person's own account, language and company, whoever writes to them
        person_sudo = self.sudo()
        user_sudo = person_sudo.user_id
        if user_sudo.active and not user_sudo.share:
            own = person_sudo.company_id & user_sudo.company_ids
            context = {
                "lang": user_sudo.lang,
                "tz": user_sudo.tz,
                "allowed_company_ids": (own or user_sudo.company_id).ids,
            }
            yield self.env(user=user_sudo.id, su=False, context=context)
        else:
            entry, env = person_sudo._as_guest("link")
            with entered(entry):
                yield env

    def _get_minutes_text(self):
        """The minutes as this person may read them, for the body of a mail; a sentence where they may not."""
        with self._as_reader() as env:
            session = env["crm.facilitation.session"].browse(self.session_id.id)
            try:
                return env["crm.facilitation.document"]._render_body("minutes", session)
            except AccessError:
                return env._("The minutes are not for you to read any more.")

    def _mail_minutes(self):
        """Put the minutes on their way to these people; text and link are put in while sending."""
        # not messages of the session: whoever reads it must find neither link nor address
        mails_sudo = self.env["mail.mail"].sudo()
        for person_sudo in self.sudo():
            translated = person_sudo.with_context(lang=person_sudo.partner_id.lang or self.env.lang)
            is_guest = not (person_sudo.user_id.active and not person_sudo.user_id.share)
            address = f"{person_sudo.get_base_url()}/crm_facilitation/document/minutes/{person_sudo.session_id.id}"
            values = {
                "name": person_sudo.partner_id.name,
                "session": translated.session_id,
                "link": PLACEHOLDER if is_guest else address,
                "minutes": MINUTES_PLACEHOLDER,
                "is_guest": is_guest,
            }
            mails_sudo.create(
                {
                    "subject": translated.env._(
                        "%(person)s: minutes of “%(session)s”",
                        person=person_sudo.partner_id.name,
                        session=person_sudo.session_id.name,
                    ),
                    "body_html": translated.env["ir.qweb"]._render("crm_facilitation.minutes_mail", values),
                    "email_to": person_sudo.partner_id.email_formatted,
                    "auto_delete": True,
                    "facilitation_participant_id": person_sudo.id,
                    "facilitation_link_path": MINUTES_PATH,
                }
            )

    def _get_mail_open_points(self):
        """``{"session", "promises", "points", "more"}`` of the last session as this person may read it, in words.

        Empty where there was none, or nothing of it is open.
        """
        with self._as_reader() as env:
            session = env["crm.facilitation.session"].browse(self.session_id.id)
            try:
                last, left = session._get_left_open()
            except AccessError:
                return {}
            words = last._get_minutes_words()["point"] if last else {}
            points = [f"{words[point['kind']]}: {point['name']}" for point in left.get("points", [])]
            promises = [
                f"{one['name']} ({one['who']}, {self._format_day(env, one['due_on'])})"
                for one in left.get("promises", [])
            ]
            if not points and not promises:
                return {}
            return {
                "session": last.name,
                "promises": promises,
                "points": points[:NAMED_POINTS],
                "more": len(points[NAMED_POINTS:]),
            }

    @api.model
    def _format_day(self, env, day):
        return env["ir.qweb.field.date"].value_to_html(fields.Date.to_date(day), {})

    def _get_mail_questions(self):
        """The questions to this person's department, or to owners, in their language."""
        # their own department and role, whoever writes to them
        person_sudo = self.sudo()
        with self._as_reader() as env:
            session = env["crm.facilitation.session"].browse(person_sudo.session_id.id)
            department = env["hr.department"].browse(person_sudo.department_id.id)
            questions = env["crm.facilitation.question"]._get_for(session, department, person_sudo.role)
            return questions.mapped("name")
