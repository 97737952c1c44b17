from odoo import models
from odoo.api import ValuesType
from odoo.exceptions import UserError


class CrmFacilitationParticipant(models.Model):
    """A participant with a ballot in an open vote stays the person they are."""

    _inherit = "crm.facilitation.participant"

    def write(self, vals: ValuesType) -> bool:
        if {"partner_id", "user_id"} & set(vals):
            self._check_same_person(vals)
        return super().write(vals)

    def _check_same_person(self, vals):
        """A place in an open vote stays with the person it was given to; only their own account may still come."""
        voting = self.env["crm.facilitation.elector"].sudo()
        voting = voting.search([("participant_id", "in", self.ids), ("round_id.state", "=", "open")]).participant_id
        for participant in voting:
            user = participant.user_id.browse(vals.get("user_id", participant.user_id.id))
            is_own = not participant.user_id and user.partner_id == participant.partner_id
            same_partner = vals.get("partner_id", participant.partner_id.id) == participant.partner_id.id
            if not same_partner or (user != participant.user_id and not is_own):
                raise UserError(
                    self.env._(
                        "“%s” has a ballot in an open vote, which nobody else can take over. Close the vote first.",
                        participant.partner_id.name,
                    )
                )
