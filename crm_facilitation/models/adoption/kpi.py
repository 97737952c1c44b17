from odoo import api, fields, models
from odoo.api import Self, ValuesType


class CrmFacilitationKpi(models.Model):
    """What was asked for on the way to a KPI, and is not used; whose menus show KPIs."""

    _inherit = "crm.facilitation.kpi"

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        kpis = super().create(vals_list)
        if kpis.owner_id:
            self._renew_menus()
        return kpis

    def write(self, vals: ValuesType) -> bool:
        result = super().write(vals)
        if "owner_id" in vals:
            self._renew_menus()
        return result

    @api.model
    def _renew_menus(self):
        """Owners see the menus of KPIs: these are kept for each user."""
        self.env.registry.clear_cache()

    @api.readonly
    def backtrace(self) -> dict:
        """Adds ``unused``: features of the needs behind the KPI, as far as the caller may see them, that people have
        had for some weeks and do not use, or not any more, each ``{id, name, state, state_name, count, last_used}``."""
        found = super().backtrace()
        features = self._get_unused([need["id"] for need in found["needs"]])
        words = dict(features._fields["usage_state"]._description_selection(self.env))
        unused = [
            {
                "id": feature.id,
                "name": feature.name,
                "state": feature.usage_state,
                "state_name": words[feature.usage_state],
                "count": feature.usage_count,
                "last_used": fields.Date.to_string(feature.usage_last),
            }
            for feature in features
        ]
        return found | {"unused": unused}

    @api.model
    def _get_unused(self, need_ids):
        return self.env["crm.facilitation.feature"].search([("need_ids", "in", need_ids), ("is_idle", "=", True)])

    def _get_causes(self, needs):
        # what is done and lies idle moves no figure either
        unused = self._get_unused(needs.ids)
        return [*super()._get_causes(needs), (self.env._("Asked for and not used"), unused.mapped("name"))]
