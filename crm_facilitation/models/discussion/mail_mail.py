from odoo import models

from .participant import MINUTES_PLACEHOLDER


class MailMail(models.Model):
    """A mail with minutes: what its person may read is written into it while it is sent, and is in no record."""

    _inherit = "mail.mail"

    def _prepare_outgoing_body(self):
        body = super()._prepare_outgoing_body()
        # the queue is the server's
        participant_sudo = self.sudo().facilitation_participant_id
        if participant_sudo and MINUTES_PLACEHOLDER in body:
            body = body.replace(MINUTES_PLACEHOLDER, participant_sudo._get_minutes_text())
        return body

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        # the queue is the server's
        mail_sudo = self.sudo()
        participant_sudo = mail_sudo.facilitation_participant_id
        if (
            participant_sudo
            and MINUTES_PLACEHOLDER in (mail_sudo.body_html or "")
            and not participant_sudo._is_let_in()
        ):
            # nothing to send: Odoo then deletes the mail
            return []
        return super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
