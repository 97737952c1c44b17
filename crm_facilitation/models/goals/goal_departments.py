from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.goals.ratings import Rating, published_ratings
from ...tools.sessions.identity import OBSERVER
from .goal_rating import BEST


class CrmFacilitationGoal(models.Model):
    """Ratings of a goal: people say how much it matters, departments are shown side by side.

    Invariant: no average covers fewer people than ``tools.small_groups.MIN_CELL``; small departments are shown together.
    """

    _inherit = "crm.facilitation.goal"

    rating_summary = fields.Char("Rated by departments", compute="_compute_rating_summary")

    def _compute_rating_summary(self):
        averages = self._get_department_ratings()
        for goal in self:
            goal.rating_summary = " · ".join(
                f"{row['name']} {row['mean']:.1f}" for row in averages.get(goal.id, []) if row["mean"]
            )

    def action_rate(self, value: int) -> dict:
        """Say how much this goal matters, 1 to 5, in one's own name; a second time replaces the first.

        :return: what :meth:`ratings` returns
        """
        self.ensure_one()
        self.check_access("read")
        participant = self._get_my_participant()
        if not participant:
            raise AccessError(self.env._("Only people who take part in the roll-out rate its goals."))
        self._rate(participant, value)
        return self.ratings()

    def _rate(self, participant, value):
        """Keep the rating of ``participant``, whom the caller has authenticated."""
        if not isinstance(value, int) or not 1 <= value <= BEST:
            raise UserError(self.env._("A rating is between 1 and 5."))
        if self.relevance == "obsolete":
            raise UserError(self.env._("“%s” is obsolete: there is nothing to rate any more.", self.name))
        # nobody has the right to write ratings; the caller's is theirs
        ratings_sudo = self.env["crm.facilitation.goal.rating"].sudo()
        known_sudo = ratings_sudo.search([("goal_id", "=", self.id), ("partner_id", "=", participant.partner_id.id)])
        if known_sudo:
            known_sudo.write({"participant_id": participant.id, "value": value})
        else:
            ratings_sudo.create({"goal_id": self.id, "participant_id": participant.id, "value": value})

    @api.readonly
    def ratings(self) -> dict:
        """What the departments say, and what the caller said.

        :return: ``{mine, can_rate, best, departments}``; ``mine`` is 0 when not rated, ``departments`` is
            ``[{name, mean, count}]``, those who take part but have not rated with a count of 0, those with too few
            ratings to show an average with a mean of 0; last, what these say together, if they are enough
        """
        self.ensure_one()
        self.check_access("read")
        participant = self._get_my_participant()
        # the caller's own rating; leaders rate too, and may read none
        own = (
            self.env["crm.facilitation.goal.rating"]
            .sudo()
            .search([("goal_id", "=", self.id), ("partner_id", "=", participant.partner_id.id)])
            if participant
            else False
        )
        return {
            "mine": own.value if own else 0,
            "can_rate": bool(participant) and self.relevance != "obsolete",
            "best": BEST,
            "departments": self._get_department_ratings()[self.id],
        }

    def _get_my_participant(self):
        """The caller in the last session of the roll-out that they take part in."""
        return self.env["crm.facilitation.participant"]._find_caller(
            [("project_id", "=", self.project_id.id), ("role", "!=", OBSERVER)], order="id desc", limit=1
        )

    def _get_department_ratings(self):
        """``{goal id: [{name, mean, count}]}``: the departments of the roll-out in order, in three queries for all."""
        rows = (
            self.env["crm.facilitation.goal.rating"]
            .sudo()
            ._read_group([("goal_id", "in", self.ids)], ["goal_id", "department_id"], ["value:sum", "__count"])
        )
        given = {}
        for goal, department, total, count in rows:
            given.setdefault(goal.id, {})[department.id or 0] = Rating(count, total)
        return {goal.id: goal._describe_ratings(given.get(goal.id, {})) for goal in self}

    def _describe_ratings(self, given):
        shown, others = published_ratings(given)
        # names of departments, which employees may not all read
        departments_sudo = self.env["hr.department"].sudo().browse(department for department in given if department)
        found = [
            {
                "name": department.name,
                "mean": shown[department.id].mean if department.id in shown else 0.0,
                "count": given.get(department.id, Rating()).count,
            }
            for department in (self.project_id.sudo().affected_department_ids | departments_sudo).sorted("name")
        ]
        if others.count:
            name = self.env._("Small departments together")
            found.append({"name": name, "mean": others.mean, "count": others.count})
        return found
