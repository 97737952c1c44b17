from odoo import models

KPIS = "crm_facilitation.kpi_menu_root"


class IrUiMenu(models.Model):
    """Menus that would only show empty lists: KPIs are there for those who lead, and for their owners."""

    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        hidden = super()._load_menus_blacklist()
        kpis = self.env.ref(KPIS, raise_if_not_found=False)
        # while the addon leaves, its tables go before the last menus do
        leaving = getattr(self.pool, "facilitation_is_leaving", False)
        if not kpis or leaving or self.env["crm.facilitation.role"]._is_leader():
            return hidden
        # whether somebody owns a KPI, or is asked to, is asked as the server: nothing of it is told
        owned_sudo = self.env["crm.facilitation.kpi"].sudo().search_count([("owner_id", "=", self.env.uid)], limit=1)
        return hidden if owned_sudo else [*hidden, kpis.id]
