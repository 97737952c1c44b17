from odoo import models


class CrmFacilitationRound(models.Model):
    """A closed round gives its needs their place in the order of the whole roll-out."""

    _inherit = "crm.facilitation.round"

    def _store_scores(self):
        # instead of the order within this round: class, effort and other rounds count too
        self.sudo()._get_listed_needs()._update_priority()
