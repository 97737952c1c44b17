from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

LAUNCH_FIELDS = {"facilitation_phase", "launch_date"}


class ProjectProject(models.Model):
    """The launch of a roll-out: locked until the readiness list holds, or management overrides with a reason.

    Invariant: a roll-out is launched through the two actions, on every path; a written phase is refused.
    """

    _inherit = "project.project"

    def action_facilitation_launch(self):
        """Release the launch; raise naming every check that does not hold."""
        self._check_launch_role()
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
        if self.facilitation_phase == "launched":
            raise UserError(self.env._("“%s” is launched already.", self.name))
        self.check_access("read")
        super(ProjectProject, self.sudo()).write(
            {"facilitation_phase": "launched", "launch_date": fields.Date.context_today(self)}
        )
        self.env["crm.facilitation.event"]._record(self, kind, payload)

    def _check_launch_role(self):
        user = self.env.user
        roles = ("crm_facilitation.group_facilitator", "crm_facilitation.group_sponsor")
        if not any(user.has_group(role) for role in roles):
            raise AccessError(self.env._("The facilitator or management releases the launch."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("facilitation_phase") == "launched" or vals.get("launch_date"):
                raise UserError(self.env._("A roll-out is launched with its button, once the readiness list holds."))
        return super().create(vals_list)

    def write(self, vals):
        if LAUNCH_FIELDS & set(vals):
            changes = vals.get("facilitation_phase") == "launched" or vals.get("launch_date")
            launched = any(project.facilitation_phase == "launched" for project in self)
            if changes or launched:
                raise UserError(self.env._("A roll-out is launched with its button, once the readiness list holds."))
        return super().write(vals)
