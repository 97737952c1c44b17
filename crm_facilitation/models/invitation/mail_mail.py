from odoo import fields, models
from odoo.fields import NO_ACCESS

from ...tools.invitation.mail_failure import mail_failure

OCCASIONS = [
    ("invitation", "Invitation"),
    ("reminder", "Reminder"),
    ("change", "Change of the days"),
    ("cancellation", "Cancellation"),
    ("collection", "Reminder of the collection"),
]


class MailMail(models.Model):
    """A mail about the days of a session: what it brings is looked up again while it is sent.

    Calendar files are made then, and are in no record. A mail that is no longer true is not sent.
    """

    _inherit = "mail.mail"

    facilitation_occasion = fields.Selection(OCCASIONS, groups=NO_ACCESS)

    def _is_wanted(self):
        occasion = self.facilitation_occasion
        return self.facilitation_participant_id._is_wanted(occasion) if occasion else super()._is_wanted()

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        emails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        # the queue is the server's
        mail_sudo = self.sudo()
        is_of_days = emails and mail_sudo.facilitation_occasion
        files = mail_sudo.facilitation_participant_id._get_calendar_files() if is_of_days else []
        return [email | {"attachments": [*email["attachments"], *files]} for email in emails]

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        # the queue is the server's
        for mail_sudo in self.sudo().filtered("facilitation_occasion"):
            # Odoo keeps the reason with the mail, and does not always say it here
            failure = failure_type and mail_failure(failure_reason or mail_sudo.failure_reason or "", failure_type)
            mail_sudo.facilitation_participant_id._note_sent(bool(success_emails), failure)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
