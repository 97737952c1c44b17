from odoo import api, fields, models
from odoo.api import ValuesType

from ...tools.sessions.steps import OpenPoint


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

    def _get_step_rules(self):
        return super()._get_step_rules() | {"discussed": self._check_discussed}

    def _get_undiscussed(self):
        return self.need_ids.filtered(
            lambda need: need.state != "merged" and not need.discussed_on and not need.is_parked
        )

    def _check_discussed(self):
        text = self.env._("Each need was discussed or parked")
        return [self._check_missing("discussed", text, self._get_undiscussed()), *self._check_heard()]

    def _get_open_points(self):
        undiscussed = OpenPoint("undiscussed", self.env._("Not discussed"), self._get_undiscussed())
        return [*super()._get_open_points(), undiscussed]

    def write(self, vals: ValuesType) -> bool:
        result = super().write(vals)
        if {"current_item_id", "state"} & set(vals):
            self.env["crm.facilitation.remark"]._mix_said_in(self)
        return result

    def _has_outcome(self):
        said = self.env["crm.facilitation.remark"].search_count([("session_id", "=", self.id)], limit=1)
        return super()._has_outcome() or bool(said)
