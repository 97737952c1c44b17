from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

# what is recorded of an answer that needs a reason
ANSWER_KINDS = {"changed": "goal_changed", "obsolete": "goal_obsolete"}


class CrmFacilitationGoal(models.Model):
    """The KPIs that measure a goal, and the answer to "does it still hold?"."""

    _inherit = "crm.facilitation.goal"

    kpi_ids = fields.One2many(
        "crm.facilitation.kpi",
        "goal_id",
        "KPIs",
        groups="crm_facilitation.group_facilitator,crm_facilitation.group_sponsor",
    )
    relevance_reason = fields.Text("Why changed or obsolete", copy=False, readonly=True)
    hanging = fields.Char("What hangs on it", compute="_compute_hanging")
    question_id = fields.Many2one("mail.activity", copy=False, readonly=True, ondelete="set null")

    def write(self, vals):
        before = {goal: goal.owner_id for goal in self} if "owner_id" in vals else {}
        result = super().write(vals)
        for goal, owner in before.items():
            if goal.owner_id not in (owner, self.env["res.users"]):
                # the question is for whoever answers for the goal now
                goal.sudo().question_id.filtered("active").user_id = goal.owner_id
        return result

    def _get_dependents(self):
        return super()._get_dependents() or bool(self.sudo().with_context(active_test=False).kpi_ids)

    @api.depends("need_ids.task_ids", "kpi_ids")
    def _compute_hanging(self):
        for goal in self:
            goal.hanging = self.env._(
                "Needs: %(needs)s, tasks: %(tasks)s, KPIs: %(kpis)s",
                needs=len(goal.need_ids),
                tasks=len(goal.need_ids.sudo().task_ids),
                kpis=len(goal.sudo().kpi_ids),
            )

    def action_mark_changed(self, reason):
        """Say that the goal has changed, and how."""
        self._answer_relevance("changed", reason)

    def action_mark_obsolete(self, reason):
        """Say that the goal does not hold any more, and why."""
        self._answer_relevance("obsolete", reason)

    def _answer_relevance(self, relevance, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why, in words that those whose needs serve this goal will read."))
        self._check_may_answer()
        self.sudo().write(
            {
                "relevance": relevance,
                "relevance_reason": reason,
                "confirmed_on": fields.Date.today(),
            }
        )
        for goal in self:
            facts = {"name": goal.name, "reason": reason, "hanging": goal.hanging}
            self.env["crm.facilitation.event"]._record(goal, ANSWER_KINDS[relevance], facts)
            goal._close_question(reason)
            goal.sudo().message_post(body=reason, author_id=self.env.user.partner_id.id)

    def action_confirm_relevance(self):
        result = super().action_confirm_relevance()
        for goal in self:
            goal._close_question(self.env._("Still relevant"))
        return result

    def _close_question(self, answer):
        self.sudo().question_id.filtered("active").action_feedback(feedback=answer)

    def _ask_relevance(self, when):
        """Ask the owners, by an activity, whether their goals still hold; one open question per goal is enough.

        :param str when: ``session``, ``launch`` or ``quarter``
        """
        for goal in self.filtered(lambda goal: goal.relevance != "obsolete" and goal.owner_id.active).sudo():
            if goal.question_id.filtered("active"):
                continue
            goal = goal.with_context(lang=goal.owner_id.lang)
            goal.question_id = goal.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=goal._get_question(when),
                note=goal.env._("Still relevant, changed or obsolete? Answer with the buttons of the goal."),
                user_id=goal.owner_id.id,
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
        asked = self.sudo().question_id.create_date
        return max(self.confirmed_on or self.create_date.date(), asked.date() if asked else date.min)
