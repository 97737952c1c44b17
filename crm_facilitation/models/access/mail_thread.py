from collections.abc import Iterable

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize

from .base import SHARED
from .guarded import ADDON

PREFIX = "crm.facilitation."


class MailThread(models.AbstractModel):
    """Nobody speaks as somebody else in a roll-out, and no mail makes a record of it.

    Every employee reaches the gateway over RPC (``message_process``), with values and a ``From`` of their own; it stores
    and posts as the superuser, on records that they may not even read. So only the server's own mail and the system's
    administrator get through to this addon's models, and what they bring fills in nothing of a roll-out. Whoever posts
    by themself does so in their own name.

    Whoever may write a record may name its followers, and Odoo sends these what is said later, whatever they may read. So
    only those who read a record of a roll-out follow it, and each message goes to those followers who read it then.
    """

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        if not self.env.su and not self.env.user._is_system():
            for model, thread_id, *_rest in routes or ():
                if self._is_of_rollouts(model, thread_id):
                    raise AccessError(self.env._("Mail comes in through the mail server. Write on the record itself."))
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def message_new(self, msg_dict: dict, custom_values: dict | None = None) -> models.BaseModel:
        given = custom_values if isinstance(custom_values, dict) else {}
        own = [name for name, field in self._fields.items() if field._module == ADDON and name in given]
        if self._name.startswith(PREFIX) or own:
            raise AccessError(
                self.env._("Nothing of a roll-out is made by mail. Open the roll-out and enter it there.")
            )
        barred = {f"default_{name}" for name, field in self._fields.items() if field._module == ADDON}
        kept = {key: value for key, value in self.env.context.items() if key not in barred}
        return super(MailThread, self.with_context(kept)).message_new(msg_dict, custom_values)

    def message_post(self, **kwargs: object) -> models.BaseModel:
        self._check_own_name(kwargs)
        return super().message_post(**kwargs)

    def message_notify(self, **kwargs: object) -> models.BaseModel:
        self._check_own_name(kwargs)
        return super().message_notify(**kwargs)

    def message_subscribe(
        self, partner_ids: Iterable[int] | None = None, subtype_ids: Iterable[int] | None = None
    ) -> bool:
        # following a shared project is how somebody comes to read it
        if partner_ids and self._name.startswith(PREFIX):
            # as Odoo does afterwards: who may see it is told to those alone who may add others
            is_own = set(partner_ids) == {self.env.user.partner_id.id}
            self.check_access("read" if is_own else "write")
            # contacts are not everybody's to read; whether they follow is decided by their own rights
            people_sudo = self.env["res.partner"].sudo().browse(partner_ids)
            for record in self.exists():
                if people_sudo - record._filter_readers(people_sudo):
                    raise AccessError(
                        self.env._("Only people who may see this can follow it. Add them to the session first.")
                    )
        return super().message_subscribe(partner_ids, subtype_ids)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        followers = {one["id"] for one in recipients if one["is_follower"]}
        if not followers or not self._is_of_rollouts(self._name, self.ids):
            return recipients
        # whom the speaker names gets their words
        named = (msg_vals or {}).get("partner_ids") or message.sudo().partner_ids.ids
        people_sudo = self.env["res.partner"].sudo().browse(followers.difference(named))
        left_out = people_sudo - self._filter_readers(people_sudo)
        return [one for one in recipients if one["id"] not in left_out.ids]

    def _filter_readers(self, people):
        """Those of these people who may read this record by an account of their own, in any of its companies."""
        self.ensure_one()
        # contacts and accounts are not everybody's to read; nothing but who reads this is asked of them
        accounts_sudo = people.sudo().with_context(active_test=True).user_ids
        reading_sudo = accounts_sudo.filtered(
            lambda account: (
                self.with_user(account).with_context(allowed_company_ids=account.company_ids.ids).has_access("read")
            )
        )
        return people & reading_sudo.partner_id

    def _check_own_name(self, values):
        """Refuse words in the name of somebody else; the server itself speaks for those whom it has checked."""
        model, ids = values.get("model") or self._name, values.get("res_id") or self.ids
        if self.env.su or not self._may_be_of_rollouts(model, ids):
            return
        author, mail = self._message_compute_author(values.get("author_id"), values.get("email_from"))
        if author != self.env.user.partner_id.id or not self._is_own_mail(mail):
            raise AccessError(self.env._("You write in your own name."))

    @api.model
    def _is_own_mail(self, mail):
        """Whether a message from this address shows nobody but the caller, or the company that they write for."""
        # companies are not everybody's to read
        companies_sudo = self.env.companies.sudo()
        own = [self.env.user.email, self.env.user.partner_id.email, *companies_sudo.mapped("email")]
        own += [*companies_sudo.mapped("catchall_email"), *companies_sudo.mapped("default_from_email")]
        return not mail or email_normalize(mail) in {email_normalize(each) for each in own if each}

    @api.model
    def _may_be_of_rollouts(self, model, ids):
        """As :meth:`_is_of_rollouts`, and true of projects and tasks that the caller may not read: the difference tells."""
        found = self.env[model].browse(ids).exists() if model in SHARED else None
        return self._is_of_rollouts(model, ids) or (bool(found) and not found.has_access("read"))

    @api.model
    def _is_of_rollouts(self, model, ids=()):
        """Whether the records ``ids`` of ``model`` are of a roll-out: of this addon, or a project or task of one."""
        if not isinstance(model, str) or model not in self.env:
            return False
        if model not in SHARED:
            return model.startswith(PREFIX)
        # whether it is one is asked of the record, whoever may read it
        return self.env[model].sudo().browse(ids).exists()._holds_own_words()
