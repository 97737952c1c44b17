from odoo import fields, models
from odoo.exceptions import UserError


class CrmFacilitationNeed(models.Model):
    _inherit = "crm.facilitation.need"

    tally_ids = fields.One2many("crm.facilitation.tally", "need_id", "Results of votes")

    def _check_nothing_hangs_on_it(self):
        super()._check_nothing_hangs_on_it()
        voted = (
            self.env["crm.facilitation.round"]
            .sudo()
            .search([("need_ids", "in", self.ids), ("state", "!=", "draft")], limit=1)
        )
        if voted:
            raise UserError(self.env._("People voted on this need in “%s”. Archive it instead.", voted.name))
