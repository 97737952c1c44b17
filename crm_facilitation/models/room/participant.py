from odoo import api, models
from odoo.tools import email_normalize


class CrmFacilitationParticipant(models.Model):
    """A link that was lost is sent again to its person's own mail."""

    _inherit = "crm.facilitation.participant"

    @api.model
    def _mail_lost_link(self, session_id: int, email: str) -> None:
        """Send a new link to whoever takes part with this address. Says nothing of whether anybody does."""
        attempts = self.env["crm.facilitation.attempt"]
        address = email_normalize(email or "")
        if not address or not attempts._is_open("mail", session_id):
            return
        attempts._note("mail", session_id)
        # whoever asks has no account; the mail goes to the person alone
        people_sudo = self.sudo().search(
            [("session_id", "=", session_id), ("partner_id.email_normalized", "=", address)]
        )
        for person_sudo in people_sudo.filtered(lambda person: person._is_let_in()):
            if attempts._is_open("mail_person", person_sudo.id):
                attempts._note("mail_person", person_sudo.id)
                person_sudo._mail_link()
