from odoo import fields, models


class CrmFacilitationGoal(models.Model):
    """What is said of a goal, by people of any session of its roll-out."""

    _inherit = "crm.facilitation.goal"

    remark_ids = fields.One2many("crm.facilitation.remark", "goal_id", "Remarks", copy=False)

    def _get_discussion_sessions(self):
        return self.project_id.session_ids

    def _get_dependents(self):
        # remarks that the caller may not read count too
        return super()._get_dependents() or bool(self.sudo().remark_ids)
