from odoo import api, models

from ...tools.trace.sheet import paginate, write_csv, write_sheet

MATRIX_FIELDS = (
    "goal_id",
    "department_id",
    "need_id",
    "need_state",
    "task_id",
    "feature_id",
    "config_item_id",
    "delivery_state",
    "gap",
    "session_id",
)
# what the last columns are worked out from
KEYS = (".need", ".task", ".feature")
# on A4 landscape in the type of the report: columns in percent, characters in a line of the whole width (Cyrillic, the
# wider), lines that stay for rows below title and headers, and the space around a row, in lines
SHARES = (10, 7, 14, 6, 12, 7, 7, 7, 8, 6, 8, 8)
CHARACTERS = 205
LINES = 60
PADDING = 0.7


class ProjectProject(models.Model):
    """The trace matrix of a roll-out, to hand to the client as XLSX, CSV or PDF."""

    _inherit = "project.project"

    def _get_trace_rows(self):
        """Header and rows of the matrix of these roll-outs, as texts in the reader's language.

        It names who asked, in which session, and who confirmed the result, for whom; of an anonymous need nobody. Where
        nothing was to be configured, the reason stands beside what is missing.
        """
        trace = self.env["crm.facilitation.trace"]
        described = trace.fields_get(MATRIX_FIELDS, ["string"])
        headers = [described[name]["string"] for name in MATRIX_FIELDS]
        ours = [("project_id", "in", self.ids)]
        order = "need_id.id, task_id.id, feature_id.id"
        rows = trace._read_texts(ours, (*MATRIX_FIELDS, *KEYS), order=order)
        askers, confirmed, reasons = self._get_askers_of_rows(rows), self._get_confirmations(), self._get_reasons(rows)
        gap = MATRIX_FIELDS.index("gap")
        named = []
        for *texts, need, task, feature in rows:
            if not feature and task in reasons:
                texts[gap] = f"{texts[gap]}: {reasons[task]}"
            named.append([*texts, askers.get(need, ""), confirmed.get(need, "")])
        return [*headers, self.env._("Asked for by"), self.env._("Confirmed by")], named

    @api.model
    def _get_askers_of_rows(self, rows):
        """``{need id: who asked, in words}``."""
        needs = self.env["crm.facilitation.need"].browse({row[-3] for row in rows if row[-3]})
        return dict(zip(needs.ids, needs.mapped("origin_label"), strict=True)) if needs else {}

    @api.model
    def _get_reasons(self, rows):
        """``{task id: why there was nothing to configure}``."""
        # those who may read the row may know why it has no feature
        tasks_sudo = self.env["project.task"].sudo().browse({row[-2] for row in rows if row[-2]})
        return {task.id: task.nothing_to_configure.strip() for task in tasks_sudo if task.nothing_to_configure}

    def _get_confirmations(self):
        """``{need id: who confirmed the result or refused it, and for whom}``, by the evidence."""
        _ = self.env._
        words = {
            "deputy": lambda name: _("%s, after the deadline", name),
            "recorder": lambda name: _("%s, for people without an account", name),
        }
        kinds = ("delivery_accepted", "delivery_refused")
        # those who may read the row may know who confirmed it
        decided_sudo = (
            self.env["crm.facilitation.event"]
            .sudo()
            .search([("project_id", "in", self.ids), ("kind", "in", kinds)], order="id")
        )
        confirmed = {}
        for event_sudo in decided_sudo:
            name = event_sudo.actor_id.name or _("Somebody who asked, without a name")
            say = words.get((event_sudo.payload or {}).get("by"), lambda name: name)
            confirmed[event_sudo.record_id] = say(name)
        return confirmed

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
