import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from .event import HANDED

_logger = logging.getLogger(__name__)


class CrmFacilitationParticipant(models.Model):
    """A link that was lost is sent again to its person's own mail; an account made later takes over its place.

    Invariant: a place gets an account only by somebody who holds both, its link and the login.
    """

    _inherit = "crm.facilitation.participant"

    @api.model
    def _mail_lost_link(self, session_id: int, email: str) -> None:
        """Have a new link sent to whoever takes part with this address. Says nothing of whether anybody does.

        Whether anybody does is looked at afterwards by :meth:`_cron_mail_lost_links`: the time that it takes would tell.
        """
        attempts = self.env["crm.facilitation.attempt"]
        address = email_normalize((email or "").replace("\0", ""))
        if not address or not attempts._is_open("mail", session_id):
            return
        attempts._note("mail", session_id, address)
        # whoever asks has no account; the server looks as soon as this is committed
        self.env.ref("crm_facilitation.participant_cron_lost_links").sudo()._trigger()

    @api.model
    def _cron_mail_lost_links(self):
        """Send the links that were asked for to those whom the address belongs to, and forget the addresses."""
        # nobody has any right on attempts
        asked_sudo = self.env["crm.facilitation.attempt"].sudo().search([("address", "!=", False)], order="id")
        self.env["ir.cron"]._run_each(
            asked_sudo, self._answer_attempt, _logger, "Attempt %s: no link could be sent to whom it asks for"
        )

    @api.model
    def _answer_attempt(self, attempt_sudo):
        attempts = self.env["crm.facilitation.attempt"]
        session_id, address = attempt_sudo.about, attempt_sudo.address
        attempt_sudo.address = False
        # whoever asked has no account; the mail goes to the person alone
        people_sudo = self.sudo().search(
            [("session_id", "=", session_id), ("partner_id.email_normalized", "=", address)]
        )
        for person_sudo in people_sudo.filtered(lambda person: person._is_let_in()):
            if attempts._is_open("mail_person", person_sudo.id):
                attempts._note("mail_person", person_sudo.id)
                person_sudo._mail_link()

    def _note_contact(self, before, after):
        """Keep that somebody changed the contact of this person, ``{field: value}`` twice, and tell them where they were."""
        changed = [name for name in before if before[name] != after[name]]
        if not changed:
            return
        facts = [{name: str(side[name]) for name in changed} for side in (before, after)]
        self.env["crm.facilitation.event"]._record(
            self, "contact_changed", {"person": self.partner_id.id, "before": facts[0], "after": facts[1]}
        )
        if before["email"]:
            self._tell_entry(
                "crm_facilitation.contact_mail",
                lambda told: told.env._("%s, your contact was changed", told.partner_id.name),
                before["email"],
            )

    def _tell_entry(self, template, subject, email=""):
        """Write to these people, who have a mail, that somebody came in as them with a facilitator's help.

        :param str template: the view of the mail
        :param subject: the function that gives its subject for a participant in their language
        :param str email: where they are told, where it is not their mail of today
        """
        # the mail goes to the person alone
        for person_sudo in self.sudo().filtered(lambda person: email or person.partner_id.email):
            told_sudo = person_sudo.with_context(lang=person_sudo.partner_id.lang or self.env.lang)
            values = {"name": told_sudo.partner_id.name, "session": told_sudo.session_id}
            told_sudo.env["mail.mail"].create(
                {
                    "subject": subject(told_sudo),
                    "body_html": told_sudo.env["ir.qweb"]._render(template, values),
                    "email_to": email or told_sudo.partner_id.email_formatted,
                    "auto_delete": True,
                }
            )

    def _speak(self, lang: str) -> None:
        """Read and be written to in another language of the server's; whoever has an account says so there."""
        self.ensure_one()
        # people who take part may not write contacts
        contact_sudo = self.sudo().partner_id
        if not self.user_id and lang in dict(contact_sudo.env["res.lang"].get_installed()):
            contact_sudo.lang = lang

    def _get_days_handed(self):
        """The days on which a shared device was handed to this person, whom no mail tells; the newest first."""
        self.ensure_one()
        # evidence is the leaders' to read; this of it is told to its person
        rows_sudo = self.env["crm.facilitation.event"].sudo()
        own = [("record_model", "=", self._name), ("record_id", "=", self.id), ("kind", "=", HANDED)]
        return [fields.Date.to_date(row.at) for row in rows_sudo.search(own, order="id desc")]

    def _can_connect(self, user) -> bool:
        """Whether the account ``user`` may take over this place: neither has another."""
        self.ensure_one()
        # whether the account takes part is asked for it, whatever it may read
        others_sudo = self.sudo().with_context(active_test=False)
        taken = others_sudo.search_count([("session_id", "=", self.session_id.id), ("user_id", "=", user.id)])
        return not self.user_id and not taken and user.active and user._is_internal()

    def _connect_account(self, user) -> None:
        """Give this place to the account of its person, who has shown both the link and the login.

        :raise UserError: the place or the account has another already
        """
        if not self._can_connect(user):
            raise UserError(self.env._("This place or this account has another already. Ask the facilitator."))
        # who it is, and who is told, whatever the account may read
        place_sudo = self.sudo()
        known = place_sudo.partner_id.email_formatted
        mails = [email_normalize(address or "") for address in (known, user.email)]
        if mails[0] != mails[1]:
            # whoever holds a forwarded link can do this too
            place_sudo._tell_entry(
                "crm_facilitation.connected_mail",
                lambda told: told.env._("%s, an account was connected with your place", told.partner_id.name),
                known,
            )
        # people who take part may not write participants
        place_sudo._link_account(user)
