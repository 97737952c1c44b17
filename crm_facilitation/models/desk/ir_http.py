from odoo import models


class IrHttp(models.AbstractModel):
    """Tells the web client where who takes part arrives."""

    _inherit = "ir.http"

    def session_info(self) -> dict:
        info = super().session_info()
        desk = self.env.ref("crm_facilitation.desk_action", raise_if_not_found=False)
        # while the addon leaves, its tables go before the last pages do
        if desk and not getattr(self.pool, "facilitation_is_leaving", False):
            if self.env["crm.facilitation.desk"]._is_home():
                info["home_action_id"] = desk.id
        return info
