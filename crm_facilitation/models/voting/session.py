from odoo import fields, models
from odoo.exceptions import UserError


class CrmFacilitationSession(models.Model):
    _inherit = "crm.facilitation.session"

    round_ids = fields.One2many("crm.facilitation.round", "session_id", "Rounds")

    def action_close(self) -> None:
        self._check_no_vote_under_way()
        return super().action_close()

    def action_cancel(self) -> None:
        self._check_no_vote_under_way()
        return super().action_cancel()

    def _has_outcome(self):
        return super()._has_outcome() or bool(self.round_ids)

    def _get_needs_taken_up(self):
        """Needs of former sessions that this one takes up again (hook)."""
        return self.need_ids.browse()

    def _check_no_vote_under_way(self):
        for session in self:
            still_open = session.round_ids.filtered(lambda ballot_round: ballot_round.state == "open")
            if still_open:
                raise UserError(self.env._("Close the round “%s” first: people are still voting.", still_open[0].name))
