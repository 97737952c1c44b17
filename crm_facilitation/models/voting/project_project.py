from odoo import fields, models
from odoo.api import ValuesType

from ...tools.readiness import Check


class ProjectProject(models.Model):
    """The days of work that a roll-out has: what its votes distribute, and what its must-haves have to fit in."""

    _inherit = "project.project"
    _write_policy = """
        facilitator management | * | decided | facilitation_capacity_days
    """

    facilitation_capacity_days = fields.Float(
        "Days for must-haves", help="Configuration days the roll-out has. Must-haves beyond them raise a conflict."
    )

    _check_facilitation_capacity = models.Constraint(
        "CHECK (facilitation_capacity_days >= 0)", "The days for must-haves cannot be negative."
    )
    deviation_ids = fields.One2many("crm.facilitation.deviation", "project_id", "Deviations from the fair share")

    def write(self, vals: ValuesType) -> bool:
        result = super().write(vals)
        if "facilitation_capacity_days" in vals:
            # what is decided against the vote is said of roll-outs alone that state what they can do
            needs = self.env["crm.facilitation.need"].with_context(active_test=False)
            self.env["crm.facilitation.deviation"]._follow(needs.search([("project_id", "in", self.ids)]))
        return result

    def _get_readiness_checks(self):
        name = self.env._("Every decision that departs from the vote has its reason")
        missing = self.env._("Decisions that depart from the vote without a reason")
        explained = Check("deviations_explained", 35, name, self._unexplained_deviations, self._has_accepted, missing)
        return [*super()._get_readiness_checks(), explained]

    def _unexplained_deviations(self):
        return self.deviation_ids.filtered(lambda deviation: not (deviation.reason or "").strip())

    def action_open_deviations(self) -> dict:
        """Decisions that depart from the fair share, to fill in their reasons."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.deviation_action")
        return action | {"domain": [("project_id", "in", self.ids)]}
