from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

# what is recorded of an answer that needs a reason
ANSWER_KINDS = {"changed": "goal_changed", "obsolete": "goal_obsolete"}


class CrmFacilitationGoal(models.Model):
    """The answer to "does it still hold?", and the question to the owner of a goal."""

    _inherit = "crm.facilitation.goal"

    relevance_reason = fields.Text("Why changed or obsolete", copy=False, readonly=True)
    question_id = fields.Many2one("mail.activity", copy=False, readonly=True, ondelete="set null")

    def action_mark_changed(self, reason: str) -> None:
        """Say that the goal has changed, and how."""
        self._answer_relevance("changed", reason)

    def action_mark_obsolete(self, reason: str) -> None:
        """Say that the goal does not hold any more, and why."""
        self._answer_relevance("obsolete", reason)

    def _answer_relevance(self, relevance, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why, in words that those whose needs serve this goal will read."))
        self._check_may_answer()
        for goal in self:
            answer = {"relevance": relevance, "relevance_reason": reason}
            # the answer is written by the actions alone; owners may not write goals
            goal.sudo().write(answer | {"confirmed_on": goal.company_id._get_facilitation_today()})
            facts = goal._prepare_answer_facts(reason)
            self.env["crm.facilitation.event"]._record(goal, ANSWER_KINDS[relevance], facts)
            goal._close_question(reason)
            # owners may not post on goals that they may only read
            goal.sudo().message_post(body=reason, author_id=self.env.user.partner_id.id)

    def _prepare_answer_facts(self, reason):
        """Hook: what the evidence says of an answer."""
        self.ensure_one()
        return {"name": self.name, "reason": reason}

    def action_confirm_relevance(self) -> None:
        result = super().action_confirm_relevance()
        for goal in self:
            goal._close_question(self.env._("Still relevant"))
        return result

    def _pass_question_on(self, owners):
        """Give the open question to whoever answers for the goal now; ``owners``: goal → its owner before."""
        for goal, owner in owners.items():
            if goal.owner_id not in (owner, self.env["res.users"]):
                # the question was put by the server
                goal.sudo().question_id.filtered("active").user_id = goal.owner_id

    def _close_question(self, answer):
        # the question was put by the server
        self.sudo().question_id.filtered("active").action_feedback(feedback=answer)

    def _ask_relevance(self, when):
        """Ask the owners, by an activity, whether their goals still hold; one open question per goal is enough.

        :param str when: ``session``, ``launch`` or ``quarter``
        """
        # the server asks, whoever closed the session
        for goal_sudo in self.filtered(lambda goal: goal.relevance != "obsolete" and goal.owner_id.active).sudo():
            if goal_sudo.question_id.filtered("active"):
                continue
            goal_sudo = goal_sudo.with_context(lang=goal_sudo.owner_id.lang)
            goal_sudo.question_id = goal_sudo.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=goal_sudo._get_question(when),
                note=goal_sudo.env._("Still relevant, changed or obsolete? Answer with the buttons of the goal."),
                user_id=goal_sudo.owner_id.id,
            )

    def _get_question(self, when):
        questions = {
            "session": self.env._("Still relevant after the session?"),
            "launch": self.env._("Still relevant at launch?"),
            "quarter": self.env._("Still relevant this quarter?"),
        }
        return questions[when]

    @api.model
    def _cron_ask_relevance(self):
        """Each quarter: ask about every goal that nobody has spoken about, or was asked about, for three months."""
        before = fields.Date.subtract(fields.Date.today(), months=3)
        goals = self.search([("project_id.active", "=", True)])
        silent = goals.filtered(lambda goal: goal._get_last_word() <= before)
        silent._ask_relevance("quarter")

    def _get_last_word(self):
        """The day of the last answer, or question where that is later: one put aside is not asked anew each night."""
        # the question was put by the server
        asked = self.sudo().question_id.create_date
        return max(self.confirmed_on or self.create_date.date(), asked.date() if asked else date.min)
