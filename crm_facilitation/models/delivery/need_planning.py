from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL


class CrmFacilitationNeed(models.Model):
    """Planning: an accepted need becomes configuration tasks, one or several; one task may answer several needs.

    What is created follows the task templates of Odoo's project app: those that name the need's fit, the roll-out's
    own before the ones that ship with the addon. A need without a template becomes one plain configuration task.
    """

    _inherit = "crm.facilitation.need"

    def action_plan(self) -> models.BaseModel:
        """Create the configuration tasks of each accepted need that has none yet; return all tasks of the needs.

        Idempotent: the needs are locked first, so that of two clicks at once the second finds the tasks of the first.
        """
        unplanned = self._begin_planning()
        templates = unplanned._get_task_templates()
        tasks = self.env["project.task"]
        tasks.create([values for need in unplanned for values in need._prepare_tasks(templates)])
        self._begin_configuration()
        return self.task_ids

    def action_plan_together(self) -> models.BaseModel:
        """Create one configuration task for those of the needs that have none yet, named after the first."""
        unplanned = self._begin_planning()
        if unplanned.project_id[1:]:
            raise UserError(self.env._("These needs belong to several roll-outs. Plan those of one at a time."))
        for need in unplanned[:1]:
            values = need._prepare_tasks(need._get_task_templates())[0]
            values |= {"name": need.name, "facilitation_need_ids": [Command.set(unplanned.ids)]}
            self.env["project.task"].create([values])
        self._begin_configuration()
        return self.task_ids

    def action_plan_into(self, task: models.BaseModel | int) -> models.BaseModel:
        """Let an existing configuration task (a record or an id), which is not done yet, answer these needs too."""
        self._begin_planning()
        task = self.env["project.task"].browse(task) if isinstance(task, int) else task
        if task._is_finished():
            raise UserError(self.env._("“%s” is done already. Reopen it, or plan a task of its own.", task.name))
        task.write({"is_configuration_task": True, "facilitation_need_ids": [Command.link(id_) for id_ in self.ids]})
        self._begin_configuration()
        return task

    def _begin_configuration(self):
        """The first task that is planned ends the discovery."""
        self.project_id.filtered(lambda project: project.facilitation_phase == "discovery").write(
            {"facilitation_phase": "configuration"}
        )

    def _begin_planning(self):
        """Check and lock these needs; those that have no task yet.

        A second planning of the same need waits here. As the first one wrote the need's delivery state, PostgreSQL then
        refuses the older snapshot, and Odoo repeats the request with the tasks in sight.
        """
        self.env["crm.facilitation.role"]._check_facilitator(self)
        waiting = self.filtered(lambda need: need.state != "accepted")
        if waiting:
            raise UserError(self.env._("Accept “%s” before planning it.", waiting[0].name))
        if self:
            query = "SELECT id FROM crm_facilitation_need WHERE id IN %s ORDER BY id FOR NO KEY UPDATE"
            self.env.cr.execute(SQL(query, tuple(self.ids)))
        return self.filtered(lambda need: not need.task_ids)

    def _get_task_templates(self):
        """The task templates by which these needs may be planned."""
        shipped = self.env.ref("crm_facilitation.project_task_templates", raise_if_not_found=False)
        projects = self.project_id | (shipped or self.env["project.project"])
        of_fit = Domain("is_template", "=", True) & Domain("facilitation_fit", "in", self.mapped("fit"))
        return self.env["project.task"].search(
            of_fit & Domain("parent_id", "=", False) & Domain("project_id", "in", projects.ids), order="sequence, id"
        )

    def _prepare_task_values(self):
        self.ensure_one()
        return {
            "name": self.name,
            "project_id": self.project_id.id,
            "is_configuration_task": True,
            "facilitation_need_ids": [Command.link(self.id)],
        }

    def _prepare_tasks(self, templates):
        """Values of the tasks by which this need is planned."""
        self.ensure_one()
        fitting = templates.filtered(lambda template: template.facilitation_fit == self.fit)
        own = fitting.filtered(lambda template: template.project_id == self.project_id)
        chosen = own or fitting.filtered(lambda template: not template.project_id.is_facilitation)
        if not chosen:
            # whoever plans is not who does it, unless they say so
            return [self._prepare_task_values() | {"user_ids": [Command.set([])]}]
        return [template._prepare_from_template(self, len(chosen) > 1) for template in chosen]
