from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools.voting.ballot import BallotError, Choice, Rules, check_budget, named_needs, parse_choices
from ...tools.voting.secrecy import receipt


def is_voting(state: str, deadline: datetime | None) -> bool:
    """Whether a round in this state, with this deadline or none, takes votes now, by the server's clock."""
    return state == "open" and (not deadline or fields.Datetime.now() < deadline)


class VoterBallot(NamedTuple):
    """What a voter has in a round: its terms, who they are in it, and the ballot that is theirs.

    :ivar votes: rows of ``[need id, may vote, points, importance, ease, choice, reason]`` of the needs asked for
    """

    state: str
    name: str
    method: str
    anonymous: bool
    budget: int
    cap: int
    deadline: datetime | None
    participant: int
    issued: bool
    ballot: int | None
    key: str | None
    spent: int | None
    votes: list | None

    @property
    def is_voting(self) -> bool:
        """Whether votes are taken now."""
        return is_voting(self.state, self.deadline)

    @property
    def votable(self) -> frozenset[int]:
        return frozenset(need for need, may_vote, *_choice in self.votes or () if may_vote)

    @property
    def choices(self) -> dict[int, Choice]:
        choices = (Choice(need, *choice) for need, _may_vote, *choice in self.votes or ())
        return {choice.need: choice for choice in choices if not choice.is_empty}


