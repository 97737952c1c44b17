from odoo import fields, models
from odoo.fields import NO_ACCESS

from ...tools.voting.tally import FORGET, HURDLES, LATER, QUICK_WIN

CLASSES = [
    (QUICK_WIN, "Quick win"),
    (HURDLES, "Important, with hurdles"),
    (LATER, "Maybe later"),
    (FORGET, "Forget"),
]


class CrmFacilitationTally(models.Model):
    """The published result of one need in a closed round: over all, or over one department.

    Written once, when the round closes. Cells that cover fewer than ``min_cell`` voters are not stored at all. What tells
    the spread of the votes is kept for conflict detection, and readable by nobody.
    """

    _name = "crm.facilitation.tally"
    _description = "Facilitation Tally"
    _inherit = ["crm.facilitation.ordered"]
    _log_access = False
    _rec_name = "need_id"
    _order = "round_id, department_id, points desc, need_id"

    round_id = fields.Many2one("crm.facilitation.round", required=True, index=True, ondelete="restrict")
    need_id = fields.Many2one("crm.facilitation.need", required=True, index=True, ondelete="restrict")
    department_id = fields.Many2one("hr.department", "Department", ondelete="restrict")
    voters = fields.Integer(aggregator="max")
    supporters = fields.Integer("Want it")
    points = fields.Integer()
    importance = fields.Float(aggregator="avg")
    ease = fields.Float(aggregator="avg")
    agree = fields.Integer("In favour")
    abstain = fields.Integer("Abstained")
    object = fields.Integer("Objections")
    block = fields.Integer("Blocks")
    departments = fields.Integer("Departments that want it", aggregator="max")
    matrix_class = fields.Selection(CLASSES, "Class")
    below_quorum = fields.Boolean()
    fair_rank = fields.Integer("Place in the fair share", aggregator="min")
    cost = fields.Float("Cost in days", aggregator="max")
    is_payer = fields.Boolean("Paid for it")
    share = fields.Float("Part of the cost", aggregator="max", help="What the department paid, 0 to 1.")
    raters = fields.Integer(groups=NO_ACCESS)
    ratings = fields.Integer("Sum of ratings", groups=NO_ACCESS)
    squares = fields.Float("Sum of squares", groups=NO_ACCESS)

    _unique_cell = models.UniqueIndex(
        "(round_id, need_id, department_id) NULLS NOT DISTINCT", "A result is stored once per need and department."
    )
