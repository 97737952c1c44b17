from odoo import fields, models


class CrmStage(models.Model):
    """A stage of the pipeline, traced back: its form says how many requested features stand behind it."""

    _inherit = "crm.stage"

    facilitation_feature_count = fields.Integer(
        "Requested features",
        compute="_compute_facilitation_feature_count",
        groups="crm_facilitation.group_facilitator,crm_facilitation.group_sponsor",
    )

    def _compute_facilitation_feature_count(self):
        counts = dict(
            self.env["crm.facilitation.feature"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
            )
        )
        for stage in self:
            stage.facilitation_feature_count = counts.get(stage.id, 0)

    def action_why_here(self) -> dict:
        """From this stage back to the feature, task and need it is there for."""
        self.ensure_one()
        return self.env["crm.facilitation.feature"].action_why_here(self._name, self.id)
