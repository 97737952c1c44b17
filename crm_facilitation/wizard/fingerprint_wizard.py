from odoo import api, fields, models


class CrmFacilitationFingerprintWizard(models.TransientModel):
    """Enter a fingerprint that was noted outside the database, and read what it says of the evidence."""

    _name = "crm.facilitation.fingerprint.wizard"
    _description = "Facilitation Fingerprint"

    project_id = fields.Many2one(
        "project.project",
        "Roll-out",
        required=True,
        domain="[('is_facilitation', '=', True)]",
        default=lambda self: self._default_project_id(),
        ondelete="cascade",
    )
    noted = fields.Char("Fingerprint", required=True, help="As the launch screen and the digest mail print it.")
    state = fields.Selection(
        [("whole", "Whole"), ("broken", "Broken"), ("cut", "Cut"), ("rewritten", "Rewritten"), ("unknown", "Unknown")],
        readonly=True,
    )
    answer = fields.Text(readonly=True)

    @api.model
    def _default_project_id(self):
        """The roll-out, where there is one alone."""
        rollouts = self.env["project.project"].search([("is_facilitation", "=", True)], limit=2)
        return rollouts if len(rollouts) == 1 else rollouts.browse()

    def action_check(self) -> dict:
        """Check the fingerprint and show the answer in the same window."""
        self.ensure_one()
        found = self.env["crm.facilitation.event"].check_noted(self.project_id.id, self.noted)
        self.write({"state": found["state"], "answer": self._word(found)})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check a fingerprint"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _word(self, found):
        _ = self.env._
        if found["state"] == "whole":
            return _(
                "The chain is whole, and the noted row is in it: row %(number)s of %(count)s.",
                number=found["number"],
                count=found["count"],
            )
        if found["state"] == "broken":
            return _(
                "The chain is broken at row %(number)s (No. %(id)s): the row, or a text beside it, was changed or removed.",
                number=found["number"],
                id=found["row"]["id"],
            )
        if found["state"] == "cut":
            return _("The end of the chain was cut off: %s rows are left, and there were more.", found["count"])
        if found["state"] == "rewritten":
            return _(
                "Another row is in the place of the noted one. Either the fingerprint was mistyped, or the chain was"
                " rewritten after it was noted."
            )
        return _(
            "No row has this fingerprint. Look whether it was mistyped or is of another roll-out. If it is right, the"
            " chain was rewritten or its end cut off after it was noted."
        )
