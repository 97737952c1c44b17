from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.conflicts.contradiction import OPPOSITE_OF
from .conflict import UNSETTLED


class CrmFacilitationNeed(models.Model):
    """What stands against a need: its conflicts, and who wants the opposite of the same target."""

    _inherit = "crm.facilitation.need"

    conflict_ids = fields.Many2many(
        "crm.facilitation.conflict",
        "crm_facilitation_conflict_need_rel",
        "need_id",
        "conflict_id",
        string="Conflicts",
        copy=False,
    )
    conflict_option_ids = fields.One2many("crm.facilitation.conflict.option", "need_id", "Option", copy=False)
    settles_conflict_id = fields.Many2one(
        "crm.facilitation.conflict", "A way to settle", compute="_compute_settles_conflict_id"
    )
    conflict_count = fields.Integer(compute="_compute_conflict_count")
    is_blocked = fields.Boolean("Stopped by a conflict", compute="_compute_conflict_count")
    opposite_need_ids = fields.Many2many(
        "crm.facilitation.need",
        compute="_compute_opposite_need_ids",
        string="Want the opposite",
        context={"active_test": True},
    )

    @api.depends("conflict_option_ids.conflict_id")
    def _compute_settles_conflict_id(self):
        for need in self:
            need.settles_conflict_id = need.conflict_option_ids.conflict_id[:1]

    @api.depends("conflict_ids.state", "conflict_ids.is_blocking", "conflict_option_ids.conflict_id.state", "state")
    def _compute_conflict_count(self):
        for need in self:
            pending = need._get_pending_conflicts()
            need.conflict_count = len(pending)
            need.is_blocked = any(pending.mapped("is_blocking"))

    def _get_pending_conflicts(self):
        """Unsettled conflicts of these needs, and those that these needs were once agreed to settle."""
        settling = self.filtered(lambda need: need.state == "accepted").conflict_option_ids.conflict_id
        return (self.conflict_ids | settling).filtered(lambda conflict: conflict.state in UNSETTLED)

    @api.depends("target_model_id", "target_field_id", "target_stage_id", "stance", "project_id", "session_id")
    def _compute_opposite_need_ids(self):
        candidates = self._search_opposites()
        for need in self:
            need.opposite_need_ids = candidates.filtered(lambda other, need=need: need._wants_opposite_of(other))

    def _search_opposites(self):
        # who reads a need of another session may not read that session
        projects = self.project_id | self.sudo().session_id.project_id
        if not projects or not any(self.mapped("stance")):
            return self.browse()
        return self.search(
            [
                ("project_id", "in", projects.ids),
                ("state", "in", ("raised", "accepted")),
                ("target_model_id", "in", self.target_model_id.ids),
                ("stance", "in", [OPPOSITE_OF[stance] for stance in set(self.mapped("stance")) - {False}]),
            ]
        )

    def _wants_opposite_of(self, other):
        # who reads a need of another session may not read that session
        mine = self.project_id or self.sudo().session_id.project_id
        return (
            other.project_id == mine
            and other.id != self._origin.id
            and bool(self.stance)
            and OPPOSITE_OF[self.stance] == other.stance
            and self._get_conflict_target() == other._get_conflict_target() != ()
            and (not self.sudo().author_id or self.sudo().author_id.partner_id != other.sudo().author_id.partner_id)
        )

    @api.constrains("task_ids")
    def _check_tasks_not_blocked(self):
        # holds for tasks that the caller may not read too
        self.sudo().task_ids.filtered(lambda task: task._is_started())._check_not_blocked()

    def _check_nothing_hangs_on_it(self):
        super()._check_nothing_hangs_on_it()
        # conflicts that the caller may not read count too
        for need_sudo in self.sudo():
            if need_sudo.conflict_ids:
                raise UserError(self.env._("“%s” is part of a conflict. Archive it instead.", need_sudo.name))
