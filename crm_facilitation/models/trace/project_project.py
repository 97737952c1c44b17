from odoo import models


class ProjectProject(models.Model):
    """Ways from the roll-out into its trace, its map and its findings."""

    _inherit = "project.project"

    def action_open_trace(self) -> dict:
        """The trace of this roll-out."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.trace_action")
        return action | {"domain": [("project_id", "in", self.ids)]}

    def action_open_trace_map(self) -> dict:
        """The trace of this roll-out as a map."""
        self.ensure_one()
        return self.env["crm.facilitation.trace.map"]._open_map(self)

    def action_open_findings(self) -> dict:
        """What the scan found."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.config_item_action")
        return action | {"domain": [("project_id", "in", self.ids)]}
