from odoo import SUPERUSER_ID, api, models
from odoo.api import Self, ValuesType
from odoo.exceptions import AccessError

SPEAKER = {"author_id", "email_from", "author_guest_id", "model", "res_id"}


class MailMessage(models.Model):
    """A message in a roll-out is in the name of whoever stores it, also where they make or change the message itself."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        messages = super().create(vals_list)
        messages._check_speaker()
        return messages

    def write(self, vals: ValuesType) -> bool:
        result = super().write(vals)
        if SPEAKER & set(vals):
            self._check_speaker()
        return result

    def _message_reaction(self, *args, **options):
        """Nobody reacts to what they may not read: Odoo takes reactions to notifications from everybody who works here."""
        # what it is about is asked of what is stored
        message_sudo = self.sudo()
        if self.env["mail.thread"]._is_of_rollouts(message_sudo.model, message_sudo.res_id):
            self.sudo(False).check_access("read")
        return super()._message_reaction(*args, **options)

    @api.depends_context("uid")
    def _compute_display_name(self):
        """What a message is about is told to those who read it: Odoo reads labels of links with all rights."""
        super()._compute_display_name()
        if not self.env.su or self.env.uid == SUPERUSER_ID:
            return
        thread = self.env["mail.thread"]
        own = self.filtered(lambda message: thread._is_of_rollouts(message.model, message.res_id)).sudo(False)
        (own - own._filtered_access("read")).with_env(self.env).display_name = self.env._("Message")

    def _check_speaker(self):
        if self.env.su:
            return
        thread = self.env["mail.thread"]
        # whose words they are is asked of what is stored
        for message_sudo in self.sudo():
            if not thread._is_of_rollouts(message_sudo.model, message_sudo.res_id):
                continue
            is_own = message_sudo.author_id == self.env.user.partner_id
            if not is_own or not thread._is_own_mail(message_sudo.email_from):
                raise AccessError(self.env._("You write in your own name."))


class MailComposer(models.TransientModel):
    """Mails to several are made with all rights: they too are in the sender's name, on records that these may change."""

    _inherit = "mail.compose.message"

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        if not self.env.su and self.env["mail.thread"]._may_be_of_rollouts(self.model, res_ids):
            records = self.env[self.model].browse(res_ids)
            records.check_access("write")
            records._check_own_name({"author_id": self.author_id.id, "email_from": self.email_from})
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)
