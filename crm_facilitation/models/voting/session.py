from collections import Counter

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.figures import write_figure
from ...tools.sessions.steps import OpenPoint, StepCheck
from ...tools.small_groups import published_departments

# of so many electors of a department a vote waits for so many
ENOUGH, OF = 4, 5


class CrmFacilitationSession(models.Model):
    _inherit = "crm.facilitation.session"

    round_ids = fields.One2many("crm.facilitation.round", "session_id", "Rounds")

    def action_close(self) -> None:
        self._check_no_vote_under_way()
        return super().action_close()

    def action_cancel(self) -> None:
        self._check_no_vote_under_way()
        return super().action_cancel()

    def _get_step_rules(self):
        return super()._get_step_rules() | {
            "voted": self._check_voted,
            "limits": self._check_limits,
            "planned": self._check_planned,
        }

    def _check_voted(self):
        """A vote was held in the current step, and enough people of every department have voted in it."""
        rounds = self.round_ids.filtered(lambda one: one.item_id == self.current_item_id and one.state != "draft")
        held = StepCheck("held", self.env._("A vote was opened in this step"), bool(rounds))
        # nobody has the right to read the list of electors; departments alone are named
        missing_sudo = self.env["crm.facilitation.participant"].sudo().browse()
        electors_sudo = self.env["crm.facilitation.elector"].sudo().search([("round_id", "in", rounds.ids)])
        for ballot_round in rounds.filtered(lambda one: one.state == "open"):
            missing_sudo |= ballot_round.sudo()._get_missing()
        silent = self._name_silent(electors_sudo.participant_id, missing_sudo, any(rounds.mapped("anonymous")))
        text = self.env._("Four out of five of every department have voted")
        if silent:
            text = self.env._("Fewer than four out of five have voted: %s", ", ".join(silent))
        return [held, StepCheck("voted", text, bool(rounds) and not silent)]

    def _name_silent(self, people, missing, is_secret):
        """Names of the departments of ``people`` in which too many are ``missing``; small ones count as one in a secret
        vote, where nobody is told when their only person has voted.
        """
        sizes = Counter(person.department_id for person in people)
        shown = set(sizes)
        if is_secret:
            large = published_departments({department.id: size for department, size in sizes.items()})
            shown = {department for department in sizes if department.id in large}
        all_of = Counter(department if department in shown else None for department in sizes.elements())
        missing_of = Counter(person.department_id if person.department_id in shown else None for person in missing)
        return [
            department.name if department else self.env._("Small departments together")
            for department, size in all_of.items()
            if OF * (size - missing_of[department]) < ENOUGH * size
        ]

    def _check_limits(self):
        days = self.project_id.facilitation_capacity_days
        return [StepCheck("capacity", self.env._("The days that there are for must-haves are written down"), days > 0)]

    def _check_planned(self):
        days = self.project_id.facilitation_capacity_days
        accepted = self.need_ids.filtered(lambda need: need.state == "accepted")
        text = self.env._(
            "Days of what was accepted: %(planned)s of %(capacity)s",
            planned=write_figure(self.env, sum(accepted.mapped("effort_days")), least=1),
            capacity=write_figure(self.env, days, least=1),
        )
        return [*self._check_limits(), StepCheck("planned", text, sum(accepted.mapped("effort_days")) <= days)]

    def _get_open_points(self):
        still_open = self.round_ids.filtered(lambda one: one.state == "open")
        return [*super()._get_open_points(), OpenPoint("rounds", self.env._("Votes that are still open"), still_open)]

    def _has_outcome(self):
        return super()._has_outcome() or bool(self.round_ids)

    def _get_needs_taken_up(self):
        """Needs of former sessions that this one takes up again (hook)."""
        return self.need_ids.browse()

    def _check_no_vote_under_way(self):
        for session in self:
            still_open = session.round_ids.filtered(lambda ballot_round: ballot_round.state == "open")
            if still_open:
                raise UserError(self.env._("Close the round “%s” first: people are still voting.", still_open[0].name))
