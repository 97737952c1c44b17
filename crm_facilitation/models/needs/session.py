from odoo import fields, models
from odoo.exceptions import UserError


class CrmFacilitationSession(models.Model):
    """What a session says of raising needs: from whom it takes one now, whether names are stored, what is parked.

    When a step ends, what was raised anonymously during it is sealed in the evidence.
    """

    _inherit = "crm.facilitation.session"

    parking_lot = fields.One2many("crm.facilitation.need", "session_id", domain=[("is_parked", "=", True)])

    def _takes_need_from_caller(self):
        self.ensure_one()
        if not self._identify().may_raise:
            return False
        try:
            self._check_can_raise()
        except UserError:
            return False
        return True

    def _is_anonymous_now(self):
        """Whether a need raised now names nobody."""
        session = self.sudo()
        return bool(session.state == "running" and session.current_item_id.anonymous)

    def write(self, vals):
        result = super().write(vals)
        if {"current_item_id", "state"} & set(vals):
            self.env["crm.facilitation.need"]._seal_origins(self)
        return result
