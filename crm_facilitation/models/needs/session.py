from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import UserError


class CrmFacilitationSession(models.Model):
    """What a session says of raising needs: from whom it takes one now, whether names are stored, what is parked.

    When a step ends, what was raised anonymously during it is sealed in the evidence.
    """

    _inherit = "crm.facilitation.session"

    need_count = fields.Integer(compute="_compute_need_counts")
    undecided_need_count = fields.Integer(compute="_compute_need_counts")
    parking_lot = fields.One2many(
        "crm.facilitation.need", "session_id", domain=[("is_parked", "=", True)], context={"active_test": True}
    )

    @api.depends("need_ids.state")
    def _compute_need_counts(self):
        groups = self.env["crm.facilitation.need"]._read_group(
            [("session_id", "in", self.ids)], ["session_id", "state"], ["__count"]
        )
        needs = {(session, state): count for session, state, count in groups}
        for session in self:
            session.need_count = sum(count for (of, _state), count in needs.items() if of == session)
            session.undecided_need_count = needs.get((session, "raised"), 0)

    def _takes_need_from_caller(self):
        self.ensure_one()
        if not self._identify().may_raise:
            return False
        try:
            self._check_can_raise()
        except UserError:
            return False
        return True

    def _is_anonymous_now(self):
        """Whether a need raised now names nobody."""
        # the current step decides, also for whoever may not read it
        session_sudo = self.sudo()
        return bool(session_sudo.state == "running" and session_sudo.current_item_id.anonymous)

    def write(self, vals: ValuesType) -> bool:
        result = super().write(vals)
        if {"current_item_id", "state"} & set(vals):
            self.env["crm.facilitation.need"]._seal_origins(self)
        return result
