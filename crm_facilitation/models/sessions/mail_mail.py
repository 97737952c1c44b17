from odoo import fields, models
from odoo.fields import NO_ACCESS

from .participant_link import CODE_PLACEHOLDER, PATH, PLACEHOLDER


class MailMail(models.Model):
    """A mail with a personal link: the link is drawn while the mail is sent, and is in no record.

    A mail that failed keeps the placeholder; sending it again draws another link.
    """

    _inherit = "mail.mail"

    facilitation_participant_id = fields.Many2one(
        "crm.facilitation.participant", index="btree_not_null", groups=NO_ACCESS, ondelete="cascade"
    )

    facilitation_link_path = fields.Char(groups=NO_ACCESS, help="What the link opens; the session where empty.")

    def _prepare_outgoing_body(self):
        body = super()._prepare_outgoing_body()
        # the queue is the server's
        mail_sudo = self.sudo()
        participant_sudo = mail_sudo.facilitation_participant_id
        if participant_sudo and PLACEHOLDER in body:
            body = body.replace(PLACEHOLDER, participant_sudo._new_link(mail_sudo.facilitation_link_path or PATH))
        if participant_sudo and CODE_PLACEHOLDER in body:
            body = body.replace(CODE_PLACEHOLDER, participant_sudo._new_code())
        return body
