from odoo import api, fields, models
from odoo.tools import SQL


class CrmFacilitationRound(models.Model):
    """Who still has to vote: known of each elector, while what anybody voted is not looked at.

    In an anonymous round a ballot that was handed out counts, since nothing joins the ballot itself to a person.
    """

    _inherit = "crm.facilitation.round"

    missing_ids = fields.Many2many(
        "crm.facilitation.participant",
        string="Still missing",
        compute="_compute_missing_ids",
        groups="crm_facilitation.group_facilitator",
        context={"active_test": False},
    )
    turnout_text = fields.Char("Turnout", compute="_compute_turnout_text")
    awaits_me = fields.Boolean("Awaits my vote", compute="_compute_awaits_me", search="_search_awaits_me")

    def _compute_missing_ids(self):
        for ballot_round in self:
            ballot_round.missing_ids = ballot_round._get_missing() if ballot_round.state == "open" else False

    @api.depends_context("lang")
    def _compute_turnout_text(self):
        """How many of those who could voted, once the round is closed."""
        for ballot_round in self:
            counts = {"voted": ballot_round.voted_count, "electors": ballot_round.elector_count}
            if ballot_round.state != "closed":
                ballot_round.turnout_text = False
            elif ballot_round.anonymous:
                ballot_round.turnout_text = self.env._(
                    "%(voted)s of %(electors)s people asked for their ballot.", **counts
                )
            else:
                ballot_round.turnout_text = self.env._("%(voted)s of %(electors)s people voted.", **counts)

    @api.depends_context("uid")
    def _compute_awaits_me(self):
        awaiting = self.browse(self._get_awaiting_ids())
        for ballot_round in self:
            ballot_round.awaits_me = ballot_round in awaiting

    def _search_awaits_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", self._get_awaiting_ids())]

    @api.model
    @api.readonly
    def awaiting(self, voted: bool = False) -> list[dict]:
        """Rounds that take votes now and still wait for the current user's, the most urgent first.

        :param voted: also those in which they have voted, until these close: a vote can be changed so long
        :return: ``[{id, name, session, method, anonymous, opened_on, deadline, voted, left, answered, needs}]``; moments
            in UTC or False, ``left`` the dots and ``answered`` the needs that this person's ballot says something of:
            None in an anonymous round, whose ballots are nobody's
        """
        own = {row[0]: row for row in self._get_own_ballots() if voted or not row[1]}
        # being an elector is the right to vote: no access rule is asked beside it
        rounds_sudo = self.sudo().browse(own)
        return [ballot_round._describe_own(*own[ballot_round.id][1:]) for ballot_round in rounds_sudo]

    def _describe_own(self, voted, spent, answered, needs):
        return {
            "id": self.id,
            "name": self.name,
            "session": self.session_id.name,
            "method": self.method,
            "anonymous": self.anonymous,
            "opened_on": fields.Datetime.to_string(self.opened_on),
            "deadline": fields.Datetime.to_string(self.deadline),
            "voted": voted,
            "left": None if self.anonymous else self.budget - (spent or 0),
            "answered": None if self.anonymous else answered,
            "needs": needs,
        }

    @api.model
    def _get_awaiting_ids(self):
        return [round_id for round_id, voted, *_ballot in self._get_own_ballots() if not voted]

    @api.model
    def _get_own_ballots(self):
        """``(round id, has voted, dots spent, needs answered, needs)`` of the rounds that take the caller's vote now.

        Those that still wait come first, the most urgent before others.
        """
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """SELECT ballot_round.id, %(voted)s AS voted, ballot.spent,
                          (SELECT count(*) FROM crm_facilitation_vote vote WHERE vote.ballot_id = ballot.id),
                          (SELECT count(*) FROM crm_facilitation_need_crm_facilitation_round_rel listed
                            WHERE listed.crm_facilitation_round_id = ballot_round.id)
                     FROM crm_facilitation_participant participant
                     JOIN crm_facilitation_elector elector ON elector.participant_id = participant.id
                     JOIN crm_facilitation_round ballot_round ON ballot_round.id = elector.round_id
                LEFT JOIN crm_facilitation_ballot ballot
                       ON ballot.round_id = ballot_round.id AND ballot.participant_id = participant.id
                    WHERE %(voter)s AND ballot_round.state = 'open'
                      AND (ballot_round.deadline IS NULL OR ballot_round.deadline > %(now)s)
                 ORDER BY voted, ballot_round.deadline NULLS LAST, ballot_round.id""",
                voted=self._has_voted(),
                voter=self._is_voter(),
                now=fields.Datetime.now(),
            )
        )

    @api.model
    @api.readonly
    def closed_for_me(self, limit: int = 5) -> list[dict]:
        """The last closed rounds in which the current user could vote, the newest first.

        :return: ``[{id, name, session, closed_on, anonymous}]``; ``closed_on`` in UTC or False
        """
        # being an elector is the right to read what came of the vote
        electors_sudo = self.env["crm.facilitation.elector"].sudo()
        mine = self.env["crm.facilitation.participant"]._of_caller("participant_id")
        closed_sudo = electors_sudo.search([*mine, ("round_id.state", "=", "closed")]).round_id
        closed_sudo = closed_sudo.filtered(lambda held: held.project_id.active and held.session_id.state != "cancelled")
        latest_sudo = closed_sudo.sorted(lambda held: (held.closed_on or held.create_date, held.id), reverse=True)[
            : max(limit, 0)
        ]
        return [
            {
                "id": held.id,
                "name": held.name,
                "session": held.session_id.name,
                "closed_on": fields.Datetime.to_string(held.closed_on),
                "anonymous": held.anonymous,
            }
            for held in latest_sudo
        ]

    @api.model
    def _has_voted(self):
        """Whether ``elector`` of ``ballot_round`` has voted, in SQL."""
        return SQL(
            """CASE WHEN ballot_round.anonymous THEN coalesce(elector.issued, FALSE)
                    ELSE EXISTS (SELECT FROM crm_facilitation_ballot ballot
                                  WHERE ballot.round_id = elector.round_id
                                    AND ballot.participant_id = elector.participant_id
                                    AND ballot.receipt IS NOT NULL) END"""
        )

    def _count_turnout(self):
        """``{round id: (electors, of these who voted)}``, in one query."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT elector.round_id, count(*), count(*) FILTER (WHERE %s)
                     FROM crm_facilitation_elector elector
                     JOIN crm_facilitation_round ballot_round ON ballot_round.id = elector.round_id
                    WHERE elector.round_id = ANY(%s) GROUP BY elector.round_id""",
                self._has_voted(),
                self.ids,
            )
        )
        return {round_id: (electors, voted) for round_id, electors, voted in rows}

    def _get_missing(self):
        """Participants whose ballot is missing: who, never what."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT elector.participant_id
                     FROM crm_facilitation_elector elector
                     JOIN crm_facilitation_round ballot_round ON ballot_round.id = elector.round_id
                    WHERE elector.round_id = %s AND NOT (%s) ORDER BY elector.participant_id""",
                self.id,
                self._has_voted(),
            )
        )
        return self.env["crm.facilitation.participant"].browse(participant for (participant,) in rows)
