from odoo import fields, models

from ...tools.readiness import Check, Step


class ProjectProject(models.Model):
    """The KPIs by which a roll-out is judged, and what they mean for its launch."""

    _inherit = "project.project"

    kpi_ids = fields.One2many("crm.facilitation.kpi", "project_id", "KPIs", context={"active_test": True})

    def _has_history(self):
        return super()._has_history() or bool(self.kpi_ids)

    def _get_readiness_checks(self):
        name = self.env._("Every KPI has an owner who accepted it, a baseline and a target")
        # there are KPIs whoever may read them
        missing = self.env._("KPIs without an owner who accepted them, a baseline or a target")
        complete = Check("kpis_complete", 130, name, self._incomplete_kpis, lambda: self.sudo().kpi_ids, missing)
        return [*super()._get_readiness_checks(), complete]

    def _get_steps_of_guide(self):
        _ = self.env._
        return [
            *super()._get_steps_of_guide(),
            Step(
                45, "configuration", _("Agree by which figures the roll-out is judged"),
                _("Each needs its value of today, a target, and somebody who answers for it."),
                # there are KPIs whoever may read them
                lambda: not self.sudo().kpi_ids or self._incomplete_kpis(), self.action_open_kpis,
            ),
            Step(
                10, "launched", _("See whether the figures move"),
                _("What is off track leads back to the needs and decisions behind it."),
                lambda: True, self.action_open_kpis,
            ),
        ]  # fmt: skip

    def _get_unmeasured_goals(self):
        # what is measured is so whoever may read it
        complete_sudo = self.sudo().kpi_ids - self.sudo()._incomplete_kpis()
        return super()._get_unmeasured_goals() - complete_sudo.goal_id

    def _incomplete_kpis(self):
        return self.kpi_ids.filtered(lambda kpi: not (kpi._is_owned() and kpi.has_baseline and kpi.has_target))

    def _launch_foundations(self):
        # what stands in the way does so whoever may read it
        return [*super()._launch_foundations(), (self.env._("KPIs to measure it by"), self.sudo().kpi_ids)]

    def action_open_kpis(self) -> dict:
        """The KPIs of this roll-out."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.kpi_action")
        return action | {"domain": [("project_id", "=", self.id)], "context": {"default_project_id": self.id}}

    def _launch(self, kind, payload):
        result = super()._launch(kind, payload)
        self.goal_ids._ask_relevance("launch")
        return result
