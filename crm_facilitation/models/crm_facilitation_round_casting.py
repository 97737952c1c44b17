import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.ballot import BallotError, Rules, check_budget, parse_choices
from ..tools.secrecy import new_token, receipt, shuffle_key, token_hash
from ..tools.tally import published_departments


class CrmFacilitationRound(models.Model):
    """Casting: what a voter sees and says. The lock contract is in docs/concurrency.md.

    The voter is always the logged-in user's participant, never an argument.
    """

    _inherit = "crm.facilitation.round"

    @api.readonly
    def ballot(self, token=None):
        """What this voter may see: the round, the needs in their own order, their choices, the budget left.

        :return: ``{round_id, name, method, state, is_voting, anonymous, issued, budget, cap, spent, left, deadline,
            needs: [{id, name, problem, wish, fit, effort_days, department, is_own}], choices: {need_id: …}, receipt}``
        """
        self.ensure_one()
        elector = self._get_elector()
        ballot = (
            self._find_ballot(elector, token) if not self.anonymous or token else self.env["crm.facilitation.ballot"]
        )
        votes = ballot.vote_ids
        return {
            "round_id": self.id,
            "name": self.name,
            "method": self.method,
            "state": self.state,
            "is_voting": self._is_voting(),
            "anonymous": self.anonymous,
            "issued": elector.issued,
            "budget": self.budget,
            "cap": self.cap,
            "spent": ballot.spent,
            "left": self.budget - ballot.spent,
            "deadline": fields.Datetime.to_string(self.deadline) if self.deadline else False,
            "needs": self._ballot_needs(elector.participant_id),
            "choices": {vote.need_id.id: self._ballot_choice(vote) for vote in votes},
            "receipt": receipt(ballot.key, [vote._as_choice() for vote in votes]) if votes else False,
        }

    def cast(self, choices, token=None):
        """Store the voter's choices for the needs named, all or nothing; other needs keep theirs.

        :param dict choices: ``{need_id: points}`` for dots, ``{need_id: {"importance": i, "ease": e}}`` for matrix,
            ``{need_id: {"choice": c, "reason": r}}`` for consent; 0 or an empty value takes the vote back
        :param str token: the ballot's token, in an anonymous round
        :return: what :meth:`ballot` returns
        """
        self.ensure_one()
        elector = self._get_elector()
        self._lock_open()
        ballot = self._find_ballot(elector, token)
        self.env.cr.execute(SQL("SELECT spent FROM crm_facilitation_ballot WHERE id = %s FOR UPDATE", ballot.id))
        rules = Rules(self.method, self.budget, self.cap, frozenset(self._votable(elector.participant_id).ids))
        try:
            parsed = parse_choices(choices, rules)
            current = {vote.need_id.id: vote.points for vote in ballot.vote_ids}
            spent = check_budget(current, parsed, self.budget) if self.method == "dots" else 0
        except BallotError as error:
            raise UserError(self._ballot_message(error)) from error
        ballot._store(parsed, spent)
        return self.ballot(token)

    def issue_ballot(self):
        """This voter's token in an anonymous round: handed out once, kept by their device, stored as a hash only."""
        self.ensure_one()
        elector = self._get_elector()
        if not self.anonymous:
            raise UserError(self.env._("This round is not anonymous: vote without a token."))
        self._lock_open()
        self.env.cr.execute(SQL("SELECT issued FROM crm_facilitation_elector WHERE id = %s FOR UPDATE", elector.id))
        if self.env.cr.fetchone()[0]:
            raise UserError(
                self.env._("Your ballot was handed out already: vote on the device and in the browser you first used.")
            )
        token = new_token()
        ballot = self._pick_blank_ballot(elector)
        ballot.token_hash = token_hash(self.id, elector.participant_id.id, token)
        elector.issued = True
        return token

    def _pick_blank_ballot(self, elector):
        """Any blank ballot of the elector's department, or of the pool where the department is too small."""
        self.env.cr.execute(
            SQL(
                """SELECT id FROM crm_facilitation_ballot
                    WHERE round_id = %s AND token_hash IS NULL AND department_id IS NOT DISTINCT FROM %s
                 ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED""",
                self.id,
                elector.department_id.id if elector.department_id in self._get_large_departments() else None,
            )
        )
        return self.env["crm.facilitation.ballot"].sudo().browse(self.env.cr.fetchone()[0])

    def _get_large_departments(self):
        """Departments with enough electors that a ballot naming them names no person.

        The rest share a pool; where that would hold too few, the smallest of the large ones joins it.
        """
        groups = (
            self.env["crm.facilitation.elector"]
            .sudo()
            ._read_group([("round_id", "=", self.id)], ["department_id"], ["__count"])
        )
        large = published_departments({department.id or 0: count for department, count in groups}, self.min_cell)
        return self.env["hr.department"].browse(sorted(large))

    def _prepare_ballots(self, people):
        large = self._get_large_departments()
        ballots = [
            {
                "round_id": self.id,
                "participant_id": False if self.anonymous else person.id,
                "department_id": person.department_id.id
                if not self.anonymous or person.department_id in large
                else False,
                "key": secrets.token_hex(16),
                "budget": self.budget,
            }
            for person in people
        ]
        secrets.SystemRandom().shuffle(ballots)
        return ballots

    def _get_elector(self):
        """The current user's place on the list of electors; refused when there is none."""
        self.check_access("read")
        participant = self.session_id._get_participant()
        elector = (
            self.env["crm.facilitation.elector"]
            .sudo()
            .search([("round_id", "=", self.id), ("participant_id", "=", participant.id)], limit=1)
        )
        if not participant or not elector:
            raise AccessError(
                self.env._(
                    "You are not on the list of this round: only people who took part when it opened vote in it."
                )
            )
        return elector

    def _find_ballot(self, elector, token):
        domain = [("round_id", "=", self.id)]
        if self.anonymous:
            if not token or not isinstance(token, str):
                raise UserError(self.env._("This round is anonymous: ask for your ballot first, then vote with it."))
            domain.append(("token_hash", "=", token_hash(self.id, elector.participant_id.id, token)))
        else:
            domain.append(("participant_id", "=", elector.participant_id.id))
        ballot = self.env["crm.facilitation.ballot"].sudo().search(domain, limit=1)
        if not ballot:
            raise AccessError(self.env._("This is not your ballot: vote on the device you asked for it with."))
        return ballot

    def _lock_open(self):
        """Hold the round open until this vote is stored, or refuse when it is closed."""
        self.flush_recordset(["state", "deadline"])
        self.env.cr.execute(SQL("SELECT state FROM crm_facilitation_round WHERE id = %s FOR SHARE", self.id))
        if self.env.cr.fetchone()[0] != "open" or not self._is_voting():
            raise UserError(self.env._("“%s” takes no votes now: it is not open.", self.name))

    def _votable(self, participant):
        needs = self.sudo().need_ids
        return needs if self.allow_own else needs.filtered(lambda need: need.author_id != participant)

    def _ballot_needs(self, participant):
        votable = self._votable(participant)
        ordered = self.sudo().need_ids.sorted(lambda need: shuffle_key(self.id, participant.id, need.id))
        return [
            {
                "id": need.id,
                "name": need.name,
                "problem": need.problem or "",
                "wish": need.wish or "",
                "fit": need.fit or "",
                "effort_days": need.effort_days,
                "department": need.department_id.name or "",
                "is_own": need not in votable,
            }
            for need in ordered
        ]

    def _ballot_choice(self, vote):
        if self.method == "dots":
            return vote.points
        if self.method == "matrix":
            return {"importance": vote.importance, "ease": vote.ease}
        return {"choice": vote.choice, "reason": vote.reason or ""}

    def _ballot_message(self, error):
        """What is wrong with the choices, in the voter's words."""
        figures = error.figures
        return {
            "not_choices": self.env._("Your vote did not arrive whole. Load the page again and repeat it."),
            "foreign_need": self.env._(
                "One of these needs is not yours to vote on in this round. Load the page again."
            ),
            "not_whole": self.env._("Give whole points."),
            "negative": self.env._("Points cannot be negative. Take dots back by setting them to 0."),
            "over_cap": self.env._("At most %s points on one need.", figures.get("cap")),
            "over_budget": self.env._(
                "That would be %(spent)s points of %(budget)s. Take some back from another need first.",
                spent=figures.get("spent"),
                budget=figures.get("budget"),
            ),
            "off_scale": self.env._("Rate both importance and ease from 1 to 5."),
            "unknown_choice": self.env._("Choose to agree, abstain, object or block."),
            "reason_needed": self.env._("Say why you object: the room can answer a reason only."),
            "reason_too_long": self.env._("Keep the reason under %s characters.", figures.get("length")),
        }[error.code]


class CrmFacilitationBallot(models.Model):
    _inherit = "crm.facilitation.ballot"

    def _store(self, choices, spent):
        """Insert, replace or take back the votes of this ballot."""
        self.ensure_one()
        known = {vote.need_id.id: vote for vote in self.vote_ids}
        for choice in choices:
            vote = known.get(choice.need)
            values = {
                "points": choice.points,
                "importance": choice.importance,
                "ease": choice.ease,
                "choice": choice.choice or False,
                "reason": choice.reason or False,
            }
            if choice.is_empty:
                (vote or self.vote_ids.browse()).unlink()
            elif vote:
                vote.write(values)
            else:
                self.vote_ids.create({"ballot_id": self.id, "need_id": choice.need, **values})
        # written in any case: two requests of one voter must not both count from the same state
        self.spent = spent
        self.env.cr.execute(SQL("UPDATE crm_facilitation_ballot SET spent = %s WHERE id = %s", spent, self.id))
        self.flush_recordset()
        self.invalidate_recordset(["vote_ids"])
