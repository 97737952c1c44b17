from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError


class CrmFacilitationNeedDistinction(models.Model):
    """Two needs that read alike and are not the same: a facilitator said so, and they are suggested together no more.

    Invariant: once per pair, the smaller number first.
    """

    _name = "crm.facilitation.need.distinction"
    _description = "Facilitation Needs That Differ"
    _inherit = ["crm.facilitation.ordered", "crm.facilitation.guarded"]
    _rec_name = "need_id"
    _write_policy = """
        facilitator | new | - | need_id other_id
        facilitator | *   | - | <other>
    """

    need_id = fields.Many2one("crm.facilitation.need", required=True, index=True, ondelete="cascade")
    other_id = fields.Many2one("crm.facilitation.need", required=True, index=True, ondelete="cascade")

    company_id = fields.Many2one(related="need_id.company_id")

    _unique_pair = models.UniqueIndex("(need_id, other_id)", "These two needs are marked as different already.")
    _check_order = models.Constraint("CHECK (need_id < other_id)", "A pair of needs names the smaller number first.")

    @api.model
    def _distinguish(self, pairs):
        """Remember that the needs of each pair of ids differ; what is known already stays."""
        pairs = {tuple(sorted(pair)) for pair in pairs}
        known = self.search([("need_id", "in", [one for one, _other in pairs])])
        new = pairs - {(row.need_id.id, row.other_id.id) for row in known}
        try:
            return self.create([{"need_id": one, "other_id": other} for one, other in sorted(new)])
        except UniqueViolation as error:
            # two said it at once: repeated, it finds what the other one has stored
            raise ConcurrencyError("A pair of needs was answered twice at once.") from error
