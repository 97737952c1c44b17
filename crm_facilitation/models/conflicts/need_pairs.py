from collections.abc import Sequence
from itertools import combinations

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.conflicts.contradiction import OPPOSITE_OF
from ...tools.conflicts.pairing import Asked, fill, next_card
from ..needs.need_grouping import CARD_FIELDS

# of a larger roll-out, the needs raised last
MOST_NEEDS = 400
ANSWERABLE = ("raised", "accepted", "deferred")


class CrmFacilitationNeed(models.Model):
    """Same, opposite, different: cards of needs that lie near each other, answered by one tap.

    *Same* merges, *opposite* opens the contradiction and fills in what both are about and which way each wants it,
    *different* is remembered. Which needs lie on a card: :mod:`...tools.conflicts.pairing`.

    Invariants: facilitators answer; what people chose of their own need is never replaced; filling in puts no need under
    question that people voted on; each answer is undone by one tap.
    """

    _inherit = "crm.facilitation.need"

    @api.model
    @api.readonly
    def pairing_card(self, project_id: int, passed_over: Sequence[Sequence[int]] = ()) -> dict:
        """The card to answer next.

        :param passed_over: the ids on cards that were shown already and answered in part
        :return: ``{needs: [{id, name, problem, wish, origin_label, supporter_count, state}], answers}``; no needs where
            every pair is answered; ``answers`` counts the pairs that are
        """
        self.env["crm.facilitation.role"]._check_facilitator()
        project = self.env["project.project"].search([("id", "=", project_id)])
        wholes = self._search_comparable(project).sorted("id", reverse=True)[:MOST_NEEDS]
        parts = self.search([("merged_into_id", "in", wholes.ids)])
        answered, opposed = self._get_answers(wholes | parts)
        asked = [need._to_asked() for need in wholes | parts]
        card = self.browse(next_card(asked, answered, opposed, passed_over))
        return {
            "needs": [{name: need[name] for name in CARD_FIELDS} for need in card],
            "answers": len(answered),
        }

    def _to_asked(self):
        self.ensure_one()
        text = " ".join(filter(None, (self.problem, self.wish)))
        whole = self.merged_into_id.id or self.id
        # how likely two needs are opposite depends on whether one person asked for both; nobody is shown who
        return Asked(
            self.id, self.name or "", text, self.department_id.id or 0, self.sudo().author_id.partner_id.id or 0, whole
        )

    @api.model
    def _get_answers(self, needs):
        """``(answered, opposed)``: pairs of ids that somebody answered, or that contradict each other by what they say."""
        rows = self.env["crm.facilitation.need.distinction"].search(
            [("need_id", "in", needs.ids), ("other_id", "in", needs.ids)]
        )
        conflicts = self.env["crm.facilitation.conflict"].search(
            [("kind", "=", "contradiction"), ("need_ids", "in", needs.ids), ("is_ground_gone", "=", False)]
        )
        of_conflict = {conflict: set(combinations(sorted(conflict.need_ids.ids), 2)) for conflict in conflicts}
        standing = conflicts.filtered(lambda conflict: conflict.state != "dismissed")
        answered = {(row.need_id.id, row.other_id.id) for row in rows}.union(*of_conflict.values())
        opposed = {(row.need_id.id, row.other_id.id) for row in rows if row.is_opposite}
        return answered, opposed.union(*(of_conflict[conflict] for conflict in standing))

    @api.model
    def _get_distinct_pairs(self, needs):
        """What contradicts each other is not the same, however alike its words are."""
        _answered, opposed = self._get_answers(needs)
        return [*super()._get_distinct_pairs(needs), *opposed]

    def action_answer_same(self, other_id: int) -> dict:
        """These two ask for the same: one becomes part of the other, and what is part of it goes along.

        :return: ``{merged_id, survivor_id, part_ids}``; undone by :meth:`action_take_same_back`
        """
        pair = self._check_pair(other_id)
        self._check_not_opposed(pair)
        survivor = max(pair, key=type(self)._survival)
        merged = pair - survivor
        # merges are one step deep
        parts = merged.merged_need_ids
        parts.action_unmerge()
        (merged | parts).action_merge_into(survivor)
        return {"merged_id": merged.id, "survivor_id": survivor.id, "part_ids": parts.ids}

    def action_take_same_back(self, part_ids: list[int]) -> bool:
        """Undo :meth:`action_answer_same`: this need stands alone again, with the needs that were part of it."""
        self.ensure_one()
        parts = self.browse(part_ids)
        (self | parts).action_unmerge()
        return parts.action_merge_into(self)

    def action_answer_opposite(self, other_id: int) -> dict:
        """These two want the opposite: opens the contradiction, fills in target and stance of both where they are empty.

        :return: ``{distinction_id, conflict_id, target, sides: [{name, stance}], can_turn}`` in the words of the reader;
            ``can_turn`` where both sides are guesses, see :meth:`need.distinction.action_turn_round`
        """
        pair = self._check_pair(other_id)
        filled = pair._fill_opposite(pair - self)
        conflict = self.env["crm.facilitation.conflict"]._open_said(pair)
        row = self.env["crm.facilitation.need.distinction"]._oppose(pair, conflict, filled)
        stances = dict(self._fields["stance"]._description_selection(self.env))
        return {
            "distinction_id": row.id,
            "conflict_id": conflict.id,
            "target": self.target_label or "",
            "sides": [{"name": need.name, "stance": stances.get(need.stance, "")} for need in (self, pair - self)],
            "can_turn": sum("stance" in names for names in filled.values()) == len(pair),
        }

    def _say_opposite(self, others):
        """The author of a new need says that it wants the opposite of others: remembered, and found by detection.

        Only the own need is filled in: what the others are about is left to their authors.
        """
        super()._say_opposite(others)
        distinction = self.env["crm.facilitation.need.distinction"]
        for other in others.filtered(lambda other: other.state in ANSWERABLE and other.project_id == self.project_id):
            values = self._guess_missing(other)[self]
            # a new need, and its author says so of it
            self._write_past_guards(values)
            filled = {str(self.id): values}
            distinction._oppose(self | other, self.env["crm.facilitation.conflict"], filled)

    @api.model
    def action_answer_different(self, need_ids: list[int]) -> dict:
        """All of these are different from each other; what was answered already stays.

        :return: ``{distinction_ids}`` of what is new
        """
        needs = self.browse(need_ids)
        needs._check_answerable()
        answered, _opposed = self._get_answers(needs)
        pairs = set(combinations(sorted(set(need_ids)), 2)) - answered
        return {"distinction_ids": self.env["crm.facilitation.need.distinction"]._distinguish(pairs).ids}

    def _check_pair(self, other_id):
        self.ensure_one()
        pair = self | self.browse(other_id)
        pair._check_answerable()
        return pair

    @api.model
    def _check_not_opposed(self, pair):
        """A card from before may still offer as the same what somebody has said to be opposite meanwhile."""
        whole_of = {part.id: part.merged_into_id.id or part.id for part in pair | pair.merged_need_ids}
        _answered, opposed = self._get_answers(pair | pair.merged_need_ids)
        if any(set(pair.ids) == {whole_of.get(one), whole_of.get(other)} for one, other in opposed):
            raise UserError(
                self.env._(
                    "“%(one)s” and “%(other)s” are said to want the opposite. Take that back before they become one.",
                    one=pair[0].name,
                    other=pair[1].name,
                )
            )

    def _check_answerable(self):
        self.env["crm.facilitation.role"]._check_facilitator(self)
        if len(self) < 2 or len(self.project_id) != 1:
            raise UserError(self.env._("Choose at least two needs of one roll-out."))
        for need in self:
            if need.state not in ANSWERABLE or not need.active:
                raise UserError(self.env._("“%s” is archived, decided or part of another need already.", need.name))

    def _fill_opposite(self, other):
        """Fill in target and stance of two needs where they are empty.

        :return: ``{id of the need: {name of the field: what was filled in}}``
        """
        one = self - other
        missing = one._guess_missing(other)
        for need, values in missing.items():
            if values:
                need.write(values)
        return {str(need.id): values for need, values in missing.items() if values}

    def _guess_missing(self, other):
        """``{need: values}`` of target and stance of two opposite needs, as far as their authors left them empty."""
        guess = fill(*((need.name, " ".join(filter(None, (need.problem, need.wish)))) for need in (self, other)))
        stances = self._complete_stances(self.stance, other.stance, guess.stances)
        target = self._find_target(self, other, guess.target)
        return {
            need: ({} if need.stance else {"stance": stance}) | ({} if need.target_model_id else target)
            for need, stance in zip((self, other), stances, strict=True)
        }

    @api.model
    def _complete_stances(self, mine, theirs, guessed):
        """What each of the two wants; what is chosen already decides the other side."""
        if mine and not theirs:
            return mine, OPPOSITE_OF[mine]
        if theirs and not mine:
            return OPPOSITE_OF[theirs], theirs
        return guessed

    @api.model
    def _find_target(self, one, other, guessed):
        """Values of the target: the one that a side names, else the field that the words name, where there is one."""
        for need in (one, other):
            if need.target_model_id:
                names = ("target_model_id", "target_field_id", "target_stage_id")
                # names of models, fields and stages are no secret, and people may not read the records themselves
                return {name: need.sudo()[name].id for name in names}
        model, _dot, name = guessed.rpartition(".")
        if model not in self.env or name not in self.env[model]._fields:
            return {}
        fields = self.env["ir.model.fields"]
        # models and fields of Odoo are not everybody's to read; their names are
        return {
            "target_model_id": self.env["ir.model"]._get_id(model),
            "target_field_id": fields.sudo()._get_ids(model)[name],
        }

    def _replace_filled(self, noted, values):
        """Replace what an answer filled in, as long as it is what was ``noted``: what people chose since then stays.

        People voted on the words; what the answer noted beside them puts the need under question neither way.
        """
        self.ensure_one()
        kept = {name for name, value in noted.items() if value and self._is_noted(name, value)}
        before = self._wording(name for name in values if name in kept)
        if before:
            self._write_past_guards({name: values[name] for name in before})
            if self._leaves_evidence():
                self._record_edit(before, self._wording(before))

    def _is_noted(self, name, value):
        # names of models, fields and stages are no secret, and people may not read the records themselves
        now_sudo = self.sudo()[name]
        return (now_sudo.id if self._fields[name].relational else now_sudo) == value
