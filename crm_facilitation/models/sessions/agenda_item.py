from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.sessions.steps import minutes_of_days

KINDS = [
    ("welcome", "Welcome"),
    ("retro", "Look back"),
    ("goals", "Goals"),
    ("process", "Work as it is"),
    ("needs", "Raise needs"),
    ("cluster", "Group needs"),
    ("discuss", "Discussion"),
    ("fit", "Fit and price"),
    ("vote", "Vote"),
    ("conflicts", "Settle conflicts"),
    ("decide", "Decide"),
    ("kpis", "Agree KPIs"),
    ("agreements", "Agreements"),
    ("plan", "Planning"),
    ("review", "Taking stock"),
    ("closing", "Closing"),
    ("break", "Break"),
]
FORMS = [
    ("plenary", "Everybody together"),
    ("silent", "Silent, each alone"),
    ("pairs", "Pairs"),
    ("groups", "Groups"),
    ("gallery", "Walk round the walls"),
]
WITHOUT_MANAGEMENT = "no_management"
AUDIENCES = [("all", "Everybody"), (WITHOUT_MANAGEMENT, "Without management"), ("management", "Management alone")]
# by which rules the desk tells whether a step has reached its end; the areas fill them in, see session._get_step_rules
DONE_WHEN = [
    ("ready", "Everybody is ready"),
    ("risks", "Reasons to fail are named"),
    ("goals", "Goals have owner, reason, ratings"),
    ("written", "No department is silent"),
    ("sharpened", "Needs have minutes and supporters"),
    ("limits", "The limits are known"),
    ("grouped", "Each need has a tag"),
    ("discussed", "Each need was discussed or parked"),
    ("fit", "Each need has fit, days, answer"),
    ("voted", "Every department has voted"),
    ("settled", "Blocking conflicts are settled"),
    ("decided", "Each need is decided, with reason"),
    ("criteria", "Accepted needs can be tried"),
    ("kpis", "Each goal has a KPI"),
    ("planned", "The plan fits the days"),
    ("relevance", "Goals are confirmed"),
    ("parking", "The parking lot is empty"),
    ("heard", "The silent departments are known"),
]
# what a step says to those who take part
PERMITS = ("name", "can_raise", "can_vote", "can_remark", "anonymous", "audience")
# texts that a step has in every language
WORDS = ("name", "instruction", "why", "speakers", "pitfall")


