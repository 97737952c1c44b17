from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmFacilitationFeature(models.Model):
    """What to do about a feature that nobody uses: ask those who wanted it, or plan its removal.

    Invariants: a removal answers the needs that the feature was made for, so it goes the same way as every
    configuration task; one removal is planned at a time; both leave evidence.
    """

    _inherit = "crm.facilitation.feature"
    _write_policy = """
        - | * | - | removal_task_id
    """

    removal_task_id = fields.Many2one(
        "project.task", "Removal", copy=False, readonly=True, index="btree_not_null", ondelete="set null"
    )

    removal_state = fields.Selection(related="removal_task_id.state", string="State of the removal")

    def action_plan_removal(self) -> dict:
        """Plan the removal as a configuration task of the same needs, unless one is under way; open the task."""
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        self._check_not_used()
        if not self.removal_task_id or self.removal_state == "1_canceled":
            task = self.env["project.task"].create(self._prepare_removal())
            self._write_past_guards({"removal_task_id": task.id})
            events = self.env["crm.facilitation.event"]
            events._record(self, "removal_planned", {"name": self.name, "use": self.usage_state})
        return {
            "type": "ir.actions.act_window",
            "res_model": "project.task",
            "res_id": self.removal_task_id.id,
            "views": [(False, "form")],
        }

    def _check_not_used(self):
        if not self.is_idle:
            raise UserError(
                self.env._(
                    "“%s” is not among what was asked for and is not used. Look at its figures first.", self.name
                )
            )

    def _prepare_removal(self):
        needs = self.need_ids.filtered(lambda need: need.state == "accepted")
        if not needs:
            raise UserError(self.env._("No accepted need stands behind “%s”: remove it where it was made.", self.name))
        return {
            "name": self.env._("Remove “%s”", self.name),
            "project_id": self.project_id.id,
            "is_configuration_task": True,
            "facilitation_need_ids": [Command.set(needs.ids)],
        }

    def action_ask_usage(self) -> dict:
        """Ask those who wanted it whether they use it, and if not, why: the third question of the pulse."""
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        self._check_not_used()
        people = self.project_id._ask_usage(self.need_ids)
        if not people:
            raise UserError(
                self.env._(
                    "There is nobody to ask: those who wanted it were asked today already, have no e-mail address, or did"
                    " so without their name."
                )
            )
        self.env["crm.facilitation.event"]._record(
            self, "usage_asked", {"name": self.name, "use": self.usage_state, "people": people}
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("People asked: %s. Their answers appear on the feature.", people),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_open_usage_answers(self) -> dict:
        """What those who wanted it say."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.pulse_use_action")
        return action | {"domain": [("need_id", "in", self.need_ids.ids), ("asks_use", "=", True)]}
