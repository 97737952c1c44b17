import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.kpis.measure import OVERALL
from ...tools.kpis.periods import periods_between, shift

_logger = logging.getLogger(__name__)
HISTORY = {"week": 104, "month": 24, "quarter": 8}
# the running period, and the one before it: records are still corrected after its end
RECENT = 2
# a measuring that ran out of time goes on with those whose turn it is
TURN = timedelta(hours=12)
CARRIED_ON = ("current_value", "current_date", "expected_value", "attainment", "status")


class CrmFacilitationKpi(models.Model):
    """Measuring: one query for all KPIs that look at the same records with the same rights; rows per period and group.

    A measurement that has no value any more is removed, one entered by hand is never touched and stands for its period.
    Of a snapshot, which looks at records as they are today, only the running period is measured: what it was before stays.
    """

    _inherit = "crm.facilitation.kpi"

    last_attempt = fields.Datetime("Last measured", readonly=True, copy=False)
    last_error = fields.Char("Last failure", readonly=True, copy=False)

    def _measure(self, periods):
        """Compute the figures of these KPIs with their owners' rights, without keeping them.

        :param periods: list of ``(start, end)`` dates, end exclusive; they may overlap
        :return: list of rows ``{kpi_id, period_start, period_end, group_value, value}`` in the order of KPIs and
            periods: one with ``group_value`` False (overall) for each KPI and period, its ``value`` None where there
            was nothing to measure, and one for each group that had records (its id or key as text, ``"none"`` for
            records without a group)
        """
        periods = [(fields.Date.to_date(start), fields.Date.to_date(end)) for start, end in periods]
        if any(start >= end for start, end in periods):
            raise UserError(self.env._("A period ends after it begins: its end is the first day not in it."))
        figures = {}
        for (_frame, owner, company), kpis in self._get_sharing().items():
            measured = kpis.definition_id._measure_periods(periods, owner, company)
            figures |= {kpi: measured[kpi.definition_id] for kpi in kpis}
        figures |= {kpi: kpi._get_entered(periods) for kpi in self if kpi not in figures}
        return [
            {"kpi_id": kpi.id, "period_start": start, "period_end": end, "group_value": group, "value": value}
            for kpi in self
            for ((start, end), group), value in sorted(
                figures[kpi].items(), key=lambda item: (item[0][0], item[0][1] or "")
            )
        ]

    def _get_sharing(self):
        """KPIs to be measured by query, by what they share."""
        sharing = defaultdict(self.browse)
        for kpi in self:
            if kpi.measure != "manual" and kpi._is_owned():
                sharing[kpi.definition_id._get_frame(), kpi.owner_id, kpi.company_id] |= kpi
        return sharing

    def _get_entered(self, periods):
        entered = {
            ((row.period_start, row.period_end), row.group_value or OVERALL): row.value for row in self.measurement_ids
        }
        values = dict.fromkeys((period, OVERALL) for period in periods)
        return values | {key: value for key, value in entered.items() if key[0] in periods}

    def _keep_measurements(self, count=None):
        """Measure the whole history kept of each KPI (or as many periods as ``count`` says by frequency), keep the rows.

        Records of June that are entered, dated otherwise or deleted in July change what June was: the history follows
        them. All frequencies are asked for at once, so that they share their queries.
        """
        measured = self.filtered(lambda kpi: kpi.measure != "manual")
        measured = measured.grouped(lambda kpi: (kpi.frequency, kpi.company_id))
        starts = {} if count else self._get_starts()
        wanted = {
            shared: kpis._get_last_periods(count[kpis[0].frequency] if count else kpis._count_kept(starts))
            for shared, kpis in measured.items()
        }
        every = sorted({period for periods in wanted.values() for period in periods})
        rows = self.browse().concat(*measured.values())._measure(every) if every else []
        for shared, kpis in measured.items():
            periods, ids = set(wanted[shared]), set(kpis.ids)
            kpis._keep_rows(
                [
                    row
                    for row in rows
                    if row["kpi_id"] in ids
                    and (row["period_start"], row["period_end"]) in periods
                    and row["value"] is not None
                    and (count or row["period_start"] >= kpis.browse(row["kpi_id"])._get_start(starts))
                ],
                wanted[shared],
            )
        # noted by the server, and not filled in by hand
        self.sudo().write({"last_attempt": fields.Datetime.now(), "last_error": False})
        self._carry_on()
        self._notify_owners()

    def _get_starts(self):
        """The first day that is kept of each KPI's measured history (``{KPI id: day}``); a snapshot's is not asked again."""
        dated = self.filtered(lambda kpi: kpi.measure != "manual" and not kpi.is_snapshot)
        # counted by the server, whoever measures
        rows_sudo = self.env["crm.facilitation.kpi.measurement"].sudo()
        kept = [("kpi_id", "in", dated.ids), ("source", "=", "query")]
        return {kpi.id: first for kpi, first in rows_sudo._read_group(kept, ["kpi_id"], ["period_start:min"])}

    def _get_start(self, starts):
        """The first day measured each night: that of the history kept, at the latest the one of the last period."""
        recent = shift(self._get_period()[0], self.frequency, 1 - RECENT, self._get_calendar())
        return min(starts.get(self.id, recent), recent)

    def _count_kept(self, starts):
        """How many periods, up to the running one, reach back to the first of these KPIs' histories."""
        frequency, today = self[0].frequency, self[0]._get_today()
        first = min((starts[kpi.id] for kpi in self if kpi.id in starts), default=today)
        periods = periods_between(first, today, frequency, self[0]._get_calendar())
        return min(max(RECENT, len(periods)), HISTORY[frequency])

    def _carry_on(self):
        """Time alone moves these fields: a period becomes whole, the line to the target goes on."""
        for name in CARRIED_ON:
            self.env.add_to_compute(self._fields[name], self)

    def _get_last_periods(self, count):
        """The running period of these KPIs of one frequency and company, and those before it, ``count`` in all."""
        (last, _end), frequency, calendar = self[0]._get_period(), self[0].frequency, self[0]._get_calendar()
        return periods_between(shift(last, frequency, 1 - count, calendar), last, frequency, calendar)

    def _keep_rows(self, rows, periods):
        # measurements are written by the server, measured with the owner's rights
        measurements_sudo = self.env["crm.facilitation.kpi.measurement"].sudo()
        domain = [
            ("kpi_id", "in", self.ids),
            ("period_start", ">=", periods[0][0]),
            ("period_start", "<", periods[-1][1]),
        ]
        # what began by another calendar may end later than what runs now
        stored_sudo = measurements_sudo.search(domain).filtered(
            lambda row: row.period_end <= periods[-1][1] or row.is_of_frequency
        )
        known = {row._get_key(): row for row in stored_sudo if row.source == "query"}
        entered = {row._get_key() for row in stored_sudo if row.source == "manual"}
        created = []
        for row in rows:
            key = (row["kpi_id"], row["period_start"], row["period_end"], row["group_value"] or "")
            kept = known.pop(key, None)
            if kept is None and key not in entered:
                created.append(row | {"source": "query"})
            elif kept and kept.value != row["value"]:
                kept.value = row["value"]
        measurements_sudo.browse(row.id for row in known.values() if row._can_be_measured_again()).unlink()
        # kept for the day that the group is gone: screens read the names anew
        labels = {
            kpi.id: kpi.definition_id._get_group_labels(
                row["group_value"] for row in created if row["kpi_id"] == kpi.id
            )
            for kpi in self
        }
        for row in created:
            row["group_label"] = labels[row["kpi_id"]].get(row["group_value"], row["group_value"])
        measurements_sudo.create(created)

    def _notify_owners(self):
        """Called after measuring."""

    def _get_orphans(self):
        """KPIs that nobody's rights measure."""
        return self.filtered(lambda kpi: kpi.measure != "manual" and not kpi._is_owned())

    def _check_owned(self):
        for orphan in self._get_orphans():
            if orphan.ownership == "proposed" and orphan.owner_id.active:
                raise UserError(self.env._("“%(kpi)s”: %(missing)s", kpi=orphan.name, missing=orphan._word_waiting()))
            raise UserError(
                self.env._(
                    "“%s”: choose an owner who works here. A KPI is measured with its owner's rights.", orphan.name
                )
            )

    def action_measure(self) -> None:
        """Measure the running period and the history kept now."""
        self.check_access("read")
        self._check_owned()
        self._keep_measurements()

    def action_backfill(self) -> None:
        """Fill in the history: two years back."""
        self.check_access("read")
        self._check_owned()
        if self and all(kpi.is_snapshot for kpi in self):
            raise UserError(
                self.env._(
                    "“%s” looks at records as they are now. Nobody can say how they were: its history grows from today on.",
                    self[0].name,
                )
            )
        self._keep_measurements(HISTORY)

    def action_capture_baseline(self) -> None:
        """Take the last whole period before the launch (before today, while there is none) as the baseline."""
        self.check_access("write")
        self._check_owned()
        for kpi in self:
            before = min(kpi.project_id.launch_date or kpi._get_today(), kpi._get_today())
            kpi._capture_baseline(before)

    def _capture_baseline(self, before):
        """The value of the last whole period that ends by ``before`` and has one; a snapshot's is of now.

        A running period is no baseline: it has the records of some of its days, against which whole ones are held later.
        """
        frequency, calendar = self.frequency, self._get_calendar()
        first = shift(before, frequency, -HISTORY[frequency], calendar)
        periods = periods_between(first, before, frequency, calendar)
        rows = [row for row in self._measure(periods) if row["value"] is not None and not row["group_value"]]
        whole = [row for row in rows if row["period_end"] <= before]
        if rows and not whole and not self.is_snapshot:
            day = format_date(self.env, rows[-1]["period_end"])
            raise UserError(
                self.env._(
                    "“%(kpi)s”: the first period with records is not over yet, and part of one is no baseline."
                    " Take it from %(day)s on, or enter one by hand.",
                    kpi=self.name,
                    day=day,
                )
            )
        last = (whole or rows)[-1:]
        if not last:
            raise UserError(self.env._("“%s”: there is nothing to measure yet. Enter the baseline by hand.", self.name))
        day = min(last[0]["period_end"], self._get_today())
        self.write({"baseline_value": last[0]["value"], "baseline_date": day})

    @api.model
    def _cron_measure(self):
        """Measure every KPI of roll-outs under way that was not tried for half a day, the longest waiting first."""
        since = fields.Datetime.now() - TURN
        self.search(
            [
                ("measure", "!=", "manual"),
                ("project_id.active", "=", True),
                "|",
                ("last_attempt", "=", False),
                ("last_attempt", "<", since),
            ],
            order="last_attempt NULLS FIRST, id",
        )._measure_each()

    def _measure_each(self):
        """One query at a time, committed each, so that one that fails does not stop the others."""
        cron = self.env["ir.cron"]
        orphans = self._get_orphans()
        message = self.env._("Choose an owner who works here: the KPI is measured with the owner's rights.")
        # of those that wait for somebody to accept, the screens say so
        left = orphans.filtered(lambda kpi: not kpi.owner_id.active)
        left._write_past_guards({"last_error": message})
        (orphans - left)._write_past_guards({"last_error": False})
        orphans._write_past_guards({"last_attempt": fields.Datetime.now()})
        orphans._carry_on()
        cron._commit_progress(len(orphans), remaining=len(self) - len(orphans))
        for kpis in self._get_sharing().values():
            kpis._measure_isolated()
            if not cron._commit_progress(len(kpis)):
                break

    def _measure_isolated(self):
        """Measure; where that fails, each definition alone. A failure is kept with the KPI, where its owner sees it."""
        try:
            with self.env.cr.savepoint():
                self._keep_measurements()
        except Exception as error:  # one KPI that cannot be measured must not stop the others
            if len(self.definition_id) > 1:
                for kpis in self.grouped("definition_id").values():
                    kpis._measure_isolated()
                return
            _logger.warning("KPIs %s could not be measured", self.ids, exc_info=True)
            self._write_past_guards({"last_error": str(error), "last_attempt": fields.Datetime.now()})

    def action_open_measurements(self) -> dict:
        """The history of these KPIs, as a line over time."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.kpi_measurement_action")
        return action | {"domain": [("kpi_id", "in", self.ids)]}
