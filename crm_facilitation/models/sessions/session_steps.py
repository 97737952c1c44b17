from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.sessions.steps import GAP, permits_of, place_before

# the agenda of a session whose last day nobody named yet
USUAL_DAYS = 3
# minutes of a step that is inserted or extended
LONGEST = 600


class CrmFacilitationSession(models.Model):
    """The agenda of a session: where it starts from, and how a facilitator walks through it and changes it.

    Whoever sends a command may say which step they saw: two desks that press at once go one step on, and the second is
    told. Each command of a session that has begun leaves evidence. The time that runs moves nobody.

    Invariants: the current step is one of the session's own, and is not left out; a step that was held stays.
    """

    _inherit = "crm.facilitation.session"
    _write_policy = """
        facilitator | * | - | agenda_id
    """

    agenda_id = fields.Many2one(
        "crm.facilitation.agenda",
        "Standard agenda",
        compute="_compute_agenda_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="set null",
        help="The session starts from a copy of its steps.",
        domain="[('company_id', 'in', [False, company_id])]",
    )
    current_item_started_at = fields.Datetime("Current step since", copy=False)
    current_item_paused_at = fields.Datetime("Paused since", copy=False)
    agenda_hours = fields.Char("Length of its days", compute="_compute_agenda_hours")

    @api.depends("date_start", "date_end", "company_id")
    def _compute_agenda_id(self):
        for session in self:
            if session._origin:
                # what was chosen once is not chosen anew because a day is added
                session.agenda_id = session.agenda_id
                continue
            days = USUAL_DAYS
            if session.date_start and session.date_end:
                days = (session.date_end - session.date_start).days + 1
            session.agenda_id = self.env["crm.facilitation.agenda"]._get_standard(days, session.company_id)

    @api.depends("agenda_item_ids.planned_minutes", "agenda_item_ids.day", "agenda_item_ids.is_parked")
    def _compute_agenda_hours(self):
        for session in self:
            minutes = session.agenda_item_ids._get_minutes_of_days()
            session.agenda_hours = ", ".join(
                session.env._("day %(day)s: %(hours)s", day=day, hours=f"{total // 60}:{total % 60:02}")
                for day, total in minutes.items()
            )

    @api.constrains("current_item_id", "agenda_item_ids")
    def _check_current_item(self):
        for session in self:
            if session.current_item_id and session.current_item_id.session_id != session:
                raise ValidationError(self.env._("The current step is not on this session's agenda."))

    def action_go_to(self, item: models.BaseModel | int, seen_item_id: int | bool | None = None) -> None:
        """Make ``item`` (a record or an id) the current step, forward or back; one that was left out is taken in again.

        :param seen_item_id: the step that the caller saw as the current one; refused when it is not any more
        """
        self.ensure_one()
        self._check_state("running", self.env._("Start the session before moving through its agenda."))
        self._check_seen(seen_item_id)
        item = self._get_step(item if isinstance(item, int) else item.id)
        if item == self.current_item_id:
            return
        left = self.current_item_id
        self._enter_step(item)
        if item.is_parked:
            self._write_steps(item, {"is_parked": False})
        self._record_step("step_begun", item, {"name_before": left.name or ""})

    def action_next(self, seen_item_id: int | bool | None = None) -> None:
        """Go one step forward; stay at the last one."""
        self.ensure_one()
        return self._go_by(1, seen_item_id)

    def action_previous(self, seen_item_id: int | bool | None = None) -> None:
        """Go one step back; stay at the first one."""
        self.ensure_one()
        return self._go_by(-1, seen_item_id)

    def _go_by(self, number, seen):
        self._check_seen(seen)
        steps = self._get_walked()
        if not self.current_item_id:
            return self.action_go_to(steps[0])
        position = steps.ids.index(self.current_item_id.id) + number
        return self.action_go_to(steps[min(max(position, 0), len(steps) - 1)])

    def action_pause(self, seen_item_id: int | bool | None = None) -> None:
        """Stop the time of the current step; people go on with what they are doing."""
        item = self._get_current_step(seen_item_id)
        if not self.current_item_paused_at:
            self._set_state({"current_item_paused_at": fields.Datetime.now()})
            self._record_step("step_paused", item)

    def action_resume(self, seen_item_id: int | bool | None = None) -> None:
        """Let the time of the current step run on, without the pause."""
        item = self._get_current_step(seen_item_id)
        if not self.current_item_paused_at:
            return
        now = fields.Datetime.now()
        self._note_pause(now)
        self._set_state({"current_item_paused_at": False, "current_item_started_at": now})
        self._record_step("step_resumed", item)

    def action_extend(self, minutes: int = 5, seen_item_id: int | bool | None = None) -> None:
        """Give the current step more time."""
        item = self._get_current_step(seen_item_id)
        if not 1 <= minutes <= LONGEST or item.extra_minutes + minutes > LONGEST:
            raise UserError(self.env._("A step is extended by ten hours at most."))
        self._write_steps(item, {"extra_minutes": item.extra_minutes + minutes})
        self._record_step("step_extended", item, {"minutes": minutes})

    def action_move_item(self, item_id: int, before_id: int | bool | None = None) -> None:
        """Put a step in front of another one, on its day; without one, at the end."""
        item = self._get_step(item_id)
        before = self._get_step(before_id) if before_id else item.browse()
        if item == before:
            return
        day = (before or self.agenda_item_ids[-1:]).day
        order = place_before(self.agenda_item_ids.ids, item.id, before.id or None)
        self._write_steps(item, {"day": day})
        self._order_steps(order)
        self._record_step("step_moved", item, {"before_step": before.name or ""})

    def action_insert_item(
        self, name: str, kind: str = "discuss", minutes: int = 15, after_id: int | bool | None = None
    ) -> int:
        """Add a step behind another one (the current one, else the last), which permits what its kind permits.

        :return: the id of the new step
        """
        self._check_leads()
        model = self.env["crm.facilitation.agenda.item"]
        if not (name or "").strip():
            raise UserError(self.env._("Give the step a name that people understand on their screens."))
        if kind not in dict(model._fields["kind"]._description_selection(self.env)) or not 1 <= minutes <= LONGEST:
            raise UserError(self.env._("Choose what kind of step it is, and give it one minute to ten hours."))
        after = self._get_step(after_id) if after_id else self.current_item_id or self.agenda_item_ids[-1:]
        values = {"name": name.strip(), "session_id": self.id, "kind": kind, "planned_minutes": minutes}
        values |= permits_of(kind)._asdict() | {"day": after.day or 1}
        following = self.agenda_item_ids.ids[self.agenda_item_ids.ids.index(after.id) + 1 :] if after else []
        # the command has checked the caller and leaves the evidence
        item = model.sudo().create([values]).sudo(self.env.su)
        order = place_before(self.agenda_item_ids.ids, item.id, following[0] if following else None)
        self._order_steps(order)
        self._record_step("step_inserted", item, {"minutes": minutes})
        return item.id

    def action_cut_item(self, item_id: int, is_cut: bool = True) -> None:
        """Leave a step out of the way through the agenda, or take it in again; it stays on the list."""
        item = self._get_step(item_id)
        if is_cut and item == self.current_item_id:
            raise UserError(self.env._("“%s” is the current step. Go to another one first.", item.name))
        if bool(item.is_parked) == is_cut:
            return
        self._write_steps(item, {"is_parked": is_cut})
        if is_cut:
            self._record_step("step_cut", item)
        else:
            self._record_step("step_restored", item)

    def take_agenda(self, agenda_id: int) -> None:
        """Take the steps of a standard agenda in place of those that were not held yet; what was held stays."""
        self._check_leads()
        self.env["crm.facilitation.agenda"].browse(agenda_id)._give_to(self)

    def save_agenda(self, name: str) -> int:
        """Keep the steps of this session as a standard agenda of its company.

        :return: the id of the agenda
        """
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        return self.env["crm.facilitation.agenda"]._save_steps(self, name).id

    def _check_leads(self):
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        if self.state in ("closed", "cancelled"):
            raise UserError(self.env._("“%s” is over: its agenda stays as it was held.", self.name))

    def _check_seen(self, seen):
        """Refuse who presses while looking at another step than the current one."""
        if seen is not None and (seen or False) != self.current_item_id.id:
            raise UserError(
                self.env._(
                    "“%s” is the current step: somebody has just gone there. Look once more before you go on.",
                    self.current_item_id.name or self.env._("No step"),
                )
            )

    def _get_step(self, item_id):
        """A step of this session, for whoever may change its agenda."""
        self._check_leads()
        item = self.env["crm.facilitation.agenda.item"].browse(item_id)
        if item not in self.agenda_item_ids:
            raise UserError(self.env._("This step is not on the agenda of the session."))
        return item

    def _get_current_step(self, seen=None):
        """The current step of a running session, for whoever leads it."""
        self._check_leads()
        self._check_state("running", self.env._("Start the session before moving through its agenda."))
        self._check_seen(seen)
        if not self.current_item_id:
            raise UserError(self.env._("No step is current. Go to one first."))
        return self.current_item_id

    def _get_walked(self):
        """The steps that forward and back lead through, the current one among them."""
        if not self.agenda_item_ids:
            raise UserError(self.env._("The agenda of “%s” is empty. Add its steps first.", self.name))
        walked = self.agenda_item_ids.filtered(
            lambda item: item == self.current_item_id or not (item.is_parked or item.is_parallel)
        )
        return walked or self.agenda_item_ids

    def _write_steps(self, items, vals):
        """Note on steps what a command decided, which nobody fills in by hand."""
        # the command has checked the caller and leaves the evidence
        items.sudo().write(vals)

    def _order_steps(self, order):
        """Number the steps anew in this order, each within its day, writing those that change."""
        steps = self.agenda_item_ids.browse(order)
        for place, step in enumerate(steps.sorted(lambda step: step.day), 1):
            if step.sequence != place * GAP:
                self._write_steps(step, {"sequence": place * GAP})
        self.invalidate_recordset(["agenda_item_ids"])

    def _enter_step(self, item, also=None):
        """Leave the current step for ``item``, or for none, and keep how long it was held."""
        now = fields.Datetime.now()
        left, paused = self.current_item_id, self.current_item_paused_at
        self._set_state(
            (also or {})
            | {
                "current_item_id": item.id,
                "current_item_started_at": now if item else False,
                "current_item_paused_at": False,
            }
        )
        if left:
            self._note_pause(now, paused)
            visit_sudo = self._get_open_visit()
            # a server's clock that is set back ends no stay before it began
            visit_sudo._write_past_guards({"ended_at": max(now, visit_sudo.started_at or now)})
            # a session is in one step at a time
            visit_sudo.flush_recordset()
        if item:
            # stays are the server's own note
            self.env["crm.facilitation.agenda.visit"].sudo().create([{"item_id": item.id, "started_at": now}])

    def _note_pause(self, now, since=None):
        since = since or self.current_item_paused_at
        visit_sudo = self._get_open_visit()
        if since and visit_sudo:
            seconds = visit_sudo.paused_seconds + max(0, int((now - since).total_seconds()))
            visit_sudo._write_past_guards({"paused_seconds": seconds})

    def _get_open_visit(self):
        """The stay that lasts."""
        # stays are the server's own note
        visits_sudo = self.env["crm.facilitation.agenda.visit"].sudo()
        return visits_sudo.search([("session_id", "=", self.id), ("ended_at", "=", False)])

    def _record_step(self, kind, item, facts=None):
        """Leave evidence of a command where the session has begun."""
        if self.state != "draft":
            self.env["crm.facilitation.event"]._record(self, kind, {"name": item.name} | (facts or {}))
