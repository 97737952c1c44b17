from odoo import api, models

# what the room reads of every step
READ = (
    "name", "session_id", "sequence", "day", "kind", "instruction", "why", "form", "audience", "speakers", "can_raise",
    "can_vote", "can_remark", "anonymous", "planned_minutes", "extra_minutes", "pitfall", "done_when", "cut_first",
    "is_parked", "is_parallel",
)  # fmt: skip


class CrmFacilitationAgendaItem(models.Model):
    """What the room says of a step. Nothing of it moves by itself: the pages count the time."""

    _inherit = "crm.facilitation.agenda.item"

    @api.model
    def _read_agenda(self, session):
        """``(steps, spent)`` of a session: its steps in their order, and the seconds that each of them took before it runs
        now, in earlier stays and before the last pause; in two statements.
        """
        steps = self.search_fetch([("session_id", "=", session.id)], READ)
        visits = self.env["crm.facilitation.agenda.visit"].search_fetch(
            [("session_id", "=", session.id)], ["item_id", "started_at", "ended_at", "paused_seconds"]
        )
        spent = dict.fromkeys(steps.ids, 0)
        for visit in visits:
            until = session.current_item_paused_at or session.current_item_started_at or visit.started_at
            spent[visit.item_id.id] += visit._get_seconds(until)
        return steps, spent

    def _get_planned_seconds(self):
        return 60 * (self.planned_minutes + self.extra_minutes)

    def _describe_step(self, session, view: str) -> dict:
        """The step that the session is in."""
        self.ensure_one()
        words = {name: dict(self._fields[name]._description_selection(self.env)) for name in ("kind", "form")}
        step = {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "kind_label": words["kind"][self.kind],
            "form": self.form,
            "form_label": words["form"][self.form],
            "audience": self.audience,
            "speakers": self.speakers or "",
            "instruction": self.instruction or "",
            "why": self.why or "",
            "day": self.day,
            "can_raise": bool(self.can_raise),
            "can_vote": bool(self.can_vote),
            "can_remark": bool(self.can_remark),
            "anonymous": bool(self.anonymous),
            "planned_seconds": self._get_planned_seconds(),
        }
        if self == session.promise_item_id and not (self.anonymous and view == "projector"):
            step["promises"] = session.promises()
        return step | ({"pitfall": self.pitfall or ""} if view == "desk" else {})

    def _describe_place(self, session) -> dict:
        """The step in the agenda on the desk."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "kind_label": dict(self._fields["kind"]._description_selection(self.env))[self.kind],
            "day": self.day,
            "planned_minutes": self.planned_minutes + self.extra_minutes,
            "is_current": self == session.current_item_id,
            "is_cut_first": bool(self.cut_first),
            "is_parked": bool(self.is_parked),
            "is_parallel": bool(self.is_parallel),
        }
