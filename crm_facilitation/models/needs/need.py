from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

STATES = [
    ("raised", "Raised"),
    ("accepted", "Accepted"),
    ("deferred", "Deferred"),
    ("rejected", "Rejected"),
    ("merged", "Merged"),
]
STATES_WITH_REASON = ("deferred", "rejected")
STANCES = [
    ("mandatory", "Mandatory"),
    ("optional", "Optional"),
    ("visible", "Visible"),
    ("hidden", "Hidden"),
    ("open", "Open to all"),
    ("restricted", "Restricted"),
    ("automatic", "Automatic"),
    ("manual", "By hand"),
    ("add", "Add"),
    ("remove", "Remove"),
]
FITS = [("standard", "Standard"), ("setting", "Setting"), ("app", "App"), ("development", "Development")]
MOSCOW = [("must", "Must have"), ("should", "Should have"), ("could", "Could have"), ("wont", "Won't have")]
DELIVERY_STATES = [
    ("none", "Not planned"),
    ("planned", "Planned"),
    ("configured", "Configured"),
    ("accepted", "Confirmed by those who asked"),
    ("refused", "Refused by those who asked"),
]
# what a participant may say of their own need; the rest is the facilitator's
AUTHOR_FIELDS = {
    "name",
    "problem",
    "wish",
    "minutes_lost_weekly",
    "tag_ids",
    "goal_ids",
    "target_model_id",
    "target_field_id",
    "target_stage_id",
    "stance",
    "acceptance_criteria",
    "author_answer",
}


