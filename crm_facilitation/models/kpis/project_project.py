from odoo import api, fields, models


class ProjectProject(models.Model):
    """The KPIs by which a roll-out is judged, and what they mean for its launch."""

    _inherit = "project.project"

    kpi_ids = fields.One2many("crm.facilitation.kpi", "project_id", "KPIs")

    def facilitation_readiness(self):
        incomplete = self.kpi_ids.filtered(
            lambda kpi: not (kpi.owner_id.active and kpi.has_baseline and kpi.has_target)
        )
        return [
            *super().facilitation_readiness(),
            self._readiness_check("kpis_complete", self._get_check_names()["kpis_complete"], incomplete),
        ]

    @api.model
    def _get_check_names(self):
        name = self.env._("Every KPI has an owner, a baseline and a target")
        return super()._get_check_names() | {"kpis_complete": name}

    def _launch_foundations(self):
        return [*super()._launch_foundations(), (self.env._("KPIs"), self.sudo().kpi_ids)]

    def action_open_kpis(self):
        """The KPIs of this roll-out."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.kpi_action")
        return action | {"domain": [("project_id", "=", self.id)], "context": {"default_project_id": self.id}}

    def _launch(self, kind, payload):
        result = super()._launch(kind, payload)
        self.goal_ids._ask_relevance("launch")
        return result
