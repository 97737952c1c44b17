from odoo import api, models


class CrmFacilitationFeature(models.Model):
    """Tells those who raised a need that it is configured, once a feature for it is confirmed."""

    _inherit = "crm.facilitation.feature"

    @api.model_create_multi
    def create(self, vals_list):
        features = super().create(vals_list)
        features.sudo().need_ids.sudo(self.env.su)._tell_delivery()
        return features

    def write(self, vals):
        result = super().write(vals)
        if {"state", "need_ids", "task_id"} & set(vals):
            self.sudo().need_ids.sudo(self.env.su)._tell_delivery()
        return result
