from markupsafe import Markup

from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError

from ...tools.conflicts.situation import SEVERITIES

KINDS = [
    ("polarised_vote", "Polarised vote"),
    ("contradiction", "Contradiction"),
    ("objection", "Objection"),
    ("goal_clash", "Goal clash"),
    ("department_gap", "Department gap"),
    ("capacity", "Capacity"),
    ("manual", "Raised by hand"),
]
SEVERITY_NAMES = list(zip(SEVERITIES, ("Low", "Medium", "High"), strict=True))
STATES = [("open", "Open"), ("discussing", "Discussing"), ("agreed", "Agreed"), ("dismissed", "Dismissed")]
UNSETTLED = ("open", "discussing")


class CrmFacilitationConflict(models.Model):
    """Something that would surface after launch, if it were not settled before.

    Found by a detector from the facts or raised by hand; settled by an agreement the room can live with, or
    dismissed with a reason. Options say how it could be settled.

    Invariants: an agreement has a wording and a dismissal a reason; the state changes through the actions, each of
    which leaves evidence; one conflict per fingerprint and roll-out; nobody deletes a conflict.
    """

    _name = "crm.facilitation.conflict"
    _description = "Facilitation Conflict"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.facilitation.guarded"]
    _order = "is_settled, severity_rank desc, id desc"
    _check_company_auto = True
    _write_policy = """
        facilitator management | *                      | decided | name severity department_ids goal_ids <other>
        facilitator management | *                      | always  | is_blocking need_ids
        facilitator management | open discussing agreed | decided | owner_id review_date
        facilitator management | new                    | -       | session_id
    """
    _edit_kind = "conflict_edited"

    # what was found is named in each language; what a person wrote is the same in all
    name = fields.Char("Conflict", required=True, translate=True)
    kind = fields.Selection(KINDS, default="manual", required=True, index=True, readonly=True, copy=False)
    severity = fields.Selection(SEVERITY_NAMES, default="medium", required=True)
    severity_rank = fields.Integer(compute="_compute_severity_rank", store=True, precompute=True)
    is_blocking = fields.Boolean("Blocks tasks", help="Tasks of its needs cannot be started or done while it is open.")
    state = fields.Selection(STATES, default="open", required=True, index=True, copy=False, group_expand=True)
    is_settled = fields.Boolean(compute="_compute_is_settled", store=True, precompute=True)
    session_id = fields.Many2one("crm.facilitation.session", required=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(related="session_id.project_id", string="Roll-out", store=True, index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    need_ids = fields.Many2many(
        "crm.facilitation.need",
        "crm_facilitation_conflict_need_rel",
        "conflict_id",
        "need_id",
        string="Needs",
        ondelete="restrict",
        domain="[('project_id', '=', project_id)]",
        context={"active_test": False},
    )
    department_ids = fields.Many2many(
        "hr.department", string="Departments", ondelete="restrict", context={"active_test": False}
    )
    goal_ids = fields.Many2many(
        "crm.facilitation.goal",
        string="Goals",
        ondelete="restrict",
        domain="[('project_id', '=', project_id)]",
        context={"active_test": False},
    )
    option_ids = fields.One2many("crm.facilitation.conflict.option", "conflict_id", "Options")
    option_count = fields.Integer(compute="_compute_option_count")
    agreement = fields.Text(copy=False, readonly=True)
    dismiss_reason = fields.Text("Why dismissed", copy=False, readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", copy=False, readonly=True, ondelete="restrict")
    decided_on = fields.Datetime(copy=False, readonly=True)
    owner_id = fields.Many2one(
        "res.users", "Owner", copy=False, domain=[("share", "=", False)], help="Sees to it that the agreement is kept."
    )
    review_date = fields.Date(copy=False, help="When the agreement is looked at again.")

    _check_agreement = models.Constraint(
        "CHECK (state <> 'agreed' OR coalesce(trim(agreement), '') <> '')",
        "Write down what was agreed, in words everybody concerned can read.",
    )
    _check_dismissal = models.Constraint(
        "CHECK (state <> 'dismissed' OR coalesce(trim(dismiss_reason), '') <> '')",
        "Say why this is no conflict: it is dismissed with a reason.",
    )

    @api.depends("severity")
    def _compute_severity_rank(self):
        for conflict in self:
            conflict.severity_rank = SEVERITIES.index(conflict.severity) if conflict.severity else 0

    @api.depends("state")
    def _compute_is_settled(self):
        for conflict in self:
            conflict.is_settled = conflict.state not in UNSETTLED

    @api.depends("option_ids")
    def _compute_option_count(self):
        for conflict in self:
            conflict.option_count = len(conflict.option_ids)

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        conflicts = super().create(vals_list)
        # what detection raises is on record as one row for the whole run
        for conflict in conflicts.filtered(lambda conflict: not conflict.fingerprint):
            conflict._log("conflict_raised", {"name": conflict.name, "kind": conflict.kind})
        return conflicts

    def write(self, vals: ValuesType) -> bool:
        if not self.env.su and set(vals) == {"state"}:
            return self._write_state(vals["state"])
        result = super().write(vals)
        if "name" in vals:
            for code in self._get_other_languages():
                self.with_context(lang=code)._write_past_guards({"name": vals["name"]})
        return result

    @api.model
    def _get_other_languages(self):
        """The languages of the server beside that of the environment."""
        return sorted(dict(self.env["res.lang"].get_installed()).keys() - {self.env.lang or "en_US"})

    def _leaves_evidence(self) -> bool:
        """A conflict that stops tasks, that the room has taken up, or that is settled."""
        return self.is_blocking or self.state != "open"

    def _write_state(self, state):
        """Route a written state (drag on the board) through the action it stands for."""
        changed = self.filtered(lambda conflict: conflict.state != state)
        if changed and state == "discussing":
            changed.action_discuss()
        elif changed:
            raise UserError(
                self.env._("Open “%s”: agreeing, dismissing and reopening need words or a reason.", changed[0].name)
            )
        return True

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A conflict stays on record. Dismiss it with a reason instead."))

    def action_discuss(self) -> None:
        """The room takes it up."""
        self._check_may_settle()
        for conflict in self:
            conflict._check_unsettled()
            conflict._settle({"state": "discussing"}, "conflict_discussed", self.env._("Taken up by the room."))

    def action_agree(self, option: models.BaseModel | int = False, text: str = "", **terms: object) -> bool:
        """Settle by agreement.

        :param option: the option chosen (record or id), False where the wording stands alone
        :param text: the wording; the option's own where empty
        :param terms: ``owner_id``, ``review_date`` and the trip-wire's fields
        """
        self.ensure_one()
        self._check_may_settle()
        self._check_unsettled()
        option = self._get_own_option(option)
        wording = (text or "").strip() or (option.name or "").strip()
        if not wording:
            raise UserError(self.env._("Write down what was agreed, in words everybody concerned can read."))
        values = {"state": "agreed", "agreement": wording, "owner_id": self.env.uid}
        values |= {name: value for name, value in terms.items() if name in self._agreement_terms()}
        # what is chosen and agreed is noted by this action alone
        self.sudo().option_ids.chosen = False
        option.sudo().chosen = True
        self._settle(self._decided(values), "conflict_agreed", self.env._("Agreed: %s", wording), **option._get_facts())
        return True

    @api.model
    def _agreement_terms(self):
        """Fields an agreement may set beside its wording."""
        return {"owner_id", "review_date"}

    def action_dismiss(self, reason: str) -> None:
        """Say that this is no conflict, and why."""
        self._check_may_settle()
        reason = self._take_reason(reason)
        for conflict in self:
            conflict._check_unsettled()
            values = conflict._decided({"state": "dismissed", "dismiss_reason": reason})
            conflict._settle(values, "conflict_dismissed", self.env._("Dismissed: %s", reason), reason=reason)

    def action_reopen(self, reason: str) -> None:
        """Take a settled conflict up again; what was agreed stays in the history."""
        self._check_may_settle()
        reason = self._take_reason(reason)
        for conflict in self:
            if conflict.state in UNSETTLED:
                raise UserError(self.env._("“%s” is open already.", conflict.name))
            conflict._reopen(reason, self.env._("Reopened: %s", reason))

    def _reopen(self, reason, message):
        """Open again, by a person or by itself."""
        kept = {"reason": reason, "agreement": self.agreement or "", "dismissed": self.dismiss_reason or ""}
        values = {"state": "open", "agreement": False, "dismiss_reason": False, "decided_by_id": False}
        # what was chosen is taken back by this action alone
        self.sudo().option_ids.chosen = False
        self._settle(values | {"decided_on": False}, "conflict_reopened", message, **kept)

    def _decided(self, values):
        return values | {"decided_by_id": self.env.uid, "decided_on": fields.Datetime.now()}

    def _settle(self, values, kind, message, **payload):
        self.ensure_one()
        # the state changes through the actions alone, which have checked the caller
        self.sudo().write(values)
        self._log(kind, {"name": self.name, "agreement": self.agreement or ""} | payload)
        self.sudo().message_post(
            body=Markup("<p style='white-space: pre-wrap'>%s</p>") % message, author_id=self.env.user.partner_id.id
        )

    def _log(self, kind, payload):
        self.env["crm.facilitation.event"]._record(self, kind, payload)

    def _check_may_settle(self):
        if not self.env.su:
            refusal = self.env._(
                "Conflicts are settled by the facilitator or by management. Propose an option instead."
            )
            self.env["crm.facilitation.role"]._check_leader(self, refusal)

    def _get_participant(self):
        """The current user as a participant of the conflict's session, or of the session of one of its needs."""
        self.ensure_one()
        of_session = self.session_id._get_participant()
        # the needs may be of sessions that the caller does not take part in
        others = self.sudo().need_ids.session_id.sudo(self.env.su) - self.session_id
        found = (session._identify().participant for session in others)
        return of_session or of_session.browse(next(filter(None, found), False))

    def _check_unsettled(self):
        self.ensure_one()
        if self.state not in UNSETTLED:
            raise UserError(self.env._("“%s” is settled already. Reopen it with a reason first.", self.name))

    def _get_own_option(self, option):
        options = self.env["crm.facilitation.conflict.option"]
        option = options.browse(option) if isinstance(option, int) else option or options
        if option - self.option_ids:
            raise UserError(self.env._("Choose one of the options of “%s”.", self.name))
        return option
