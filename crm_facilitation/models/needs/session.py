from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import UserError

from ...tools.sessions.identity import OBSERVER
from ...tools.sessions.steps import OpenPoint, StepCheck


def _is_without_minutes(need):
    return not need.minutes_lost_weekly


class CrmFacilitationSession(models.Model):
    """What a session says of raising needs: from whom it takes one now, whether names are stored, what is parked.

    When a step ends, what was raised anonymously during it is sealed in the evidence.
    """

    _inherit = "crm.facilitation.session"

    need_count = fields.Integer(compute="_compute_need_counts")
    undecided_need_count = fields.Integer(compute="_compute_need_counts")
    parking_lot = fields.One2many(
        "crm.facilitation.need", "session_id", domain=[("is_parked", "=", True)], context={"active_test": True}
    )

    @api.depends("need_ids.state")
    def _compute_need_counts(self):
        groups = self.env["crm.facilitation.need"]._read_group(
            [("session_id", "in", self.ids)], ["session_id", "state"], ["__count"]
        )
        needs = {(session, state): count for session, state, count in groups}
        for session in self:
            session.need_count = sum(count for (of, _state), count in needs.items() if of == session)
            session.undecided_need_count = needs.get((session, "raised"), 0)

    def _takes_need_from_caller(self):
        self.ensure_one()
        try:
            return self._check_can_raise().may_raise
        except UserError:
            return False

    def _is_anonymous_now(self):
        """Whether a need raised now names nobody."""
        # the current step decides, also for whoever may not read it
        session_sudo = self.sudo()
        return bool(session_sudo.state == "running" and session_sudo.current_item_id.anonymous)

    def _get_step_rules(self):
        return super()._get_step_rules() | {
            "written": self._check_written,
            "sharpened": self._check_sharpened,
            "grouped": self._check_grouped,
            "fit": self._check_fit,
            "decided": self._check_decided,
            "criteria": self._check_criteria,
            "parking": self._check_parking,
            "heard": self._check_heard,
        }

    def _get_step_needs(self):
        """Needs that the steps are about: those that became part of another one are in that one."""
        return self.need_ids.filtered(lambda need: need.state != "merged")

    def _get_silent_departments(self):
        """Departments that take part, of which nobody has raised or supported anything in this session."""
        # departments are told, and nobody of them
        session_sudo = self.sudo()
        people_sudo = session_sudo.participant_ids.filtered(lambda person: person.role != OBSERVER)
        needs_sudo = session_sudo.need_ids
        return people_sudo.department_id - needs_sudo.department_id - needs_sudo.supporter_ids.department_id

    def _check_heard(self):
        silent = self._get_silent_departments()
        text = self.env._("Every department was heard")
        if silent:
            text = self.env._("Not heard yet: %s", ", ".join(silent.mapped("name")))
        return [StepCheck("heard", text, not silent)]

    def _check_written(self):
        bare = self._get_step_needs().filtered(lambda need: not (need.problem or "").strip())
        return [*self._check_heard(), self._check_missing("problem", self.env._("Each need says what hurts"), bare)]

    def _check_sharpened(self):
        needs = self._get_step_needs()
        lonely = needs.filtered(lambda need: not need.supporter_ids)
        return [
            self._check_missing(
                "minutes", self.env._("Each need says how many minutes it costs"), needs.filtered(_is_without_minutes)
            ),
            self._check_missing("supporters", self.env._("Each need has supporters"), lonely),
        ]

    def _check_grouped(self):
        bare = self._get_step_needs().filtered(lambda need: not need.tag_ids)
        return [self._check_missing("tags", self.env._("Each need has a tag"), bare)]

    def _check_fit(self):
        waiting = self._get_step_needs().filtered(lambda need: need.state == "raised" and not need.is_parked)
        return [
            self._check_missing("fit", self.env._("Each need has a fit"), waiting.filtered(lambda need: not need.fit)),
            self._check_missing(
                "days", self.env._("Each need has its days"), waiting.filtered(lambda need: not need.effort_days)
            ),
        ]

    def _check_decided(self):
        undecided = self._get_step_needs().filtered(lambda need: need.state == "raised" and not need.is_parked)
        return [self._check_missing("decided", self.env._("Each need is decided"), undecided)]

    def _check_criteria(self):
        accepted = self._get_step_needs().filtered(lambda need: need.state == "accepted")
        bare = accepted.filtered(lambda need: not (need.acceptance_criteria or "").strip())
        return [self._check_missing("criteria", self.env._("Each accepted need says how it is tried"), bare)]

    def _check_parking(self):
        waiting = self.parking_lot.filtered(lambda need: need.state == "raised")
        return [self._check_missing("parking", self.env._("The parking lot is empty"), waiting)]

    def _get_open_points(self):
        undecided = self._get_step_needs().filtered(lambda need: need.state == "raised")
        return [
            *super()._get_open_points(),
            OpenPoint("parked", self.env._("Parked"), undecided.filtered("is_parked")),
            OpenPoint("undecided", self.env._("Not decided"), undecided.filtered(lambda need: not need.is_parked)),
        ]

    def write(self, vals: ValuesType) -> bool:
        result = super().write(vals)
        if {"current_item_id", "state"} & set(vals):
            self.env["crm.facilitation.need"]._seal_origins(self)
        return result
