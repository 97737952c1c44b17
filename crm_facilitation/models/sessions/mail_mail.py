from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.fields import NO_ACCESS

from .participant_link import CODE_PLACEHOLDER, PATH, PLACEHOLDER

# whose link a mail brings is said by the server, and by no default that somebody keeps or sends along
OF_NOBODY = {"facilitation_participant_id": False, "facilitation_link_path": False}
# nobody beside the person gets a mail with a link
TO_NOBODY_ELSE = {"email_cc": False, "recipient_ids": []}


class MailMail(models.Model):
    """A mail with a personal link: the link is drawn while the mail is sent, and is in no record.

    A mail that failed keeps the placeholder; sending it again draws another link.

    Invariant: it goes to the person alone, and no mail of somebody else's making brings a link. Mails are made with all
    rights, so that defaults would be taken from whoever is behind the call.
    """

    _inherit = "mail.mail"

    facilitation_participant_id = fields.Many2one(
        "crm.facilitation.participant", index="btree_not_null", groups=NO_ACCESS, ondelete="cascade"
    )

    facilitation_link_path = fields.Char(groups=NO_ACCESS, help="What the link opens; the session where empty.")

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        pinned = [
            OF_NOBODY | (TO_NOBODY_ELSE if vals.get("facilitation_participant_id") else {}) | vals for vals in vals_list
        ]
        return super().create(pinned)

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
