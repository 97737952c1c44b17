from odoo import api, fields, models

from ...tools.voting.secrecy import receipt, shuffle_key


class CrmFacilitationRound(models.Model):
    """What a voter sees: the ballot with their choices and the needs, and what is said when a choice cannot be taken."""

    _inherit = "crm.facilitation.round"

    @api.readonly
    def ballot(self, token: str | None = None) -> dict:
        """What this voter may see: the round, the needs in their own order, their choices, the budget left.

        :return: ``{round_id, name, method, state, is_voting, anonymous, issued, budget, cap, spent, left, deadline,
            choices: {need_id: …}, receipt, needs: [{id, name, problem, wish, fit, effort_days, department, is_own}]}``
        """
        self.ensure_one()
        own = self._find_voter_ballot(token)
        return self._get_ballot_facts(own, own.choices) | {"needs": self._get_ballot_needs(own)}

    def _get_ballot_facts(self, own, choices):
        """What :meth:`ballot` returns, but the needs."""
        return {
            "round_id": self.id,
            "name": own.name,
            "method": own.method,
            "state": own.state,
            "is_voting": own.is_voting,
            "anonymous": own.anonymous,
            "issued": own.issued,
            "budget": own.budget,
            "cap": own.cap,
            "spent": own.spent or 0,
            "left": own.budget - (own.spent or 0),
            "deadline": fields.Datetime.to_string(own.deadline),
            "choices": {need: choice.as_sent(own.method) for need, choice in choices.items()},
            "receipt": receipt(own.key, choices.values()) if choices else False,
        }

    def _get_ballot_needs(self, own):
        """The needs in this voter's own order, the same each time, with their price in sight."""
        # being an elector is the right to vote: no access rule is asked beside it
        round_sudo = self.sudo()
        fits = dict(self.env["crm.facilitation.need"]._fields["fit"]._description_selection(self.env))
        listed_sudo = round_sudo._get_listed_needs()
        ordered_sudo = listed_sudo.sorted(lambda need: shuffle_key(round_sudo.id, own.participant, need.id))
        return [
            {
                "id": need.id,
                "name": need.name,
                "problem": need.problem or "",
                "wish": need.wish or "",
                "fit": fits.get(need.fit, ""),
                "effort_days": need.effort_days,
                "department": need.department_id.name or "",
                "is_own": not round_sudo.allow_own and need.author_id.id == own.participant,
            }
            for need in ordered_sudo
        ]

    def _word_ballot_error(self, error):
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
