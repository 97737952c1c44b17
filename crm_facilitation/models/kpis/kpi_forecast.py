from odoo import api, fields, models
from odoo.tools import format_date

from ...tools.digits import digits
from ...tools.figures import unit_for, write_figure
from ...tools.kpis.attainment import Course, reached, sign
from ...tools.kpis.forecast import FEWEST_POINTS, bounded, chance_above, forecast
from ...tools.kpis.periods import shift

# until three periods have passed since the baseline, the trend is that of this many before
TREND = 12


class CrmFacilitationKpi(models.Model):
    """Where a KPI is heading: the straight trend of its whole periods, carried on to the target's date.

    The trend begins with the baseline, so that the time before the roll-out does not speak for the time after it.
    How far off it may be is always said.
    """

    _inherit = "crm.facilitation.kpi"

    forecast_text = fields.Char("Forecast", compute="_compute_forecast_text")

    @api.constrains("definition_id", "baseline_value", "baseline_date", "target_value", "target_date")
    def _check_on_scale(self):
        for kpi in self:
            agreed = [kpi.baseline_value] * kpi.has_baseline + [kpi.target_value] * kpi.has_target
            kpi.definition_id._check_on_scale(agreed)

    def _get_day_of_status(self):
        """The day whose point on the line counts: that of the value, but a figure nobody renews does not stay on course.

        The value of the last period may come in while the next one runs.
        """
        today = self._get_today()
        before = shift(self._get_period()[0], self.frequency, -1, self._get_calendar())
        return max(min(self.current_date or today, today), before)

    def _get_course(self):
        self.ensure_one()
        return Course(
            self.baseline_value if self.has_baseline else None,
            self.baseline_date or None,
            self.target_value if self.has_target else None,
            self.target_date or None,
            self.direction,
        )

    @api.depends("current_value", "current_date", "baseline_date", "target_value", "target_date")
    def _compute_forecast_text(self):
        series = self._get_series()
        for kpi in self:
            kpi.forecast_text = kpi._describe_forecast(series.get(kpi.id, []))

    def _get_series(self):
        """Overall values of these KPIs as far as the caller may see them, in one query.

        :return: ``{KPI id: [(start, end, value)]}``, oldest first
        """
        rows = self.env["crm.facilitation.kpi.measurement"].search_fetch(
            [("kpi_id", "in", self.ids), ("group_value", "=", False)],
            ["kpi_id", "period_start", "period_end", "value"],
            order="period_start, period_end",
        )
        series = {}
        for row in rows:
            # what is left of another frequency is no step of this line
            if row.is_of_frequency:
                series.setdefault(row.kpi_id.id, []).append((row.period_start, row.period_end, row.value))
        return series

    def _get_trend(self, series):
        """Points of the trend: the ends of whole periods, and their values."""
        today = self._get_today()
        whole = [(end, value) for _start, end, value in series if end <= today]
        since = [point for point in whole if self.baseline_date and point[0] >= self.baseline_date]
        return since if len(since) >= FEWEST_POINTS else whole[-TREND:]

    def _forecast(self, series, day):
        """The trend carried on to ``day``, see :func:`...tools.kpis.forecast.forecast`; None where there is no trend."""
        found = forecast(self._get_trend(series), day)
        return found and bounded(found, self.measure)

    def _describe_forecast(self, series):
        """The forecast in a sentence, with its uncertainty; empty where no target date is to come."""
        self.ensure_one()
        if not self.target_date or self.target_date <= self._get_today():
            return ""
        found = self._forecast(series, self.target_date)
        if not found:
            return self.env._("No forecast yet: a trend needs three whole periods.")
        facts = {
            "value": self._format_figure(found.value),
            "low": self._format_figure(found.low),
            "high": self._format_figure(found.high),
            "day": format_date(self.env, self.target_date),
            "outlook": self._get_outlook(found, series),
        }
        return self.env._("At this pace %(value)s by %(day)s, likely between %(low)s and %(high)s%(outlook)s", **facts)

    def _get_outlook(self, found, series):
        if not self.has_target:
            return "."
        course = self._get_course()
        ends = reached(course, found.low) + reached(course, found.high)
        return (
            self.env._(": the target will probably be missed."),
            self.env._(
                ": the target may be met or missed; chances are about %s %% to meet it.", self._get_chance(series)
            ),
            self.env._(": the target will probably be met."),
        )[ends]

    def _get_chance(self, series):
        """Per cent, in tens, by which the target is met; never certain one way or the other."""
        above = chance_above(self._get_trend(series), self.target_date, self.target_value)
        chance = above if sign(self._get_course()) > 0 else 1 - above
        return min(95, max(5, round(10 * chance) * 10))

    def _format_figure(self, value):
        """The value as people of the environment's language write it, with its unit."""
        # the unit of an amount without one is the currency's
        is_amount = bool(self.unit) and not self.definition_id.unit
        figure = write_figure(self.env, value, digits(value, 2 if is_amount else 1))
        # the definition says how its unit is written, whoever may read it
        unit = unit_for(self.env.lang or "en_US", self.definition_id.sudo().unit or self.unit or "", value)
        return f"{figure}\N{NO-BREAK SPACE}{unit}" if unit else figure
