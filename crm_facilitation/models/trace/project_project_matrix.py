from odoo import api, models

from ...tools.trace.sheet import paginate, write_csv, write_sheet

MATRIX_FIELDS = (
    "goal_id",
    "department_id",
    "need_id",
    "session_id",
    "need_state",
    "task_id",
    "feature_id",
    "config_item_id",
    "delivery_state",
    "gap",
)
# before these columns stand those that are worked out: who asked; who decided, and why; who confirmed
ASKED_BEFORE, DECIDED_BEFORE, CONFIRMED_BEFORE = (
    MATRIX_FIELDS.index(name) for name in ("session_id", "task_id", "gap")
)
# what the columns in between are worked out from
KEYS = (".need", ".task", ".feature")
# on paper these columns stand in one: who decided and why below the decision, the record below the feature where it is
# called otherwise, who confirmed below the delivery
FOLDED = ((0,), (1,), (2,), (3,), (4,), (5, 6, 7), (8,), (9, 10), (11, 12), (13,))
# on A4 landscape in the type of the report: columns in percent, characters in a line of the whole width (Cyrillic, the
# wider), lines that stay for rows below title and headers, and the space around a row, in lines
SHARES = (9, 9, 13, 9, 8, 12, 11, 9, 10, 10)
CHARACTERS = 205
LINES = 60
PADDING = 0.7


