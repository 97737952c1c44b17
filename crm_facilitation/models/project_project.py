from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS

PHASES = [("discovery", "Discovery"), ("configuration", "Configuration"), ("launched", "Launched")]


class ProjectProject(models.Model):
    """The roll-out of a CRM: the hub of sessions, needs, conflicts, goals, KPIs and features."""

    _inherit = "project.project"

    is_facilitation = fields.Boolean("CRM roll-out")
    facilitation_phase = fields.Selection(PHASES, "Phase", default="discovery", copy=False)
    affected_department_ids = fields.Many2many("hr.department", string="Affected departments")
    session_ids = fields.One2many("crm.facilitation.session", "project_id", "Sessions")
    need_ids = fields.One2many("crm.facilitation.need", "project_id", "Needs")
    goal_ids = fields.One2many("crm.facilitation.goal", "project_id", "Goals")
    feature_ids = fields.One2many("crm.facilitation.feature", "project_id", "Features")
    launch_date = fields.Date(copy=False)
    facilitation_head_hash = fields.Char(copy=False, readonly=True, groups=NO_ACCESS)

    def facilitation_readiness(self):
        """What must hold before launch.

        :return: list of ``{code, name, ok, count, action}``: ``count`` is the number of records that stand in the
            way, ``action`` opens them (an action's dictionary, or False).
        """
        self.ensure_one()
        undecided = self.need_ids.filtered(lambda need: need.state == "raised")
        return [
            self._readiness_check("needs_decided", self.env._("No need is undecided"), undecided),
        ]

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

    def action_facilitation_launch(self):
        """Release the launch; raise naming every check that does not hold."""
        for project in self:
            failed = [check["name"] for check in project.facilitation_readiness() if not check["ok"]]
            if failed:
                raise UserError(self.env._("Not ready for launch yet:\n%s", "\n".join(f"– {name}" for name in failed)))
            project._launch("launch", {})

    def action_facilitation_launch_override(self, reason):
        """Release the launch although checks fail: management's right, with a reason, on record."""
        if not self.env.user.has_group("crm_facilitation.group_sponsor"):
            raise AccessError(self.env._("Only management can release the launch against the readiness list."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the launch is released although the readiness list does not hold."))
        for project in self:
            failed = [check["code"] for check in project.facilitation_readiness() if not check["ok"]]
            project._launch("launch_override", {"reason": reason.strip(), "failed": failed})

    def _launch(self, kind, payload):
        self.ensure_one()
        self.sudo().write({"facilitation_phase": "launched", "launch_date": fields.Date.context_today(self)})
        self.env["crm.facilitation.event"]._record(self, kind, payload)
