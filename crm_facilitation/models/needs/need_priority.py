from odoo import api, fields, models

from ...tools.figures import write_figure
from ...tools.needs.priority import Standing, class_points, counted_effort, priority_score, ranks, value_of


class CrmFacilitationNeed(models.Model):
    """In which order needs are worth doing, see :mod:`...tools.needs.priority`.

    The rank goes by class, then by the order that the votes published, then by score. Score and rank are stored, and
    refreshed when a class, an effort, a decision or a merge changes and when a round closes, never by a vote. Needs that
    became part of another one all come last: they are not done any more.
    """

    _inherit = "crm.facilitation.need"

    score = fields.Float(
        copy=False,
        readonly=True,
        help="Class (must 300, should 200, could 100, won't 0) + value ÷ effort in days.\n"
        "Value: 0 to 1, from the last closed round, departments counting beside heads.",
    )
    rank = fields.Integer(
        copy=False, readonly=True, index=True, help="1 is the first to do. Needs with the same score share a rank."
    )
    is_ranked = fields.Boolean(
        compute="_compute_is_ranked",
        help="Whether a vote on it was closed: before it the order says nothing.",
    )
    score_explanation = fields.Char("How the score came about", compute="_compute_score_explanation")

    @api.depends("rank", "state", "project_id")
    def _compute_is_ranked(self):
        voted = self._filter_with_results()
        for need in self:
            need.is_ranked = bool(need.rank) and need.state != "merged" and need in voted

    def _filter_with_results(self):
        """Hook: those of these needs on which, or on a part of which, a vote was closed."""
        return self.browse()

    @api.depends("score", "moscow", "effort_days")
    @api.depends_context("lang")
    def _compute_score_explanation(self):
        """The formula with the need's own figures, for the hint on the score."""
        names = dict(self._fields["moscow"]._description_selection(self.env))
        for need in self:
            moscow, days = need.moscow or None, counted_effort(need.effort_days)
            need.score_explanation = self.env._(
                "%(name)s %(points)s + value %(value)s ÷ %(days)s days = %(score)s."
                " The value, 0 to 1, is from the last closed round; departments count beside heads.",
                name=names.get(moscow, self.env._("No class (as could have)")),
                points=write_figure(self.env, class_points(moscow), 0),
                value=write_figure(self.env, value_of(need.score, moscow, need.effort_days), 2),
                days=write_figure(self.env, days, least=1),
                score=write_figure(self.env, need.score, 2),
            )

    def _update_priority(self):
        """Refresh score and rank in the roll-outs of these needs, writing only what differs."""
        # all needs of the roll-out are ranked together, whoever changed one
        for project_sudo in self.sudo().project_id:
            needs_sudo = self.sudo().search([("project_id", "=", project_sudo.id), ("state", "!=", "merged")])
            values, published = needs_sudo._get_said_by_votes()
            scores = {
                need: priority_score(Standing(need.moscow or None, values.get(need.id, 0.0), need.effort_days))
                for need in needs_sudo
            }
            order = {need: place for place, need in enumerate(published, 1)}
            # within a class the room's order comes first, then what nobody has voted on
            standing = {
                need: (class_points(need.moscow or None), -order.get(need.id, float("inf")), scores[need])
                for need in needs_sudo
            }
            ranked = {need: {"score": scores[need], "rank": rank} for need, rank in ranks(standing).items()}
            moved = {need: new for need, new in ranked.items() if any(need[name] != new[name] for name in new)}
            last = len(needs_sudo) + 1
            # all needs of the roll-out are ranked together, whoever changed one
            merged_sudo = self.sudo().search(
                [("project_id", "=", project_sudo.id), ("state", "=", "merged"), ("rank", "!=", last)]
            )
            self._write_each_past_guards(moved | {need: {"rank": last} for need in merged_sudo})

    def _get_said_by_votes(self):
        """Hook: what people's votes say of these needs: ``({need id: value 0..1}, [need ids in the order of the votes])``."""
        return {}, []