class CrmFacilitationRound(models.Model):
    """Casting: what a voter says. The lock contract is in docs/concurrency.md; what a voter sees is in ``round_ballot.py``.

    The voter is always the logged-in user's participant, never an argument. Being an elector is the right to vote: no
    access rule of the round is asked beside it, so that a person whose screen shows another company votes all the same.
    """

    _inherit = "crm.facilitation.round"

    def cast(self, choices: dict, token: str | None = None, with_needs: bool = True) -> dict:
        """Store the voter's choices for the needs named, all or nothing; other needs keep theirs.

        :param choices: ``{need_id: points}`` for dots, ``{need_id: {"importance": i, "ease": e}}`` for matrix,
            ``{need_id: {"choice": c, "reason": r}}`` for consent; 0 or an empty value takes the vote back
        :param token: the ballot's token, in an anonymous round
        :param with_needs: False leaves out the needs, for a screen that shows them already
        :return: what :meth:`ballot` returns
        """
        self.ensure_one()
        try:
            named = named_needs(choices)
            own = self._lock_voter_ballot(token, list(named))
            changed = parse_choices(named, Rules(own.method, own.budget, own.cap, own.votable))
            before = own.choices
            points = {need: choice.points for need, choice in before.items()}
            spent = check_budget(points, changed, own.budget) if own.method == "dots" else 0
        except BallotError as error:
            raise UserError(self._word_ballot_error(error)) from error
        own = own._replace(spent=spent)
        after = {**before, **{choice.need: choice for choice in changed}}
        after = {need: choice for need, choice in after.items() if not choice.is_empty}
        self._store(own, changed, after)
        facts = self._get_ballot_facts(own, after)
        return facts | {"needs": self._get_ballot_needs(own)} if with_needs else facts

    def _is_voting(self):
        """Whether votes are taken now."""
        self.ensure_one()
        return is_voting(self.state, self.deadline)

    def _find_voter_ballot(self, token=None):
        """What the current user has in this round, for reading: no ballot where none is theirs yet."""
        own = self._read_voter_ballot(token, [], SQL("LEFT JOIN"), SQL())
        if not own:
            raise AccessError(
                self.env._(
                    "You are not on the list of this round: only people who took part when it opened vote in it."
                )
            )
        if token and not own.ballot:
            raise AccessError(self.env._("This is not your ballot: vote on the device you asked for it with."))
        return own

    def _lock_voter_ballot(self, token, named):
        """The same, locked for a vote: the round stays open and the ballot theirs until it is stored.

        One statement, the round before the ballot. Whoever changed either of them since this transaction began makes
        it fail as a serialisation failure, and Odoo repeats the request.
        """
        own = self._read_voter_ballot(token, named, SQL("JOIN"), SQL("FOR SHARE OF ballot_round FOR UPDATE OF ballot"))
        if not own:
            self._check_taking(self._find_voter_ballot(token))
            raise UserError(self.env._("This round is anonymous: ask for your ballot first, then vote with it."))
        self._check_taking(own)
        return own

    def _read_voter_ballot(self, token, named, join, lock):
        """What :class:`VoterBallot` holds, in one statement; None for who is no elector, or has no ballot to join."""
        # what this transaction has not written yet: SQL follows
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT ballot_round.state, ballot_round.name, ballot_round.method,
                          coalesce(ballot_round.anonymous, FALSE), ballot_round.budget, ballot_round.cap,
                          ballot_round.deadline, elector.participant_id, coalesce(elector.issued, FALSE),
                          ballot.id, ballot.key, ballot.spent, (%(votes)s)
                     FROM crm_facilitation_round ballot_round
                     JOIN crm_facilitation_participant participant
                       ON participant.session_id = ballot_round.session_id AND %(voter)s
                     JOIN crm_facilitation_elector elector
                       ON elector.round_id = ballot_round.id AND elector.participant_id = participant.id
               %(join)s crm_facilitation_ballot ballot ON ballot.id = %(own)s
                    WHERE ballot_round.id = %(round)s %(lock)s""",
                votes=self._votes_of_ballot(named),
                voter=self._is_voter(),
                join=join,
                own=self._own_ballot(token),
                round=self.id,
                lock=lock,
            )
        )
        return VoterBallot(*rows[0]) if rows else None

    @api.model
    def _is_voter(self):
        """The condition on ``participant`` under which it is the one that ``session._identify`` finds.

        The gate's own condition rather than the id it found: a vote stays two statements. Whoever was archived since
        the round opened votes all the same: the list of electors was fixed then.
        """
        return self.env["crm.facilitation.participant"]._is_caller_sql("participant")

    def _own_ballot(self, token):
        """The id of the voter's ballot, in SQL; a token is hashed as ``tools.voting.secrecy.token_hash`` does."""
        return SQL(
            """CASE WHEN ballot_round.anonymous
                    THEN (SELECT id FROM crm_facilitation_ballot
                           WHERE round_id = ballot_round.id AND token_hash = encode(sha256(convert_to(
                                 concat_ws(':', ballot_round.id, participant.id, %s::text), 'UTF8')), 'hex'))
                    ELSE (SELECT id FROM crm_facilitation_ballot
                           WHERE round_id = ballot_round.id AND participant_id = participant.id) END""",
            token.replace("\0", "") if isinstance(token, str) else None,
        )

    def _votes_of_ballot(self, named):
        """The needs that were voted on or are named, with the vote so far, as one JSON value."""
        return SQL(
            """SELECT json_agg(json_build_array(
                          need.id,
                          ballot_round.allow_own IS TRUE OR need.author_id IS DISTINCT FROM participant.id,
                          coalesce(vote.points, 0), coalesce(vote.importance, 0), coalesce(vote.ease, 0),
                          coalesce(vote.choice, ''), coalesce(vote.reason, '')))
                 FROM crm_facilitation_need_crm_facilitation_round_rel listed
                 JOIN crm_facilitation_need need ON need.id = listed.crm_facilitation_need_id
            LEFT JOIN crm_facilitation_vote vote ON vote.ballot_id = ballot.id AND vote.need_id = need.id
                WHERE listed.crm_facilitation_round_id = ballot_round.id
                  AND (vote.id IS NOT NULL OR need.id = ANY(%s))""",
            named,
        )

    def _check_taking(self, own):
        if not own.is_voting:
            raise UserError(self.env._("“%s” takes no votes now: it is not open.", own.name))

    def _store(self, own, changed, after):
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
                ballot=own.ballot,
                gone=[choice.need for choice in changed if choice.is_empty],
                spent=own.spent,
                receipt=receipt(own.key, after.values()) if after else None,
                **{
                    name: [getattr(choice, name) for choice in put]
                    for name in ("need", "points", "importance", "ease", "choice", "reason")
                },
            )
        )
        for model in ("crm.facilitation.vote", "crm.facilitation.ballot"):
            self.env[model].invalidate_model(flush=False)
