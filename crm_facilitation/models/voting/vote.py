from odoo import fields, models

CHOICES = [("agree", "In favour"), ("abstain", "Abstained"), ("object", "Objects"), ("block", "Blocks")]


class CrmFacilitationVote(models.Model):
    """What one ballot says of one need: points, importance and ease, or consent with a reason.

    Rows are written by the round's ``cast`` alone, in SQL. In an anonymous round they are written anew when it closes.

    Invariants: once per ballot and need; on the scale of its method; an objection or block has a reason.
    """

    _name = "crm.facilitation.vote"
    _description = "Facilitation Vote"
    _log_access = False
    _rec_name = "need_id"
    _order = "ballot_id, need_id"

    # found by the unique index below; one of its own, which a One2many on the ballot would need, costs every vote more
    ballot_id = fields.Many2one("crm.facilitation.ballot", required=True, ondelete="restrict")
    need_id = fields.Many2one("crm.facilitation.need", required=True, index=True, ondelete="restrict")
    points = fields.Integer(default=0)
    importance = fields.Integer(default=0)
    ease = fields.Integer(default=0)
    choice = fields.Selection(CHOICES)
    reason = fields.Text()

    _unique_need = models.UniqueIndex("(ballot_id, need_id)", "A ballot speaks of each need once.")
    _check_points = models.Constraint("CHECK (points >= 0)", "Points cannot be negative.")
    _check_scale = models.Constraint(
        "CHECK (importance BETWEEN 0 AND 5 AND ease BETWEEN 0 AND 5 AND (importance = 0) = (ease = 0))",
        "Importance and ease are rated from 1 to 5, both of them.",
    )
    _check_reason = models.Constraint(
        "CHECK (choice NOT IN ('object', 'block') OR coalesce(trim(reason), '') <> '')",
        "Say why you object: the room can answer a reason only.",
    )
