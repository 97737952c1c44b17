from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError

from ...tools.sessions.steps import OpenPoint, StepCheck
from .promise import OPEN_STATES

# how long the step takes in which the promises of the last session are read
READING_MINUTES = 15
# reasons to fail that a group names
WANTED_RISKS = 10


class CrmFacilitationSession(models.Model):
    """The discussion of a session, and what it hands on: promises, checklists, minutes, and what is still open.

    A session of a roll-out whose last session left promises begins with these.
    """

    _inherit = "crm.facilitation.session"
    _write_policy = """
        - | * | - | promise_item_id
    """

    undiscussed_need_count = fields.Integer("Not discussed yet", compute="_compute_undiscussed_need_count")
    promise_ids = fields.One2many("crm.facilitation.promise", "session_id", "Promises")
    risk_ids = fields.One2many("crm.facilitation.risk", "session_id", "Risks")
    checklist_ids = fields.One2many("crm.facilitation.checklist.item", "session_id", "Checklist")
    question_ids = fields.One2many(
        "crm.facilitation.question", "session_id", "Questions", context={"active_test": True}
    )
    promise_item_id = fields.Many2one(
        "crm.facilitation.agenda.item", "Step on promises", copy=False, readonly=True, ondelete="set null"
    )

    @api.depends("need_ids.discussed_on", "need_ids.state")
    def _compute_undiscussed_need_count(self):
        open_needs = [("session_id", "in", self.ids), ("state", "!=", "merged"), ("discussed_on", "=", False)]
        counts = dict(self.env["crm.facilitation.need"]._read_group(open_needs, ["session_id"], ["__count"]))
        for session in self:
            session.undiscussed_need_count = counts.get(session, 0)

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        sessions = super().create(vals_list)
        self.env["crm.facilitation.checklist.item"]._copy_standard(sessions)
        for session in sessions:
            session._put_promises_first()
        return sessions

    def _get_step_rules(self):
        return super()._get_step_rules() | {"discussed": self._check_discussed, "risks": self._check_register}

    def _check_register(self):
        """Reasons to fail are named, as needs with the tag or in the register, and the severe ones are looked after."""
        risks = self.risk_ids.filtered(lambda risk: not risk.need_id)
        tag = self.env.ref("crm_facilitation.need_tag_risk", raise_if_not_found=False)
        tagged = self.need_ids.filtered(lambda need: tag and tag in need.tag_ids)
        count = len(risks) + len(tagged)
        text = self.env._("Reasons to fail: %(count)s of %(wanted)s", count=count, wanted=WANTED_RISKS)
        severe = self.risk_ids.filtered(lambda risk: risk.severity == "high" and not risk.owner_id)
        return [
            StepCheck("risks", text, count >= WANTED_RISKS),
            self._check_missing("risk_owners", self.env._("Severe risks have somebody who looks after them"), severe),
        ]

    def _get_undiscussed(self):
        return self.need_ids.filtered(
            lambda need: need.state != "merged" and not need.discussed_on and not need.is_parked
        )

    def _check_discussed(self):
        text = self.env._("Each need was discussed or parked")
        return [self._check_missing("discussed", text, self._get_undiscussed()), *self._check_heard()]

    def _get_open_points(self):
        undiscussed = OpenPoint("undiscussed", self.env._("Not discussed"), self._get_undiscussed())
        return [*super()._get_open_points(), undiscussed]

    def write(self, vals: ValuesType) -> bool:
        result = super().write(vals)
        if {"current_item_id", "state"} & set(vals):
            self.env["crm.facilitation.remark"]._mix_said_in(self)
            self.env["crm.facilitation.risk"]._take_from_needs(self)
            self.env["crm.facilitation.risk"]._mix_said_in(self)
        return result

    def _has_outcome(self):
        said = self.env["crm.facilitation.remark"].search_count([("session_id", "=", self.id)], limit=1)
        return super()._has_outcome() or bool(said or self.promise_ids or self.risk_ids)

    def action_start(self) -> None:
        """Start the session; promises that the last one left since this one was prepared come first."""
        for session in self.filtered(lambda session: session.state == "draft"):
            session._put_promises_first()
        return super().action_start()

    def _get_last(self):
        """The session of the roll-out that was closed last before this one, as far as the caller may read it."""
        closed = self.search([("project_id", "=", self.project_id.id), ("state", "=", "closed"), ("id", "!=", self.id)])
        mine = self.date_start or fields.Date.context_today(self)
        before = closed.filtered(lambda session: not session.date_start or session.date_start <= mine)
        return before.sorted(lambda session: (session.closed_on or session.date_start, session.id))[-1:]

    def _get_open_promises(self):
        """Promises of all sessions of the roll-out that nobody has said anything final of."""
        return self.env["crm.facilitation.promise"].search_fetch(
            [("project_id", "=", self.project_id.id), ("state", "in", OPEN_STATES), ("session_id", "!=", self.id)],
            ["name", "promiser_id", "department_id", "due_on", "state", "outcome"],
        )

    def _get_left_open(self):
        """``(last session, {"promises": [...], "points": [...]})`` as :meth:`minutes` gives them, of what is open."""
        last = self._get_last()
        if not last:
            return last, {}
        promises = [self._minute_promise(promise) for promise in self._get_open_promises()]
        return last, {"promises": promises, "points": last.minutes()["open_points"]}

    def _word_promises_step(self):
        return {
            "name": self.env._("Promises of the last session"),
            "instruction": self.env._(
                "Read the promises of the last session one by one, each by whoever made it: kept, late, or dropped?"
            ),
        }

    def _put_promises_first(self):
        """Begin with what was promised last, where something of that is open; once."""
        self.ensure_one()
        if self.promise_item_id or not self._get_open_promises():
            return
        first = self.agenda_item_ids.sorted(lambda item: (item.day, item.sequence, item.id))[:1]
        items = self.env["crm.facilitation.agenda.item"]
        step = items.create(
            {
                **self._word_promises_step(),
                "session_id": self.id,
                "kind": "retro",
                "day": first.day or 1,
                "sequence": (first.sequence or 1) - 1,
                "planned_minutes": READING_MINUTES,
                "can_raise": False,
            }
        )
        for code, _name in self.env["res.lang"].get_installed():
            # as the other steps, whose words come from the library, it reads in the language of whoever is in the room
            step.with_context(lang=code)._write_past_guards(self.with_context(lang=code)._word_promises_step())
        self._write_past_guards({"promise_item_id": step.id})
        # read anew: it stands in front of what was read before
        self.invalidate_recordset(["agenda_item_ids"])

    @api.readonly
    def promises(self) -> list[dict]:
        """Promises of earlier sessions that are open, as the step on promises shows them.

        :return: ``[{id, name, who, due_on, state, state_label, outcome}]``, the earliest day first; days are
            ``YYYY-MM-DD``, ``state_label`` is in the reader's words
        """
        self.ensure_one()
        self.check_access("read")
        words = self._get_minutes_words()["promise"]
        return [
            self._minute_promise(promise) | {"state_label": words[promise.state]}
            for promise in self._get_open_promises()
        ]

    def action_mail_minutes(self) -> dict:
        """Mail the minutes to everybody who took part; say by name who was not reached and why."""
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        if self.state not in ("running", "closed"):
            raise UserError(self.env._("“%s” has no minutes: it has not begun.", self.name))
        people = self._find_who_took_part()
        if not people:
            raise UserError(self.env._("Nobody is marked as present. Say who took part, then send the minutes."))
        obstacles = people._get_obstacles()
        reached = people.filtered(lambda person: person not in obstacles)
        reached._mail_minutes()
        facts = {"written_to": len(reached), "not_reached": len(obstacles)}
        self.env["crm.facilitation.event"]._record(self, "minutes_sent", facts)
        return people._report_reached(self.env._("Minutes on their way: %s.", len(reached)), obstacles)

    def _find_who_took_part(self):
        """Whoever was there, or raised or supports a need by name."""
        # what people did is looked at, also where the facilitator may not read it
        needs_sudo = self.env["crm.facilitation.need"].sudo().with_context(active_test=False)
        needs_sudo = needs_sudo.search([("session_id", "=", self.id)])
        spoke = needs_sudo.author_id | needs_sudo.supporter_ids
        return self.participant_ids.filtered(lambda person: person.attendance == "joined" or person in spoke)
