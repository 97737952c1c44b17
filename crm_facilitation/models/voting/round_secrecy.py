import secrets
from collections import Counter

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.sessions.identity import OBSERVER
from ...tools.small_groups import published_departments
from ...tools.tokens import is_token, new_token
from ...tools.voting.secrecy import token_hash


class CrmFacilitationRound(models.Model):
    """Anonymous ballots: laid out before the first is handed out, handed out once, and mixed.

    A ballot and the mark on the list of electors are written by one transaction, and PostgreSQL keeps rows in the order
    they were written. Mixing writes them anew, electors by participant and ballots by their random key, so that
    neither order nor transaction joins one to the other.
    """

    _inherit = "crm.facilitation.round"

    def issue_ballot(self, token: str | None = None) -> str:
        """This voter's token in an anonymous round: handed out once, kept by their device, stored as a hash only.

        :param token: one that the device drew and keeps already, so that an answer lost on the way can be asked
            for again; drawn here where not given
        """
        self.ensure_one()
        own = self._find_voter_ballot()
        if not own.anonymous:
            raise UserError(self.env._("This round is not anonymous: vote without a token."))
        if token is not None and not is_token(token):
            raise UserError(self.env._("Your device did not draw a proper token. Load the page again and repeat it."))
        self._check_taking(own)
        elector, department, issued = self._lock_elector(own.participant)
        if not issued:
            token = token or new_token()
            self._hand_out(elector, department, token_hash(self.id, own.participant, token))
            return token
        if token and self._find_voter_ballot(token):
            return token
        raise UserError(
            self.env._("Your ballot was handed out already: vote on the device and in the browser you first used.")
        )

    def _lock_elector(self, participant):
        """``(id, department id, issued)`` of an elector; the round keeps its state until the commit.

        A closing or a second request since this transaction began is a serialisation failure, and repeated.
        """
        self.env.cr.execute(
            SQL(
                """SELECT elector.id, elector.department_id, elector.issued
                     FROM crm_facilitation_round ballot_round
                     JOIN crm_facilitation_elector elector ON elector.round_id = ballot_round.id
                    WHERE ballot_round.id = %s AND elector.participant_id = %s
                      FOR SHARE OF ballot_round FOR UPDATE OF elector""",
                self.id,
                participant,
            )
        )
        return self.env.cr.fetchone()

    def _hand_out(self, elector, department, hashed):
        """Any blank ballot of the elector's department, or of the pool where the department is too small."""
        self.env.cr.execute(
            SQL(
                """WITH blank AS (
                       SELECT id FROM crm_facilitation_ballot
                        WHERE round_id = %(round)s AND token_hash IS NULL
                          AND department_id IS NOT DISTINCT FROM %(department)s
                     ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED
                   ), marked AS (
                       UPDATE crm_facilitation_elector SET issued = TRUE WHERE id = %(elector)s
                   )
                   UPDATE crm_facilitation_ballot SET token_hash = %(hash)s
                     FROM blank WHERE crm_facilitation_ballot.id = blank.id""",
                round=self.id,
                department=department if department in self._get_ballot_departments() else None,
                elector=elector,
                hash=hashed,
            )
        )
        for model in ("crm.facilitation.ballot", "crm.facilitation.elector"):
            self.env[model].invalidate_model(flush=False)

    def _get_ballot_departments(self):
        """Ids of the departments that ballots of this round name: fixed when they were laid out."""
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT department_id FROM crm_facilitation_ballot WHERE round_id = %s", self.id)
        )
        return {row[0] for row in rows if row[0]}

    def _get_large_departments(self, people):
        """Ids of the departments of ``people`` with enough of them that a ballot naming them names no person.

        The rest share a pool; where that would hold too few, the smallest of the large ones joins it.
        """
        sizes = Counter(person.department_id.id or 0 for person in people)
        return published_departments(sizes, self.min_cell)

    def _lay_out_ballots(self):
        """One elector and one blank ballot per participant.

        All ballots exist before the first is handed out, so that neither their number nor their order says who voted.
        """
        self.ensure_one()
        people = self.session_id.participant_ids.filtered(lambda person: person.role != OBSERVER)
        if not people:
            raise UserError(self.env._("Nobody could vote: add participants to the session first."))
        if self.anonymous:
            self._check_hides_voters(people)
        # nobody has the right to write electors and ballots
        self.env["crm.facilitation.elector"].sudo().create(
            [
                {"round_id": self.id, "participant_id": person.id, "department_id": person.department_id.id}
                for person in people
            ]
        )
        # nobody has the right to write electors and ballots
        self.env["crm.facilitation.ballot"].sudo().create(self._prepare_ballots(people))

    def _check_hides_voters(self, people):
        if len(people._filter_reached()) < self.min_cell:
            raise UserError(
                self.env._(
                    "An anonymous round hides nobody among so few: %(people)s people on the list have an account, and"
                    " it takes %(needed)s. Add participants, or vote by name.",
                    people=len(people._filter_reached()),
                    needed=self.min_cell,
                )
            )

    def _prepare_ballots(self, people):
        # names on the list that nobody votes for hide nobody
        large = self._get_large_departments(people._filter_reached()) if self.anonymous else people.department_id.ids
        ballots = [
            {
                "round_id": self.id,
                "participant_id": False if self.anonymous else person.id,
                "department_id": person.department_id.id if person.department_id.id in large else False,
                "key": secrets.token_hex(16),
                "budget": self.budget,
            }
            for person in people
        ]
        secrets.SystemRandom().shuffle(ballots)
        return ballots

    def _mix_electors(self, always=False):
        """Write the list of electors anew where somebody took a ballot since, so that its order says nothing.

        Run while the round is open too: a copy of the database made at night then holds no order either.
        """
        cr = self.env.cr
        for ballot_round in self.filtered(lambda ballot_round: always or ballot_round._is_order_kept()):
            cr.execute(
                SQL(
                    """DELETE FROM crm_facilitation_elector WHERE round_id = %s
                    RETURNING participant_id, department_id, issued""",
                    ballot_round.id,
                )
            )
            cr.execute_values(
                "INSERT INTO crm_facilitation_elector (round_id, participant_id, department_id, issued) VALUES %s",
                [(ballot_round.id, *row) for row in sorted(cr.fetchall(), key=lambda row: row[0])],
            )
        self.env["crm.facilitation.elector"].invalidate_model(flush=False)

    def _is_order_kept(self):
        """Whether rows of the list were written by different transactions: somebody took a ballot since it was mixed."""
        self.env.cr.execute(
            SQL("SELECT count(DISTINCT xmin::text) > 1 FROM crm_facilitation_elector WHERE round_id = %s", self.id)
        )
        return self.env.cr.fetchone()[0]

    def _mix_ballots(self):
        """Write ballots and votes anew, in the order of their random keys: ids, places and transactions say nothing."""
        cr = self.env.cr
        for ballot_round in self:
            cr.execute(
                SQL(
                    """CREATE TEMPORARY TABLE crm_facilitation_mixing ON COMMIT DROP AS
                       SELECT ballot.key, need_id, points, importance, ease, choice, reason
                         FROM crm_facilitation_vote vote
                         JOIN crm_facilitation_ballot ballot ON ballot.id = vote.ballot_id
                        WHERE ballot.round_id = %s""",
                    ballot_round.id,
                )
            )
            cr.execute(
                SQL(
                    """DELETE FROM crm_facilitation_vote vote USING crm_facilitation_ballot ballot
                        WHERE ballot.id = vote.ballot_id AND ballot.round_id = %s""",
                    ballot_round.id,
                )
            )
            cr.execute(
                SQL(
                    """DELETE FROM crm_facilitation_ballot WHERE round_id = %s
                    RETURNING key, department_id, token_hash, budget, spent, receipt""",
                    ballot_round.id,
                )
            )
            cr.execute_values(
                """INSERT INTO crm_facilitation_ballot
                               (round_id, key, department_id, token_hash, budget, spent, receipt) VALUES %s""",
                [(ballot_round.id, *row) for row in sorted(cr.fetchall())],
            )
            cr.execute(
                SQL(
                    """INSERT INTO crm_facilitation_vote
                                   (ballot_id, need_id, points, importance, ease, choice, reason)
                       SELECT ballot.id, need_id, points, importance, ease, choice, reason
                         FROM crm_facilitation_mixing mixing
                         JOIN crm_facilitation_ballot ballot
                           ON ballot.key = mixing.key AND ballot.round_id = %s
                     ORDER BY mixing.key, need_id""",
                    ballot_round.id,
                )
            )
            cr.execute(SQL("DROP TABLE pg_temp.crm_facilitation_mixing"))
        for model in ("crm.facilitation.ballot", "crm.facilitation.vote"):
            self.env[model].invalidate_model(flush=False)
