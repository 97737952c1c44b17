from odoo import api, models


class Base(models.AbstractModel):
    """Puts a line into the tooltip of custom fields that somebody asked for.

    It is added to what a screen gets, in the reader's language and as far as the reader may know it; nothing is stored,
    and the help that the field has stays as it is.
    """

    _inherit = "base"

    @api.model
    @api.readonly
    def get_views(self, views: list, options: dict | None = None) -> dict:
        result = super().get_views(views, options)
        why_here = self.env.get("crm.facilitation.why.here")
        # while the addon leaves, its tables go before the last screens do
        if why_here is not None and not getattr(self.pool, "facilitation_is_leaving", False):
            why_here._add_hints(result["models"])
        return result
