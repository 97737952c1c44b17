from odoo import api, fields, models
from odoo.tools import format_date

from ...tools.kpis.attainment import expected_value
from ...tools.kpis.periods import USUAL, periods_between, shift
from ...tools.sessions.zones import find_zone

PAST, AHEAD = 36, 24
LABELS = {"week": "d MMM yy", "month": "MMM yy", "quarter": "QQQ yy"}


class CrmFacilitationKpi(models.Model):
    """A KPI's own page: its history against the line to the target, and what happened in the roll-out meanwhile."""

    _inherit = "crm.facilitation.kpi"

    calendar_text = fields.Char("Its days", compute="_compute_calendar_text")

    @api.depends(
        "frequency", "company_id.facilitation_tz", "company_id.facilitation_year_end_month", "definition_id.measure"
    )
    @api.depends_context("lang")
    def _compute_calendar_text(self):
        """In whose time zone periods begin, on which day weeks and quarters do, and what is entered late comes to.

        A zone that this machine does not know is said to be read as UTC.
        """
        for kpi in self:
            # the zone of a company is told to whoever may see the KPI
            zone = kpi.company_id.sudo().facilitation_tz
            if find_zone(zone):
                days = self.env._("Days begin at midnight in %s.", zone)
            else:
                days = self.env._(
                    "Days begin at midnight in UTC: this server knows no zone %s. Choose another one on the contact of the company.",
                    zone,
                )
            kpi.calendar_text = " ".join(filter(None, (days, kpi._word_calendar(), kpi._word_past())))

    def _word_calendar(self):
        """On which day weeks, or quarters, begin; empty for months."""
        start = self._get_period()[0]
        if self.frequency == "week":
            day = format_date(self.env, start, date_format="EEEE")
            return self.env._("Weeks begin on %s, as in the language of the company.", day)
        if self.frequency == "quarter":
            year = self._get_calendar().start_of_year(self._get_today())
            day = format_date(self.env, year, date_format="d MMMM")
            return self.env._("Quarters are those of the company's fiscal year, which begins on %s.", day)
        return ""

    def _word_past(self):
        """What becomes of periods that are over when their records change; empty where values are entered."""
        # the fields of Odoo are not everybody's to read
        definition_sudo = self.definition_id.sudo()
        if definition_sudo.measure == "manual":
            return ""
        if not definition_sudo.date_field_id:
            return self.env._("Each day it is counted as of now; days gone by are not measured again.")
        return self.env._("Periods that are over are measured again every night, by what the records say then.")

    @api.readonly
    def page(self) -> dict:
        """What the page draws and tells, as far as the caller may see it.

        :return: ``{points, happenings, forecast, unit, baseline, target, direction}``; ``points`` one for each
            period from the first measured to the target's date, at most 36 before the last value and 24 after it,
            ``{start, end, label, is_running, value, expected, target, forecast, low, high}``, each figure None where there
            is none, ``target`` being the one that held then; ``happenings`` in order of time, ``{day, date, point, kind,
            text}``, ``point`` being the index of their period
        """
        self.ensure_one()
        self.check_access("read")
        series = self._get_series().get(self.id, [])
        changes = self._get_target_changes()
        points = self._get_page_points(series, changes)
        return {
            "points": points,
            "happenings": self._place(self._get_happenings(changes), points),
            "forecast": self._describe_forecast(series),
            "unit": self.unit or "",
            "baseline": self.baseline_value if self.has_baseline else None,
            "target": self.target_value if self.has_target else None,
            "direction": self.direction,
        }

    def _get_page_points(self, series, changes):
        if not series:
            return []
        today = self._get_today()
        last_whole = max((end for _start, end, _value in series if end <= today), default=None)
        last = series[-1][0]
        calendar = self._get_calendar()
        since = max(series[0][0], shift(last, self.frequency, -PAST, calendar))
        until = min(max(last, self.target_date or last), shift(last, self.frequency, AHEAD, calendar))
        periods = periods_between(since, until, self.frequency, calendar)
        values = {(start, end): value for start, end, value in series}
        course = self._get_course()
        points = []
        for start, end in periods:
            found = self._forecast(series, end) if last_whole and end >= last_whole else None
            begun = self.baseline_date and end >= self.baseline_date and self.target_date
            points.append(
                {
                    "start": start.isoformat(),
                    "end": end.isoformat(),
                    "label": self._name_period(start, end, calendar),
                    "is_running": start <= today < end,
                    "value": values.get((start, end)),
                    "expected": expected_value(course, end) if begun else None,
                    "target": self._get_target_at(end, changes),
                    "forecast": found and found.value,
                    "low": found and found.low,
                    "high": found and found.high,
                }
            )
        return points

    def _name_period(self, start, end, calendar):
        """What is written below a point; a quarter has a number where the fiscal year is the calendar's."""
        if self.frequency == "quarter" and calendar.year_end != USUAL.year_end:
            last = fields.Date.subtract(end, days=1)
            return " – ".join(format_date(self.env, day, date_format=LABELS["month"]) for day in (start, last))
        return format_date(self.env, start, date_format=LABELS[self.frequency])

    def _get_target_changes(self):
        """Changes of the target from the evidence, oldest first: ``{at, by, old, new}``."""
        # the owner of a KPI may know when its target changed
        events_sudo = (
            self.env["crm.facilitation.event"]
            .sudo()
            .search(
                [("record_model", "=", self._name), ("record_id", "=", self.id), ("kind", "=", "kpi_target_changed")]
            )
        )
        return [
            {
                "at": event.at,
                "by": event.actor_id.name or "",
                "old": event.payload["old"],
                "new": event.payload["new"],
            }
            for event in events_sudo.sorted("id")
            if event.payload["old"]["value"] is not None
        ]

    def _get_target_at(self, day, changes):
        """The target that held on ``day``."""
        for change in changes:
            if day <= change["at"].date():
                return change["old"]["value"]
        return self.target_value if self.has_target else None

    def _describe_former_target(self, change):
        old, new = (self._describe_target(change[name]) for name in ("old", "new"))
        return self.env._("Target changed by %(who)s: %(old)s became %(new)s", old=old, new=new, who=change["by"])

    def _describe_target(self, facts):
        if facts["value"] is None:
            return self.env._("no target")
        if not facts["date"]:
            return self._format_figure(facts["value"])
        day = format_date(self.env, fields.Date.to_date(facts["date"]))
        return self.env._("%(value)s by %(day)s", value=self._format_figure(facts["value"]), day=day)

    def _get_happenings(self, changes):
        """What happened in the roll-out: ``(day, kind, text)``."""
        found = [(change["at"].date(), "target", self._describe_former_target(change)) for change in changes]
        # the owner of a KPI may know when sessions were held and the launch was
        project_sudo = self.project_id.sudo()
        if project_sudo.launch_date:
            found.append((project_sudo.launch_date, "launch", self.env._("Launch of “%s”", project_sudo.name)))
        features = self.env["crm.facilitation.feature"]
        if features.has_access("read"):
            features = features.search(
                [("project_id", "=", self.project_id.id), ("state", "=", "confirmed"), ("configured_on", "!=", False)]
            )
        for day, same in features.grouped(lambda feature: feature.configured_on.date()).items():
            text = self.env._(
                "Features confirmed: %(count)s (%(names)s)", count=len(same), names=", ".join(same.mapped("name"))
            )
            found.append((day, "feature", text))
        return sorted(found)

    def _place(self, happenings, points):
        """Each happening with the index of the period it falls into, None outside of what is drawn."""
        starts = [(point["start"], point["end"]) for point in points]
        placed = []
        for day, kind, text in happenings:
            moment = day.isoformat()
            index = next((at for at, (start, end) in enumerate(starts) if start <= moment < end), None)
            placed.append(
                {"day": moment, "date": format_date(self.env, day), "point": index, "kind": kind, "text": text}
            )
        return placed
