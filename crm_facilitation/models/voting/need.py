from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.needs.priority import merge_orders


class CrmFacilitationNeed(models.Model):
    """What was voted on the need and on those that became part of it; each vote stays with the words it was cast on."""

    _inherit = "crm.facilitation.need"

    tally_ids = fields.One2many("crm.facilitation.tally", "need_id", "Results of votes")
    all_tally_ids = fields.Many2many(
        "crm.facilitation.tally", compute="_compute_all_tally_ids", string="Results of votes (with merged needs)"
    )

    @api.depends_context("uid")
    @api.depends("tally_ids", "merged_need_ids.tally_ids")
    def _compute_all_tally_ids(self):
        for need in self:
            rows = need.tally_ids | need.merged_need_ids.tally_ids
            need.all_tally_ids = rows.filtered(lambda row: not row.department_id)

    def _get_published_order(self):
        """The orders that the closed rounds of the roll-out published, as one; a newer round comes before an older."""
        closed = self.env["crm.facilitation.round"].sudo()
        closed = closed.search(
            [("session_id.project_id", "in", self.project_id.ids), ("state", "=", "closed")], order="closed_on, id"
        )
        survivor = {need.id: need.merged_into_id.id for need in self.merged_need_ids}
        orders = ([survivor.get(need, need) for need in of.published_order or ()] for of in closed)
        return merge_orders(list(dict.fromkeys(order)) for order in orders)

    def _get_share_round(self):
        """The newest closed round with a fair share that this need was in."""
        self.ensure_one()
        rounds = self.env["crm.facilitation.round"].sudo()
        closed = rounds.search(
            [("need_ids", "in", self.ids), ("state", "=", "closed")], order="closed_on desc, id desc"
        )
        return closed.filtered(lambda held: self.id in (held.published_order or ()))[:1]

    def _decide(self, state, reason=""):
        result = super()._decide(state, reason)
        self.env["crm.facilitation.deviation"]._follow(self)
        return result

    def write(self, vals):
        result = super().write(vals)
        if "moscow" in vals:
            self.env["crm.facilitation.deviation"]._follow(self)
        return result

    def _check_nothing_hangs_on_it(self):
        super()._check_nothing_hangs_on_it()
        voted = (
            self.env["crm.facilitation.round"]
            .sudo()
            .search([("need_ids", "in", self.ids), ("state", "!=", "draft")], limit=1)
        )
        if voted:
            raise UserError(self.env._("People voted on this need in “%s”. Archive it instead.", voted.name))
