from odoo import models


class CrmFacilitationRound(models.Model):
    """A closed round is looked through for conflicts at once, while the room is together."""

    _inherit = "crm.facilitation.round"

    def _get_votable_needs(self):
        needs = super()._get_votable_needs()
        # options that the caller may not read count too
        options_sudo = self.env["crm.facilitation.conflict.option"].sudo().search([("need_id", "in", needs.ids)])
        # the room is asked for its consent to those, in a round of their own
        return needs - options_sudo.need_id.sudo(self.env.su)

    def action_close(self) -> None:
        result = super().action_close()
        self.session_id.action_detect_conflicts()
        return result