class CrmFacilitationNeed(models.Model):
    """What somebody needs from the CRM, in their own words, raised in a session.

    It is voted on, decided with a reason, planned as configuration tasks and confirmed by those who asked.

    Invariants: it belongs to a session; a decision to defer or reject carries a reason; it is decided through
    the actions on every path, a written ``state`` included; it is archived, never deleted, once anything hangs on it.
    """

    _name = "crm.facilitation.need"
    _description = "Facilitation Need"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "rank, id desc"
    _check_company_auto = True

    name = fields.Char("Title", required=True)
    active = fields.Boolean(default=True)
    problem = fields.Text(help="What hurts today, and how often.")
    wish = fields.Text(help="How it should be.")
    minutes_lost_weekly = fields.Integer("Minutes lost per week")
    session_id = fields.Many2one("crm.facilitation.session", required=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(
        related="session_id.project_id", string="Roll-out", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(related="session_id.company_id", store=True, precompute=True)
    author_id = fields.Many2one(
        "crm.facilitation.participant",
        "Raised by",
        index=True,
        ondelete="restrict",
        domain="[('session_id', '=', session_id)]",
    )
    supporter_ids = fields.Many2many(
        "crm.facilitation.participant", string="Supported by", copy=False, ondelete="restrict"
    )
    department_id = fields.Many2one(
        "hr.department",
        "Department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    tag_ids = fields.Many2many("crm.facilitation.need.tag", string="Tags")
    goal_ids = fields.Many2many(
        "crm.facilitation.goal", string="Goals", ondelete="restrict", domain="[('project_id', '=', project_id)]"
    )
    target_model_id = fields.Many2one("ir.model", "About", ondelete="set null")
    target_field_id = fields.Many2one(
        "ir.model.fields", "Field", ondelete="set null", domain="[('model_id', '=', target_model_id)]"
    )
    stance = fields.Selection(STANCES)
    fit = fields.Selection(FITS)
    effort_days = fields.Float("Effort (days)")
    moscow = fields.Selection(MOSCOW, "Priority class")
    acceptance_criteria = fields.Text(help="How those who asked will see that it is done.")
    state = fields.Selection(STATES, default="raised", required=True, index=True, group_expand=True, copy=False)
    decision_reason = fields.Text(copy=False)
    decided_by_id = fields.Many2one("res.users", "Decided by", copy=False, readonly=True, ondelete="restrict")
    decided_on = fields.Datetime(copy=False, readonly=True)
    merged_into_id = fields.Many2one(
        "crm.facilitation.need", "Merged into", copy=False, readonly=True, index=True, ondelete="restrict"
    )
    merged_need_ids = fields.One2many("crm.facilitation.need", "merged_into_id", "Merged needs")
    score = fields.Float(copy=False, readonly=True)
    rank = fields.Integer(copy=False, readonly=True, index=True)
    task_ids = fields.Many2many(
        "project.task",
        "crm_facilitation_need_task_rel",
        "need_id",
        "task_id",
        string="Configuration tasks",
        copy=False,
        ondelete="restrict",
    )
    feature_ids = fields.Many2many("crm.facilitation.feature", string="Features", copy=False, ondelete="restrict")
    delivery_decision = fields.Selection([("accepted", "Confirmed"), ("refused", "Refused")], copy=False, readonly=True)
    delivery_state = fields.Selection(DELIVERY_STATES, compute="_compute_delivery_state", store=True)
    is_suspect = fields.Boolean("Under question", copy=False, readonly=True)
    is_my_need = fields.Boolean(compute="_compute_is_my_need")

    _check_reason = models.Constraint(
        "CHECK (state NOT IN ('deferred', 'rejected') OR coalesce(trim(decision_reason), '') <> '')",
        "Say why: a need is deferred or rejected with a reason its author can read.",
    )
    _check_merged = models.Constraint(
        "CHECK ((state = 'merged') = (merged_into_id IS NOT NULL) AND merged_into_id <> id)",
        "A merged need names the other need that it became part of.",
    )
    _check_minutes = models.Constraint(
        "CHECK (minutes_lost_weekly >= 0 AND minutes_lost_weekly <= 10080)",
        "Minutes lost per week are between 0 and 10080, the length of a week.",
    )
    _check_effort = models.Constraint("CHECK (effort_days >= 0)", "The effort in days cannot be negative.")

    @api.depends("author_id")
    def _compute_department_id(self):
        for need in self:
            need.department_id = need.author_id.department_id or need.department_id

    @api.depends("task_ids", "feature_ids.state", "delivery_decision")
    def _compute_delivery_state(self):
        for need in self:
            if not need.task_ids:
                need.delivery_state = "none"
            elif need.delivery_decision:
                need.delivery_state = need.delivery_decision
            elif "confirmed" in need.feature_ids.mapped("state"):
                need.delivery_state = "configured"
            else:
                need.delivery_state = "planned"

    @api.depends_context("uid")
    @api.depends("author_id.user_id")
    def _compute_is_my_need(self):
        for need in self:
            need.is_my_need = bool(need.sudo().author_id._filter_caller())

    @api.model_create_multi
    def create(self, vals_list):
        sessions = self.env["crm.facilitation.session"]
        for vals in vals_list:
            if vals.get("state", "raised") != "raised":
                raise UserError(self.env._("A need starts as raised. Decide on it after it is in the list."))
            session = sessions.browse(vals.get("session_id") or self.env.context.get("default_session_id"))
            if session:
                vals.update(self._prepare_author(session, vals))
        return super().create(vals_list)

    @api.model
    def _prepare_author(self, session, vals):
        """Who raises the need: the caller themself, unless a facilitator raises it for somebody."""
        session._check_can_raise()
        caller = session._identify()
        if caller.is_facilitator:
            return {} if "author_id" in vals or "department_id" in vals else {"author_id": caller.participant or False}
        if not caller.may_raise:
            raise AccessError(
                self.env._("Only people who take part in the session raise needs. Ask the facilitator to invite you.")
            )
        # a form sends each of its fields, the empty ones of others too
        foreign = {name for name, value in vals.items() if value} - AUTHOR_FIELDS
        foreign -= {"session_id", "author_id", "state", "active"}
        if foreign or vals.get("author_id", caller.participant) != caller.participant:
            raise AccessError(self.env._("You raise needs in your own name; the facilitator fills in the rest."))
        return {"author_id": caller.participant}

    def write(self, vals):
        if not self.env.su and not self.env["crm.facilitation.role"]._is_facilitator() and set(vals) - AUTHOR_FIELDS:
            raise AccessError(self.env._("Only a facilitator decides on needs."))
        if "state" not in vals:
            return super().write(vals)
        vals = dict(vals)
        state = vals.pop("state")
        changed = self.filtered(lambda need: need.state != state)
        if changed:
            changed._decide_by_write(state, vals)
        return super().write(vals) if vals else True

    def _decide_by_write(self, state, vals):
        """Route a written state (drag on the board, import, RPC) through the action it stands for."""
        if state == "accepted":
            self.action_accept()
        elif state == "deferred":
            self.action_defer(vals.pop("decision_reason", ""))
        elif state == "rejected":
            self.action_reject(vals.pop("decision_reason", ""))
        elif state == "raised":
            self.action_reconsider()
        else:
            raise UserError(self.env._("Open the need and use “Merge into…” to say which need it becomes part of."))

    def action_accept(self):
        """Accept: the need will be planned as configuration tasks."""
        self._decide("accepted")

    def action_defer(self, reason):
        """Postpone, with a reason that the author reads."""
        self._decide("deferred", reason)

    def action_reject(self, reason):
        """Decide against, with a reason that the author reads."""
        self._decide("rejected", reason)

    def action_reconsider(self):
        """Put a decided need back on the list; the earlier decision stays in the evidence."""
        self._decide("raised")

    def _decide(self, state, reason=""):
        self.env["crm.facilitation.role"]._check_facilitator()
        reason = (reason or "").strip()
        if state in STATES_WITH_REASON and not reason:
            raise UserError(self.env._("Say why: a need is deferred or rejected with a reason its author can read."))
        for need in self:
            need._check_decidable(state)
            decided = state != "raised"
            super(CrmFacilitationNeed, need).write(
                {
                    "state": state,
                    "decision_reason": reason,
                    "decided_by_id": self.env.uid if decided else False,
                    "decided_on": fields.Datetime.now() if decided else False,
                }
            )
            self.env["crm.facilitation.event"]._record(need, f"need_{state}", {"name": need.name, "reason": reason})

    def _check_decidable(self, state):
        """Hook: raise when this need cannot go to ``state`` now."""
        self.ensure_one()
        if self.state == "merged":
            raise UserError(
                self.env._("“%s” is part of another need. Decide on that one, or undo the merge first.", self.name)
            )
        planned = self.with_context(active_test=False).task_ids
        if self.state == "accepted" and state != "accepted" and planned:
            raise UserError(
                self.env._("“%s” is planned already. Cancel and unlink its tasks before deciding otherwise.", self.name)
            )

    def _prepare_task_values(self):
        self.ensure_one()
        return {
            "name": self.name,
            "project_id": self.project_id.id,
            "is_configuration_task": True,
            "facilitation_need_ids": [Command.link(self.id)],
        }

    def unlink(self):
        self._check_nothing_hangs_on_it()
        return super().unlink()

    def _check_nothing_hangs_on_it(self):
        """Hook: raise when anything refers to one of the needs, so that it is archived instead."""
        for need in self.sudo():
            merged = need.with_context(active_test=False).merged_need_ids
            told = need.state != "raised" or need.supporter_ids or merged or need.merged_into_id
            if told or need.task_ids or need.feature_ids or need._is_voted():
                raise UserError(self.env._("“%s” is part of the record of its session. Archive it instead.", need.name))
