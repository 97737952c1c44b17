from odoo import api, fields, models
from odoo.exceptions import UserError

# model → methods that take a reason as their last argument
ALLOWED = {
    "crm.facilitation.need": {"action_defer", "action_reject", "action_refuse_delivery", "action_mark_discussed"},
    "project.project": {
        "action_facilitation_launch_override",
        "action_config_rebaseline",
        "action_leave_out_department",
    },
    "crm.facilitation.session": {"action_reopen"},
    "crm.facilitation.config.item": {"action_not_part"},
    "crm.facilitation.goal": {"action_mark_changed", "action_mark_obsolete"},
    "crm.facilitation.conflict": {"action_dismiss", "action_reopen"},
    "crm.facilitation.remark": {"action_hide"},
    "crm.facilitation.promise": {"action_delay", "action_drop"},
}
# those of them that take before it the number of what the reason is about
ABOUT_ONE = {"action_leave_out_department"}
# those of them that take a day before it
DATED = {"action_delay"}


class CrmFacilitationReasonWizard(models.TransientModel):
    """Ask for a reason, then call the action it is for on the records it was opened from."""

    _name = "crm.facilitation.reason.wizard"
    _description = "Facilitation Reason"

    reason = fields.Text(required=True)
    day = fields.Date("New day")
    notice = fields.Text(readonly=True, default=lambda self: self._default_notice())

    @api.model
    def _default_notice(self):
        """What whoever gives the reason should know before: what a launch overrides, and that it is final."""
        context = self.env.context
        if context.get("facilitation_method") != "action_facilitation_launch_override":
            return False
        rollouts = self.env["project.project"].browse(context.get("active_ids", [])).exists()
        missing = [name for one in rollouts for name in one._name_missing(one.facilitation_readiness())]
        return self.env._(
            "You launch in spite of what is not met:\n%s\nThe launch is final: nobody can take it back. Your reason stays in sight.",
            "\n".join(f"– {name}" for name in missing),
        )

    def action_apply(self) -> dict:
        """Call the action named in the context with the reason."""
        self.ensure_one()
        model, method = self.env.context.get("active_model"), self.env.context.get("facilitation_method")
        if method not in ALLOWED.get(model, ()):
            raise UserError(self.env._("Open this window from the button it belongs to."))
        about = [self.env.context.get("facilitation_about")] if method in ABOUT_ONE else []
        if method in DATED:
            about = [fields.Date.to_string(self.day) or ""]
        getattr(self.env[model].browse(self.env.context.get("active_ids", [])), method)(*about, self.reason)
        return {"type": "ir.actions.act_window_close"}
