from odoo import fields, models


class CrmFacilitationTrace(models.Model):
    """Whether the feature at the end of a row is used, as it was counted last."""

    _inherit = "crm.facilitation.trace"

    usage_state = fields.Selection(string="Use", related="feature_id.usage_state")
    usage_count = fields.Integer("Uses", related="feature_id.usage_count", aggregator=None)
    usage_last = fields.Date("Last used", related="feature_id.usage_last")
    is_idle = fields.Boolean(related="feature_id.is_idle")
