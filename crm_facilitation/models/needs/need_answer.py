from types import MappingProxyType

from odoo import api, fields, models

from ...tools.access.texts import NAME, TEXT

# a week, and more than anybody would estimate
MAX_MINUTES, MAX_DAYS = 7 * 24 * 60, 10000
AUTHOR_ANSWERS = [("settled", "Settled"), ("adapted", "Wish adapted"), ("kept", "Kept as it is")]


class CrmFacilitationNeed(models.Model):
    """The implementer's answer in the room, and what the author makes of it.

    ``fit``, effort and a sentence are given before the vote, so that people vote with the price in sight; four
    questions are asked of every need; the author then settles it, adapts the wish, or keeps it.

    Invariant: words stay short enough to be read out in a room.
    """

    _inherit = "crm.facilitation.need"
    _number_limits = MappingProxyType({"minutes_lost_weekly": MAX_MINUTES, "effort_days": MAX_DAYS})
    _write_policy = """
        facilitator | * | decided | answer is_necessary is_worth_cost is_gain_significant is_only_way
        author      | * | -       | author_answer
    """

    answer = fields.Text("The implementer's answer", help="One sentence: how the CRM can do it, or what else helps.")
    is_necessary = fields.Boolean("Is it necessary?")
    is_worth_cost = fields.Boolean("Is it worth its cost?")
    is_gain_significant = fields.Boolean("Is the gain significant?")
    is_only_way = fields.Boolean("Is there no other way?")
    author_answer = fields.Selection(AUTHOR_ANSWERS, "The author's answer", copy=False)

    can_decide = fields.Boolean(compute="_compute_can_decide")

    _check_length = models.Constraint(
        f"CHECK (char_length(name) <= {NAME} AND char_length(coalesce(problem, '')) <= {TEXT}"
        f" AND char_length(coalesce(wish, '')) <= {TEXT} AND char_length(coalesce(answer, '')) <= {TEXT}"
        f" AND char_length(coalesce(acceptance_criteria, '')) <= {TEXT}"
        f" AND char_length(coalesce(decision_reason, '')) <= {TEXT}"
        f" AND char_length(coalesce(delivery_reason, '')) <= {TEXT})",
        "Say it shorter: a title has at most 300 characters, a text at most 10000.",
    )

    @api.depends_context("uid")
    def _compute_can_decide(self):
        """Whether the current user leads sessions: prices, classes and origins are theirs to fill in."""
        self.can_decide = self.env["crm.facilitation.role"]._is_facilitator()

    def _adapted_by_author(self, wish):
        """Those of these needs whose author changes the wish after the implementer's answer."""
        return self.filtered(lambda need: need.answer and need.is_my_need and (need.wish or "") != (wish or ""))

    @api.model
    def _say_missing(self, field):
        if field.name == "name":
            return self.env._("Say in one sentence what you need.")
        return super()._say_missing(field)

    def action_answer_settle(self) -> bool:
        """The author: the answer settles it, nothing needs to be configured."""
        return self._answer("settled")

    def action_answer_keep(self) -> bool:
        """The author: the need stays as it is."""
        return self._answer("kept")

    def _answer(self, answer):
        self.check_access("write")
        return self.write({"author_answer": answer})
