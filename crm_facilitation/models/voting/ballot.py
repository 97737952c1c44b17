from odoo import fields, models
from odoo.fields import NO_ACCESS


class CrmFacilitationBallot(models.Model):
    """One voter's ballot, laid out when the round opens, filled in by its owner only.

    In an anonymous round nothing on it leads to a person: no participant, no dates, a random key, and the hash of
    a token that only the voter's device holds. A department too small to hide in is left out.

    Invariants: points spent never exceed the budget, in SQL; one per named voter; written by ``cast`` alone.
    """

    _name = "crm.facilitation.ballot"
    _description = "Facilitation Ballot"
    _log_access = False
    _rec_name = "key"
    _order = "key"

    round_id = fields.Many2one("crm.facilitation.round", required=True, index=True, ondelete="restrict")
    participant_id = fields.Many2one("crm.facilitation.participant", ondelete="restrict")
    department_id = fields.Many2one("hr.department", ondelete="restrict")
    token_hash = fields.Char(index="btree_not_null", groups=NO_ACCESS)
    key = fields.Char(required=True, groups=NO_ACCESS)
    budget = fields.Integer(required=True)
    spent = fields.Integer(default=0, required=True)
    receipt = fields.Char(groups=NO_ACCESS, help="Proof of what the ballot says now; empty while it says nothing.")

    _check_spent = models.Constraint("CHECK (spent >= 0 AND spent <= budget)", "More points than the budget allows.")
    _unique_participant = models.UniqueIndex(
        "(round_id, participant_id) WHERE participant_id IS NOT NULL", "This person has a ballot in the round already."
    )
    _unique_token = models.UniqueIndex("(token_hash) WHERE token_hash IS NOT NULL", "This ballot is taken.")
