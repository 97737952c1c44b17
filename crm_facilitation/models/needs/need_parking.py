from odoo import fields, models


class CrmFacilitationNeed(models.Model):
    """The parking lot of a session: needs that would stop the room now, kept in sight and taken up later.

    A parked need is still undecided: the launch waits for it as for any other. A decision takes it out.
    """

    _inherit = "crm.facilitation.need"

    is_parked = fields.Boolean("Parked", copy=False, readonly=True)

    def action_park(self):
        """Put the needs into the parking lot of their session."""
        self.env["crm.facilitation.role"]._check_facilitator()
        self.check_access("write")
        return self._write_checked({"is_parked": True})

    def action_take_up(self):
        """Take the needs out of the parking lot."""
        self.env["crm.facilitation.role"]._check_facilitator()
        self.check_access("write")
        return self._write_checked({"is_parked": False})

    def _decide(self, state, reason=""):
        result = super()._decide(state, reason)
        self.filtered("is_parked")._write_checked({"is_parked": False})
        return result
