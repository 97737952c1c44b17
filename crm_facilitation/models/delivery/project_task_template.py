from markupsafe import Markup, escape

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
        words = self._get_shipped_words()
        if is_one_of_several:
            own["name"] = f"{need.name}: {words.get(self.name, self.name)}"
        values = template.copy_data(own)[0]
        if self.project_id != need.project_id:
            _move_to_project(values, need.project_id.id)
        _say(values, words)
        return values

    def _get_shipped_words(self):
        """``{words of the templates that come with the addon: the same in the planner's language}``.

        Names of tasks are what people type, and no terms: a template that was changed stays as it is.
        """
        _ = self.env._
        return {
            "Show how the standard does it": _("Show how the standard does it"),
            "Show it to those who asked": _("Show it to those who asked"),
            "Write it into the guide": _("Write it into the guide"),
            "Configure": _("Configure"),
            "Try it with those who asked": _("Try it with those who asked"),
            "Install and set up an app": _("Install and set up an app"),
            "Install it in a test database": _("Install it in a test database"),
            "Set it up": _("Set it up"),
            "Develop": _("Develop"),
            "Agree on the specification": _("Agree on the specification"),
            "Build": _("Build"),
            "Review and test": _("Review and test"),
            "The CRM can do this as it is. Show it to those who asked, with their own records.": _(
                "The CRM can do this as it is. Show it to those who asked, with their own records."
            ),
            "Configure it in the test database first. What changes there is found by the scan.": _(
                "Configure it in the test database first. What changes there is found by the scan."
            ),
            "An app brings more than was asked for: say what of it will be used, and hide the rest.": _(
                "An app brings more than was asked for: say what of it will be used, and hide the rest."
            ),
            "Agree on what will be built before it is built; the acceptance criteria of the need say when it is done.": _(
                "Agree on what will be built before it is built; the acceptance criteria of the need say when it is done."
            ),
        }


def _say(values, words):
    """Put the shipped ``words`` of a task's steps into the planner's language."""
    for shipped, said in words.items() if values.get("description") else ():
        values["description"] = Markup(str(values["description"]).replace(str(escape(shipped)), str(escape(said))))
    for command, _id, child in values.get("child_ids") or ():
        if command == Command.CREATE:
            child["name"] = words.get(child["name"], child["name"])
            _say(child, words)


def _move_to_project(values, project_id):
    """A template of another board brings its steps, not its column."""
    values["project_id"] = project_id
    values.pop("stage_id", None)
    for command, _id, child in values.get("child_ids") or ():
        if command == Command.CREATE:
            _move_to_project(child, project_id)
