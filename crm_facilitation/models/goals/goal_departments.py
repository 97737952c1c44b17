from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.figures import write_figure
from ...tools.goals.ratings import published_ratings
from ...tools.sessions.identity import OBSERVER
from .goal_rating import BEST


class CrmFacilitationGoal(models.Model):
    """Ratings of a goal: people say how much it matters, departments are shown side by side.

    Invariant: no average covers fewer people than ``tools.small_groups.MIN_CELL``, nor do two that were shown one after
    the other differ by fewer; small departments are shown together.
    """

    _inherit = "crm.facilitation.goal"

    rating_summary = fields.Char("Rated by departments", compute="_compute_rating_summary")

    @api.depends_context("lang")
    def _compute_rating_summary(self):
        averages = self._get_department_ratings()
        for goal in self:
            goal.rating_summary = " · ".join(
                f"{row['name']} {write_figure(self.env, row['mean'], 1)}"
                for row in averages.get(goal.id, [])
                if row["mean"]
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

    def action_take_back_rating(self) -> dict:
        """Take one's own rating back. It counts no more; the average loses it together with other people's changes.

        :return: what :meth:`ratings` returns
        """
        self.ensure_one()
        self.check_access("read")
        self._find_rating(self._get_my_participant())._take_back()
        return self.ratings()

    def _find_rating(self, participant):
        """The rating of ``participant``, whom the caller has authenticated, with superuser rights; empty where they gave none."""
        # nobody has the right to write ratings; the caller's is theirs
        ratings_sudo = self.env["crm.facilitation.goal.rating"].sudo()
        own = [("goal_id", "=", self.id), ("partner_id", "=", participant.partner_id.id)]
        return ratings_sudo.search(own) if participant else ratings_sudo

    def _rate(self, participant, value):
        """Keep the rating of ``participant``, whom the caller has authenticated."""
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= BEST:
            raise UserError(self.env._("A rating is between 1 and 5."))
        if self.relevance == "obsolete":
            raise UserError(self.env._("“%s” is obsolete: there is nothing to rate any more.", self.name))
        rating_sudo = self._find_rating(participant)
        if rating_sudo:
            rating_sudo.write({"participant_id": participant.id, "value": value})
        else:
            rating_sudo = rating_sudo.create({"goal_id": self.id, "participant_id": participant.id, "value": value})
        rating_sudo._show_news()

    @api.readonly
    def ratings(self) -> dict:
        """What the departments say, and what the caller said.

        :return: ``{mine, can_rate, best, departments}``; ``mine`` is 0 when not rated or taken back, ``departments`` is
            ``[{name, mean, count}]``, those who take part but have not rated with a count of 0, those with too few
            ratings to show an average with a mean of 0; last, what these say together, if they are enough. New ratings
            count at once and enter an average three together
        """
        self.ensure_one()
        self.check_access("read")
        participant = self._get_my_participant()
        return {
            "mine": self._find_rating(participant).value,
            "can_rate": bool(participant) and self.relevance != "obsolete",
            "best": BEST,
            "departments": self._get_department_ratings()[self.id],
        }

    @api.model
    def _get_unrated(self):
        """Goals that the caller is asked to rate and has not: of roll-outs on their way to launch that they take part in."""
        places_sudo = self.env["crm.facilitation.participant"]._find_caller(
            [("role", "!=", OBSERVER), ("session_id.state", "in", ("running", "closed"))]
        )
        rollouts_sudo = places_sudo.project_id.filtered(
            lambda project: project.active and project.facilitation_phase != "launched"
        )
        goals = self.search([("project_id", "in", rollouts_sudo.ids)]).filtered(
            lambda goal: goal.relevance != "obsolete"
        )
        # the caller's own ratings
        ratings_sudo = self.env["crm.facilitation.goal.rating"].sudo()
        partners = places_sudo.partner_id.ids
        rated_sudo = ratings_sudo.search(
            [("goal_id", "in", goals.ids), ("partner_id", "in", partners), ("value", ">", 0)]
        )
        return goals - rated_sudo.goal_id.sudo(self.env.su)

    @api.model
    @api.readonly
    def to_rate(self) -> list[dict]:
        """What the page “How much do these goals matter?” shows: goals of the caller's roll-outs, rated ones last.

        :return: ``[{id, name, why, rollout, is_rated}]``
        """
        unrated = self._get_unrated()
        places_sudo = self.env["crm.facilitation.participant"]._find_caller([("role", "!=", OBSERVER)])
        goals = self.search([("project_id", "in", places_sudo.project_id.ids), ("relevance", "!=", "obsolete")])
        # names of roll-outs that one takes part in
        names = {project.id: project.name for project in places_sudo.project_id}
        return [
            {
                "id": goal.id,
                "name": goal.name,
                "why": goal.why or "",
                "rollout": names.get(goal.project_id.id, ""),
                "is_rated": goal not in unrated,
            }
            for goal in unrated | goals
        ]

    def _get_my_participant(self):
        """The caller in the last session of the roll-out that they take part in."""
        return self.env["crm.facilitation.participant"]._find_caller(
            [("project_id", "=", self.project_id.id), ("role", "!=", OBSERVER)], order="id desc", limit=1
        )

    def _get_department_ratings(self):
        """``{goal id: [{name, mean, count}]}``: the departments of the roll-out in order, in four queries for all."""
        # averages are everybody's to read, ratings are not
        shown, people = self.env["crm.facilitation.goal.rating"].sudo()._get_averages(self)
        return {goal.id: goal._describe_ratings(shown.get(goal.id, {}), people.get(goal.id, {})) for goal in self}

    def _describe_ratings(self, given, people):
        shown, others = published_ratings(given)
        # names of departments, which employees may not all read
        departments_sudo = self.env["hr.department"].sudo().browse(sorted({*given, *people} - {0}))
        found = [
            {
                "name": department.name,
                "mean": shown[department.id].mean if department.id in shown else 0.0,
                "count": people.get(department.id, 0),
            }
            for department in (self.project_id.sudo().affected_department_ids | departments_sudo).sorted("name")
        ]
        if others.count:
            name = self.env._("Small departments together")
            found.append({"name": name, "mean": others.mean, "count": others.count})
        return found
