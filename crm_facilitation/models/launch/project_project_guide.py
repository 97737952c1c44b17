from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.readiness import Step


class ProjectProject(models.Model):
    """What a roll-out does next, and why: through discovery and configuration to its launch.

    Each area adds its steps by inheriting :meth:`_get_steps_of_guide`. The phase moves on by a button, or with the first
    task that is planned, and back by a button as long as the roll-out is not launched.
    """

    _inherit = "project.project"

    next_step = fields.Char("What is next", compute="_compute_next_step")
    next_step_why = fields.Char("Why", compute="_compute_next_step")

    @api.depends_context("uid", "lang")
    @api.depends("facilitation_phase", "affected_department_ids", "session_ids.state", "need_ids.state")
    def _compute_next_step(self):
        for project in self:
            step = project._find_next_step()
            project.next_step = step and step.name
            project.next_step_why = step and step.why

    def action_next_step(self) -> dict | bool:
        """Open the place where the next step is done."""
        self.ensure_one()
        self._check_launch_role()
        step = self._find_next_step()
        return step.act() if step else False

    def action_begin_configuration(self) -> bool:
        """Move on from discovery: what was accepted is configured now."""
        self._check_launch_role()
        for project in self:
            if not project._has_accepted():
                raise UserError(
                    self.env._("Accept a need first: what nobody asked for is not configured in “%s”.", project.name)
                )
            project._move_to("discovery", "configuration")
        return True

    def action_back_to_discovery(self) -> bool:
        """Collect and decide again before more is configured."""
        self._move_to("configuration", "discovery")
        return True

    def _move_to(self, before, after):
        self._check_launch_role()
        for project in self.filtered(lambda project: project.facilitation_phase == before):
            project.facilitation_phase = after

    def _find_next_step(self):
        """The first step that is due; None where the reader leads no roll-out, or nothing is."""
        self.ensure_one()
        role = self.env["crm.facilitation.role"]
        if not self.is_facilitation or not self._origin or not (role._is_facilitator() or role._is_sponsor()):
            return None
        steps = sorted(self._get_steps_of_guide(), key=lambda step: step.sequence)
        return next((step for step in steps if step.phase == self.facilitation_phase and step.is_due()), None)

    def _get_steps_of_guide(self):
        """Hook: what the roll-out may wait for, a list of :class:`tools.readiness.Step`. Each area adds its own."""
        return [*self._get_steps_of_discovery(), *self._get_steps_of_configuration()]

    def _get_steps_of_discovery(self):
        _ = self.env._
        return [
            Step(
                10, "discovery", _("Name the departments that the CRM changes something for"),
                _("Who is not asked now speaks up after the launch."),
                lambda: not self._affected_departments(), self._open,
            ),
            Step(
                20, "discovery", _("Prepare the first session and invite its people"),
                _("Needs, conflicts and goals come from those who do the work, before anything is configured."),
                lambda: not self._living_sessions(), self._plan_session,
            ),
            Step(
                30, "discovery", _("Hold the session"),
                _("Its agenda leads through goals, needs, the vote and the decisions."),
                lambda: "closed" not in self._living_sessions().mapped("state"), self._open_session,
            ),
            Step(
                40, "discovery", _("Write down what shall be better after the launch"),
                _("Without goals nobody can say later whether it was worth it."),
                lambda: not self._living_goals(), self._open_goals,
            ),
            Step(
                50, "discovery", _("Decide the needs that are still open"),
                _("Everybody who asked for something gets an answer, and its reason."),
                self._undecided_needs, lambda: self._open_records(_("Needs to decide on"), self._undecided_needs()),
            ),
            Step(
                60, "discovery", _("Begin to configure"),
                _("Everything is decided: accepted needs become tasks now."),
                self._has_accepted, self.action_begin_configuration,
            ),
        ]  # fmt: skip

    def _get_steps_of_configuration(self):
        _ = self.env._
        return [
            Step(
                10, "configuration", _("Take the baseline of the configuration"),
                _("Only what changes after it can be traced to the needs behind it."),
                lambda: not self.config_baseline_on, self.action_config_baseline,
            ),
            Step(
                20, "configuration", _("Plan the accepted needs that have no task yet"),
                _("A promise without a task is forgotten."),
                self._unplanned_needs,
                lambda: self._open_records(_("Accepted needs without a task"), self._unplanned_needs()),
            ),
            Step(
                30, "configuration", _("Say what each change of the CRM was for"),
                _("Configured, and nobody asked: these findings have no need behind them."),
                self._untraced_items, lambda: self._open_records(_("Findings"), self._untraced_items()),
            ),
            Step(
                40, "configuration", _("Finish the configuration tasks"),
                _("People confirm what they can try."),
                self._unfinished_tasks, lambda: self._open_records(_("Configuration tasks"), self._unfinished_tasks()),
            ),
            Step(
                50, "configuration", _("See what stands between you and the launch"),
                _("The launch is released once every check of the list holds."),
                lambda: True, self.action_facilitation_obstacles,
            ),
        ]  # fmt: skip

    def _living_sessions(self):
        # which sessions there are does not depend on who may read them
        return self.sudo().session_ids.filtered(lambda session: session.active and session.state != "cancelled")

    def _plan_session(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New session"),
            "res_model": "crm.facilitation.session",
            "views": [(False, "form")],
            "context": {"default_project_id": self.id},
        }

    def _open_session(self):
        session = self._living_sessions().sorted(lambda session: (session.state != "running", session.id))[:1]
        return self._plan_session() | {"name": session.name, "res_id": session.id, "context": {}}

    def _open_goals(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.goal_action")
        return action | {"domain": [("project_id", "=", self.id)], "context": {"default_project_id": self.id}}

    @api.model
    def _open_records(self, name, records):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": records._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [*Domain("id", "in", records.ids)],
        }
