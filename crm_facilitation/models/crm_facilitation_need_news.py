from odoo import models
from odoo.exceptions import UserError


class CrmFacilitationNeed(models.Model):
    """The author always sees what became of their need: received, decided with the reason, planned, configured, accepted.

    A message at each step, in the author's language, by mail or inbox as they chose. Never for an anonymous need,
    whose author nobody knows, and not for what the author did themself.
    """

    _inherit = "crm.facilitation.need"

    def _decide(self, state, reason=""):
        result = super()._decide(state, reason)
        self._notify_author(state)
        return result

    def _notify_author(self, step):
        for need in self.sudo():
            partner = need.author_id.partner_id
            if need.is_anonymous or not partner or partner == self.env.user.partner_id:
                continue
            translated = need.with_context(lang=partner.lang)
            translated.message_notify(
                partner_ids=partner.ids,
                subject=translated.env._("Your need “%s”", need.name),
                body=translated._get_news(step),
            )

    def _get_news(self, step):
        """What happened, in the language of the environment."""
        self.ensure_one()
        _ = self.env._
        sentences = {
            "received": lambda: _("Your need was received. You will hear what becomes of it."),
            "raised": lambda: _("Your need is on the list again, to be decided anew."),
            "accepted": lambda: _("Your need was accepted and will be planned."),
            "deferred": lambda: _("Your need was deferred: %s", self.decision_reason),
            "rejected": lambda: _("Your need was rejected: %s", self.decision_reason),
            "merged": lambda: _("Your need is now part of “%s”. Nothing of it is lost.", self.merged_into_id.name),
            "unmerged": lambda: _("Your need stands on its own again."),
            "planned": lambda: _("Your need is planned: there is a configuration task for it."),
            "configured": lambda: _("What you asked for is configured. Please try it, and confirm or refuse it."),
        }
        if step not in sentences:
            raise UserError(_("There is no news called %s.", step))
        return sentences[step]()