class CrmFacilitationAgendaItem(models.Model):
    """One step of a session: an instruction, what it permits, and a timebox in minutes.

    It belongs to a session, or to a standard agenda from which sessions take copies of its steps.

    Invariants: a timebox that is over moves nobody; a step that was held stays in its session.
    """

    _name = "crm.facilitation.agenda.item"
    _description = "Facilitation Agenda Item"
    _inherit = ["crm.facilitation.guarded"]
    _order = "session_id, day, sequence, id"
    _write_policy = """
        facilitator administrator | * | -       | name sequence day kind instruction planned_minutes <other>
        facilitator administrator | * | -       | form speakers why done_when pitfall cut_first is_parallel
        facilitator administrator | * | decided | session_id can_raise can_vote can_remark anonymous audience
        facilitator administrator | new | - | agenda_id
        - | * | - | extra_minutes is_parked
    """
    _edit_kind = "agenda_edited"

    name = fields.Char(required=True, translate=True)
    session_id = fields.Many2one("crm.facilitation.session", index=True, ondelete="cascade")
    agenda_id = fields.Many2one(
        "crm.facilitation.agenda", "Standard agenda", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    day = fields.Integer(default=1, required=True)
    kind = fields.Selection(KINDS, required=True, default="needs")
    instruction = fields.Text(translate=True, help="What the facilitator says and the room does.")
    why = fields.Text(
        "What it is for", translate=True, help="What the step is for. Shown to those who ask why they are doing this."
    )
    form = fields.Selection(FORMS, default="plenary", required=True, help="How the room works during the step.")
    audience = fields.Selection(
        AUDIENCES,
        "For whom",
        default="all",
        required=True,
        help="Without management: what the step collects is not open to management while it lasts.",
    )
    speakers = fields.Char("Who speaks", translate=True)
    can_raise = fields.Boolean("Raise needs", default=True, help="Where not, a need is parked for later.")
    can_vote = fields.Boolean(
        "Vote", help="Votes can be opened during this step. They stay open until they are closed."
    )
    can_remark = fields.Boolean("Remarks", default=True, help="People ask, answer and comment on their screens.")
    anonymous = fields.Boolean(help="Needs raised during this step do not name their author.")
    planned_minutes = fields.Integer("Minutes", default=30, required=True)
    extra_minutes = fields.Integer("Minutes added", readonly=True, copy=False)
    done_when = fields.Selection(
        DONE_WHEN, "Done when", help="What the desk checks before the step ends. It holds nobody back."
    )
    pitfall = fields.Text(translate=True, help="What goes wrong here, and what to do then. Facilitators read it.")
    cut_first = fields.Boolean("Can be left out", help="The step to leave out first when time is short.")
    is_parallel = fields.Boolean(
        "Beside the one before", help="Held at the same time as the step before it, for other people."
    )
    is_parked = fields.Boolean("Skipped", readonly=True, copy=False)
    is_current = fields.Boolean(compute="_compute_is_current")
    visit_ids = fields.One2many(
        "crm.facilitation.agenda.visit", "item_id", "Stays", groups="crm_facilitation.group_facilitator"
    )
    planned_seconds = fields.Integer(compute="_compute_seconds", compute_sudo=True)
    spent_seconds = fields.Integer("Spent (seconds)", compute="_compute_seconds", compute_sudo=True)

    _check_planned_minutes = models.Constraint(
        "CHECK (planned_minutes > 0)", "Give each step of the agenda at least one minute."
    )
    _check_extra_minutes = models.Constraint(
        "CHECK (extra_minutes IS NULL OR extra_minutes BETWEEN 0 AND 600)", "A step is extended by ten hours at most."
    )
    _check_day = models.Constraint("CHECK (day > 0)", "The days of an agenda are counted from 1.")
    _check_home = models.Constraint(
        "CHECK (session_id IS NULL OR agenda_id IS NULL)", "A step belongs to a session or to a standard agenda."
    )

    @api.depends("session_id.company_id", "agenda_id.company_id")
    def _compute_company_id(self):
        for item in self:
            item.company_id = item.session_id.company_id or item.agenda_id.company_id

    def _compute_is_current(self):
        for item in self:
            item.is_current = bool(item.session_id) and item.session_id.current_item_id == item

    @api.depends("planned_minutes", "extra_minutes", "visit_ids.ended_at", "visit_ids.paused_seconds")
    @api.depends(
        "session_id.current_item_id", "session_id.current_item_started_at", "session_id.current_item_paused_at"
    )
    def _compute_seconds(self):
        """What is planned, and what was spent before the step runs now: in earlier stays, and before the last pause.

        Neither of them moves by itself: a screen adds the time since ``session.current_item_started_at``, unless the
        session is paused.
        """
        for item in self:
            session = item.session_id
            item.planned_seconds = 60 * (item.planned_minutes + item.extra_minutes)
            until = session.current_item_paused_at or session.current_item_started_at or fields.Datetime.now()
            item.spent_seconds = sum(visit._get_seconds(until) for visit in item.visit_ids)

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        items = super().create(vals_list)
        if not self.env.su:
            items._record_permits(is_new=True)
        return items

    def write(self, vals: ValuesType) -> bool:
        if "session_id" in vals:
            # the refusal tells what was held
            self.check_access("write")
            self.filtered(lambda item: item.session_id.id != vals["session_id"])._check_not_held()
        return super().write(vals)

    def unlink(self) -> bool:
        self._check_not_held()
        if not self.env.su:
            self._record_permits(is_new=False)
        return super().unlink()

    def _check_not_held(self):
        # stays are the server's note of what was held
        for item_sudo in self.sudo():
            if item_sudo.visit_ids:
                raise UserError(self.env._("“%s” was held and stays in the agenda of its session.", item_sudo.name))

    def _record_permits(self, is_new):
        """A step that comes into a session that has begun, or goes from it, changes what people may do there."""
        for item in self.filtered(lambda item: item._leaves_evidence()):
            nothing = dict.fromkeys(PERMITS, "")
            permits = {name: str(item[name]) for name in PERMITS}
            item._record_edit(*((nothing, permits) if is_new else (permits, nothing)))

    def action_go_to_me(self) -> None:
        """Make this the session's current step (button on the agenda's line)."""
        self.ensure_one()
        return self.session_id.action_go_to(self)

    def action_cut_me(self) -> None:
        """Leave this step out, or take it in again (button on the agenda's line)."""
        self.ensure_one()
        return self.session_id.action_cut_item(self.id, not self.is_parked)

    def _leaves_evidence(self) -> bool:
        """A step of a session that has begun: people raise and vote under what it permits."""
        return self.session_id.state not in (False, "draft")

    def _get_policy_project(self):
        return self.session_id.project_id

    def _get_minutes_of_days(self):
        """``{day: minutes}`` of these steps: those that are left out, or run beside another one, take no time."""
        return minutes_of_days(
            (item.day, item.planned_minutes + item.extra_minutes)
            for item in self
            if not item.is_parked and not item.is_parallel
        )

    def _get_source_names(self):
        """The names of these steps in the language that all of them have."""
        return self.with_context(lang="en_US").mapped("name")

    def _copy_to(self, home):
        """Copies of these steps, in every language, for ``home``: a session or a standard agenda."""
        field = "session_id" if home._name == "crm.facilitation.session" else "agenda_id"
        copies = self.with_env(home.env).browse().create([item._copy_values() | {field: home.id} for item in self])
        copies._copy_words(self)
        return copies

    def _copy_values(self):
        """Values of a copy for another session."""
        self.ensure_one()
        names = {name for name, rule in self._get_write_policy().items() if rule.who} & set(self._fields)
        return {name: self[name] for name in sorted(names - {"session_id", "agenda_id"})}

    def _copy_words(self, sources):
        """Take the texts of ``sources``, of as many steps, in the languages that they have them in."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE crm_facilitation_agenda_item AS taken SET %(words)s
                     FROM unnest(%(taken)s::int[], %(sources)s::int[]) AS pair (taken, source)
                     JOIN crm_facilitation_agenda_item AS source ON source.id = pair.source
                    WHERE taken.id = pair.taken""",
                words=SQL(", ").join(
                    SQL("%s = source.%s", SQL.identifier(name), SQL.identifier(name)) for name in WORDS
                ),
                taken=self.ids,
                sources=sources.ids,
            )
        )
        self.invalidate_recordset(WORDS, flush=False)
