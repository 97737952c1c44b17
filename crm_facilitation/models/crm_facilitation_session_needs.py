from odoo import models
from odoo.exceptions import UserError


class CrmFacilitationSession(models.Model):
    """Whether a session takes a need from the caller now, asked before they type."""

    _inherit = "crm.facilitation.session"

    def _takes_need_from_caller(self):
        self.ensure_one()
        participant = self._get_participant()
        if not self._is_facilitator() and (not participant or participant.role == "observer"):
            return False
        try:
            self._check_can_raise()
        except UserError:
            return False
        return True
