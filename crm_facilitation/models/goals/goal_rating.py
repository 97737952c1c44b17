from odoo import fields, models

BEST = 5


class CrmFacilitationGoalRating(models.Model):
    """How much a goal matters to one person who takes part in the roll-out: 1 (little) to 5 (decisive).

    Given in one's own name through :meth:`goal.action_rate`, shown as the average of each department.

    Invariant: one rating per goal and person, whatever sessions they take part in.
    """

    _name = "crm.facilitation.goal.rating"
    _description = "Facilitation Goal Rating"
    _order = "goal_id, id"
    _rec_name = "goal_id"

    goal_id = fields.Many2one("crm.facilitation.goal", "Goal", required=True, index=True, ondelete="restrict")
    participant_id = fields.Many2one(
        "crm.facilitation.participant", "Person", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="participant_id.partner_id", string="Contact", store=True, precompute=True)
    department_id = fields.Many2one(related="participant_id.department_id", store=True, precompute=True)
    value = fields.Integer(required=True, aggregator="avg")

    _unique_person = models.UniqueIndex(
        "(goal_id, partner_id)", "You have rated this goal already. Change your rating."
    )
    _check_value = models.Constraint(f"CHECK (value BETWEEN 1 AND {BEST})", "A rating is between 1 and 5.")
