from odoo import models


class ProjectProject(models.Model):
    """A copied roll-out starts with its tasks as ordinary work: nobody has asked for them in a session of its own."""

    _inherit = "project.project"

    def copy(self, default=None):
        return super(ProjectProject, self.with_context(copy_project_tasks=True)).copy(default)
