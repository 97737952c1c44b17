from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.fields import Command

from ..models.kpis.conflict import WIRES


class CrmFacilitationAgreementWizard(models.TransientModel):
    """Agree on a conflict and change the needs it touches, in one step: all of it or nothing.

    The agreement may be guarded by objections, or by a KPI that reopens it when it is missed.
    """

    _name = "crm.facilitation.agreement.wizard"
    _description = "Facilitation Agreement"

    conflict_id = fields.Many2one("crm.facilitation.conflict", required=True, readonly=True, ondelete="cascade")
    option_id = fields.Many2one("crm.facilitation.conflict.option", domain="[('conflict_id', '=', conflict_id)]")
    consent = fields.Selection(related="option_id.consent")
    object = fields.Integer(related="option_id.object")
    block = fields.Integer(related="option_id.block")
    text = fields.Text("What was agreed")
    owner_id = fields.Many2one(
        "res.users", "Owner", default=lambda self: self.env.user, domain=[("share", "=", False)], required=True
    )
    review_date = fields.Date("Review on")
    tripwire_objections = fields.Integer("Reopens at objections")
    project_id = fields.Many2one(related="conflict_id.project_id")
    tripwire_kpi_id = fields.Many2one(
        "crm.facilitation.kpi", "Guarded by the KPI", domain="[('project_id', '=', project_id)]"
    )
    tripwire_when = fields.Selection(WIRES, "Reopens when", default="off_track", required=True)
    tripwire_limit = fields.Float("Limit", help="Worse than this, in the KPI's own unit and direction, reopens it.")
    line_ids = fields.One2many("crm.facilitation.agreement.wizard.line", "wizard_id", "Needs")

    @api.model
    def default_get(self, fields: list[str]) -> ValuesType:
        values = super().default_get(fields)
        conflict = self.env["crm.facilitation.conflict"].browse(self.env.context.get("active_id"))
        if self.env.context.get("active_model") != conflict._name:
            return values
        lines = [Command.create({"need_id": need.id, "outcome": "keep"}) for need in conflict.need_ids]
        return values | {"conflict_id": conflict.id, "line_ids": lines}

    def action_apply(self) -> dict:
        """Agree, then change the needs; when one step is refused, nothing has happened."""
        self.ensure_one()
        with self.env.cr.savepoint():
            self.conflict_id.action_agree(self.option_id, self.text, **self._prepare_terms())
            for line in self.line_ids:
                line._apply()
        return {"type": "ir.actions.act_window_close"}

    def _prepare_terms(self):
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self.conflict_id._agreement_terms()
            if name in self._fields
        }
