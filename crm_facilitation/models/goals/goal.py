from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import UserError

RELEVANCES = [("relevant", "Still relevant"), ("changed", "Changed"), ("obsolete", "Obsolete")]


class CrmFacilitationGoal(models.Model):
    """A strategic goal of a roll-out: what management wants to be true after launch, and why.

    Needs serve goals, KPIs measure them. At the end of each session it is asked whether it still holds.

    Invariants: the answer comes from the actions, with evidence; a goal on which something hangs stays in its roll-out.
    """

    _name = "crm.facilitation.goal"
    _description = "Facilitation Goal"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.facilitation.guarded", "crm.facilitation.imported"]
    _order = "sequence, id"
    _check_company_auto = True
    _write_policy = """
        facilitator management | * | -       | sequence active <other>
        facilitator management | * | decided | name why owner_id need_ids session_id
        facilitator management | * | always  | project_id
    """
    _edit_kind = "goal_edited"
    _known_within = ("project_id",)

    name = fields.Char(required=True, tracking=True)
    why = fields.Text("Why", help="What gets better for the company when this goal is met.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    project_id = fields.Many2one("project.project", "Roll-out", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    session_id = fields.Many2one("crm.facilitation.session", "Agreed in", ondelete="restrict")
    owner_id = fields.Many2one("res.users", "Owner", default=lambda self: self.env.user, tracking=True)
    need_ids = fields.Many2many("crm.facilitation.need", string="Needs", context={"active_test": True})
    need_count = fields.Integer(compute="_compute_need_count")
    relevance = fields.Selection(RELEVANCES, tracking=True, copy=False, readonly=True)
    confirmed_on = fields.Date(copy=False, readonly=True)
    can_answer = fields.Boolean(compute="_compute_can_answer")

    @api.model
    def get_import_templates(self) -> list[dict[str, str]]:
        """The spreadsheet to start from."""
        template = "/crm_facilitation/static/xls/crm_facilitation_goal.csv"
        return [{"label": self.env._("Template for goals"), "template": template}]

    @api.depends("need_ids")
    def _compute_need_count(self):
        for goal in self:
            goal.need_count = len(goal.need_ids)

    def write(self, vals: ValuesType) -> bool:
        owners = {goal: goal.owner_id for goal in self} if "owner_id" in vals else {}
        self._check_may_move(vals)
        put_away = self.filtered("active") if vals.get("active", True) is False else self.browse()
        brought_back = self - self.filtered("active") if vals.get("active") else self.browse()
        result = super().write(vals)
        for goal in put_away:
            self.env["crm.facilitation.event"]._record(goal, "goal_archived", {"name": goal.name})
        for goal in brought_back:
            self.env["crm.facilitation.event"]._record(goal, "goal_restored", {"name": goal.name})
        self._pass_question_on(owners)
        return result

    def _leaves_evidence(self) -> bool:
        """A goal that people have answered for, rated, or tied something to."""
        # ratings are read by those who gave them alone
        ratings_sudo = self.env["crm.facilitation.goal.rating"].sudo()
        is_rated = ratings_sudo.search_count([("goal_id", "in", self.ids)], limit=1)
        return bool(self.relevance or is_rated or self._get_dependents())

    @api.ondelete(at_uninstall=True)
    def _unlink_except_answered(self):
        for goal in self:
            if goal._leaves_evidence():
                raise UserError(self.env._("“%s” is on record: people spoke about it. Archive it instead.", goal.name))

    def _check_may_move(self, vals):
        """Needs and KPIs of a goal are of its roll-out."""
        if "project_id" not in vals:
            return
        for goal in self.filtered(lambda goal: goal.project_id.id != vals["project_id"]):
            if goal._get_dependents():
                raise UserError(self.env._("“%s” stays in its roll-out: needs or KPIs hang on it.", goal.name))

    def _get_dependents(self):
        """Hook: whether anything hangs on this goal."""
        # needs that the caller may not read count too
        # archived ones too, which the field leaves out
        needs_sudo = self.sudo().need_ids.with_context(active_test=False)
        return bool(needs_sudo.search_count([("goal_ids", "in", self.ids)], limit=1))

    @api.depends_context("uid")
    @api.depends("owner_id")
    def _compute_can_answer(self):
        for goal in self:
            goal.can_answer = goal.owner_id == self.env.user or goal.has_access("write")

    def _check_may_answer(self):
        """The owner says whether the goal still holds, whatever else they may change."""
        for goal in self:
            goal.check_access("read" if goal.owner_id == self.env.user else "write")

    def action_confirm_relevance(self) -> None:
        """Say that the goal still holds today, by the day that the closing of sessions goes by too."""
        self._check_may_answer()
        for goal in self:
            confirmed = {"relevance": "relevant", "confirmed_on": goal.company_id._get_facilitation_today()}
            # the answer is written by the actions alone; owners may not write goals
            goal.sudo().write(confirmed)
            self.env["crm.facilitation.event"]._record(goal, "goal_confirmed", {"name": goal.name})
