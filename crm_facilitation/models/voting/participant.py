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
        # nobody has the right to read the list of electors
        voting_sudo = self.env["crm.facilitation.elector"].sudo()
        voting_sudo = voting_sudo.search(
            [("participant_id", "in", self.ids), ("round_id.state", "=", "open")]
        ).participant_id
        for participant_sudo in voting_sudo:
            user_sudo = participant_sudo.user_id.browse(vals.get("user_id", participant_sudo.user_id.id))
            is_own = not participant_sudo.user_id and user_sudo.partner_id == participant_sudo.partner_id
            same_partner = vals.get("partner_id", participant_sudo.partner_id.id) == participant_sudo.partner_id.id
            if not same_partner or (user_sudo != participant_sudo.user_id and not is_own):
                raise UserError(
                    self.env._(
                        "“%s” has a ballot in an open vote, which nobody else can take over. Close the vote first.",
                        participant_sudo.partner_id.name,
                    )
                )
