from odoo import models


class CrmFacilitationParticipant(models.Model):
    """A participant who is on the list of a vote."""

    _inherit = "crm.facilitation.participant"

    def _has_ballot(self):
        # nobody has the right to read the list of electors
        electors_sudo = self.env["crm.facilitation.elector"].sudo()
        return super()._has_ballot() or bool(electors_sudo.search_count([("participant_id", "in", self.ids)], limit=1))
