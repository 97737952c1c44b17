from itertools import combinations, product

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.needs.clusters import clusters

MIN_LIKENESS = 0.3
CARD_FIELDS = ("id", "name", "problem", "wish", "origin_label", "supporter_count", "state")


class CrmFacilitationNeed(models.Model):
    """Groups of needs that may ask for the same, for the facilitator's second evening.

    Suggested, never applied by themselves: the facilitator merges a group with one click, takes single needs out of it,
    or says that they are not the same, which is remembered.
    """

    _inherit = "crm.facilitation.need"

    @api.model
    @api.readonly
    def grouping_board(self, project_id: int | bool = False) -> dict:
        """What the screen of suggested groups shows.

        :param project_id: the roll-out; the one that the caller works on where not given
        :return: ``{projects: [{id, name}], project_id, need_count, groups: [{key, survivor_id, needs: [{id, name,
            problem, wish, origin_label, supporter_count, state}]}]}``, the most alike first
        """
        self.env["crm.facilitation.role"]._check_facilitator()
        projects = self.env["project.project"].search([("is_facilitation", "=", True)])._sort_by_work()
        project = projects.filtered(lambda project: project.id == project_id) or projects[:1]
        needs = self._search_comparable(project)
        groups = [self.browse(ids) for ids in self._suggested_groups(needs)]
        return {
            "projects": [{"id": each.id, "name": each.name} for each in projects],
            "project_id": project.id,
            "need_count": len(needs),
            "groups": [
                {
                    "key": "-".join(map(str, group.ids)),
                    "survivor_id": max(group, key=CrmFacilitationNeed._survival).id,
                    "needs": [{name: need[name] for name in CARD_FIELDS} for need in group],
                }
                for group in groups
            ],
        }

    def _survival(self):
        """The need that can only survive comes first, then the one with most support and most words."""
        return self._can_only_survive(), self.supporter_count, len(self.problem or ""), -self.id

    def _can_only_survive(self):
        """Whether work or other needs hang on it already, so that others become part of it and not it of them."""
        return bool(self.task_ids or self.merged_need_ids)

    @api.model
    def _search_comparable(self, project):
        return self.search(
            [("project_id", "=", project.id), ("state", "in", ("raised", "accepted", "deferred"))], order="id"
        )

    @api.model
    def _suggested_groups(self, needs):
        """Groups of ids, the most alike first; at most one need of a group can only survive."""
        if not needs:
            return []
        standing = set(needs.filtered(lambda need: need._can_only_survive()).ids)
        pairs = self.env.execute_query(self._likeness_query(needs))
        return clusters([pair for pair in pairs if not standing.issuperset(pair[:2])], self._get_distinct_pairs(needs))

    @api.model
    def _get_distinct_pairs(self, needs):
        """Hook: pairs of ids that are never suggested to be the same."""
        known = self.env["crm.facilitation.need.distinction"].search([("need_id", "in", needs.ids)])
        return [(row.need_id.id, row.other_id.id) for row in known]

    @api.model
    def _likeness_query(self, needs):
        """Pairs of needs and how alike they are: the cosine of their words, by meaning and rarity, and a common tag."""
        meaning_of = {stem: min([stem, *same]) for stem, same in self._same_words().items()}
        return SQL(
            """
            WITH meant AS (
                SELECT lexeme, meaning FROM unnest(%(stems)s::text[], %(meanings)s::text[]) AS meant(lexeme, meaning)
            ), word AS MATERIALIZED (
                SELECT need.id, coalesce(meant.meaning, word.lexeme) AS meaning,
                       max(CASE WHEN 'A' = ANY(word.weights) THEN 1.0 ELSE 0.3 END)::float AS weight
                FROM crm_facilitation_need need, unnest(need.search_vector) word LEFT JOIN meant USING (lexeme)
                WHERE need.id = ANY(%(ids)s)
                GROUP BY 1, 2
            ), weighted AS MATERIALIZED (
                SELECT id, meaning, found, weight * ln(1 + %(count)s::float / found) AS weight
                FROM (SELECT word.*, count(*) OVER (PARTITION BY meaning) AS found FROM word) counted
            ), length AS (
                SELECT id, sqrt(sum(weight * weight)) AS length FROM weighted GROUP BY id
            ), pair AS (
                SELECT one.id AS one_id, other.id AS other_id, sum(one.weight * other.weight) AS product
                FROM weighted one JOIN weighted other ON other.meaning = one.meaning AND one.id < other.id
                -- what many needs speak of brings no two of them together, and would cost the square of them
                WHERE one.found <= greatest(20, %(count)s / 20)
                GROUP BY 1, 2
            ), likeness AS (
                SELECT one_id, other_id,
                       product / (one.length * other.length)
                       + CASE WHEN EXISTS (
                             SELECT FROM crm_facilitation_need_crm_facilitation_need_tag_rel mine
                             JOIN crm_facilitation_need_crm_facilitation_need_tag_rel theirs
                                  USING (crm_facilitation_need_tag_id)
                             WHERE mine.crm_facilitation_need_id = one_id AND theirs.crm_facilitation_need_id = other_id
                         ) THEN 0.1 ELSE 0 END AS score
                FROM pair JOIN length one ON one.id = one_id JOIN length other ON other.id = other_id
                WHERE product / (one.length * other.length) > %(least)s - 0.1
            )
            SELECT one_id, other_id, score FROM likeness WHERE score >= %(least)s
            """,
            stems=list(meaning_of),
            meanings=list(meaning_of.values()),
            ids=needs.ids,
            count=len(needs),
            least=MIN_LIKENESS,
        )

    @api.model
    def action_mark_different(self, need_ids: list[int], other_ids: list[int] | None = None) -> bool:
        """Say that needs are not the same: each of the first from each of the others, or all from each other."""
        needs = self.browse(need_ids) | self.browse(other_ids or [])
        self.env["crm.facilitation.role"]._check_facilitator(needs)
        if len(needs.project_id) != 1 or len(needs) < 2:
            raise UserError(self.env._("Choose at least two needs of one roll-out."))
        pairs = product(need_ids, other_ids) if other_ids else combinations(need_ids, 2)
        self.env["crm.facilitation.need.distinction"]._distinguish(pair for pair in pairs if pair[0] != pair[1])
        return True
