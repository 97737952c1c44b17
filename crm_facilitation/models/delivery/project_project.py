from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain

from ...tools.readiness import Check

# a cancelled task answers no need and is not waited for
LIVE = Domain("state", "!=", "1_canceled")


class ProjectProject(models.Model):
    """How long those who asked have to confirm what was configured for them, and who decides after that.

    Accepted needs that are not delivered keep the roll-out from its launch.
    """

    _inherit = "project.project"
    _write_policy = """
        facilitator management | * | decided | acceptance_days
        facilitator management | * | always  | acceptance_deputy_id
    """

    acceptance_days = fields.Integer(
        "Days to confirm", default=7, help="How long those who asked have to confirm what was configured for them."
    )
    acceptance_deputy_id = fields.Many2one(
        "res.users",
        "Decides after that",
        domain=[("share", "=", False)],
        help="Confirms or refuses in place of those who asked, once their time is over. Where empty: management.",
    )

    _check_acceptance_days = models.Constraint(
        "CHECK (acceptance_days > 0)", "Give those who asked at least one day to confirm."
    )

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        projects = super().create(vals_list)
        projects._check_deputy_is_named()
        projects._add_task_stages()
        return projects

    def write(self, vals: ValuesType) -> bool:
        named = self.filtered(lambda project: project.acceptance_deputy_id == self.env.user)
        result = super().write(vals)
        if "acceptance_deputy_id" in vals:
            (self - named)._check_deputy_is_named()
        if vals.get("is_facilitation"):
            self._add_task_stages()
        return result

    def _add_task_stages(self):
        """A roll-out without stages gets the four that its tasks go through, named in every installed language."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for project in self.filtered(lambda project: project.is_facilitation and not project.type_ids):
            # stages are part of making the roll-out, whoever may make stages otherwise
            stages_sudo = self.env["project.task.type"].sudo()
            for place, name in enumerate(self._get_stage_names("en_US")):
                stage_sudo = stages_sudo.with_context(lang="en_US").create(
                    {
                        "name": name,
                        "sequence": place,
                        "project_ids": [Command.link(project.id)],
                        "user_id": False,
                        # what is done is guarded there too
                        "fold": place == 3,
                    }
                )
                for code in languages:
                    stage_sudo.with_context(lang=code).name = self._get_stage_names(code)[place]

    @api.model
    def _get_stage_names(self, code):
        _ = self.with_context(lang=code).env._
        return [_("To do"), _("In progress"), _("To be tried"), _("Done")]

    def _check_deputy_is_named(self):
        """Rights are not taken by naming oneself: the work of facilitators is what a deputy decides on."""
        if self.env.su or self.env["crm.facilitation.role"]._is_sponsor():
            return
        if self.env.user in self.acceptance_deputy_id:
            raise AccessError(
                self.env._("You cannot name yourself to decide in place of those who asked. Management names somebody.")
            )

    def _get_readiness_checks(self):
        _ = self.env._
        return [
            *super()._get_readiness_checks(),
            Check(
                "needs_planned",
                50,
                _("Every accepted need has a task"),
                self._unplanned_needs,
                self._has_accepted,
                _("Accepted needs without a task"),
            ),
            Check(
                "tasks_done",
                60,
                _("Every configuration task is done"),
                self._unfinished_tasks,
                self._has_tasks,
                _("Configuration tasks that are not done"),
            ),
            Check(
                "needs_accepted",
                80,
                _("Those who asked confirmed the result"),
                self._unconfirmed_needs,
                self._has_accepted,
                _("Needs whose result nobody who asked has confirmed"),
            ),
        ]

    def _unplanned_needs(self):
        return self._search_accepted([*~Domain("task_ids", "any", LIVE)])

    def _unfinished_tasks(self):
        return self._search_promised(Domain("state", "!=", "1_done") & LIVE)

    def _has_tasks(self):
        return self._search_promised(Domain.TRUE, limit=1)

    def _search_promised(self, domain, limit=None):
        """Tasks of accepted needs, archived ones too, whoever may read them, as the caller's records."""
        # what is unfinished stands in the way, whoever may read it
        needs_sudo = self.env["crm.facilitation.need"].sudo().with_context(active_test=False)
        accepted = needs_sudo._search([("project_id", "=", self.id), ("state", "=", "accepted")])
        tasks_sudo = self.env["project.task"].sudo().with_context(active_test=False)
        wanted = Domain("facilitation_need_ids", "in", accepted) & domain
        return tasks_sudo.search(wanted, limit=limit).with_env(self.env)

    def _unconfirmed_needs(self):
        return self._search_accepted([("delivery_state", "!=", "accepted")])
