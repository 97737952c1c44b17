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
    awaits_me = fields.Boolean("Awaits my vote", compute="_compute_awaits_me", search="_search_awaits_me")

    def _compute_missing_ids(self):
        for ballot_round in self:
            ballot_round.missing_ids = ballot_round._get_missing() if ballot_round.state == "open" else False

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
    def awaiting(self) -> list[dict]:
        """Rounds that take votes now and still wait for the current user's, the most urgent first.

        :return: ``[{id, name, session, deadline}]``, ``deadline`` in UTC or False
        """
        # being an elector is the right to vote: no access rule is asked beside it
        rounds_sudo = self.sudo().browse(self._get_awaiting_ids())
        return [
            {
                "id": ballot_round.id,
                "name": ballot_round.name,
                "session": ballot_round.session_id.name,
                "deadline": fields.Datetime.to_string(ballot_round.deadline) if ballot_round.deadline else False,
            }
            for ballot_round in rounds_sudo
        ]

    @api.model
    def _get_awaiting_ids(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT ballot_round.id
                     FROM crm_facilitation_participant participant
                     JOIN crm_facilitation_elector elector ON elector.participant_id = participant.id
                     JOIN crm_facilitation_round ballot_round ON ballot_round.id = elector.round_id
                    WHERE %s AND ballot_round.state = 'open'
                      AND (ballot_round.deadline IS NULL OR ballot_round.deadline > %s)
                      AND NOT (%s)
                 ORDER BY ballot_round.deadline NULLS LAST, ballot_round.id""",
                self._is_voter(),
                fields.Datetime.now(),
                self._has_voted(),
            )
        )
        return [round_id for (round_id,) in rows]

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
