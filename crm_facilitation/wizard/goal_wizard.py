from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmFacilitationGoalWizard(models.TransientModel):
    """Say which goals several needs serve, all at once; the goals they have stay."""

    _name = "crm.facilitation.goal.wizard"
    _description = "Facilitation Goals of Needs"

    need_ids = fields.Many2many(
        "crm.facilitation.need", string="Needs", default=lambda self: self.env.context.get("active_ids", [])
    )
    project_id = fields.Many2one("project.project", compute="_compute_project_id")
    goal_ids = fields.Many2many(
        "crm.facilitation.goal", string="Goals they serve", domain="[('project_id', '=', project_id)]"
    )

    @api.depends("need_ids")
    def _compute_project_id(self):
        for wizard in self:
            wizard.project_id = wizard.need_ids.project_id[:1]

    def action_apply(self) -> dict:
        """Link the goals to every need of the selection."""
        self.ensure_one()
        if len(self.need_ids.project_id) > 1:
            raise UserError(self.env._("These needs belong to several roll-outs. Choose those of one at a time."))
        if not self.goal_ids:
            raise UserError(self.env._("Choose the goals that these needs serve."))
        for need in self.need_ids:
            need.goal_ids = [Command.link(goal.id) for goal in self.goal_ids - need.goal_ids]
        return {"type": "ir.actions.client", "tag": "soft_reload"}
