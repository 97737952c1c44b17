from collections import Counter

from odoo import api, fields, models

from ...tools.discussion.indicators import outside_largest, percent
from ..conflicts.conflict import UNSETTLED


class CrmFacilitationSession(models.Model):
    """How the session itself goes: whom it hears, how it keeps time, whether it settles and gives reasons.

    Invariant: figures are of departments that are large enough, or of the session as a whole; never of a person.
    """

    _inherit = "crm.facilitation.session"

    @api.readonly
    def indicators(self) -> list[dict]:
        """The process indicators of this session, for facilitators and management.

        :return: ``[{code, name, value, detail, is_good}]`` in the reader's words; ``value`` is “–” where nothing can
            be said or it would tell of one or two people, and ``is_good`` is None there
        """
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_leader(
            self, self.env._("How the session goes is shown to facilitators and management.")
        )
        return [
            self._indicate_silence(),
            self._indicate_spread(),
            self._indicate_time(),
            self._indicate_settled(),
            self._indicate_reasons(),
        ]

    @api.model
    def _indicator(self, code, name, value=None, detail="", is_good=None):
        known = value is not None
        return {
            "code": code,
            "name": name,
            "value": value if known else "–",
            "detail": detail,
            "is_good": is_good if known else None,
        }

    def _indicate_silence(self):
        """Departments of which nothing was heard, as the map of the unheard shows them."""
        shown = self.heard_map()
        names = {row["id"]: row["name"] for row in shown["departments"]}
        silent = [names[cell["department_id"]] for cell in shown["silent"] if not cell["area_id"]]
        value = str(len(silent)) if names else None
        return self._indicator(
            "silent", self.env._("Silent departments"), value, ", ".join(sorted(silent)), is_good=not silent
        )

    def _indicate_spread(self):
        """How many needs come from outside the largest department, beside how many of the heads do."""
        needs_sudo = self._search_said()
        people_sudo = self._search_speakers(needs_sudo)
        heads = Counter(person_sudo.department_id.id for person_sudo in people_sudo)
        of_department = needs_sudo.filtered("department_id").grouped(lambda need: need.department_id.id)
        raised = {department: len(several) for department, several in of_department.items()}
        speakers = {department: len(several.author_id) for department, several in of_department.items()}
        spread = outside_largest(heads, raised, speakers)
        name = self.env._("Needs from outside the largest department")
        if not spread:
            return self._indicator("spread", name)
        detail = self.env._("Their share of the people: %s", percent(spread.heads))
        return self._indicator("spread", name, percent(spread.needs), detail, spread.needs >= spread.heads)

    def _get_time_spent(self):
        """``[(planned minutes, spent minutes)]`` of the steps that have begun; the current one is counted until now."""
        now, current = fields.Datetime.now(), self.current_item_id
        # stays are the server's note of what was held
        held_sudo = self.sudo().agenda_item_ids.filtered(lambda item: item.visit_ids)
        steps = []
        for item_sudo in held_sudo.filtered(lambda item: item.kind != "break"):
            spent = item_sudo.spent_seconds
            if item_sudo.id == current.id and not self.current_item_paused_at:
                spent += (now - self.current_item_started_at).total_seconds()
            steps.append((item_sudo.planned_seconds / 60, spent / 60))
        return steps

    def _indicate_time(self):
        name = self.env._("Time over plan")
        steps = self._get_time_spent()
        if not steps:
            return self._indicator("time", name)
        # what is saved in one step is not lost in another: each step has its plan
        over = sum(max(0, spent - planned) for planned, spent in steps)
        minutes = self.env._("%s min", f"{over:.0f}")
        detail = self.env._("Steps over their time: %s", sum(spent > planned for planned, spent in steps))
        return self._indicator("time", name, minutes, detail, over < 1)

    def _indicate_settled(self):
        """Conflicts of the session that were agreed on or dismissed."""
        conflicts = self.env["crm.facilitation.conflict"].search([("session_id", "=", self.id)])
        settled = conflicts.filtered(lambda conflict: conflict.state not in UNSETTLED)
        return self._indicate_part("settled", self.env._("Conflicts settled"), len(settled), len(conflicts))

    def _indicate_reasons(self):
        """Decisions that say why; accepting needs no reason, and is better with one."""
        decided = [("session_id", "=", self.id), ("state", "in", ("accepted", "deferred", "rejected"))]
        needs = self.env["crm.facilitation.need"].with_context(active_test=False).search(decided)
        reasoned = needs.filtered(lambda need: (need.decision_reason or "").strip())
        return self._indicate_part("reasons", self.env._("Decisions with a reason"), len(reasoned), len(needs))

    def _indicate_part(self, code, name, part, whole):
        if not whole:
            return self._indicator(code, name)
        detail = self.env._("%(part)s of %(whole)s", part=part, whole=whole)
        return self._indicator(code, name, percent(part / whole), detail, part == whole)
