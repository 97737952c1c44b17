import secrets

from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.sessions.identity import Identity
from ...tools.sessions.steps import StepCheck

STATES = [("draft", "Draft"), ("running", "Running"), ("closed", "Closed"), ("cancelled", "Cancelled")]
# without letters and digits that are mistaken for each other on a projector
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8


class CrmFacilitationSession(models.Model):
    """A facilitation session: two or three days in which every affected department shapes the CRM.

    A facilitator prepares it (agenda, participants), starts it, moves through the agenda forward and back,
    and closes it. Needs, rounds and conflicts hang on it.

    Invariants: it belongs to a roll-out; the current step is one of its own; its end is not before its start.
    """

    _name = "crm.facilitation.session"
    _description = "Facilitation Session"
    _inherit = ["mail.thread", "mail.activity.mixin", "bus.listener.mixin", "crm.facilitation.guarded"]
    _order = "date_start desc, id desc"
    _check_company_auto = True
    _write_policy = """
        facilitator | * | -       | <other>
        facilitator | * | decided | name active date_start date_end collection_from collection_until facilitator_ids
        facilitator | * | always  | project_id company_id
    """
    _edit_kind = "session_edited"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    project_id = fields.Many2one(
        "project.project",
        "Roll-out",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("is_facilitation", "=", True)],
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
    )
    state = fields.Selection(STATES, default="draft", required=True, index=True, group_expand=True, copy=False)
    date_start = fields.Date("First day", default=fields.Date.context_today)
    date_end = fields.Date("Last day")
    closed_on = fields.Date(copy=False, readonly=True)
    collection_from = fields.Date(help="Needs can be raised from this day on, before the session starts.")
    collection_until = fields.Date(help="Needs can be raised up to and including this day, after the session.")
    facilitator_ids = fields.Many2many(
        "res.users",
        string="Facilitators",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        context={"active_test": False},
    )
    participant_ids = fields.One2many(
        "crm.facilitation.participant", "session_id", "Participants", context={"active_test": True}
    )
    agenda_item_ids = fields.One2many("crm.facilitation.agenda.item", "session_id", "Agenda")
    current_item_id = fields.Many2one("crm.facilitation.agenda.item", "Current step", copy=False, ondelete="restrict")
    current_instruction = fields.Text(related="current_item_id.instruction", string="What is done in it")
    need_ids = fields.One2many("crm.facilitation.need", "session_id", "Needs", context={"active_test": True})
    code = fields.Char(
        "Join code",
        default=lambda self: self._default_code(),
        required=True,
        copy=False,
        readonly=True,
        groups="crm_facilitation.group_facilitator",
    )
    department_ids = fields.Many2many(
        "hr.department", compute="_compute_department_ids", string="Departments", context={"active_test": False}
    )
    participant_count = fields.Integer(compute="_compute_participant_count")
    is_my_session = fields.Boolean(compute="_compute_is_my_session", search="_search_is_my_session")

    _unique_code = models.UniqueIndex("(code)", "This join code is taken. Save again to draw another one.")
    _check_dates = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "The last day of a session cannot be before its first day.",
    )
    _check_collection = models.Constraint(
        "CHECK (collection_until IS NULL OR collection_from IS NULL OR collection_until >= collection_from)",
        "The collection of needs cannot end before it begins.",
    )

    @api.model
    def _default_code(self):
        return "".join(secrets.choice(CODE_ALPHABET) for _i in range(CODE_LENGTH))

    @api.depends("project_id")
    def _compute_company_id(self):
        for session in self:
            session.company_id = session.project_id.company_id or session.company_id or self.env.company

    @api.depends("participant_ids.department_id")
    def _compute_department_ids(self):
        for session in self:
            session.department_ids = session.participant_ids.department_id

    @api.depends("participant_ids")
    def _compute_participant_count(self):
        participants = dict(
            self.env["crm.facilitation.participant"]._read_group(
                [("session_id", "in", self.ids), ("active", "=", True)], ["session_id"], ["__count"]
            )
        )
        for session in self:
            session.participant_count = participants.get(session, 0)

    @api.depends_context("uid")
    @api.depends("participant_ids.user_id")
    def _compute_is_my_session(self):
        mine = self.search(self._search_is_my_session("in", [True]))
        for session in self:
            session.is_my_session = session in mine

    def _search_is_my_session(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("participant_ids", "any", self.env["crm.facilitation.participant"]._of_caller())

    @api.constrains("company_id", "project_id")
    def _check_company_of_project(self):
        for session in self:
            # roll-outs that the caller may not read have a company too
            if session.company_id != session.sudo().project_id.company_id:
                raise ValidationError(
                    self.env._("“%s” belongs to the company of its roll-out, and moves with it alone.", session.name)
                )

    def action_start(self) -> None:
        """Start the session at the first step of its agenda."""
        for session in self:
            session._check_state("draft", self.env._("Only a draft session can be started."))
            first = session.agenda_item_ids and session._get_walked()[:1]
            session._enter_step(first, {"state": "running"})
            self.env["crm.facilitation.event"]._record(session, "session_started", {"name": session.name})
            session.participant_ids._record_noted()

    def action_close(self) -> None:
        """Close the session: no more steps, needs only while its collection is open."""
        for session in self:
            session._check_state("running", self.env._("Only a running session can be closed."))
            closed = {"state": "closed", "closed_on": session.company_id._get_facilitation_today()}
            session._enter_step(session.agenda_item_ids.browse(), closed)
            self.env["crm.facilitation.event"]._record(session, "session_closed", {"name": session.name})

    def action_cancel(self) -> None:
        for session in self:
            if session.state == "closed":
                raise UserError(self.env._("A closed session stays on record and cannot be cancelled."))
            session._enter_step(session.agenda_item_ids.browse(), {"state": "cancelled"})
            self.env["crm.facilitation.event"]._record(session, "session_cancelled", {"name": session.name})

    def _check_state(self, expected, message):
        self.ensure_one()
        if self.state != expected:
            raise UserError(message)

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        sessions = super().create(vals_list)
        for session in sessions.filtered(lambda session: not session.agenda_item_ids):
            session.agenda_id.item_ids._copy_to(session)
        return sessions

    def write(self, vals: ValuesType) -> bool:
        if "project_id" in vals:
            self._check_may_move(vals["project_id"])
        return super().write(vals)

    def _leaves_evidence(self) -> bool:
        """A session that people were told of: once it has begun."""
        return self.state != "draft"

    @api.ondelete(at_uninstall=True)
    def _unlink_except_started(self):
        if any(session.state != "draft" for session in self):
            raise UserError(self.env._("A session that was started or cancelled stays on record."))

    def _check_may_move(self, project):
        """What a session brought about belongs to its roll-out, with tasks and evidence that do not move along."""
        for session in self.filtered(lambda session: session.project_id.id != project):
            # what the caller may not read counts too
            if session.sudo()._has_outcome():
                raise UserError(
                    self.env._("“%s” has needs, votes or conflicts already: it stays with its roll-out.", session.name)
                )

    def _has_outcome(self):
        """Whether the session brought about anything (hook: each area adds what it keeps of a session)."""
        self.ensure_one()
        # archived ones too, which the field leaves out
        needs = self.need_ids.with_context(active_test=False)
        return bool(needs.search_count([("session_id", "=", self.id)], limit=1))

    def _set_state(self, vals):
        """Change the state, for the actions: they check what stands against it and leave the evidence."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        # the state changes through the actions alone, which have checked the caller
        self.sudo().write(vals)

    def _is_collecting(self):
        """Whether needs are collected today outside the agenda."""
        self.ensure_one()
        if self.state == "cancelled" or not (self.collection_from or self.collection_until):
            return False
        today = fields.Date.context_today(self)
        return (not self.collection_from or self.collection_from <= today) and (
            not self.collection_until or today <= self.collection_until
        )

    def _check_can_raise(self) -> Identity:
        """Raise when the session takes no needs from participants now.

        :return: who the caller is in this session; whether they may raise any is for whoever asks
        """
        self.ensure_one()
        caller = self._identify()
        if caller.is_facilitator:
            return caller
        self._check_audience(caller)
        if self.state != "running" and not self._is_collecting():
            raise UserError(
                self.env._("%s takes no needs now: it is not running. Ask the facilitator to open it.", self.name)
            )
        return caller

    @api.readonly
    def get_step_checks(self) -> list[dict]:
        """What the end of the current step is checked by, for whoever leads the session. It holds nobody back.

        :return: ``[{code, text, ok}]``; empty where nothing is checked
        """
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        return self._get_step_checks()

    def _get_step_checks(self):
        rule = self._get_step_rules().get(self.current_item_id.done_when)
        return [check._asdict() for check in (rule() if rule else [])]

    def _get_step_rules(self):
        """Hook: ``{done_when: method}``; each area adds its own, and the method returns lines of :class:`StepCheck`."""
        return {}

    @api.model
    def _check_missing(self, code, text, missing):
        """A line that holds where nothing is ``missing`` (records, or names)."""
        if missing:
            text = self.env._("%(text)s. Missing: %(count)s", text=text, count=len(missing))
        return StepCheck(code, text, not missing)

    @api.readonly
    def get_open_points(self) -> list[dict]:
        """What the session has left open: the next day begins with it.

        :return: ``[{code, text, count, model, ids}]``, only what there is; the ids of records that the caller may read
        """
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        return [
            {
                "code": point.code,
                "text": point.text,
                "count": len(point.records),
                "model": point.records._name,
                "ids": point.records.ids,
            }
            for point in self._get_open_points()
            if point.records
        ]

    def _get_open_points(self):
        """Hook: lines of :class:`OpenPoint`; each area adds its own."""
        return []
