from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.conflicts.situation import Situation


class CrmFacilitationConflict(models.Model):
    """The trip-wire of an agreement: what reopens it by itself.

    It is looked at by each detection, and by each measuring for a KPI. Another wire is one more method in
    :meth:`_tripped`.

    Invariant: an agreement does not begin with its wire touched; it would reopen at once.
    """

    _inherit = "crm.facilitation.conflict"
    _write_policy = """
        facilitator management | open discussing agreed | decided | tripwire_objections
    """

    tripwire_objections = fields.Integer(
        "Reopens at objections",
        copy=False,
        help="So many objections to its needs since the agreement reopen it by itself; 0 for never.",
    )

    _check_tripwire_objections = models.Constraint(
        "CHECK (tripwire_objections >= 0)", "The number of objections that reopens an agreement cannot be negative."
    )

    @api.model
    def _agreement_terms(self):
        return super()._agreement_terms() | {"tripwire_objections"}

    def action_agree(self, option: models.BaseModel | int = False, text: str = "", **terms: object) -> bool:
        result = super().action_agree(option, text, **terms)
        # KPIs of the trip-wire are read by leaders alone
        why = self.sudo()._tripped(Situation())
        if why:
            raise UserError(self.env._("This agreement would reopen at once. %s Choose another limit.", why))
        return result

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
        since, needs = self.decided_on.replace(tzinfo=timezone.utc).timestamp(), self._get_guarded_needs().ids
        people = sum(said.people for said in situation.objections if said.need in needs and said.at > since)
        if 0 < self.tripwire_objections <= people:
            return self.env._(
                "The trip-wire of the agreement was touched. Objections: at least %s.", self.tripwire_objections
            )
        return ""

    def _get_guarded_needs(self):
        """The needs whose objections count against the agreement."""
        return self.need_ids
