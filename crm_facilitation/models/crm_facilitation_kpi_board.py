from odoo import api, models
from odoo.tools import SQL

POINTS = 24


class CrmFacilitationKpi(models.Model):
    """The dashboard's figures: all cards at once, with a number of queries that does not grow with the KPIs."""

    _inherit = "crm.facilitation.kpi"

    @api.model
    @api.readonly
    def board(self, project_id=False, goal_id=False):
        """Cards of the KPIs the caller may see.

        :return: ``{projects, goals, cards}``; a card has the KPI's figures, ``points`` (the last 24 values, oldest
            first, ``{start, value}``) and ``groups`` (the breakdown of the last period, ``{name, value}``)
        """
        everything = self.search([])
        kpis = everything.filtered(
            lambda kpi: (
                (not project_id or kpi.project_id.id == project_id) and (not goal_id or kpi.goal_id.id == goal_id)
            )
        )
        points, groups = kpis._get_points(), kpis._get_breakdown()
        return {
            "projects": [{"id": project.id, "name": project.name} for project in everything.project_id],
            "goals": [{"id": goal.id, "name": goal.name} for goal in everything.goal_id],
            "cards": [
                kpi._describe_card() | {"points": points.get(kpi.id, []), "groups": groups.get(kpi.id, [])}
                for kpi in kpis
            ],
        }

    def _describe_card(self):
        return {
            "id": self.id,
            "name": self.name,
            "unit": self.unit or "",
            "goal": self.goal_id.name or "",
            "owner": self.owner_id.name or "",
            "status": self.status,
            "direction": self.direction,
            "baseline": self.baseline_value if self.has_baseline else None,
            "target": self.target_value if self.has_target else None,
            "target_date": self.target_date and self.target_date.isoformat(),
            "current": self.current_value if self.current_date else None,
            "attainment": self.attainment if self.status != "no_data" else None,
            "is_vanity": self.is_vanity,
        }

    def _get_points(self):
        rows = self.env["crm.facilitation.kpi.measurement"].search_fetch(
            [("kpi_id", "in", self.ids), ("group_value", "=", False)],
            ["kpi_id", "period_start", "value"],
            order="period_start",
        )
        points = {}
        for row in rows:
            point = {"start": row.period_start.isoformat(), "value": row.value}
            points.setdefault(row.kpi_id.id, []).append(point)
        return {kpi: values[-POINTS:] for kpi, values in points.items()}

    def _get_breakdown(self):
        """The groups of each KPI's last period that has any."""
        measurements = self.env["crm.facilitation.kpi.measurement"]
        query = measurements._search([("kpi_id", "in", self.ids), ("group_value", "!=", False)])
        columns = [measurements._field_to_sql(query.table, name) for name in ("kpi_id", "group_label", "value")]
        start = measurements._field_to_sql(query.table, "period_start")
        last = SQL("%s = MAX(%s) OVER (PARTITION BY %s) AS is_last", start, start, columns[0])
        rows = self.env.execute_query(
            SQL("SELECT * FROM (%s) AS rows WHERE is_last ORDER BY 3 DESC", query.select(*columns, last))
        )
        groups = {}
        for kpi, name, value, _last in rows:
            groups.setdefault(kpi, []).append({"name": name, "value": value})
        return groups
