from odoo import api, fields, models
from odoo.api import ValuesType


class CrmFacilitationSession(models.Model):
    """The discussion of a session: what its group has not discussed yet, and the end of an anonymous step."""

    _inherit = "crm.facilitation.session"

    undiscussed_need_count = fields.Integer("Not discussed yet", compute="_compute_undiscussed_need_count")

    @api.depends("need_ids.discussed_on", "need_ids.state")
    def _compute_undiscussed_need_count(self):
        open_needs = [("session_id", "in", self.ids), ("state", "!=", "merged"), ("discussed_on", "=", False)]
        counts = dict(self.env["crm.facilitation.need"]._read_group(open_needs, ["session_id"], ["__count"]))
        for session in self:
            session.undiscussed_need_count = counts.get(session, 0)

    def write(self, vals: ValuesType) -> bool:
        result = super().write(vals)
        if {"current_item_id", "state"} & set(vals):
            self.env["crm.facilitation.remark"]._mix_said_in(self)
        return result

    def _has_outcome(self):
        said = self.env["crm.facilitation.remark"].search_count([("session_id", "=", self.id)], limit=1)
        return super()._has_outcome() or bool(said)
