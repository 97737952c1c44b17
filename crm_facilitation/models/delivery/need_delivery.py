from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

DELIVERY_STATES = [
    ("none", "Not planned"),
    ("planned", "Planned"),
    ("configured", "Configured"),
    ("accepted", "Confirmed by those who asked"),
    ("refused", "Refused by those who asked"),
]
DELIVERED_STATES = ("configured", "accepted", "refused")
# what is recorded of a decision of those who asked
DECISION_KINDS = {"accepted": "delivery_accepted", "refused": "delivery_refused"}


class CrmFacilitationNeed(models.Model):
    """Acceptance by those who asked: the need is done when its author or a supporter says so, not when a task is closed.

    A refusal needs a reason and reopens the tasks; once they are done again, those who asked are asked again. Where
    nobody of those who asked can say it themself, by an account or a link, the facilitator writes down what they said, and
    the evidence tells so.
    """

    _inherit = "crm.facilitation.need"

    delivery_decision = fields.Selection([("accepted", "Confirmed"), ("refused", "Refused")], copy=False, readonly=True)
    delivery_state = fields.Selection(DELIVERY_STATES, compute="_compute_delivery_state", store=True)
    delivery_reason = fields.Text("Why it was refused", copy=False, readonly=True)
    can_confirm_delivery = fields.Boolean(compute="_compute_can_confirm_delivery")

    @api.depends("task_ids.state", "feature_ids.state", "delivery_decision")
    def _compute_delivery_state(self):
        for need in self:
            if not need._get_live_tasks():
                need.delivery_state = "none"
            elif need.delivery_decision:
                need.delivery_state = need.delivery_decision
            elif need._is_configured():
                need.delivery_state = "configured"
            else:
                need.delivery_state = "planned"

    def _is_configured(self):
        self.ensure_one()
        return "confirmed" in self.feature_ids.mapped("state") or self._has_every_task_done()

    def _get_live_tasks(self):
        """Its tasks without those that were cancelled: they answer nothing, and nobody waits for them."""
        return self.task_ids.filtered(lambda task: task.state != "1_canceled")

    def _has_every_task_done(self):
        return set(self._get_live_tasks().mapped("state")) == {"1_done"}

    @api.depends_context("uid")
    @api.depends("delivery_state", "author_id", "supporter_ids", "acceptance_deadline", "acceptance_deputy_id")
    def _compute_can_confirm_delivery(self):
        for need in self:
            need.can_confirm_delivery = need.delivery_state in DELIVERED_STATES and bool(need._get_asker_role())

    def _get_fates(self):
        """``{need id: words}``: how far it has come, in the words of its delivery or, before that, of its decision."""
        words = {
            name: dict(self._fields[name]._description_selection(self.env)) for name in ("state", "delivery_state")
        }
        return {need.id: self._get_fate(need.state, need.delivery_state, words) for need in self}

    @api.model
    def _get_fate(self, state, delivery_state, words):
        if delivery_state in (None, False, "none"):
            return words["state"][state]
        return words["delivery_state"][delivery_state]

    def _get_fate_cards(self):
        """What the author sees of each need: ``[{id, name, state, delivery_state, is_anonymous, fate, reason}]``."""
        fates = self._get_fates()
        # what one's own need became part of is told, also where that one may not be read
        return [
            {
                **{name: need[name] for name in ("id", "name", "state", "delivery_state", "is_anonymous")},
                "fate": fates[need.id],
                "reason": need.decision_reason or need.sudo().merged_into_id.name or "",
            }
            for need in self
        ]

    @api.model
    @api.readonly
    def fates_by_token(self, tokens: dict[str, str]) -> list[dict]:
        """What became of the needs that the caller raised without their name, shown by the tokens of their device.

        :param tokens: ``{need id: token}``
        :return: ``[{id, name, state, delivery_state, is_anonymous, fate, reason}]``
        """
        return self.browse(self.own_by_token(tokens))._get_fate_cards()

    def _ask_again(self):
        """A refusal is answered when every task is done again."""
        refused = self.filtered(lambda need: need.delivery_decision == "refused")
        for need in refused:
            if need._has_every_task_done():
                need._write_past_guards({"delivery_decision": False})

    def _get_askers(self):
        """Everybody who asked: authors and supporters, of merged needs too."""
        self.ensure_one()
        # who asked is known, also to those who may not read all participants
        need_sudo = self.sudo()
        return need_sudo.all_author_ids | need_sudo.supporter_ids | need_sudo.merged_need_ids.supporter_ids

    def _get_asker_role(self):
        """``asker`` for one of those who asked, ``recorder`` for a facilitator where none of them could, else False."""
        askers = self._get_askers()
        if askers.filtered("active")._filter_caller():
            return "asker"
        is_facilitator = not self.env.su and self.session_id._identify().is_facilitator
        return "recorder" if is_facilitator and not askers._filter_able() else False

    def action_confirm_delivery(self) -> bool:
        """Say that what was asked for is there and works."""
        self._decide_delivery("accepted", "")
        return True

    def action_refuse_delivery(self, reason: str) -> bool:
        """Say what is still missing; the tasks are opened again."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say what is still missing, so that it can be put right."))
        self._decide_delivery("refused", reason)
        # those who asked may not write tasks; their refusal opens these again
        self.sudo().task_ids.filtered(lambda task: task.state == "1_done")._put_back()
        return True

    def _decide_delivery(self, decision, reason):
        self.check_access("read")
        for need in self:
            role = need._get_asker_role()
            if not role:
                raise AccessError(
                    self.env._("Those who asked for “%s” say whether it is done: its author or a supporter.", need.name)
                )
            if need.delivery_state not in DELIVERED_STATES:
                raise UserError(self.env._("“%s” is not configured yet. You will be asked when it is.", need.name))
            need._write_past_guards(
                {"delivery_decision": decision, "delivery_reason": reason, "delivery_decision_by": role}
            )
            self.env["crm.facilitation.event"]._record(
                need,
                DECISION_KINDS[decision],
                {"name": need.name, "reason": reason, "by": role, "recorded_by_facilitator": role == "recorder"},
                anonymous=need.is_anonymous,
            )
            need._tell_delivery()
