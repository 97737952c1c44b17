from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.sessions.identity import OBSERVER


class CrmFacilitationNeed(models.Model):
    """“Me too”: supporting a need instead of raising it again, and telling its author what became of it.

    Invariants: people support in their own name only, once, and can take it back.
    """

    _inherit = "crm.facilitation.need"

    supporter_count = fields.Integer(compute="_compute_supporter_count")
    is_supported_by_me = fields.Boolean(compute="_compute_is_supported_by_me")
    can_support = fields.Boolean(compute="_compute_can_support")

    @api.depends("supporter_ids")
    def _compute_supporter_count(self):
        for need in self:
            need.supporter_count = len(need.supporter_ids)

    @api.depends_context("uid")
    @api.depends("supporter_ids.user_id")
    def _compute_is_supported_by_me(self):
        for need in self:
            # whose support it is is asked also where participants may not be read
            need.is_supported_by_me = bool(need.sudo().supporter_ids._filter_caller())

    @api.depends_context("uid")
    @api.depends("state", "session_id.participant_ids", "supporter_ids", "author_id")
    def _compute_can_support(self):
        """Whether the current user takes part and has not said “me too” yet."""
        mine = self.env["crm.facilitation.participant"]._find_caller(
            [("session_id", "in", self.session_id.ids), ("role", "!=", OBSERVER)]
        )
        for need in self:
            open_to_me = need.session_id in mine.session_id and need.state != "merged"
            need.can_support = open_to_me and not need.is_my_need and not need.is_supported_by_me

    def action_support(self) -> bool:
        """Say “me too”."""
        for need in self:
            participant = need._get_supporting_participant()
            # the author is known, also where the participant may not be read
            if participant == need.sudo().author_id:
                raise UserError(self.env._("“%s” is your own need already.", need.name))
            need._write_past_guards({"supporter_ids": [fields.Command.link(participant.id)]})
            need._own_support(participant)
        return True

    def action_withdraw_support(self) -> bool:
        """Take back one's own “me too”."""
        for need in self:
            participant = need._get_supporting_participant()
            need._write_past_guards({"supporter_ids": [fields.Command.unlink(participant.id)]})
            need._own_support(participant)
        return True

    def _own_support(self, participant):
        """Hook: the participant has said themself whether they support this need."""

    def _get_supporting_participant(self):
        self.ensure_one()
        self.check_access("read")
        if not self.session_id._identify().takes_part:
            raise AccessError(self.env._("Only people who take part in the session support needs."))
        self.session_id._check_audience()
        if self.merged_into_id:
            raise UserError(self.env._("“%s” is part of another need. Support that one.", self.name))
        return self.session_id._get_participant()
