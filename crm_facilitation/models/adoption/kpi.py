from odoo import api, fields, models

from .feature import NOT_USED


class CrmFacilitationKpi(models.Model):
    """What was asked for on the way to a KPI, and is not used."""

    _inherit = "crm.facilitation.kpi"

    @api.readonly
    def backtrace(self) -> dict:
        """Adds ``unused``: features of the needs behind the KPI, as far as the caller may see them, that nobody uses or
        nobody uses any more, each ``{id, name, state, state_name, count, last_used}``."""
        found = super().backtrace()
        needs = [need["id"] for need in found["needs"]]
        features = self.env["crm.facilitation.feature"].search(
            [("need_ids", "in", needs), ("usage_state", "in", NOT_USED), ("state", "=", "confirmed")]
        )
        words = dict(features._fields["usage_state"]._description_selection(self.env))
        unused = [
            {
                "id": feature.id,
                "name": feature.name,
                "state": feature.usage_state,
                "state_name": words[feature.usage_state],
                "count": feature.usage_count,
                "last_used": fields.Date.to_string(feature.usage_last) or False,
            }
            for feature in features
        ]
        return found | {"unused": unused}