class ProjectProject(models.Model):
    """The trace matrix of a roll-out, to hand to the client as XLSX, CSV or PDF."""

    _inherit = "project.project"

    def _get_trace_rows(self):
        """Header and rows of the matrix of these roll-outs, as texts in the reader's language.

        It names who asked, in which session, who decided and why, and who confirmed the result, for whom; of an anonymous
        need nobody who asked. Where nothing was to be configured, the reason stands beside what is missing.
        """
        trace, _ = self.env["crm.facilitation.trace"], self.env._
        described = trace.fields_get(MATRIX_FIELDS, ["string"])
        headers = [described[name]["string"] for name in MATRIX_FIELDS]
        ours = [("project_id", "in", self.ids)]
        order = "need_id.id, task_id.id, feature_id.id"
        rows = trace._read_texts(ours, (*MATRIX_FIELDS, *KEYS), order=order)
        needs = self.env["crm.facilitation.need"].browse({row[-3] for row in rows if row[-3]})
        askers = dict(zip(needs.ids, needs.mapped("origin_label"), strict=True)) if needs else {}
        decided, confirmed = self._get_decisions(needs), self._get_confirmations(needs)
        reasons, gap = self._get_reasons(rows), MATRIX_FIELDS.index("gap")
        named = []
        for *texts, need, task, feature in rows:
            if not feature and task in reasons:
                texts[gap] = f"{texts[gap]}: {reasons[task]}"
            named.append(
                self._insert_named(texts, askers.get(need, ""), decided.get(need, ("", "")), confirmed.get(need, ""))
            )
        decision = (_("Decided by"), _("Why it was decided so"))
        return self._insert_named(headers, _("Asked for by"), decision, _("Confirmed by")), named

    @api.model
    def _insert_named(self, texts, asked, decided, confirmed):
        """A row of the fields of the trace with the columns that are worked out, each in its place in the chain."""
        return [
            *texts[:ASKED_BEFORE], asked, *texts[ASKED_BEFORE:DECIDED_BEFORE], *decided,
            *texts[DECIDED_BEFORE:CONFIRMED_BEFORE], confirmed, *texts[CONFIRMED_BEFORE:],
        ]  # fmt: skip

    @api.model
    def _get_reasons(self, rows):
        """``{task id: why there was nothing to configure}``."""
        # those who may read the row may know why it has no feature
        tasks_sudo = self.env["project.task"].sudo().browse({row[-2] for row in rows if row[-2]})
        return {task.id: task.nothing_to_configure.strip() for task in tasks_sudo if task.nothing_to_configure}

    @api.model
    def _get_decisions(self, needs):
        """``{need id: (who decided, why)}`` in words; of what became part of another need, who put them together."""
        # those who may read the row may know who decided, and why
        needs_sudo = needs.sudo()
        decided = {
            need.id: (need.decided_by_id.name or "", (need.decision_reason or "").strip()) for need in needs_sudo
        }
        # the group's reason, where it decided otherwise than it had voted
        deviations_sudo = self.env["crm.facilitation.deviation"].sudo().search([("need_id", "in", needs.ids)])
        why = {row.need_id.id: row.reason.strip() for row in deviations_sudo if row.reason}
        places = self._get_places_in_votes(needs_sudo.filtered(lambda need: need.state == "accepted"))
        merged_sudo = needs_sudo.filtered("merged_into_id")
        joined = self._get_last_events(["need_merged"], merged_sudo)
        for need_sudo in needs_sudo:
            who, reason = decided[need_sudo.id]
            decided[need_sudo.id] = who, reason or why.get(need_sudo.id) or places.get(need_sudo.id, "")
        for need_sudo in merged_sudo:
            who = self._get_actor_in_words(joined[need_sudo.id]) if need_sudo.id in joined else ""
            decided[need_sudo.id] = who, self.env._("Part of “%s” now", need_sudo.merged_into_id.name)
        return decided

    @api.model
    def _get_places_in_votes(self, needs):
        """``{need id: its place in the newest vote that published an order}``, in words."""
        asked = set(needs.ids)
        rounds_sudo = {need: held for need, held in needs._get_share_rounds().items() if need in asked}
        places = {
            held: {need: place for place, need in enumerate(held.published_order, 1)} for held in rounds_sudo.values()
        }
        return {
            need: self.env._(
                "Place %(place)s of %(count)s in “%(vote)s”",
                place=places[held][need],
                count=len(places[held]),
                vote=held.name,
            )
            for need, held in rounds_sudo.items()
        }

    @api.model
    def _get_last_events(self, kinds, needs):
        """``{need id: its last row of evidence of these kinds}``, as superuser."""
        ours = [("record_model", "=", needs._name), ("record_id", "in", needs.ids), ("kind", "in", kinds)]
        # those who may read the row may know who decided and who confirmed
        events_sudo = self.env["crm.facilitation.event"].sudo().search(ours, order="id")
        return {event.record_id: event for event in events_sudo}

    @api.model
    def _get_actor_in_words(self, event_sudo):
        """Who it was: a guest's account is nobody's, so they are named by their place in the session."""
        place = (event_sudo.payload or {}).get("actor_participant")
        if place:
            return event_sudo.env["crm.facilitation.participant"].browse(place).exists().partner_id.name or ""
        return event_sudo.actor_id.name or self.env._("Somebody who asked, without a name")

    @api.model
    def _get_confirmations(self, needs):
        """``{need id: who confirmed or refused the result that stands, and for whom}``, by the evidence."""
        _ = self.env._
        words = {
            "deputy": lambda name: _("%s, after the deadline", name),
            "recorder": lambda name: _("%s, for people without an account", name),
        }
        # those who may read the row may know who confirmed
        said_sudo = needs.sudo().filtered("delivery_decision")
        confirmed = {}
        for need_id, event_sudo in self._get_last_events(["delivery_accepted", "delivery_refused"], said_sudo).items():
            name = self._get_actor_in_words(event_sudo)
            name = words.get((event_sudo.payload or {}).get("by"), lambda name: name)(name)
            refused = event_sudo.kind == "delivery_refused"
            confirmed[need_id] = _("Refused by %s", name) if refused else name
        return confirmed

    def _get_trace_on_paper(self):
        """The matrix with as many columns as fit on a page: what is worked out stands in lines below what it is about."""
        headers, rows = self._get_trace_rows()
        return [headers[columns[0]] for columns in FOLDED], [
            ["\n".join(dict.fromkeys(filter(None, (row[column] for column in columns)))) for columns in FOLDED]
            for row in rows
        ]

    @api.model
    def _get_trace_shares(self):
        """Widths of the columns of the PDF, in percent."""
        return SHARES

    @api.model
    def _paginate_trace(self, rows):
        """The rows of the matrix as the pages of the PDF."""
        return list(paginate(rows, [share * CHARACTERS // 100 for share in SHARES], LINES, PADDING))

    def _get_trace_xlsx(self):
        return write_sheet(self.env._("Trace"), *self._get_trace_rows())

    def _get_trace_csv(self):
        return write_csv(*self._get_trace_rows())

    def action_export_trace(self) -> dict:
        """Download the matrix as XLSX."""
        return self._download_trace("xlsx")

    def action_export_trace_csv(self) -> dict:
        """Download the matrix as CSV."""
        return self._download_trace("csv")

    def _download_trace(self, kind):
        self.ensure_one()
        url = f"/crm_facilitation/trace/{self.id}.{kind}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def action_print_trace(self) -> dict:
        """The matrix as PDF."""
        return self.env.ref("crm_facilitation.project_project_report_trace").report_action(self)
