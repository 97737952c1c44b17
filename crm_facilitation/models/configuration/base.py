from odoo import api, models


class Base(models.AbstractModel):
    """Notes on the item of a configuration record who removed it, and when: afterwards nobody could tell."""

    _inherit = "base"

    def unlink(self) -> bool:
        # while modules come and go the registry is not ready; Odoo's flag for it in the context is anybody's to claim
        if self.ids and self.pool.ready and self._is_under_watch():
            self.env["crm.facilitation.config.item"]._note_removal(self)
        return super().unlink()

    @api.model
    def _is_under_watch(self):
        watch = self.env.get("crm.facilitation.watch")
        # while the addon leaves, its tables go before the last records do, not all of them under Odoo's flag
        if getattr(self.pool, "facilitation_is_leaving", False):
            return False
        return watch is not None and self._name in watch._get_watched_models()
