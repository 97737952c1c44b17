import re
from collections.abc import Sequence

from odoo import api, fields, models
from odoo.api import DomainType
from odoo.tools import format_date, format_datetime

from ...tools.evidence.kinds import fact_of, label_of
from ...tools.figures import write_figure

MOMENT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")
# PostgreSQL keeps facts in the order of the lengths of their names
FIRST = ("before", "name", "old")
SUMMARY_KEYS = ("name", "reason", "title")
# facts that hold the fields of a record, as they were and as they are
SIDES = ("before", "after")


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

    @api.depends("kind", "payload", "texts", "record_model", "record_id")
    @api.depends_context("lang", "uid")
    def _compute_reading(self):
        names = {}
        for model, events in self.filtered(lambda event: not event._get_own_words()).grouped("record_model").items():
            # every row is of a roll-out, whose name says nothing more
            if model != "project.project" and model in self.env:
                names |= {(model, number): name for number, name in self._read_names(model, events.mapped("record_id"))}
        for event in self:
            event.kind_label = self._name_kind(event.kind)
            name = names.get((event.record_model, event.record_id))
            event.summary = event._get_own_words() or ": ".join(filter(None, (name, event._get_short_facts())))

    def _get_own_words(self):
        payload = self.payload or {}
        return ": ".join(str(payload[key]) for key in SUMMARY_KEYS if payload.get(key))

    def _get_short_facts(self):
        """What was changed, or the numbers that are not zero."""
        payload = self.payload or {}
        if isinstance(payload.get("after"), dict):
            changed = ", ".join(self._get_fact_label(key, is_edited=True) for key in payload["after"])
            # of what it is said, where the row is of the roll-out as a whole
            told = (self._word(key, payload[key]) for key in payload if getattr(fact_of(self.kind, key), "words", None))
            return ": ".join([*told, changed])
        # numbers of records say nothing in a line
        plain = {key: value for key, value in payload.items() if not getattr(fact_of(self.kind, key), "records", "")}
        return ", ".join(
            f"{self._get_fact_label(key)}: {value}"
            for key, value in plain.items()
            if value and isinstance(value, int) and not isinstance(value, bool)
        )

    @api.model
    @api.readonly
    def formatted_read_group(
        self,
        domain: DomainType,
        groupby: Sequence[str] = (),
        aggregates: Sequence[str] = (),
        having: DomainType = (),
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
    ) -> list[dict]:
        first, _, direction = (order or "kind").partition(",")[0].strip().partition(" ")
        # the words are put in order here, all of them before any are cut off
        is_by_words = tuple(groupby)[:1] == ("kind",) and first == "kind"
        cut = (0, None) if is_by_words else (offset, limit)
        rows = super().formatted_read_group(domain, groupby, aggregates, having, *cut, order)
        for row in rows:
            if row.get("kind"):
                # the domain of the group has the word that is stored
                row["kind"] = self._name_kind(row["kind"])
        if is_by_words:
            rows.sort(key=lambda row: row["kind"].casefold(), reverse=direction.strip().lower() == "desc")
            rows = rows[offset : offset + limit if limit else None]
        return rows

    @api.model
    def _name_kind(self, kind):
        return str(label_of(kind) or kind.replace("_", " ").capitalize())

    @api.depends("kind_label", "summary")
    def _compute_display_name(self):
        for event in self:
            event.display_name = ": ".join(filter(None, (event.kind_label, event.summary)))

    def action_verify(self) -> dict:
        """Say whether the chain that this row belongs to holds."""
        self.ensure_one()
        return self.project_id.action_verify_evidence()

    @api.depends("record_model")
    @api.depends_context("lang")
    def _compute_record_kind(self):
        for event in self:
            event.record_kind = self._name_model(event.record_model)

    @api.depends("kind", "payload", "texts", "record_model")
    @api.depends_context("lang", "tz", "uid")
    def _compute_facts(self):
        for event in self:
            event.facts = "\n".join(event._get_lines(event.payload or {})) or False

    def _get_lines(self, facts, before="", is_edited=False):
        """Lines ``label: value``; facts within facts have the label of the outer one in front."""
        for key, value in sorted(facts.items(), key=lambda fact: fact[0] not in FIRST):
            fact = fact_of(self.kind, key)
            if (fact and fact.named_by and fact.named_by in facts) or (not before and value in (None, "", [])):
                continue
            label = self._get_fact_label(key, is_edited)
            if isinstance(value, dict):
                yield from self._get_lines_within(key, value, f"{before}{label} · ")
            else:
                yield f"{before}{label}: {self._word(key, value)}"

    def _get_lines_within(self, key, facts, before):
        fact = fact_of(self.kind, key)
        if fact and fact.words:
            return [f"{before}{self._word_technical(fact, code)}: {count}" for code, count in facts.items()]
        if fact and fact.records:
            # by number, each with its name
            named = {said.get("name", number): said for number, said in facts.items() if isinstance(said, dict)}
            others = {name: {key: said[key] for key in said if key != "name"} for name, said in named.items()}
            return [line for name, said in others.items() for line in self._get_lines(said, f"{before}{name} · ")]
        return list(self._get_lines(facts, before, is_edited=key in SIDES))

    def _get_fact_label(self, key, is_edited=False):
        """The label of a fact; of what was edited in the record, the label of its field."""
        fact = fact_of(self.kind, key)
        field = self.env[self.record_model]._fields.get(key) if self.record_model in self.env else None
        if fact and not (is_edited and field):
            return str(fact.label)
        return field._description_string(self.env) if field else key.replace("_", " ").capitalize()

    def _word(self, key, value):
        """One fact as somebody reads it."""
        if value in (None, "", []):
            return "–"
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, list):
            return self._word_list(key, value)
        fact = fact_of(self.kind, key)
        if fact and fact.records and isinstance(value, int):
            return self._name_records(fact.records, [value])
        if isinstance(value, float):
            return write_figure(self.env, value, 2 if value % 1 else 0)
        return self._word_text(key, value) if isinstance(value, str) else str(value)

    def _word_list(self, key, values):
        fact = fact_of(self.kind, key)
        if fact and fact.words:
            return "; ".join(self._word_technical(fact, str(value)) for value in values)
        if fact and fact.records and all(isinstance(value, int) for value in values):
            return self._name_records(fact.records, values)
        return str(len(values))

    def _word_text(self, key, value):
        fact = fact_of(self.kind, key)
        if fact and fact.words:
            return self._word_technical(fact, value)
        field = self.env[self.record_model]._fields.get(key) if self.record_model in self.env else None
        if field is not None and field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return self._word_moment(value)

    @api.model
    def _word_technical(self, fact, value):
        return str(fact.words(self.env, value))

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
        names = dict(self._read_names(model, numbers))
        return "; ".join(names.get(number) or self.env._("No. %s", number) for number in numbers)

    @api.model
    def _read_names(self, model, numbers):
        """``[(number, name)]`` of those of the records that are there and the reader's to see."""
        found = self.env[model].browse(numbers).exists()
        readable = found._filtered_access("read") if self.env[model].has_access("read") else found.browse()
        return [(record.id, record.display_name) for record in readable]

    @api.model
    def _name_model(self, model):
        # names of models are no secret, and people may not read the models themselves
        return self.env["ir.model"]._get(model).sudo().name or model
