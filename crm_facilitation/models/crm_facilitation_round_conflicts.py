from odoo import models


class CrmFacilitationRound(models.Model):
    """A closed round is looked through for conflicts at once, while the room is together."""

    _inherit = "crm.facilitation.round"

    def action_close(self):
        result = super().action_close()
        self.session_id.action_detect_conflicts()
        return result
