from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError, ValidationError

from ...tools.figures import unit_for
from ...tools.kpis.attainment import attainment, expected_value, status
from ...tools.kpis.periods import period_of
from .kpi_definition import DIRECTIONS

FREQUENCIES = [("week", "Week"), ("month", "Month"), ("quarter", "Quarter")]
STATUSES = [("on_track", "On track"), ("at_risk", "At risk"), ("off_track", "Off track"), ("no_data", "No data")]
TARGET_FIELDS = ("target_value", "target_date")
BASELINE_FIELDS = ("baseline_value", "baseline_date")
# what is agreed as a value for a day
AGREED = ("target", "baseline")
# what the KPI says, and how; before there is a baseline or a target it is being worded
TERMS = ("name", "definition_id", "goal_id", "direction", "frequency")
AGREED_FIELDS = {*TERMS, *TARGET_FIELDS, *BASELINE_FIELDS}
# what decides which records are read with the owner's rights
SCOPE_FIELDS = {"definition_id", "project_id", "company_id"}
MOVES = {False: "kpi_archived", True: "kpi_brought_back"}
MEASURED_FIELDS = ("value", "period_start", "period_end", "group_value")


class CrmFacilitationKpi(models.Model):
    """A figure by which a roll-out will be judged: from a baseline before it to a target after it.

    Agreed in the session; its baseline comes from the history (:meth:`action_capture_baseline`), the nightly
    measurement keeps it current. A baseline or target of zero counts as given once its date is.

    Invariants: it is measured with the rights of an owner who accepted it, in its company; a changed target is
    evidence; what was agreed or measured stays in its roll-out.
    """

    _name = "crm.facilitation.kpi"
    _description = "Facilitation KPI"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.facilitation.guarded", "crm.facilitation.imported"]
    _order = "sequence, id"
    _check_company_auto = True
    # changes of what was agreed leave evidence of their own, with figures
    _write_policy = """
        facilitator management | * | - | name sequence active definition_id project_id goal_id owner_id direction
        facilitator management | * | - | frequency baseline_value baseline_date target_value target_date <other>
    """

    _known_within = ("project_id", "definition_id")

    name = fields.Char(compute="_compute_name", store=True, readonly=False, required=True, precompute=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    definition_id = fields.Many2one(
        "crm.facilitation.kpi.definition",
        "Definition",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    measure = fields.Selection(related="definition_id.measure")
    unit = fields.Char(compute="_compute_unit")
    is_vanity = fields.Boolean(related="definition_id.is_vanity")
    is_snapshot = fields.Boolean(compute="_compute_is_snapshot")
    project_id = fields.Many2one("project.project", "Roll-out", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, required=True, index=True
    )
    goal_id = fields.Many2one(
        "crm.facilitation.goal",
        "Goal",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('project_id', '=', project_id)]",
    )
    owner_id = fields.Many2one(
        "res.users", "Owner", index=True, default=lambda self: self.env.user, domain=[("share", "=", False)]
    )
    direction = fields.Selection(
        DIRECTIONS,
        "Better is",
        compute="_compute_direction",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    frequency = fields.Selection(FREQUENCIES, required=True, default="month")
    baseline_value = fields.Float("Baseline value", copy=False, aggregator=None)
    baseline_date = fields.Date(copy=False)
    target_value = fields.Float("Target value", aggregator=None)
    target_date = fields.Date()
    has_baseline = fields.Boolean(compute="_compute_is_given", store=True)
    has_target = fields.Boolean(compute="_compute_is_given", store=True)
    measurement_ids = fields.One2many("crm.facilitation.kpi.measurement", "kpi_id", "Measurements")
    current_value = fields.Float("Current", compute="_compute_current_value", store=True, aggregator=None)
    current_date = fields.Date("Current until", compute="_compute_current_value", store=True)
    expected_value = fields.Float("Expected", compute="_compute_attainment", store=True, aggregator=None)
    attainment = fields.Float(compute="_compute_attainment", store=True, aggregator=None)
    status = fields.Selection(STATUSES, compute="_compute_attainment", store=True, index=True)

    _check_dates = models.Constraint(
        "CHECK (target_date IS NULL OR baseline_date IS NULL OR target_date >= baseline_date)",
        "The target's date cannot be before the baseline's.",
    )

    @api.depends("definition_id")
    def _compute_name(self):
        for kpi in self:
            kpi.name = kpi.name or kpi.definition_id.name

    @api.depends("definition_id")
    def _compute_direction(self):
        """As the library says; what was agreed for this KPI stays when the library changes."""
        for kpi in self:
            kpi.direction = kpi.definition_id.direction or kpi.direction or "up"

    @api.depends_context("lang")
    @api.depends("definition_id.unit", "definition_id.measure_field_id", "company_id", "current_value")
    def _compute_unit(self):
        """The definition's unit, as it stands beside the current value; amounts without one are in the currency."""
        for kpi in self:
            # owners may not read the definition's fields, nor other companies
            definition_sudo = kpi.definition_id.sudo()
            is_amount = (
                definition_sudo.measure in ("sum", "average") and definition_sudo.measure_field_id.ttype == "monetary"
            )
            unit = unit_for(self.env.lang or "en_US", definition_sudo.unit or "", kpi.current_value)
            kpi.unit = unit or (is_amount and kpi._get_currency().symbol) or False

    @api.depends("project_id.company_id")
    def _compute_company_id(self):
        for kpi in self:
            kpi.company_id = kpi.project_id.company_id or kpi.company_id or self.env.company

    @api.depends("baseline_value", "baseline_date", *TARGET_FIELDS)
    def _compute_is_given(self):
        for kpi in self:
            kpi.has_baseline = bool(kpi.baseline_value or kpi.baseline_date)
            kpi.has_target = bool(kpi.target_value or kpi.target_date)

    @api.depends("frequency", "definition_id", *(f"measurement_ids.{name}" for name in MEASURED_FIELDS))
    def _compute_current_value(self):
        """The last whole period that has a value; while there is none, the running one.

        What is left of another frequency counts only until there is a value of this one.
        """
        for kpi in self:
            today = kpi._get_today()
            overall = kpi.measurement_ids.filtered(lambda row: not row.group_value).sorted("period_end")
            overall = overall.filtered("is_of_frequency") or overall
            whole = overall.browse(row.id for row in overall if row.period_end <= today)
            last = (overall if kpi.is_snapshot else whole or overall)[-1:]
            kpi.current_value = last.value
            kpi.current_date = last.period_end

    @api.depends("definition_id")
    def _compute_is_snapshot(self):
        """Whether records are looked at as they are now, whenever they were made."""
        for kpi in self:
            # owners may not read the fields of Odoo
            kpi.is_snapshot = kpi.measure != "manual" and not kpi.definition_id.sudo().date_field_id

    @api.depends(
        "current_value", "current_date", "direction", "has_baseline", "has_target", *BASELINE_FIELDS, *TARGET_FIELDS
    )
    def _compute_attainment(self):
        for kpi in self:
            course, value = kpi._get_course(), kpi.current_value if kpi.current_date else None
            day = kpi._get_day_of_status()
            kpi.attainment = attainment(course, value)
            kpi.expected_value = expected_value(course, day)
            kpi.status = status(course, value, day)

    @api.constrains("goal_id", "project_id")
    def _check_goal(self):
        for kpi in self:
            if kpi.goal_id and kpi.goal_id.project_id != kpi.project_id:
                raise ValidationError(self.env._("“%s”: choose a goal of the same roll-out.", kpi.name))

    @api.constrains("owner_id", "company_id")
    def _check_owner(self):
        for kpi in self:
            # the companies of a user are not everybody's to read
            if kpi.owner_id and kpi.company_id not in kpi.owner_id.sudo().company_ids:
                raise ValidationError(
                    self.env._("“%s”: the owner does not work in the company of the roll-out.", kpi.name)
                )

    @api.model
    def _get_name_of_row(self, values):
        # a KPI without a name has that of its definition, which whoever imports it names
        definition_sudo = self.env["crm.facilitation.kpi.definition"].sudo().browse(values.get("definition_id"))
        return super()._get_name_of_row(values) or definition_sudo.name or ""

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        kpis = super().create(vals_list)
        for kpi in kpis.filtered("has_target"):
            self.env["crm.facilitation.event"]._record(kpi, "kpi_target_set", kpi._get_facts("target"))
        kpis._propose()
        return kpis

    def write(self, vals: ValuesType) -> bool:
        owners = {kpi: kpi.owner_id for kpi in self} if "owner_id" in vals else {}
        self._check_may_move(vals)
        moved = self.filtered(lambda kpi: kpi.active != bool(vals["active"])) if "active" in vals else self.browse()
        before = {kpi: kpi._get_agreed() for kpi in self} if AGREED_FIELDS & set(vals) else {}
        scopes = self._get_scopes() if SCOPE_FIELDS & set(vals) else {}
        self._release(vals)
        result = super().write(vals)
        for kpi, old in before.items():
            kpi._record_changes(old)
        for kpi in moved:
            self.env["crm.facilitation.event"]._record(kpi, MOVES[kpi.active], {"name": kpi.name})
        self._follow_owners(owners)
        self.browse(kpi.id for kpi, owner in owners.items() if kpi.owner_id != owner)._propose()
        self._follow_scopes(scopes)
        return result

    def _check_may_move(self, vals):
        """What was agreed and measured for a roll-out says nothing of another."""
        for kpi in self if "project_id" in vals else self.browse():
            if kpi.project_id.id != vals["project_id"] and (kpi.has_target or kpi.measurement_ids):
                raise UserError(self.env._("“%s” has a target or measurements: it stays in its roll-out.", kpi.name))

    def _record_changes(self, old):
        """Whatever was agreed and is changed is evidence: it changes what the KPI says of the roll-out.

        :param old: what :meth:`_get_agreed` said before
        """
        events, new = self.env["crm.facilitation.event"], self._get_agreed()
        if new["target"] != old["target"]:
            events._record(self, "kpi_target_changed", {"old": old["target"], "new": new["target"]})
        if new["baseline"] != old["baseline"]:
            events._record(self, "kpi_baseline_changed", {"old": old["baseline"], "new": new["baseline"]})
        for name, number in old["numbers"].items():
            if old[name] == new[name] and number != new["numbers"][name]:
                # another one of the same name
                old[name], new[name] = f"{old[name]} ({number})", f"{new[name]} ({new['numbers'][name]})"
        changed = [name for name in TERMS if new[name] != old[name]]
        # before there is a baseline or a target the KPI is being worded; what it was to show is said from the beginning
        is_agreed = any(old[kind]["value"] is not None for kind in AGREED)
        if changed and (is_agreed or (old["goal_id"] and "goal_id" in changed)):
            sides = {"before": {name: old[name] for name in changed}, "after": {name: new[name] for name in changed}}
            events._record(self, "kpi_changed", sides)

    def _get_agreed(self):
        """What was agreed of this KPI, as the evidence keeps it."""
        # who changes a KPI may know what it is about
        own_sudo = self.sudo()
        links = {name: own_sudo[name].display_name or None for name in ("definition_id", "goal_id")}
        plain = {name: own_sudo[name] for name in TERMS if name not in links}
        agreed = {kind: self._get_facts(kind) for kind in AGREED} | links | plain
        return agreed | {"numbers": {name: own_sudo[name].id for name in links}}

    def _get_facts(self, kind):
        """Value and date of the ``target`` or ``baseline``, as the evidence keeps them."""
        self.ensure_one()
        day = self[f"{kind}_date"]
        return {
            "value": self[f"{kind}_value"] if self[f"has_{kind}"] else None,
            "date": day.isoformat() if day else None,
        }

    @api.ondelete(at_uninstall=True)
    def _unlink_except_agreed(self):
        if any(kpi.has_target or kpi.measurement_ids for kpi in self):
            raise UserError(self.env._("A KPI with a target or measurements stays on record. Archive it instead."))

    def _get_today(self):
        """The day it is in the company, in whose time zone periods begin and end."""
        self.ensure_one()
        return self.definition_id._get_today(self.company_id)

    def _get_period(self):
        return period_of(self._get_today(), self.frequency, self._get_calendar())

    def _get_calendar(self):
        """Where weeks and quarters of the company begin."""
        self.ensure_one()
        # whoever may see the KPI may know its periods
        return self.company_id.sudo()._get_facilitation_calendar()
