from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

# where people stand against each other from the beginning
CLASHES = ("objection", "goal_clash", "polarised_vote", "contradiction")


class CrmFacilitationConflict(models.Model):
    """Consent on the options: a round in which people say whether they can live with them.

    The agreement decides on the needs that the options stand for: the chosen one is accepted, the others are rejected
    with the agreement as the reason. Reopening puts them back, unless they are planned already.
    """

    _inherit = "crm.facilitation.conflict"

    def action_ask_consent(self) -> dict:
        """Prepare a consent round on the options, or open the one that is under way."""
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        self._check_unsettled()
        if not self.option_ids:
            raise UserError(self.env._("There is nothing to consent to yet: propose an option first."))
        rounds = self.env["crm.facilitation.round"]
        needs = self.option_ids._ensure_needs()
        ballot_round = rounds.search([("need_ids", "in", needs.ids), ("state", "in", ("draft", "open"))], limit=1)
        if not ballot_round:
            ballot_round = rounds.create([self._prepare_consent_round(needs)])
        return {
            "type": "ir.actions.act_window",
            "res_model": rounds._name,
            "res_id": ballot_round.id,
            "views": [(False, "form")],
        }

    def _prepare_consent_round(self, needs):
        return {
            "name": self.env._("Can you live with it? %s", self.name),
            "session_id": self.session_id.id,
            "method": "consent",
            "need_ids": [Command.set(needs.ids)],
        }

    def action_agree(self, option: models.BaseModel | int = False, text: str = "", **terms: object) -> bool:
        result = super().action_agree(option, text, **terms)
        reason = self.env._("Another way was agreed on: %s", self.agreement)
        self._decide_on_options(self.option_ids.filtered("chosen"), reason)
        return result

    def action_dismiss(self, reason: str) -> None:
        result = super().action_dismiss(reason)
        for conflict in self:
            conflict._decide_on_options(conflict.option_ids.browse(), conflict.dismiss_reason)
        return result

    def _decide_on_options(self, chosen, reason):
        # whoever settles the conflict decides on its options; the decision stays in their name
        for option_sudo in self.option_ids.sudo().filtered(lambda option: option.need_id.state == "raised"):
            if option_sudo in chosen:
                option_sudo.need_id.action_accept()
            else:
                option_sudo.need_id.action_reject(reason)

    def _reopen(self, reason, message):
        # needs of the options are asked for with the conflict, whoever reopens it
        needs_sudo = self.option_ids.sudo().need_id
        needs_sudo.filtered(
            lambda need: need.state in ("accepted", "rejected") and not need.task_ids
        ).action_reconsider()
        return super()._reopen(reason, message)

    def _was_contested(self):
        """Whether the agreement stands over an objection: one that was voiced, or sides that were not asked for consent."""
        self.ensure_one()
        # the result of the consent counts, whoever settles
        consent = self.sudo().option_ids.filtered("chosen").consent
        return consent in ("objections", "blocked") or (self.kind in CLASHES and consent != "consent")

    def _get_guarded_needs(self):
        # the need of the chosen option counts, whoever asks
        return super()._get_guarded_needs() | self.sudo().option_ids.filtered("chosen").need_id
