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

    def _filter_with_results(self):
        # results of rounds that the caller may not read count too
        rounds_sudo = self.env["crm.facilitation.round"].sudo()
        closed = [("need_ids", "in", (self | self.merged_need_ids).ids), ("state", "=", "closed")]
        voted_sudo = rounds_sudo.search(closed).need_ids
        found = voted_sudo | voted_sudo.merged_into_id
        return super()._filter_with_results() | self.filtered(lambda need: need in found)

    def _get_closed_rounds(self):
        """The closed rounds of these needs' roll-outs, oldest first, with superuser rights."""
        # results of rounds that the caller may not read count too
        return (
            self.env["crm.facilitation.round"]
            .sudo()
            .search(
                [("session_id.project_id", "in", self.project_id.ids), ("state", "=", "closed")], order="closed_on, id"
            )
        )

    def _get_said_by_votes(self):
        values, order = super()._get_said_by_votes()
        closed_sudo = self._get_closed_rounds()
        return values | self._get_values(closed_sudo), [*order, *self._get_published_order(closed_sudo)]

    def _get_published_order(self, closed_sudo):
        """The orders that these closed rounds published, as one; a newer round comes before an older."""
        survivor = {need.id: need.merged_into_id.id for need in self.merged_need_ids}
        orders = ([survivor.get(need, need) for need in of.published_order or ()] for of in closed_sudo)
        return merge_orders(list(dict.fromkeys(order)) for order in orders)

    def _get_share_rounds(self):
        """``{need id: the newest closed round that published an order with this need}``."""
        return {need: held for held in self._get_closed_rounds() for need in held.published_order or ()}

    def _decide(self, state, reason=""):
        result = super()._decide(state, reason)
        self.env["crm.facilitation.deviation"]._follow(self)
        return result

    def _merge_into(self, survivor):
        result = super()._merge_into(survivor)
        self.env["crm.facilitation.deviation"]._follow(self | survivor)
        return result

    def _unmerge(self):
        parts = self | self.merged_into_id
        result = super()._unmerge()
        self.env["crm.facilitation.deviation"]._follow(parts)
        return result

    def _follow_class(self):
        super()._follow_class()
        self.env["crm.facilitation.deviation"]._follow(self)

    def _is_on_record(self):
        return super()._is_on_record() or self._is_voted()

    def _sealed(self):
        """The words of a need stand once people have voted on it."""
        return self._voted() | super()._sealed()

    def _is_asked_since(self, moment):
        # rounds that the caller may not read count too
        rounds_sudo = self.env["crm.facilitation.round"].sudo().search([("need_ids", "in", self.ids)])
        return super()._is_asked_since(moment) or any(
            asked_sudo.state == "open" or (asked_sudo.closed_on and asked_sudo.closed_on >= moment)
            for asked_sudo in rounds_sudo
        )

    def _is_taken_up(self):
        # rounds that the caller may not read count too
        rounds_sudo = self.env["crm.facilitation.round"].sudo()
        listed = [("need_ids", "in", self.ids), ("state", "!=", "draft")]
        return super()._is_taken_up() or bool(rounds_sudo.search_count(listed, limit=1))

    def _is_voted(self):
        """Whether the need has votes."""
        self.ensure_one()
        return bool(self._voted())

    def _voted(self):
        """Those of these needs that have votes, in one query."""
        groups = self.env["crm.facilitation.vote"].sudo()._read_group([("need_id", "in", self.ids)], ["need_id"])
        return self & self.browse(need.id for (need,) in groups)

    def _check_nothing_hangs_on_it(self):
        super()._check_nothing_hangs_on_it()
        # rounds that the caller may not read count too
        voted_sudo = (
            self.env["crm.facilitation.round"]
            .sudo()
            .search([("need_ids", "in", self.ids), ("state", "!=", "draft")], limit=1)
        )
        if voted_sudo:
            raise UserError(self.env._("People voted on this need in “%s”. Archive it instead.", voted_sudo.name))

    def _get_values(self, closed_sudo):
        """``{need id: 0..1}`` from the last of these closed rounds that each need was in.

        A need that others became part of takes the highest of them, since people may have voted on both.
        """
        values = {need: value for one_sudo in closed_sudo for need, value in one_sudo._get_need_values().items()}
        for merged in self.merged_need_ids:
            survivor = merged.merged_into_id.id
            values[survivor] = max(values.get(survivor, 0.0), values.get(merged.id, 0.0))
        return values
