from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

WORDS = {"name", "pros", "cons", "cost", "sequence"}


class CrmFacilitationConflictOption(models.Model):
    """One way to settle a conflict, with what speaks for it, against it, and what it costs.

    Anybody who takes part proposes one; the agreement chooses among them.

    Invariants: at most one option of a conflict is chosen; options of a settled conflict do not change.
    """

    _name = "crm.facilitation.conflict.option"
    _description = "Facilitation Conflict Option"
    _order = "conflict_id, sequence, id"

    conflict_id = fields.Many2one("crm.facilitation.conflict", required=True, index=True, ondelete="restrict")
    session_id = fields.Many2one(related="conflict_id.session_id", store=True)
    project_id = fields.Many2one(related="conflict_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="conflict_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Option", required=True)
    pros = fields.Text("For it")
    cons = fields.Text("Against it")
    cost = fields.Float("Cost (days)")
    proposed_by_id = fields.Many2one("crm.facilitation.participant", "Proposed by", readonly=True, ondelete="restrict")
    chosen = fields.Boolean(copy=False, readonly=True)

    _unique_chosen = models.UniqueIndex("(conflict_id) WHERE chosen", "A conflict is settled by one option.")
    _check_cost = models.Constraint("CHECK (cost >= 0)", "The cost in days cannot be negative.")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                vals.update(self._prepare_proposal(vals))
        return super().create(vals_list)

    @api.model
    def _prepare_proposal(self, vals):
        """Whoever proposes does so in their own name."""
        conflict_id = vals.get("conflict_id") or self.env.context.get("default_conflict_id")
        conflict = self.env["crm.facilitation.conflict"].browse(conflict_id)
        conflict.check_access("read")
        participant = conflict.session_id._get_participant()
        if participant.role == "observer" or not (participant or self._is_leader()):
            raise AccessError(self.env._("Only people who take part in the session propose options."))
        self._check_open(conflict)
        return {"proposed_by_id": participant.id, "chosen": False}

    def write(self, vals):
        if not self.env.su:
            if set(vals) - WORDS:
                raise UserError(self.env._("An option is chosen by agreeing on it; its conflict and author stay."))
            self._check_open(self.conflict_id)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._check_open(self.conflict_id)

    def _is_leader(self):
        user = self.env.user
        return user.has_group("crm_facilitation.group_facilitator") or user.has_group("crm_facilitation.group_sponsor")

    def _check_open(self, conflicts):
        settled = conflicts.filtered("is_settled")
        if settled:
            raise UserError(self.env._("“%s” is settled. Reopen it to change its options.", settled[0].name))
