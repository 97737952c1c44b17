from odoo import api, models


class CrmFacilitationFeature(models.Model):
    """Ways into the trace: from the feature, and from any record of the CRM to the feature that configured it."""

    _inherit = "crm.facilitation.feature"

    def action_open_trace_map(self) -> dict:
        """What hangs together with this record, as a map."""
        self.ensure_one()
        return self.env["crm.facilitation.trace.map"]._open_map(self)

    @api.model
    def action_why_here(self, res_model: str, res_id: int) -> dict:
        """From a record of the CRM back to the feature, task and need it is there for."""
        features = self.search([("res_model", "=", res_model), ("res_id", "=", res_id)])
        if len(features) == 1:
            return self.env["crm.facilitation.trace.map"]._open_map(features)
        if features:
            action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.feature_action")
            return action | {"domain": [("id", "in", features.ids)]}
        message = self.env._("Nobody asked for this in a session, or nobody has traced it yet.")
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {"message": message}}
