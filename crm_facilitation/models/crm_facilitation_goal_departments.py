from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_facilitation_goal_rating import BEST


class CrmFacilitationGoal(models.Model):
    """Ratings of a goal: people say how much it matters, departments are shown side by side."""

    _inherit = "crm.facilitation.goal"

    rating_summary = fields.Char("Rated by departments", compute="_compute_rating_summary")

    def _compute_rating_summary(self):
        averages = self._get_department_ratings()
        for goal in self:
            goal.rating_summary = " · ".join(
                f"{row['name']} {row['mean']:.1f}" for row in averages.get(goal.id, []) if row["count"]
            )

    def action_rate(self, value):
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
        ratings = self.env["crm.facilitation.goal.rating"].sudo()
        known = ratings.search([("goal_id", "=", self.id), ("partner_id", "=", participant.partner_id.id)])
        if known:
            known.write({"participant_id": participant.id, "value": value})
        else:
            ratings.create({"goal_id": self.id, "participant_id": participant.id, "value": value})

    @api.readonly
    def ratings(self):
        """What the departments say, and what the caller said.

        :return: ``{mine, can_rate, best, departments}``; ``mine`` is 0 when not rated, ``departments`` is
            ``[{name, mean, count}]``, those who take part but have not rated with a count of 0
        """
        self.ensure_one()
        self.check_access("read")
        participant = self._get_my_participant()
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
        return (
            self.env["crm.facilitation.participant"]
            .sudo()
            .search(
                [("project_id", "=", self.project_id.id), ("user_id", "=", self.env.uid), ("role", "!=", "observer")],
                order="id desc",
                limit=1,
            )
        )

    def _get_department_ratings(self):
        """``{goal id: [{name, mean, count}]}``: the departments of the roll-out in order, in three queries for all."""
        rows = (
            self.env["crm.facilitation.goal.rating"]
            .sudo()
            ._read_group([("goal_id", "in", self.ids)], ["goal_id", "department_id"], ["value:avg", "__count"])
        )
        given = {(goal.id, department): (mean, count) for goal, department, mean, count in rows}
        found = {}
        for goal in self:
            rated = self.env["hr.department"].sudo().union(*(dep for goal_id, dep in given if goal_id == goal.id))
            departments = (goal.project_id.sudo().affected_department_ids | rated).sorted("name")
            found[goal.id] = [
                {"name": department.name, "mean": mean, "count": count}
                for department in departments
                for mean, count in [given.get((goal.id, department), (0.0, 0))]
            ]
        return found
