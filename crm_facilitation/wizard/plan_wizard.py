from odoo import api, fields, models
from odoo.exceptions import UserError

MODES = [
    ("each", "Tasks for each need, by the templates of its fit"),
    ("together", "One task for all of them"),
    ("existing", "A task that is there already"),
]


class CrmFacilitationPlanWizard(models.TransientModel):
    """Plan several accepted needs at once: tasks for each, one for all, or into a task that is there already."""

    _name = "crm.facilitation.plan.wizard"
    _description = "Facilitation Planning"

    need_ids = fields.Many2many(
        "crm.facilitation.need",
        string="Needs",
        default=lambda self: self.env.context.get("active_ids", []),
        domain="[('state', '=', 'accepted')]",
    )
    mode = fields.Selection(MODES, "Plan as", default="each", required=True)
    project_id = fields.Many2one("project.project", compute="_compute_project_id")
    task_id = fields.Many2one(
        "project.task",
        "Task",
        domain="[('project_id', '=', project_id), ('is_configuration_task', '=', True), ('is_closed', '=', False)]",
    )

    @api.depends("need_ids")
    def _compute_project_id(self):
        for wizard in self:
            wizard.project_id = wizard.need_ids.project_id[:1]

    def action_plan(self) -> dict:
        """Plan the needs as chosen and show their tasks."""
        self.ensure_one()
        if not self.need_ids:
            raise UserError(self.env._("Choose the accepted needs to plan."))
        if self.mode == "existing":
            if not self.task_id:
                raise UserError(self.env._("Choose the task that will answer these needs too."))
            tasks = self.need_ids.action_plan_into(self.task_id)
        elif self.mode == "together":
            tasks = self.need_ids.action_plan_together()
        else:
            tasks = self.need_ids.action_plan()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Configuration tasks"),
            "res_model": "project.task",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", tasks.ids)],
        }
