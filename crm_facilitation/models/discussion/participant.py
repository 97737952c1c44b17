from collections.abc import Iterator
from contextlib import contextmanager

from odoo import api, models
from odoo.api import Environment
from odoo.exceptions import AccessError

from ...tools.discussion.layout import as_mail
from ...tools.sessions.identity import entered
from ..sessions.participant_link import PLACEHOLDER

# stands in a mail until it is sent: the queue keeps neither the minutes nor who took part
MINUTES_PLACEHOLDER = "crm-facilitation-minutes"
MINUTES_PATH = "/f/m/"
# open points that an invitation names; of the others it says how many there are
NAMED_POINTS = 10


class CrmFacilitationParticipant(models.Model):
    """The minutes, and what the last session left open, mailed to people who take part.

    Each mail holds what its reader may read, by the rights of their account or those of a guest.
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
                return as_mail(env["crm.facilitation.document"]._render_body("minutes", session))
            except AccessError:
                return env._("The minutes are not for you to read any more.")

    def _mail_minutes(self):
        """Put the minutes on their way to these people; text and link are put in while sending."""
        # not messages of the session: whoever reads it must find neither link nor address
        mails_sudo = self.env["mail.mail"].sudo()
        for person_sudo in self.sudo():
            told_sudo = person_sudo.with_context(lang=person_sudo.partner_id.lang or self.env.lang)
            is_guest = not (person_sudo.user_id.active and not person_sudo.user_id.share)
            address = f"{person_sudo.get_base_url()}/crm_facilitation/document/minutes/{person_sudo.session_id.id}"
            values = {
                "name": person_sudo.partner_id.name,
                "session": told_sudo.session_id,
                "link": PLACEHOLDER if is_guest else address,
                "minutes": MINUTES_PLACEHOLDER,
                "is_guest": is_guest,
            }
            mails_sudo.create(
                {
                    "subject": told_sudo.env._(
                        "%(person)s: minutes of “%(session)s”",
                        person=person_sudo.partner_id.name,
                        session=person_sudo.session_id.name,
                    ),
                    "body_html": told_sudo.env["ir.qweb"]._render("crm_facilitation.minutes_mail", values),
                    "email_to": person_sudo.partner_id.email_formatted,
                    "auto_delete": True,
                    "facilitation_participant_id": person_sudo.id,
                    "facilitation_link_path": MINUTES_PATH,
                }
            )

    def _get_mail_preparation(self):
        """For an invitation, in the person's language: what the last session left open, and questions to think about."""
        # their own department and role, whoever writes to them
        person_sudo = self.sudo()
        with self._as_reader() as env:
            session = env["crm.facilitation.session"].browse(person_sudo.session_id.id)
            department = env["hr.department"].browse(person_sudo.department_id.id)
            questions = env["crm.facilitation.question"]._get_for(session, department, person_sudo.role)
            values = {"left": self._get_left_open(session), "questions": questions.mapped("name")}
            return env["ir.qweb"]._render("crm_facilitation.mail_preparation", values)

    @api.model
    def _get_left_open(self, session):
        """``{title, promises, points, more}`` of the last session in words, as the reader may read it; else nothing."""
        try:
            last, left = session._get_left_open()
        except AccessError:
            return {}
        if not last or not (left["points"] or left["promises"]):
            return {}
        words = last._get_minutes_words()["point"]
        points = [f"{words[point['kind']]}: {point['name']}" for point in left["points"]]
        return {
            "title": session.env._("Still open from “%s”", last.name),
            "promises": left["promises"],
            "points": points[:NAMED_POINTS],
            "more": len(points[NAMED_POINTS:]),
        }
