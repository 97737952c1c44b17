from collections.abc import Sequence

from odoo import api, fields, models
from odoo.api import DomainType, Self, ValuesType
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.kpis.periods import is_foreign, shift

RECORDED = {"value", "period_start", "period_end", "group_label", "group_value"}
# a name on a card or in a chart
LONGEST = 80
SOURCES = [("query", "Measured"), ("manual", "Entered by hand")]


def _shorten(name):
    return f"{name[: LONGEST - 1]}…" if name and len(name) > LONGEST else name


class CrmFacilitationKpiMeasurement(models.Model):
    """The value of a KPI in one period, overall or of one group; where nothing was there to measure there is no row.

    Rows of manual KPIs are entered by their owner, all others by the measuring alone.

    Invariants: one row per KPI, period and group; a period ends after it begins.
    """

    _name = "crm.facilitation.kpi.measurement"
    _description = "Facilitation KPI Measurement"
    _inherit = ["crm.facilitation.guarded"]
    # who may enter a value, and of which KPI, is asked below; a change of it leaves evidence of its own
    _write_policy = """
        anybody | * | - | kpi_id period_start period_end group_value group_label value <other>
    """
    _order = "period_start desc, kpi_id, group_label, id"
    _rec_name = "period_start"

    kpi_id = fields.Many2one("crm.facilitation.kpi", "KPI", required=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(related="kpi_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="kpi_id.company_id", store=True)
    period_start = fields.Date("From", required=True)
    period_end = fields.Date("To", required=True, help="The first day after the period.")
    group_value = fields.Char("Group key", help="Empty for all records together.")
    group_label = fields.Char("Group")
    group_name = fields.Char("Name of the group", compute="_compute_group_name")
    value = fields.Float(required=True, aggregator="avg")
    period_text = fields.Char("Period", compute="_compute_period_text")
    value_text = fields.Char("Value with its unit", compute="_compute_value_text")
    source = fields.Selection(SOURCES, required=True, default="manual")
    is_of_frequency = fields.Boolean(compute="_compute_is_of_frequency")

    _unique_period = models.UniqueIndex(
        "(kpi_id, period_start, period_end, md5(COALESCE(group_value, '')))",
        "This KPI has a value for this period already. Change that one instead.",
    )
    _check_period = models.Constraint("CHECK (period_end > period_start)", "A period ends after it begins.")

    @api.constrains("value", "kpi_id")
    def _check_on_scale(self):
        for row in self.filtered(lambda row: row.source == "manual"):
            row.kpi_id.definition_id._check_on_scale([row.value])

    @api.depends("period_start", "period_end", "kpi_id.frequency")
    @api.depends_context("lang")
    def _compute_period_text(self):
        """The period by its name, and whether it still runs; what is of no period of the KPI by its first and last day."""
        for row in self:
            kpi, (start, end) = row.kpi_id, (row.period_start, row.period_end)
            if row.is_of_frequency and start and end:
                name = kpi._name_period(start, end, kpi._get_calendar())
            else:
                days = (start, end and fields.Date.subtract(end, days=1))
                name = " – ".join(format_date(self.env, day) for day in days)
            is_running = end and end > kpi._get_today()
            row.period_text = self.env._("%s (so far)", name) if is_running else name

    @api.depends("value", "kpi_id.unit")
    @api.depends_context("lang")
    def _compute_value_text(self):
        """The value as people write it, amounts with their currency."""
        for row in self:
            row.value_text = row.kpi_id._format_figure(row.value)

    @api.depends("period_start", "period_end", "kpi_id.frequency")
    def _compute_is_of_frequency(self):
        """Whether it is no period of another frequency; what is entered for other days than these counts as it is."""
        for row in self:
            period, kpi = (row.period_start, row.period_end), row.kpi_id
            row.is_of_frequency = not is_foreign(period, kpi.frequency, kpi._get_calendar())

    @api.depends("group_value", "group_label", "kpi_id.definition_id.group_field_id")
    @api.depends_context("lang")
    def _compute_group_name(self):
        """The group as it is called today, in the reader's language; what is gone keeps the name it was measured with."""
        for definition, rows in self.grouped(lambda row: row.kpi_id.definition_id).items():
            measured = rows.filtered(lambda row: row.group_value and row.source == "query")
            labels = definition._get_group_labels(measured.mapped("group_value")) if measured else {}
            for row in rows:
                name = labels.get(row.group_value) if row in measured else False
                gone = not name or name == row.group_value
                row.group_name = _shorten(row.group_label or name or False if gone else name)

    @api.model
    def _get_text_limits(self) -> dict[str, int]:
        # what a group is called is read from the records measured, however long they call it
        named = ("group_value", "group_label") if self.env.su else ()
        return {name: limit for name, limit in super()._get_text_limits().items() if name not in named}

    @api.model
    @api.readonly
    def formatted_read_group(
        self,
        domain: DomainType,
        groupby: Sequence[str] = (),
        aggregates: Sequence[str] = (),
        having: DomainType = (),
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
    ) -> list[dict]:
        rows = super().formatted_read_group(domain, groupby, aggregates, having, offset, limit, order)
        return self._leave_out_mixed(domain, groupby, rows)

    @api.model
    @api.readonly
    def formatted_read_grouping_sets(
        self,
        domain: DomainType,
        grouping_sets: Sequence[Sequence[str]],
        aggregates: Sequence[str] = (),
        *,
        order: str | None = None,
    ) -> list[list[dict]]:
        found = super().formatted_read_grouping_sets(domain, grouping_sets, aggregates, order=order)
        return [
            self._leave_out_mixed(domain, groupby, rows) for groupby, rows in zip(grouping_sets, found, strict=True)
        ]

    @api.model
    def _leave_out_mixed(self, domain, groupby, rows):
        """No figure for rows that would put percents, days and counts of several KPIs together."""
        if "kpi_id" in groupby or not any("value:avg" in row or "value:sum" in row for row in rows):
            return rows
        kpis = {kpi.id for [kpi] in self._read_group(domain, ["kpi_id"])}
        if len(kpis) < 2:
            return rows
        return [{key: False if key.startswith("value:") else said for key, said in row.items()} for row in rows]

    def _get_key(self):
        return (self.kpi_id.id, self.period_start, self.period_end, self.group_value or "")

    def _can_be_measured_again(self):
        """Whether the records still tell the value of this period: of a snapshot only while the period lasts."""
        kpi = self.kpi_id
        return not kpi.is_snapshot or self.period_end > kpi._get_today()

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        measurements = super().create(vals_list)
        measurements._check_manual()
        for row in measurements.filtered(lambda row: row._is_late()):
            row._record_change(None)
        measurements._notify_manual()
        return measurements

    def write(self, vals: ValuesType) -> bool:
        self._check_manual()
        if not self.env.su and any(row.kpi_id.id != vals.get("kpi_id", row.kpi_id.id) for row in self):
            raise UserError(self.env._("A value stays with its KPI. Enter it anew with the other one."))
        # what is measured anew is no change by hand
        by_hand = vals.get("source") == "manual" or (not self.env.su and RECORDED & set(vals))
        before = {row: row._get_facts() for row in self} if by_hand else {}
        result = super().write(vals)
        for row, facts in before.items():
            row._record_change(facts)
        self._notify_manual()
        return result

    def _is_late(self):
        """Whether a value is entered by hand for a time that other values follow already, or should."""
        kpi = self.kpi_id
        return self.source == "manual" and self.period_end < shift(
            kpi._get_period()[0], kpi.frequency, -1, kpi._get_calendar()
        )

    def _get_facts(self):
        return {
            "period": f"{self.period_start} – {self.period_end}",
            "group": self.group_label or None,
            "value": self.value,
        }

    def _record_change(self, before):
        """A value that is changed, or added to the past, is evidence of a KPI that was agreed (``before``: its facts)."""
        after = self._get_facts()
        kpi = self.kpi_id
        if after != before and (kpi.has_baseline or kpi.has_target):
            self.env["crm.facilitation.event"]._record(kpi, "kpi_value_changed", {"before": before, "after": after})

    def _enter(self, value):
        """Enter ``value`` in the place of what was known of this period, be it measured in former times."""
        self.check_access("write")
        self._check_entered({"manual"})
        self._check_accepted()
        # a measured value may be replaced too, which is nobody's to write by hand; the caller has been checked
        self.sudo().write({"value": value, "source": "manual"})

    def _notify_manual(self):
        """Tell at once what an entered value means; measured ones are told after measuring."""
        self.filtered(lambda row: row.source == "manual").kpi_id._notify_owners()

    def _check_manual(self):
        if not self.env.su:
            self._check_entered(set(self.mapped("source")))
            self._check_accepted()

    def _check_accepted(self):
        """Who is proposed as owner enters values once they have accepted."""
        if self.env["crm.facilitation.role"]._is_leader():
            return
        for kpi in self.kpi_id.filtered(lambda kpi: kpi.ownership != "accepted"):
            raise UserError(self.env._("“%s”: accept this KPI first, then enter its values.", kpi.name))

    def _check_entered(self, sources):
        if sources - {"manual"} or any(kpi.measure != "manual" for kpi in self.kpi_id):
            raise UserError(self.env._("Only KPIs that are entered by hand take values. This one is measured."))
