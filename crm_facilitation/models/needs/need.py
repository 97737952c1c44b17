from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError

STATES = [
    ("raised", "Raised"),
    ("accepted", "Accepted"),
    ("deferred", "Deferred"),
    ("rejected", "Rejected"),
    ("merged", "Merged"),
]
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
    ("more", "More of it"),
    ("less", "Less of it"),
    ("one", "One"),
    ("several", "Several"),
    ("common", "The same for all"),
    ("own", "Each their own"),
    ("early", "Early"),
    ("late", "Late"),
    ("keep", "Keep"),
    ("erase", "Erase"),
    ("notify", "Tell people"),
    ("quiet", "Do not disturb"),
    ("locked", "Locked"),
    ("editable", "Can be changed"),
    ("this_way", "This way"),
    ("other_way", "The other way"),
]
FITS = [("standard", "Standard"), ("setting", "Setting"), ("app", "App"), ("development", "Development")]
MOSCOW = [("must", "Must have"), ("should", "Should have"), ("could", "Could have"), ("wont", "Won't have")]
# where a need comes from
ORIGIN_FIELDS = {"author_id", "department_id", "session_id"}
# what the order of needs follows from, beside decisions, merges and votes
PRIORITY_FIELDS = {"moscow", "effort_days", "active"}


