from odoo import api, fields, models


class CrmFacilitationConflict(models.Model):
    """The trip-wire of an agreement: what reopens it by itself.

    It is looked at by each detection. Another wire is one more method in ``_tripped``.
    """

    _inherit = "crm.facilitation.conflict"

    tripwire_objections = fields.Integer(
        "Reopens at objections", copy=False, help="So many objections to its needs reopen it by itself; 0 for never."
    )

    _check_tripwire_objections = models.Constraint(
        "CHECK (tripwire_objections >= 0)", "The number of objections that reopens an agreement cannot be negative."
    )

    @api.model
    def _agreement_terms(self):
        return super()._agreement_terms() | {"tripwire_objections"}

    def _reopen_tripped(self, situation):
        """Reopen the agreements whose trip-wire the situation touches; return them."""
        tripped = self.browse()
        for conflict in self.filtered(lambda conflict: conflict.state == "agreed"):
            why = conflict._tripped(situation)
            if why:
                conflict._reopen(why, why)
                tripped |= conflict
        return tripped

    def _tripped(self, situation):
        """Why the agreement is void, in words; empty while it holds."""
        people = sum(o.objections + o.blocks for o in situation.objections if o.need in self.need_ids.ids)
        if 0 < self.tripwire_objections <= people:
            return self.env._(
                "The trip-wire of the agreement was touched. Objections: at least %s.", self.tripwire_objections
            )
        return ""
