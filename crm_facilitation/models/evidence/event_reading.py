import re

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, formatLang
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

KIND_LABELS = {
    "author_revealed": _lt("Author named"),
    "config_baseline": _lt("Baseline taken"),
    "config_outside": _lt("Configuration not part of the roll-out"),
    "config_scan": _lt("Changes of the configuration found"),
    "conflict_agreed": _lt("Conflict settled"),
    "conflict_discussed": _lt("Conflict taken up by the room"),
    "conflict_dismissed": _lt("Conflict dismissed"),
    "conflict_raised": _lt("Conflict raised"),
    "conflict_reopened": _lt("Conflict reopened"),
    "conflicts_detected": _lt("Conflicts detected"),
    "delivery_accepted": _lt("Result confirmed"),
    "delivery_refused": _lt("Result refused"),
    "feature_confirmed": _lt("Feature confirmed"),
    "feature_withdrawn": _lt("Confirmation of a feature withdrawn"),
    "goal_archived": _lt("Goal archived"),
    "goal_changed": _lt("Goal changed"),
    "goal_confirmed": _lt("Goal confirmed"),
    "goal_obsolete": _lt("Goal obsolete"),
    "kpi_archived": _lt("KPI archived"),
    "kpi_baseline_changed": _lt("Baseline of a KPI changed"),
    "kpi_target_changed": _lt("Target of a KPI changed"),
    "kpi_target_set": _lt("Target of a KPI set"),
    "launch": _lt("Launched"),
    "launch_override": _lt("Launched in spite of open checks"),
    "need_accepted": _lt("Need accepted"),
    "need_changed": _lt("Need changed after the decision"),
    "need_deferred": _lt("Need deferred"),
    "need_merged": _lt("Need merged"),
    "need_raised": _lt("Need put back on the list"),
    "need_rejected": _lt("Need rejected"),
    "need_reviewed": _lt("Changed need reviewed"),
    "need_split_from": _lt("Need split"),
    "need_unmerged": _lt("Merge undone"),
    "origins_sealed": _lt("Origins of anonymous needs sealed"),
    "round_closed": _lt("Vote closed"),
    "round_deadline_moved": _lt("Deadline of a vote moved"),
    "round_opened": _lt("Vote opened"),
    "session_cancelled": _lt("Session cancelled"),
    "session_closed": _lt("Session closed"),
    "session_started": _lt("Session started"),
    "suspect_reviewed": _lt("Link under question reviewed"),
}
FACT_LABELS = {
    "abstain": _lt("Abstained"),
    "after": _lt("After"),
    "agree": _lt("In favour"),
    "agreement": _lt("Agreement"),
    "anonymous": _lt("Anonymous"),
    "ballots": _lt("Ballots"),
    "before": _lt("Before"),
    "block": _lt("Blocks"),
    "by": _lt("By"),
    "changed": _lt("Changed"),
    "consent": _lt("Consent"),
    "could_raise": _lt("People who could raise needs"),
    "date": _lt("Date"),
    "department": _lt("Department"),
    "difference": _lt("What had changed"),
    "dismissed": _lt("Dismissed because"),
    "electors": _lt("Electors"),
    "failed": _lt("Did not hold"),
    "from": _lt("Deadline before"),
    "from_name": _lt("Taken out of"),
    "gone": _lt("Not found any more"),
    "hanging": _lt("What hangs on it"),
    "hash": _lt("Fingerprint of the ballots"),
    "held": _lt("What held"),
    "id": _lt("Number of the record"),
    "into": _lt("Merged into"),
    "into_name": _lt("Merged into"),
    "kind": _lt("Kind"),
    "model": _lt("Kind of record"),
    "name": _lt("Name"),
    "need": _lt("Need"),
    "needs": _lt("Needs"),
    "new": _lt("New"),
    "object": _lt("Objected"),
    "old": _lt("Old"),
    "option": _lt("Option"),
    "origin": _lt("Seal of its origin"),
    "participant": _lt("Participant"),
    "raised": _lt("Raised"),
    "reason": _lt("Reason"),
    "recorded_by_facilitator": _lt("Written down by the facilitator"),
    "records": _lt("Records"),
    "removed": _lt("Removed"),
    "returned": _lt("Taken up again"),
    "to": _lt("Deadline now"),
    "token": _lt("Key of its origin"),
    "untraced": _lt("Untraced before"),
    "value": _lt("Value"),
}
ROLE_LABELS = {
    "asker": _lt("one of those who asked"),
    "deputy": _lt("a deputy, after the deadline"),
    "recorder": _lt("a facilitator, for those who asked"),
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")
# facts that are numbers of records
NUMBERED = {
    "from": "crm.facilitation.need",
    "gone": "crm.facilitation.conflict",
    "into": "crm.facilitation.need",
    "need": "crm.facilitation.need",
    "needs": "crm.facilitation.need",
    "participant": "crm.facilitation.participant",
    "returned": "crm.facilitation.conflict",
}
# PostgreSQL keeps facts in the order of the lengths of their names
FIRST = ("before", "name", "old")
# the number says nothing beside the name that was written down with it
NAMED_BESIDE = {"from": "from_name", "into": "into_name"}
SUMMARY_KEYS = ("name", "reason", "title")


class CrmFacilitationEvent(models.Model):
    """Evidence as a person reads it: what happened in words, in a line what it was about, and the facts line by line.

    What is stored, and hashed, stays as it was written: technical words, numbers of records. Here they get the labels
    of the fields and choices they were taken from, and the records their names, as far as the reader may see them.
    """

    _inherit = "crm.facilitation.event"

    kind_label = fields.Char("What happened (in words)", compute="_compute_reading")
    summary = fields.Char(compute="_compute_reading")
    facts = fields.Text("Facts (to read)", compute="_compute_facts")
    record_kind = fields.Char("Kind of record", compute="_compute_record_kind")

    @api.depends("kind", "payload")
    @api.depends_context("lang")
    def _compute_reading(self):
        for event in self:
            label = KIND_LABELS.get(event.kind)
            event.kind_label = str(label) if label else event.kind.replace("_", " ").capitalize()
            payload = event.payload or {}
            event.summary = ": ".join(str(payload[key]) for key in SUMMARY_KEYS if payload.get(key)) or ", ".join(
                f"{event._get_fact_label(key)}: {value}"
                for key, value in payload.items()
                if isinstance(value, int) and not isinstance(value, bool)
            )

    @api.depends("kind_label", "summary")
    def _compute_display_name(self):
        for event in self:
            event.display_name = ": ".join(filter(None, (event.kind_label, event.summary)))

    def action_verify(self):
        """Say whether the chain that this row belongs to holds."""
        self.ensure_one()
        return self.project_id.action_verify_evidence()

    @api.depends("record_model")
    @api.depends_context("lang")
    def _compute_record_kind(self):
        for event in self:
            event.record_kind = self._name_model(event.record_model)

    @api.depends("payload", "record_model")
    @api.depends_context("lang", "tz", "uid")
    def _compute_facts(self):
        for event in self:
            event.facts = "\n".join(event._get_lines(event.payload or {})) or False

    def _get_lines(self, facts, before=""):
        """Lines ``label: value``; facts within facts have the label of the outer one in front."""
        for key, value in sorted(facts.items(), key=lambda fact: fact[0] not in FIRST):
            if NAMED_BESIDE.get(key) in facts or (not before and value in (None, "", [])):
                continue
            label = self._get_fact_label(key)
            if isinstance(value, dict):
                yield from self._get_lines_within(key, value, f"{before}{label} · ")
            else:
                yield f"{before}{label}: {self._word(key, value)}"

    def _get_lines_within(self, key, facts, before):
        if key == "failed":
            names = self.env["project.project"]._get_check_names()
            return [f"{before}{names.get(code, code)}: {count}" for code, count in facts.items()]
        if key == "needs":
            # by number, each with its name
            named = {need.get("name", number): need for number, need in facts.items() if isinstance(need, dict)}
            facts = {name: {fact: need[fact] for fact in need if fact != "name"} for name, need in named.items()}
            return [line for name, need in facts.items() for line in self._get_lines(need, f"{before}{name} · ")]
        return list(self._get_lines(facts, before))

    def _get_fact_label(self, key):
        label = FACT_LABELS.get(key)
        if label:
            return str(label)
        field = self.env[self.record_model]._fields.get(key) if self.record_model in self.env else None
        return field._description_string(self.env) if field else key.replace("_", " ").capitalize()

    def _word(self, key, value):
        """One fact as somebody reads it."""
        if value in (None, "", []):
            return "–"
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, list):
            return self._word_list(key, value)
        if key in NUMBERED and isinstance(value, int):
            return self._name_records(NUMBERED[key], [value])
        if isinstance(value, float):
            return formatLang(self.env, value, digits=2 if value % 1 else 0)
        return self._word_text(key, value) if isinstance(value, str) else str(value)

    def _word_list(self, key, values):
        if key == "held":
            names = self.env["project.project"]._get_check_names()
            return "; ".join(names.get(code, str(code)) for code in values)
        if key in NUMBERED and all(isinstance(value, int) for value in values):
            return self._name_records(NUMBERED[key], values)
        return str(len(values))

    def _word_text(self, key, value):
        if key == "by":
            return str(ROLE_LABELS.get(value, value))
        if key == "model":
            return self._name_model(value)
        field = self.env[self.record_model]._fields.get(key) if self.record_model in self.env else None
        if field is not None and field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return self._word_moment(value)

    @api.model
    def _word_moment(self, value):
        """A date or a moment in the reader's way to write it; another text as it is."""
        if not MOMENT.fullmatch(value):
            return value
        try:
            return format_datetime(self.env, value) if " " in value else format_date(self.env, value)
        except ValueError:
            # it looks like a date and is none: somebody wrote it into the database
            return value

    @api.model
    def _name_records(self, model, numbers):
        """Names of these records, and the numbers of those that are gone or not the reader's to see."""
        found = self.env[model].browse(numbers).exists()
        readable = found._filtered_access("read") if self.env[model].has_access("read") else found.browse()
        names = {record.id: record.display_name for record in readable}
        return "; ".join(names.get(number) or self.env._("No. %s", number) for number in numbers)

    @api.model
    def _name_model(self, model):
        return self.env["ir.model"]._get(model).sudo().name or model
