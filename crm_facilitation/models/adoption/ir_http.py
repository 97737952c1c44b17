from odoo import models


class IrHttp(models.AbstractModel):
    """Tells the web client about which kinds of records people may ask why they are there."""

    _inherit = "ir.http"

    def session_info(self) -> dict:
        info = super().session_info()
        watch = self.env.get("crm.facilitation.watch")
        # while the addon leaves, its tables go before the last pages do
        if (
            watch is not None
            and self.env.user._is_internal()
            and not getattr(self.pool, "facilitation_is_leaving", False)
        ):
            info["facilitation_watched_models"] = sorted(watch._get_watched_models())
        return info
