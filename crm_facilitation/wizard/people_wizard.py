from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmFacilitationPeopleWizard(models.TransientModel):
    """Add everybody of some departments to a session; those of the roll-out are proposed."""

    _name = "crm.facilitation.people.wizard"
    _description = "Facilitation People of Departments"

    session_id = fields.Many2one("crm.facilitation.session", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="session_id.company_id")
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        compute="_compute_department_ids",
        store=True,
        readonly=False,
        context={"active_test": False},
    )

    @api.depends("session_id")
    def _compute_department_ids(self):
        for wizard in self:
            wizard.department_ids = wizard.session_id.project_id.affected_department_ids

    def action_add(self) -> dict:
        """Add them, and say who was not added and why."""
        self.ensure_one()
        if not self.department_ids:
            raise UserError(self.env._("Choose the departments whose people take part."))
        found = self.session_id.add_departments(self.department_ids.ids)
        message = self.env._(
            "People added: %(added)s. On the list already: %(known)s.",
            added=len(found["added"]),
            known=len(found["known"]),
        )
        people = [f"{person['name']} ({person['reason']})" for person in found["left_out"]]
        left_out = self.env._("Not added: %s.", ", ".join(people)) if people else ""
        participants = self.env["crm.facilitation.participant"]
        return participants._notify_left_out(message, left_out, {"type": "ir.actions.act_window_close"})
