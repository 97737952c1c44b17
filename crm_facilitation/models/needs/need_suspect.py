from odoo import fields, models

from ...tools.access.texts import plain
from .need_decision import DECISION_KINDS

# what people voted on and what was accepted; a change of it puts both under question
WORDING_FIELDS = (
    "name",
    "problem",
    "wish",
    "minutes_lost_weekly",
    "acceptance_criteria",
    "stance",
    "target_model_id",
    "target_field_id",
    "target_stage_id",
)


# what the facilitator records of a need beside its words; filling it in for the first time changes no word
TARGET_FIELDS = ("stance", "target_model_id", "target_field_id", "target_stage_id")


def _is_other(old, new):
    return plain(str(old)) != plain(str(new))


class CrmFacilitationNeed(models.Model):
    """A need whose words change after people voted on it or after it was accepted.

    Its votes and links are then under question until a facilitator has reviewed them, or the wording that people voted
    on or accepted is restored; that wording stays readable, out of the evidence, which nobody can change.
    """

    _inherit = "crm.facilitation.need"

    previous_wording = fields.Text(compute="_compute_previous_wording", help="What it said before it was changed.")

    def _compute_previous_wording(self):
        # those who may read the need may read what it said before
        events_sudo = (
            self.env["crm.facilitation.event"]
            .sudo()
            .search(
                [("record_model", "=", self._name), ("record_id", "in", self.ids), ("kind", "=", "need_changed")],
                order="id",
            )
        )
        wordings = {}
        for event_sudo in events_sudo:
            lines = [
                f"{self._fields[name].get_description(self.env)['string']}: {value}"
                for name, value in event_sudo.payload["before"].items()
            ]
            wordings.setdefault(event_sudo.record_id, []).append(
                "\n".join([fields.Date.to_string(event_sudo.at), *lines])
            )
        for need in self:
            need.previous_wording = "\n\n".join(wordings.get(need.id, ())) or False

    def _get_sealed_wording(self, vals):
        """``{need: {name: text}}`` of the words that ``vals`` would change, where people voted on or accepted them."""
        wording = [name for name in WORDING_FIELDS if name in vals]
        return {need: need._wording(wording) for need in self._sealed()} if wording else {}

    def _note_wording(self, before):
        """Put under question whatever reads differently from ``before``, see :meth:`_get_sealed_wording`."""
        for need, old in before.items():
            new = need._wording(old)
            first = [name for name in TARGET_FIELDS if name in old and not old[name] and new[name]]
            if first:
                need._record_edit({name: "" for name in first}, {name: new[name] for name in first})
            old = {name: text for name, text in old.items() if name not in first}
            if changed := {name: old[name] for name in old if _is_other(old[name], new[name])}:
                need._put_under_question(changed, {name: new[name] for name in changed})
                if need._is_wording_restored():
                    need._write_past_guards({"is_suspect": False})
                    self.env["crm.facilitation.event"]._record(need, "need_restored", {"name": need.name})

    def _is_wording_restored(self):
        """Whether the need says again what people voted on or accepted, and nobody has answered another wording since."""
        self.ensure_one()
        said, since, is_answered = {}, None, False
        for event in self._get_wording_events():
            if event.kind in ("need_reviewed", "need_restored"):
                said, since, is_answered = {}, None, False
            elif event.kind == "need_changed":
                said, since = event.payload["before"] | said, since or event.at
            else:
                is_answered = is_answered or bool(said)
        if not said or is_answered or self.is_target_moved or self._is_asked_since(since):
            return False
        now = self._wording(said)
        return not any(_is_other(said[name], now[name]) for name in said)

    def _note_target_restored(self):
        """Of these needs, whose target was renamed, those of which it is called again as it was; they are told apart no
        more, and nothing is under question unless their words are, or somebody answered them meanwhile."""
        restored = self.filtered(lambda need: need._is_target_called_as_before())
        for need in restored:
            since, events = need.target_moved_on, need._get_wording_events()
            need._write_past_guards({"is_target_moved": False, "target_moved_on": False})
            is_reworded = need._is_reworded() and not need._is_wording_restored()
            is_answered = not since or need._is_asked_since(since) or any(event.at > since for event in events)
            if not is_reworded and not is_answered:
                need._write_past_guards({"is_suspect": False})
                self.env["crm.facilitation.event"]._record(need, "need_restored", {"name": need.name})
        return restored

    def _is_reworded(self):
        """Whether a change of the words waits for a review."""
        kinds = [event.kind for event in self._get_wording_events()]
        answers = [number for number, kind in enumerate(kinds) if kind in ("need_reviewed", "need_restored")]
        return "need_changed" in kinds[answers[-1] + 1 if answers else 0 :]

    def _get_wording_events(self):
        """Changes of the wording, reviews of it and decisions on the need, oldest first."""
        kinds = ("need_changed", "need_reviewed", "need_restored", *DECISION_KINDS.values())
        # what happened to the need decides, whoever may read it
        return (
            self.env["crm.facilitation.event"]
            .sudo()
            .search([("record_model", "=", self._name), ("record_id", "=", self.id), ("kind", "in", kinds)], order="id")
        )

    def _is_asked_since(self, moment):
        """Hook: whether people were asked about this need after ``moment``."""
        self.ensure_one()
        return False

    def _sealed(self):
        """Hook: those of these needs whose words stand, since they are accepted."""
        return self.filtered(lambda need: need.state == "accepted")

    def _wording(self, names):
        """Text of the fields, as somebody reads it."""
        self.ensure_one()
        # the evidence holds what the need said, whoever changed it
        return {name: self._fields[name].convert_to_export(self.sudo()[name], self) or "" for name in names}

    def _get_edited(self, names):
        # what puts the need under question leaves a row of its own
        questioned = set(WORDING_FIELDS) if self._sealed() else set()
        return [name for name in super()._get_edited(names) if name not in questioned]

    def _record_edit(self, before, after):
        super()._record_edit(before, after)
        changed = {name for name in before if before[name] != after[name]}
        if changed & {*WORDING_FIELDS, "author_id", "session_id"}:
            self._notify_author("edited")
        if "active" in changed:
            self._notify_author("restored" if self.active else "archived")

    def _put_under_question(self, before, after):
        self._write_past_guards({"is_suspect": True})
        self.env["crm.facilitation.event"]._record(self, "need_changed", {"before": before, "after": after})
        self._notify_author("edited")

    def action_review(self) -> bool:
        """Confirm that the votes and links of a changed need still hold."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        for need in self.filtered("is_suspect"):
            need._write_past_guards({"is_suspect": False})
            self.env["crm.facilitation.event"]._record(need, "need_reviewed", {"name": need.name})
        return True
