from odoo import api, fields, models

RELEVANCES = [("relevant", "Still relevant"), ("changed", "Changed"), ("obsolete", "Obsolete")]


class CrmFacilitationGoal(models.Model):
    """A strategic goal of a roll-out: what management wants to be true after launch, and why.

    Needs serve goals, KPIs measure them. At the end of each session it is asked whether it still holds.
    """

    _name = "crm.facilitation.goal"
    _description = "Facilitation Goal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    why = fields.Text("Why", help="What gets better for the company when this goal is met.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    project_id = fields.Many2one("project.project", "Roll-out", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    session_id = fields.Many2one("crm.facilitation.session", "Agreed in", ondelete="restrict")
    owner_id = fields.Many2one("res.users", "Owner", default=lambda self: self.env.user, tracking=True)
    need_ids = fields.Many2many("crm.facilitation.need", string="Needs")
    need_count = fields.Integer(compute="_compute_need_count")
    relevance = fields.Selection(RELEVANCES, tracking=True, copy=False)
    confirmed_on = fields.Date(copy=False, readonly=True)
    can_answer = fields.Boolean(compute="_compute_can_answer")

    @api.depends("need_ids")
    def _compute_need_count(self):
        for goal in self:
            goal.need_count = len(goal.need_ids)

    @api.depends_context("uid")
    @api.depends("owner_id")
    def _compute_can_answer(self):
        for goal in self:
            goal.can_answer = goal.owner_id == self.env.user or goal.has_access("write")

    def _check_may_answer(self):
        """The owner says whether the goal still holds, whatever else they may change."""
        for goal in self:
            goal.check_access("read" if goal.owner_id == self.env.user else "write")

    def action_confirm_relevance(self):
        """Say that the goal still holds today."""
        self._check_may_answer()
        self.sudo().write({"relevance": "relevant", "confirmed_on": fields.Date.context_today(self)})
        for goal in self:
            self.env["crm.facilitation.event"]._record(goal, "goal_confirmed", {"name": goal.name})
