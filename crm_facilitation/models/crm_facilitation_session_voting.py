from odoo import fields, models
from odoo.exceptions import UserError


class CrmFacilitationSession(models.Model):
    _inherit = "crm.facilitation.session"

    round_ids = fields.One2many("crm.facilitation.round", "session_id", "Rounds")

    def action_close(self):
        for session in self:
            still_open = session.round_ids.filtered(lambda ballot_round: ballot_round.state == "open")
            if still_open:
                raise UserError(self.env._("Close the round “%s” first: people are still voting.", still_open[0].name))
        return super().action_close()
