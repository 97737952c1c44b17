from odoo import fields, models
from odoo.fields import NO_ACCESS

from ...tools.goals.ratings import Given, Rating, places_of_news

BEST = 5


class CrmFacilitationGoalRating(models.Model):
    """How much a goal matters to one person who takes part in the roll-out: 1 (little) to 5 (decisive).

    Given in one's own name through :meth:`goal.action_rate`, shown as the average of each department. One that was taken
    back has no value (0) and is gone as soon as it left its average.

    Invariants: one rating per goal and person, whatever sessions they take part in. Two averages of a goal that were ever
    shown differ by the ratings of ``tools.small_groups.MIN_CELL`` people or more.
    """

    _name = "crm.facilitation.goal.rating"
    _description = "Facilitation Goal Rating"
    _order = "goal_id, id"
    _rec_name = "goal_id"
    _inherit = ["crm.facilitation.guarded"]

    goal_id = fields.Many2one("crm.facilitation.goal", "Goal", required=True, index=True, ondelete="restrict")
    participant_id = fields.Many2one(
        "crm.facilitation.participant", "Person", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="participant_id.partner_id", string="Contact", store=True, precompute=True)
    department_id = fields.Many2one(related="participant_id.department_id", store=True, precompute=True)
    value = fields.Integer(required=True, aggregator="avg")
    shown_value = fields.Integer("In the average", default=0, readonly=True, copy=False, groups=NO_ACCESS)
    # empty for the small departments together
    shown_department_id = fields.Many2one(
        "hr.department", "In the average of", readonly=True, copy=False, ondelete="restrict", groups=NO_ACCESS
    )

    _unique_person = models.UniqueIndex(
        "(goal_id, partner_id)", "You have rated this goal already. Change your rating."
    )
    _check_value = models.Constraint(
        f"CHECK (value BETWEEN 1 AND {BEST} OR (value = 0 AND shown_value > 0))", "A rating is between 1 and 5."
    )

    def _take_back(self):
        """Forget what these ratings said: at once where no average holds them, else with the next ones that change it."""
        in_averages = self.filtered("shown_value")
        in_averages.write({"value": 0})
        (self - in_averages).unlink()
        in_averages._show_news()

    def _show_news(self):
        """Let what is new, changed or taken back of these goals' ratings move the averages, where it is of enough people."""
        for ratings in self.search([("goal_id", "in", self.goal_id.ids)]).grouped("goal_id").values():
            given = {
                rating.id: Given(
                    rating.department_id.id or 0, rating.value, rating.shown_value, rating.shown_department_id.id or 0
                )
                for rating in ratings
            }
            for number, place in places_of_news(given).items():
                rating = self.browse(number)
                if rating.value:
                    rating.write({"shown_value": rating.value, "shown_department_id": place or False})
                else:
                    rating.unlink()

    def _get_averages(self, goals):
        """``({goal id: {department id or 0: Rating}}, {goal id: {department id or 0: people}})``: shown, and given."""
        shown, people = {}, {}
        domain = [("goal_id", "in", goals.ids)]
        rows = self._read_group(
            [*domain, ("shown_value", ">", 0)], ["goal_id", "shown_department_id"], ["shown_value:sum", "__count"]
        )
        for goal, department, total, count in rows:
            shown.setdefault(goal.id, {})[department.id or 0] = Rating(count, total)
        given = [*domain, ("value", ">", 0)]
        for goal, department, count in self._read_group(given, ["goal_id", "department_id"], ["__count"]):
            people.setdefault(goal.id, {})[department.id or 0] = count
        return shown, people
