from odoo import api, fields, models

from ...tools.readiness import Check, Step
from .conflict import UNSETTLED


class ProjectProject(models.Model):
    """The conflicts of a roll-out, and what they mean for its launch."""

    _inherit = "project.project"

    conflict_ids = fields.One2many("crm.facilitation.conflict", "project_id", "Conflicts")
    open_conflict_count = fields.Integer(compute="_compute_open_conflict_count")

    @api.depends("conflict_ids.state")
    def _compute_open_conflict_count(self):
        counts = dict(
            self.env["crm.facilitation.conflict"]._read_group(
                [("project_id", "in", self.ids), ("state", "in", UNSETTLED)], ["project_id"], ["__count"]
            )
        )
        for project in self:
            project.open_conflict_count = counts.get(project, 0)

    def _get_readiness_checks(self):
        name = self.env._("No blocking conflict is open")
        about, missing = self._has_something_to_settle, self.env._("Blocking conflicts that are open")
        settled = Check("conflicts_settled", 120, name, self._blocking_conflicts, about, missing)
        return [*super()._get_readiness_checks(), settled]

    def _get_steps_of_guide(self):
        _ = self.env._
        settle = _("Settle the conflicts that stop tasks")
        why = _("What two departments want differently is cheaper to agree on than to configure twice.")
        return [
            *super()._get_steps_of_guide(),
            *(
                Step(15 if phase == "configuration" else 55, phase, settle, why, self._blocking_conflicts,
                     self.action_open_conflicts)
                for phase in ("discovery", "configuration")
            ),
        ]  # fmt: skip

    def _blocking_conflicts(self):
        return self.conflict_ids.filtered(lambda conflict: conflict.is_blocking and conflict.state in UNSETTLED)

    def _has_something_to_settle(self):
        """Needs can contradict each other: where there are none, having no conflict says nothing."""
        # what is settled is settled whoever may read it
        return self.sudo().conflict_ids or self._has_needs()

    def action_open_conflicts(self) -> dict:
        """The conflicts of this roll-out."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.conflict_action")
        return action | {"domain": [("project_id", "=", self.id)], "context": {"search_default_unsettled": 1}}
