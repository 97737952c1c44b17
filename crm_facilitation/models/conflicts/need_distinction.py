from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmFacilitationNeedDistinction(models.Model):
    """Two needs of which somebody said that they want the opposite, beside those that are only different.

    Who said it and when is in the row. It stands until it is taken back; what the answer filled in of the two needs is
    emptied then, and the conflict that it opened is dismissed, unless the room has taken that up.

    Invariant: an opposite is noted by an answer, or by the author of a new need, and deleted by taking it back alone.
    """

    _inherit = "crm.facilitation.need.distinction"

    is_opposite = fields.Boolean(readonly=True)
    conflict_id = fields.Many2one(
        "crm.facilitation.conflict", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    filled = fields.Json("Filled in by it", readonly=True)

    @api.model
    def _get_opposed(self, needs):
        """The pairs of ids among ``needs`` that want the opposite, what was merged standing for its whole."""
        whole = {need.id: need.merged_into_id.id or need.id for need in needs}
        rows = self.search([("is_opposite", "=", True), ("need_id", "in", needs.ids), ("other_id", "in", needs.ids)])
        pairs = {tuple(sorted((whole[row.need_id.id], whole[row.other_id.id]))) for row in rows}
        return {pair for pair in pairs if pair[0] != pair[1]}

    @api.model
    def _oppose(self, needs, conflict, filled):
        """Note that two needs want the opposite; one row a pair, a difference noted before becomes it."""
        one, other = needs.sorted("id")
        # whoever answers has been checked; the row names them
        row_sudo = self.sudo().search([("need_id", "=", one.id), ("other_id", "=", other.id)])
        # what its author said of a new need is completed by the facilitator's answer
        values = {
            "is_opposite": True,
            "conflict_id": (conflict or row_sudo.conflict_id).id,
            "filled": {**(row_sudo.filled or {}), **filled},
        }
        if row_sudo:
            row_sudo.write(values)
        else:
            row_sudo = row_sudo.create([values | {"need_id": one.id, "other_id": other.id}])
        return row_sudo.sudo(self.env.su)

    @api.ondelete(at_uninstall=True)
    def _unlink_unless_opposite(self):
        if not self.env.su and any(row.is_opposite for row in self):
            raise UserError(self.env._("Take the answer back instead: the conflict that it opened goes with it."))

    def action_take_back(self) -> bool:
        """Undo answers: the needs are asked about again, and what an opposite opened and filled in goes with it."""
        self.env["crm.facilitation.role"]._check_facilitator(self.need_id | self.other_id)
        self.check_access("unlink")
        for row in self.filtered("is_opposite"):
            row._take_opposite_back()
        (self.exists()).unlink()
        return True

    def _take_opposite_back(self):
        needs = self.need_id | self.other_id
        # what the author of a new need said becomes a conflict when detection runs
        conflict = self.conflict_id or self.env["crm.facilitation.conflict"]._search_said(needs)
        if conflict.state in ("discussing", "agreed") or conflict.option_ids:
            raise UserError(
                self.env._("The room has taken up “%s”. Dismiss it there, with a reason.", conflict.display_name)
            )
        filled = self.filled or {}
        # what was noted by the answer is taken back by this method alone
        self.sudo().unlink()
        for need in needs:
            noted = filled.get(str(need.id), {})
            need._replace_filled(noted, dict.fromkeys(noted, False))
        conflict._withdraw_said(needs)

    def action_turn_round(self) -> bool:
        """The two sides were guessed the wrong way round: each need wants what was noted of the other."""
        self.ensure_one()
        needs = self.need_id | self.other_id
        self.env["crm.facilitation.role"]._check_facilitator(needs)
        filled = self.filled or {}
        noted = {need: filled.get(str(need.id), {}) for need in needs}
        if not all(note.get("stance") == need.stance for need, note in noted.items()):
            raise UserError(self.env._("What people chose of their own need stays. Change it on the need, with them."))
        wanted = dict(zip(needs, reversed(needs.mapped("stance")), strict=True))
        for need, stance in wanted.items():
            need._replace_filled(noted[need], {"stance": stance})
        # what was noted by the answer is corrected by this method alone
        self.sudo().filled = {str(need.id): noted[need] | {"stance": stance} for need, stance in wanted.items()}
        self.conflict_id._update_said(needs)
        return True
