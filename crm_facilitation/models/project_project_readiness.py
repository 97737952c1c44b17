from odoo import api, fields, models


class ProjectProject(models.Model):
    """The readiness list ("equilibrium"): what must hold before launch, one small method per check.

    Another room adds a check by inheriting :meth:`facilitation_readiness`.
    """

    _inherit = "project.project"

    launch_check_ids = fields.Many2many(
        "crm.facilitation.readiness.check", string="Readiness", compute="_compute_launch_check_ids"
    )

    @api.depends("is_facilitation", "facilitation_phase")
    def _compute_launch_check_ids(self):
        model = self.env["crm.facilitation.readiness.check"]
        for project in self:
            checks = project.facilitation_readiness() if project.is_facilitation and project._origin else []
            project.launch_check_ids = model._of(project._origin, checks)

    @api.readonly
    def facilitation_readiness(self):
        """What must hold before launch.

        :return: list of ``{code, name, ok, count, action}``: ``count`` is the number of records that stand in the
            way, ``action`` opens them (an action's dictionary, or False).
        """
        self.ensure_one()
        self.check_access("read")
        checks = (
            ("departments", self.env._("Every affected department took part"), self._missing_departments()),
            ("needs_decided", self.env._("No need is undecided"), self._undecided_needs()),
            ("goals_confirmed", self.env._("Every goal still holds"), self._unconfirmed_goals()),
            ("needs_planned", self.env._("Every accepted need has a task"), self._unplanned_needs()),
            ("tasks_done", self.env._("Every configuration task is done"), self._unfinished_tasks()),
            ("needs_traced", self.env._("Every accepted need has a traced feature"), self._untraced_needs()),
            ("needs_accepted", self.env._("Those who asked confirmed the result"), self._unconfirmed_needs()),
            ("untraced", self.env._("No configuration nobody asked for"), self._untraced_items()),
            ("suspect", self.env._("No link is under question"), self._suspect_links()),
        )
        return [self._readiness_check(*check) for check in checks]

    @api.model
    def _readiness_check(self, code, name, obstacles):
        """One line of the readiness list: it holds when there are no ``obstacles`` (records)."""
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": obstacles._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", obstacles.ids)],
        }
        return {"code": code, "name": name, "ok": not obstacles, "count": len(obstacles), "action": action}

    def _missing_departments(self):
        """Affected departments nobody joined for, or that neither raised nor supported a need."""
        sudo = self.sudo()
        needs = sudo._live_needs()
        joined = sudo.session_ids.participant_ids.filtered(lambda person: person.attendance == "joined")
        spoke = needs.department_id | needs.supporter_ids.department_id
        present = joined.department_id & spoke
        return (sudo.affected_department_ids - present).with_env(self.env)

    def _undecided_needs(self):
        return self._live_needs().filtered(lambda need: need.state == "raised")

    def _unconfirmed_goals(self):
        """Goals not confirmed as still relevant since the last session began."""
        dates = [session.date_start for session in self.sudo().session_ids if session.date_start]
        since = fields.Date.to_date(max(dates)) if dates else None
        return self.goal_ids.filtered(
            lambda goal: (
                goal.relevance != "obsolete"
                and (
                    goal.relevance != "relevant" or bool(since and (not goal.confirmed_on or goal.confirmed_on < since))
                )
            )
        )

    def _live_needs(self):
        return self.env["crm.facilitation.need"].search([("project_id", "=", self.id)])

    def _accepted_needs(self):
        return self._live_needs().filtered(lambda need: need.state == "accepted")

    def _unplanned_needs(self):
        return self._accepted_needs().filtered(lambda need: not need.sudo().task_ids)

    def _unfinished_tasks(self):
        tasks = self._accepted_needs().sudo().task_ids
        return tasks.filtered(lambda task: task.state != "1_done").with_env(self.env)

    def _untraced_needs(self):
        """Accepted needs without a confirmed feature, unless their tasks had nothing to configure."""
        return self._accepted_needs().filtered(lambda need: not need.sudo()._is_traced())

    def _unconfirmed_needs(self):
        return self._accepted_needs().filtered(lambda need: need.delivery_state != "accepted")

    def _untraced_items(self):
        return self.env["crm.facilitation.config.item"].search(
            [("project_id", "=", self.id), ("is_untraced", "=", True)]
        )

    def _suspect_links(self):
        """Features under question; where there are none, the needs under question."""
        features = self.env["crm.facilitation.feature"].search(
            [("project_id", "=", self.id), ("is_suspect", "=", True)]
        )
        return features or self._live_needs().filtered(lambda need: need.is_suspect and need.sudo().task_ids)
