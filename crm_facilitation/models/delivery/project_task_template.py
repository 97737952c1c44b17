from odoo import models
from odoo.fields import Command


class ProjectTask(models.Model):
    """A task template of Odoo's project app as the plan of an accepted need."""

    _inherit = "project.task"

    def _prepare_from_template(self, need, is_one_of_several):
        """Values of the configuration task that this template makes of ``need``; its subtasks are ordinary work."""
        self.ensure_one()
        template = self.with_context(copy_from_template=True)
        own = need._prepare_task_values() | {"facilitation_fit": False}
        if is_one_of_several:
            own["name"] = f"{need.name}: {self.name}"
        values = template.copy_data(own)[0]
        if self.project_id != need.project_id:
            _move_to_project(values, need.project_id.id)
        return values


def _move_to_project(values, project_id):
    """A template of another board brings its steps, not its column."""
    values["project_id"] = project_id
    values.pop("stage_id", None)
    for command, _id, child in values.get("child_ids") or ():
        if command == Command.CREATE:
            _move_to_project(child, project_id)
