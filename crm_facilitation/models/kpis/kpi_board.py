from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

POINTS = 24
# what needs attention first
URGENCIES = ("off_track", "at_risk", "on_track", "no_data")
# who may see a KPI need not see its roll-out
UNDER_WAY = Domain("project_id", "any!", [("active", "=", True)])


class CrmFacilitationKpi(models.Model):
    """The dashboard's figures: all cards at once, with a number of queries that does not grow with the KPIs."""

    _inherit = "crm.facilitation.kpi"

    urgency = fields.Integer(
        compute="_compute_urgency", store=True, aggregator=None, help="Cards begin with 0, what is off track."
    )
    baseline_text = fields.Char("Baseline with its unit", compute="_compute_texts")
    target_text = fields.Char("Target with its unit", compute="_compute_texts")
    current_text = fields.Char("Current value with its unit", compute="_compute_texts")
    expected_text = fields.Char("Expected value with its unit", compute="_compute_texts")
    # of an archived KPI whose company has another currency now
    figures_currency_id = fields.Many2one("res.currency", copy=False, readonly=True, groups=fields.NO_ACCESS)
    current_day = fields.Date("Last day of it", compute="_compute_current_day", help="The last day that is in it.")

    def _get_currency(self):
        """The currency of its amounts: that in which they were measured."""
        # whoever sees the KPI may know its currency
        own_sudo = self.sudo()
        return own_sudo.figures_currency_id or own_sudo.company_id.currency_id

    def _filter_with_figures(self):
        return self.filtered(lambda kpi: kpi.measurement_ids or kpi.has_baseline or kpi.has_target)

    def _check_may_move(self, vals):
        super()._check_may_move(vals)
        for kpi in self if vals.get("active") else self.browse():
            # the companies are not everybody's to read
            if kpi._get_currency() != kpi.sudo().company_id.currency_id:
                raise UserError(
                    self.env._(
                        "The figures of “%(name)s” are in %(currency)s, and the company has another currency now: it stays"
                        " archived. Agree on a new KPI.",
                        name=kpi.name,
                        currency=kpi._get_currency().name,
                    )
                )

    @api.depends("status")
    def _compute_urgency(self):
        for kpi in self:
            kpi.urgency = URGENCIES.index(kpi.status or "no_data")

    @api.depends("baseline_value", "target_value", "current_value", "expected_value", "unit")
    @api.depends("has_baseline", "has_target", "current_date")
    @api.depends_context("lang")
    def _compute_texts(self):
        """Figures as people write them, amounts with their currency; empty where nothing is given or measured."""
        for kpi in self:
            given = {
                "baseline": kpi.has_baseline,
                "target": kpi.has_target,
                "current": bool(kpi.current_date),
                "expected": kpi.has_baseline and kpi.has_target,
            }
            for name, is_given in given.items():
                kpi[f"{name}_text"] = kpi._format_figure(kpi[f"{name}_value"]) if is_given else False

    @api.depends("current_date")
    def _compute_current_day(self):
        for kpi in self:
            kpi.current_day = kpi.current_date and fields.Date.subtract(kpi.current_date, days=1)

    @api.model
    @api.readonly
    def board(self, project_id: int | bool = False, goal_id: int | bool = False) -> dict:
        """Cards of the KPIs the caller may see.

        :return: ``{projects, goals, cards, can_agree}``; a card has the KPI's figures, ``points`` (the last 24 values up
            to the current one, oldest first, ``{start, label, value}``), ``forecast`` (a sentence) and ``groups`` (the
            breakdown of the current period by what ``grouped_by`` names, ``{name, value}``)
        """
        everything = self.search(UNDER_WAY)
        kpis = everything.filtered(
            lambda kpi: (
                (not project_id or kpi.project_id.id == project_id) and (not goal_id or kpi.goal_id.id == goal_id)
            )
        )
        # who may see a KPI may see what it is for, be it of a roll-out in which they do not take part
        named_sudo = everything.sudo()
        series, groups = kpis._get_series(), kpis._get_breakdown()
        return {
            "can_agree": self.has_access("create"),
            "projects": [{"id": project.id, "name": project.name} for project in named_sudo.project_id],
            "goals": [
                {"id": goal.id, "name": goal.name, "project_id": goal.project_id.id} for goal in named_sudo.goal_id
            ],
            "cards": [
                kpi._describe_card()
                | {
                    "points": kpi._describe_points(series.get(kpi.id, [])),
                    "forecast": kpi._describe_forecast(series.get(kpi.id, [])),
                    "groups": groups.get(kpi.id, []),
                }
                for kpi in kpis
            ],
        }

    def _describe_card(self):
        # the owner of a KPI may know which goal it measures
        return {
            "id": self.id,
            "name": self.name,
            "unit": self.unit or "",
            "goal": self.sudo().goal_id.name or "",
            "owner": self.owner_id.name or "",
            "status": self.status,
            "direction": self.direction,
            "baseline": self.baseline_value if self.has_baseline else None,
            "target": self.target_value if self.has_target else None,
            "target_date": self.target_date and format_date(self.env, self.target_date),
            "current_date": self.current_day and format_date(self.env, self.current_day),
            "error": self.ownership_text or self.last_error or "",
            "current": self.current_value if self.current_date else None,
            "attainment": self.attainment if self.status != "no_data" else None,
            "is_vanity": self.is_vanity,
            "grouped_by": self.definition_id.sudo().group_field_id.field_description or "",
        }

    def _describe_points(self, series):
        return [
            {"start": start.isoformat(), "label": format_date(self.env, start), "value": value}
            for start, end, value in series
            if not self.current_date or end <= self.current_date
        ][-POINTS:]

    def _reaches(self, value):
        """Whether a value is at the target or beyond it."""
        return value <= self.target_value if self.direction == "down" else value >= self.target_value

    def _get_breakdown(self):
        """The groups of the period that each KPI's current value is of, the highest first."""
        rows = self.env["crm.facilitation.kpi.measurement"].search_fetch(
            [
                ("kpi_id", "in", self.ids),
                ("group_value", "!=", False),
                ("period_end", "in", [day for day in self.mapped("current_date") if day]),
            ],
            ["kpi_id", "period_start", "period_end", "group_label", "value"],
            order="value desc, group_label",
        )
        groups = {}
        for row in rows:
            if row.period_end == row.kpi_id.current_date and row.is_of_frequency:
                groups.setdefault(row.kpi_id.id, []).append({"name": row.group_name, "value": row.value})
        return groups
