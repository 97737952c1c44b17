from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.ballot import BallotError, Choice, Rules, check_budget, named_needs, parse_choices
from ..tools.secrecy import receipt, token_hash

OUTSIDER, NOT_YOURS = "outsider", "not_yours"


class Place(NamedTuple):
    """A voter's place in a round: who they are in it, and the ballot that is theirs."""

    participant: int
    issued: bool
    ballot: int | None
    key: str | None
    spent: int


class CrmFacilitationRound(models.Model):
    """Casting: what a voter sees and says. The lock contract is in docs/concurrency.md.

    The voter is always the logged-in user's participant, never an argument. Being an elector is the right to vote: no
    access rule of the round is asked beside it, so that a person whose screen shows another company votes all the same.
    """

    _inherit = "crm.facilitation.round"

    @api.readonly
    def ballot(self, token=None):
        """What this voter may see: the round, the needs in their own order, their choices, the budget left.

        :return: ``{round_id, name, method, state, is_voting, anonymous, issued, budget, cap, spent, left, deadline,
            choices: {need_id: …}, receipt, needs: [{id, name, problem, wish, fit, effort_days, department, is_own}]}``
        """
        self.ensure_one()
        place = self._find_place(token)
        choices = self._read_choices(place)
        return self._ballot_paper(place, choices) | {"needs": self._ballot_needs(place)}

    def cast(self, choices, token=None, with_needs=True):
        """Store the voter's choices for the needs named, all or nothing; other needs keep theirs.

        :param dict choices: ``{need_id: points}`` for dots, ``{need_id: {"importance": i, "ease": e}}`` for matrix,
            ``{need_id: {"choice": c, "reason": r}}`` for consent; 0 or an empty value takes the vote back
        :param str token: the ballot's token, in an anonymous round
        :param bool with_needs: False leaves out the needs, for a screen that shows them already
        :return: what :meth:`ballot` returns
        """
        self.ensure_one()
        place, told = self._take_place(token), self.sudo()
        try:
            named = named_needs(choices)
            votable, current = self._read_votable(place, list(named))
            changed = parse_choices(named, Rules(told.method, told.budget, told.cap, votable))
            points = {need: choice.points for need, choice in current.items()}
            spent = check_budget(points, changed, told.budget) if told.method == "dots" else 0
        except BallotError as error:
            raise UserError(self._ballot_message(error)) from error
        place = place._replace(spent=spent)
        after = {**current, **{choice.need: choice for choice in changed}}
        after = {need: choice for need, choice in after.items() if not choice.is_empty}
        self._store(place, changed, after)
        paper = self._ballot_paper(place, after)
        return paper | {"needs": self._ballot_needs(place)} if with_needs else paper

    def _find_place(self, token=None):
        """The current user's place, for reading: without a ballot where none is theirs yet."""
        participant = self._get_voter()
        rows = self.env.execute_query(
            SQL(
                """SELECT elector.issued, ballot.id, ballot.key, ballot.spent
                     FROM crm_facilitation_elector elector
                LEFT JOIN crm_facilitation_ballot ballot ON %(own)s
                    WHERE elector.round_id = %(round)s AND elector.participant_id = %(participant)s""",
                own=self._own_ballot(participant, token),
                round=self.id,
                participant=participant.id,
            )
        )
        if not rows:
            raise AccessError(self._place_message(OUTSIDER))
        issued, ballot, key, spent = rows[0]
        if token and not ballot:
            raise AccessError(self._place_message(NOT_YOURS))
        return Place(participant.id, issued, ballot, key, spent or 0)

    def _take_place(self, token=None):
        """The current user's place, locked for a vote: the round stays open and the ballot theirs until it is stored.

        One statement, the round before the ballot. Whoever changed either of them since this transaction began makes
        it fail as a serialisation failure, and Odoo repeats the request.
        """
        participant = self._get_voter()
        rows = self.env.execute_query(
            SQL(
                """SELECT ballot_round.state, elector.issued, ballot.id, ballot.key, ballot.spent
                     FROM crm_facilitation_round ballot_round
                     JOIN crm_facilitation_elector elector
                       ON elector.round_id = ballot_round.id AND elector.participant_id = %(participant)s
                     JOIN crm_facilitation_ballot ballot ON %(own)s
                    WHERE ballot_round.id = %(round)s
                      FOR SHARE OF ballot_round FOR UPDATE OF ballot""",
                own=self._own_ballot(participant, token),
                round=self.id,
                participant=participant.id,
            )
        )
        if not rows:
            self._explain_no_place(token)
        state, issued, ballot, key, spent = rows[0]
        self._check_taking(state)
        return Place(participant.id, issued, ballot, key, spent)

    def _get_voter(self):
        """The current user's participant. What this transaction has not written yet is written first: SQL follows."""
        self.env.flush_all()
        participant = self.sudo().session_id.sudo(False)._get_participant()
        if not participant:
            raise AccessError(self._place_message(OUTSIDER))
        return participant

    def _own_ballot(self, participant, token):
        """The condition on ``ballot`` that makes it this voter's."""
        if self.sudo().anonymous:
            return SQL(
                "ballot.round_id = %s AND ballot.token_hash = %s",
                self.id,
                token_hash(self.id, participant.id, token) if isinstance(token, str) else None,
            )
        return SQL("ballot.round_id = %s AND ballot.participant_id = %s", self.id, participant.id)

    def _explain_no_place(self, token):
        place = self._find_place(token)
        self._check_taking(self.sudo().state)
        if self.sudo().anonymous and not place.ballot:
            raise UserError(self.env._("This round is anonymous: ask for your ballot first, then vote with it."))
        raise AccessError(self._place_message(NOT_YOURS))

    def _check_taking(self, state):
        """Refuse when no votes are taken now, by the server's clock."""
        deadline = self.sudo().deadline
        if state != "open" or (deadline and deadline <= fields.Datetime.now()):
            raise UserError(self.env._("“%s” takes no votes now: it is not open.", self.sudo().name))

    def _place_message(self, code):
        if code == OUTSIDER:
            return self.env._(
                "You are not on the list of this round: only people who took part when it opened vote in it."
            )
        return self.env._("This is not your ballot: vote on the device you asked for it with.")

    def _read_choices(self, place):
        """``{need id: Choice}`` of a ballot."""
        if not place.ballot:
            return {}
        rows = self.env.execute_query(
            SQL(
                """SELECT need_id, points, importance, ease, coalesce(choice, ''), coalesce(reason, '')
                     FROM crm_facilitation_vote WHERE ballot_id = %s""",
                place.ballot,
            )
        )
        return {row[0]: Choice(*row) for row in rows}

    def _read_votable(self, place, named):
        """``(those of the needs named that this voter may vote on, {need id: Choice} of the ballot so far)``."""
        rows = self.env.execute_query(
            SQL(
                """SELECT listed.crm_facilitation_need_id, %(own)s OR need.author_id IS DISTINCT FROM %(participant)s,
                          coalesce(vote.points, 0), coalesce(vote.importance, 0), coalesce(vote.ease, 0),
                          coalesce(vote.choice, ''), coalesce(vote.reason, '')
                     FROM crm_facilitation_need_crm_facilitation_round_rel listed
                     JOIN crm_facilitation_need need ON need.id = listed.crm_facilitation_need_id
                LEFT JOIN crm_facilitation_vote vote ON vote.ballot_id = %(ballot)s AND vote.need_id = need.id
                    WHERE listed.crm_facilitation_round_id = %(round)s
                      AND (vote.id IS NOT NULL OR need.id = ANY(%(named)s))""",
                own=self.sudo().allow_own,
                participant=place.participant,
                ballot=place.ballot,
                round=self.id,
                named=named,
            )
        )
        votable = frozenset(need for need, may_vote, *_choice in rows if may_vote)
        choices = {need: Choice(need, *choice) for need, _may_vote, *choice in rows}
        return votable, {need: choice for need, choice in choices.items() if not choice.is_empty}

    def _store(self, place, changed, after):
        """Insert, replace or take back votes, and note on the ballot what it says now, in one statement.

        The ballot is written in any case: two requests of one voter must not both count from the same state.
        """
        put = [choice for choice in changed if not choice.is_empty]
        self.env.cr.execute(
            SQL(
                """WITH gone AS (
                       DELETE FROM crm_facilitation_vote WHERE ballot_id = %(ballot)s AND need_id = ANY(%(gone)s)
                   ), put AS (
                       INSERT INTO crm_facilitation_vote
                                   (ballot_id, need_id, points, importance, ease, choice, reason)
                       SELECT %(ballot)s, need, points, importance, ease, nullif(choice, ''), nullif(reason, '')
                         FROM unnest(%(need)s::int[], %(points)s::int[], %(importance)s::int[], %(ease)s::int[],
                                     %(choice)s::text[], %(reason)s::text[])
                           AS sent (need, points, importance, ease, choice, reason)
                  ON CONFLICT (ballot_id, need_id) DO UPDATE
                          SET points = excluded.points, importance = excluded.importance, ease = excluded.ease,
                              choice = excluded.choice, reason = excluded.reason
                   )
                   UPDATE crm_facilitation_ballot SET spent = %(spent)s, receipt = %(receipt)s WHERE id = %(ballot)s""",
                ballot=place.ballot,
                gone=[choice.need for choice in changed if choice.is_empty],
                spent=place.spent,
                receipt=receipt(place.key, after.values()) if after else None,
                **{
                    name: [getattr(choice, name) for choice in put]
                    for name in ("need", "points", "importance", "ease", "choice", "reason")
                },
            )
        )
        for model in ("crm.facilitation.vote", "crm.facilitation.ballot"):
            self.env[model].invalidate_model(flush=False)