class CrmFacilitationNeed(models.Model):
    """What somebody needs from the CRM, in their own words, raised in a session.

    It is voted on, decided with a reason, planned as configuration tasks and confirmed by those who asked.

    Invariants: it belongs to a session; a decision to defer or reject carries a reason; it is decided through
    the actions on every path, a written ``state`` included; what the actions note is filled in by nobody, a facilitator
    calling remotely included; it is archived, never deleted, once anything hangs on it.

    What guards and follows :meth:`create` and :meth:`write` is called from here, so that its order is read in one place;
    the methods are in the files of the sides that they belong to.
    """

    _name = "crm.facilitation.need"
    _description = "Facilitation Need"
    _inherit = [
        "crm.facilitation.nameless",
        "mail.thread",
        "mail.activity.mixin",
        "crm.facilitation.guarded",
        "crm.facilitation.imported",
    ]
    _order = "rank, id desc"
    _check_company_auto = True
    _write_policy = """
        author facilitator | *                        | decided | name problem wish acceptance_criteria minutes_lost_weekly
        author facilitator | *                        | decided | target_model_id target_field_id stance <other>
        author facilitator | *                        | decided | goal_ids
        author facilitator | *                        | -       | tag_ids
        facilitator        | *                        | decided | fit effort_days moscow
        facilitator        | *                        | always  | active decision_reason
        raiser facilitator | raised                   | always  | session_id author_id
        facilitator        | raised                   | always  | department_id
        facilitator        | raised accepted deferred | always  | supporter_ids
        facilitator        | accepted                 | decided | task_ids
    """
    _completes_new = True
    _edit_kind = "need_edited"

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
        "crm.facilitation.participant",
        string="Supported by",
        copy=False,
        ondelete="restrict",
        context={"active_test": False},
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
    tag_ids = fields.Many2many("crm.facilitation.need.tag", string="Tags", check_company=True)
    goal_ids = fields.Many2many(
        "crm.facilitation.goal",
        string="Goals",
        ondelete="restrict",
        domain="[('project_id', '=', project_id)]",
        context={"active_test": True},
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
    merged_need_ids = fields.One2many(
        "crm.facilitation.need", "merged_into_id", "Merged needs", readonly=True, context={"active_test": False}
    )
    task_ids = fields.Many2many(
        "project.task",
        "crm_facilitation_need_task_rel",
        "need_id",
        "task_id",
        string="Configuration tasks",
        copy=False,
        ondelete="restrict",
        context={"active_test": False},
    )
    feature_ids = fields.Many2many("crm.facilitation.feature", string="Features", copy=False, ondelete="restrict")
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

    @api.depends_context("uid")
    @api.depends("author_id.user_id")
    def _compute_is_my_need(self):
        for need in self:
            # whose it is is asked also where the participant may not be read
            need.is_my_need = bool(need.sudo().author_id._filter_caller())

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:  # pylint: disable=method-required-super
        # before all else: an anonymous need is stored as the superuser, who may write everything
        self._check_policy_of_new(vals_list)
        raised = [(vals, self._get_session_of(vals)._is_anonymous_now()) for vals in vals_list]
        named = iter(self._store_raised([vals for vals, is_anonymous in raised if not is_anonymous]))
        created = [self._create_anonymous(vals) if is_anonymous else next(named) for vals, is_anonymous in raised]
        return self.browse(need.id for need in created)

    @api.model
    def _store_raised(self, vals_list):
        """The last steps of :meth:`create`, ``super()`` among them, the same for needs with and without a name."""
        for vals in vals_list:
            if session := self._get_session_of(vals):
                vals.update(self._prepare_author(session, vals))
        needs = super().create(vals_list)
        needs._record_raised_for_somebody()
        needs._notify_author("received")
        return needs

    @api.model
    def _get_session_of(self, vals):
        """The session that a need with these values is raised in; empty where they name none."""
        return self.env["crm.facilitation.session"].browse(
            vals.get("session_id") or self.env.context.get("default_session_id")
        )

    def write(self, vals: ValuesType) -> bool:
        if "minutes_lost_weekly" in vals:
            self._check_minutes_stay(vals["minutes_lost_weekly"] or 0)
        # before a state in the values is decided: words that are accepted and changed at once are not under question
        wording = self._get_sealed_wording(vals)
        if ORIGIN_FIELDS & set(vals):
            self._check_origin_stays()
        is_adapting = "wish" in vals and "author_answer" not in vals
        adapted = self._adapted_by_author(vals["wish"]) if is_adapting else self.browse()
        answered = self._answered_anew(vals["answer"]) if vals.get("answer") else self.browse()
        authors = {need: need.author_id for need in self} if "author_id" in vals else {}
        left = self._decide_as_written(vals) if "state" in vals else vals
        result = super().write(left)
        if adapted:
            adapted._write_past_guards({"author_answer": "adapted"})
        if authors:
            self._tell_taken(authors)
        if answered:
            answered._notify_author("answered")
        if {"task_ids", "feature_ids"} & set(vals):
            self._tell_delivery()
        self._note_wording(wording)
        if PRIORITY_FIELDS & set(vals):
            self._update_priority()
        if "moscow" in vals:
            self._follow_class()
        return result

    def _check_minutes_stay(self, minutes):
        """Hook: raise where one of the needs may not come to say that ``minutes`` a week are lost."""

    def _follow_class(self):
        """Hook: what follows from the priority class that was written."""

    def _get_policy_roles(self) -> set[str]:
        return super()._get_policy_roles() | ({"author"} if self.is_my_need else set())

    @api.model
    def _get_policy_roles_of_new(self, vals) -> set[str]:
        roles, session = super()._get_policy_roles_of_new(vals), self._get_session_of(vals)
        if not session:
            return roles
        caller = session._identify()
        # whoever takes part in a session of another company leads nothing there
        roles -= set() if caller.is_facilitator else {"facilitator"}
        return roles | ({"author", "raiser"} if caller.may_raise else set())

    def _leaves_evidence(self) -> bool:
        """Words that others have decided or voted on, and what somebody else than the author writes, known or not."""
        return bool(self._sealed() or self.is_anonymous or (self.author_id and not self.is_my_need))

    def unlink(self) -> bool:
        self._check_nothing_hangs_on_it()
        return super().unlink()

    def _check_nothing_hangs_on_it(self):
        """Hook: raise when anything refers to one of the needs, so that it is archived instead."""
        # what the caller may not read counts too
        for need_sudo in self.sudo():
            if need_sudo._is_on_record():
                raise UserError(
                    self.env._("“%s” is part of the record of its session. Archive it instead.", need_sudo.name)
                )

    def _is_on_record(self):
        """Hook: whether anybody else has said or done anything about this need."""
        self.ensure_one()
        merged = self.merged_need_ids
        told = self.state != "raised" or self.supporter_ids or merged or self.merged_into_id
        # somebody said it: nothing of that disappears
        somebody = self.is_anonymous or (self.author_id and not self.is_my_need)
        return bool(told or somebody or self.task_ids or self.feature_ids)
