from odoo import fields, models
from odoo.api import ValuesType
from odoo.exceptions import UserError

from ...tools.readiness import Check


class ProjectProject(models.Model):
    """The KPIs by which a roll-out is judged, and what they mean for its launch."""

    _inherit = "project.project"

    kpi_ids = fields.One2many("crm.facilitation.kpi", "project_id", "KPIs", context={"active_test": True})

    def _has_history(self):
        return super()._has_history() or bool(self.kpi_ids)

    def write(self, vals: ValuesType) -> bool:
        if "company_id" in vals:
            self._check_may_change_company(vals["company_id"])
        return super().write(vals)

    def _check_may_change_company(self, company):
        """Figures of one company do not go on with those of another."""
        for project in self:
            # KPIs that the caller may not read count too
            kpis_sudo = project.sudo().with_context(active_test=False).kpi_ids
            agreed_sudo = kpis_sudo.filtered(lambda kpi: kpi.has_target or kpi.has_baseline or kpi.measurement_ids)
            moved_sudo = agreed_sudo.filtered(lambda kpi: kpi.company_id.id != (company or kpi.company_id.id))
            if moved_sudo:
                raise UserError(
                    self.env._(
                        "“%(rollout)s” stays in its company: its KPIs have figures of it (%(kpis)s). Plan another roll-out there.",
                        rollout=project.name,
                        kpis=", ".join(moved_sudo.mapped("name")),
                    )
                )

    def _get_readiness_checks(self):
        name = self.env._("Every KPI has an owner who accepted it, a baseline and a target")
        # there are KPIs whoever may read them
        complete = Check("kpis_complete", 130, name, self._incomplete_kpis, lambda: self.sudo().kpi_ids)
        return [*super()._get_readiness_checks(), complete]

    def _incomplete_kpis(self):
        return self.kpi_ids.filtered(lambda kpi: not (kpi._is_owned() and kpi.has_baseline and kpi.has_target))

    def _launch_foundations(self):
        # what stands in the way does so whoever may read it
        return [*super()._launch_foundations(), (self.env._("KPIs"), self.sudo().kpi_ids)]

    def action_open_kpis(self) -> dict:
        """The KPIs of this roll-out."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.kpi_action")
        return action | {"domain": [("project_id", "=", self.id)], "context": {"default_project_id": self.id}}

    def _launch(self, kind, payload):
        result = super()._launch(kind, payload)
        self.goal_ids._ask_relevance("launch")
        return result
