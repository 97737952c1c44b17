from odoo import fields, models
from odoo.exceptions import UserError


class CrmFacilitationAgendaWizard(models.TransientModel):
    """Take another standard agenda into a session, or keep the session's own as one."""

    _name = "crm.facilitation.agenda.wizard"
    _description = "Facilitation Agenda Choice"

    session_id = fields.Many2one("crm.facilitation.session", required=True, ondelete="cascade")
    state = fields.Selection(related="session_id.state")
    company_id = fields.Many2one(related="session_id.company_id")
    agenda_id = fields.Many2one("crm.facilitation.agenda", "Take", domain="[('company_id', 'in', [False, company_id])]")
    note = fields.Text(related="agenda_id.note")
    hours = fields.Char(related="agenda_id.hours")
    name = fields.Char("Save as")

    def action_take(self) -> dict:
        """Take the chosen agenda."""
        self.ensure_one()
        if not self.agenda_id:
            raise UserError(self.env._("Choose the agenda whose steps the session takes."))
        self.session_id.take_agenda(self.agenda_id.id)
        return {"type": "ir.actions.act_window_close"}

    def action_save(self) -> dict:
        """Keep the steps of the session as a standard agenda, and show it over what is open: a room may be led there."""
        self.ensure_one()
        agenda = self.session_id.save_agenda(self.name)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.facilitation.agenda",
            "res_id": agenda,
            "views": [(False, "form")],
            "target": "new",
        }
