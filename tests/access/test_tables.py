"""Every field of every table, on each way in, as each role: what the tables forbid is not stored.

Complete: every field × value of a new record × the roles ``TRIED``; every field × default of the context, every line of a
table × every way in, each as somebody to whom it is closed, where there is one; every field × ``write`` of a record × the
roles ``TRIED``. Drawn by ``ACCESS_SEED``: which of those roles, which other role, which further way for the other fields
of a line, and which role for records in other states. The expectations are the tables themselves (docs/access.md); what
they do not say stands below, in one place.
"""

import os
import random
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..platform.test_access import AccessCase

ADDON = "crm_facilitation"
# what the roles of the cast are called in the tables, towards the records at hand and towards new ones
CALLED = {
    "author": {"author", "raiser"},
    "participant": {"author", "raiser"},
    "facilitator": {"facilitator", "author", "raiser"},
    "foreign": {"facilitator"},
    "sponsor": {"management"},
    "foreign_sponsor": {"management"},
}
# whoever raises a need is its author; of the needs at hand only this role is
AUTHOR = "author"
# those who are tried on every field; the others, who may create and write nothing, on some of each model
TRIED = ("author", "participant", "sponsor", "facilitator")
# a change that leaves a row of another form than the words before and after
OWN_ROWS = {
    "crm.facilitation.goal.active",
    "crm.facilitation.participant.active",
}
# what a table permits and something else refuses with the values and records of these tests: field → what does
ELSEWHERE = {
    "crm.facilitation.agenda.company_id": "nobody makes something for a company that they do not work in",
    "crm.facilitation.agenda.item.agenda_id": "a step belongs to a session or to a standard agenda",
    "crm.facilitation.agenda.item.session_id": "a step that was held stays in its session",
    "crm.facilitation.conflict.option.proposed_by_id": "whoever proposes does so in their own name",
    "crm.facilitation.feature.config_item_id": "a finding is about the record that the feature names",
    "crm.facilitation.feature.state": "a confirmed feature names a record",
    "crm.facilitation.need.acceptance_deadline": "a day to be confirmed by comes with the configuration, see test_forged",
    "crm.facilitation.need.author_id": "people raise needs in their own name; the author is of the need's session",
    "crm.facilitation.need.session_id": "the author is of the need's session",
    "crm.facilitation.need.target_field_id": "a field is of the model that the need is about",
    "crm.facilitation.need.target_stage_id": "stages are of the pipeline",
    "crm.facilitation.participant.partner_id": "a place belongs to its person",
    "crm.facilitation.participant.session_id": "a place belongs to its person",
    "crm.facilitation.participant.user_id": "a place belongs to its person",
    "crm.facilitation.need.tag.company_id": "nobody makes something for a company that they do not work in",
    "crm.facilitation.need.tester_id": "whoever tries it takes part in the session of the need",
    "crm.facilitation.promise.promiser_id": "somebody of its own session promises it",
    "crm.facilitation.question.session_id": "nobody asks in a session of a company that they do not work in",
    "crm.facilitation.session.company_id": "a session is of the company of its roll-out",
    "project.project.affected_department_ids": "nobody names a department that they may not read",
    "project.project.facilitation_phase": "a roll-out is launched by its button",
    "project.task.facilitation_need_ids": "a configuration task answers accepted needs of its roll-out",
    "project.task.is_configuration_task": "a configuration task answers needs, and stays one once features are traced to it",
}
# models with more rules than a table holds: there only what is forbidden is looked for
NARROWER = {
    "crm.facilitation.kpi": "one becomes owner by accepting, and what was agreed changes with a reason",
    "crm.facilitation.kpi.definition": "models and fields are on a list, and a shared definition has a company's rights",
    "crm.facilitation.kpi.measurement": "figures are entered by hand for a manual KPI alone",
    "crm.facilitation.remark": "a remark is about one record, and is corrected for a short time",
    "crm.facilitation.risk": "a risk is said by somebody who takes part, in one sentence, and is closed with words",
    "crm.facilitation.watch": "kinds of records are on a list",
}
CREATING = ("values", "context", "import", "onchange", "web_save", "copy", "line")
WRITING = ("write", "web_save", "import", "line")
REFUSALS = (UserError, IntegrityError)


class TablesCase(AccessCase):
    """Records in each state that a table tells apart, and the ways in on which a field is tried."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seed = int(os.environ.get("ACCESS_SEED") or random.randrange(10**6))
        cls.at_hand = cls.make_records()
        cls.env.flush_all()

    @classmethod
    def make_records(cls):
        """``{model: records}``, in each state that a table tells apart."""
        env = cls.env(user=cls.facilitator)
        found = {name: record.sudo() for name, record in cls.records.items()}
        need, other = cls.make_need("Scan the delivery note"), cls.make_need("Scan every note")
        other.action_merge_into(need)
        deferred = cls.make_need("Print it")
        deferred.action_defer("Not now")
        accepted = cls.records["crm.facilitation.tally"].sudo().need_id
        found["crm.facilitation.need"] |= (accepted | other | deferred).sudo()
        rounds = env["crm.facilitation.round"]
        values = {"name": "Second", "session_id": cls.session.id, "need_ids": [Command.set(need.ids)]}
        draft, opened = rounds.create([values, values | {"name": "Third"}])
        opened.action_open()
        found["crm.facilitation.round"] |= (draft | opened).sudo()
        conflicts = env["crm.facilitation.conflict"]
        values = {"session_id": cls.session.id, "need_ids": [Command.set(accepted.ids)]}
        agreed, dismissed = conflicts.create([values | {"name": "Agreed"}, values | {"name": "Dismissed"}])
        agreed.action_agree(text="Both")
        dismissed.action_dismiss("None")
        found["crm.facilitation.conflict"] |= (agreed | dismissed).sudo()
        found["crm.facilitation.session"] |= env["crm.facilitation.session"].search(
            [("project_id", "=", cls.project.id), ("state", "=", "draft")], limit=1
        )
        found["project.project"] = cls.project.sudo()
        found["project.task"] = accepted.task_ids.sudo()
        cls.spare = env["res.partner"].sudo().create({"name": "Newcomer"})
        cls.spare_department = env["hr.department"].sudo().create({"name": "Spare"})
        cls.ordinary = env["project.project"].sudo().create({"name": "Ordinary", "company_id": env.company.id})
        return found

    def setUp(self):
        super().setUp()
        self.random = random.Random(self.seed)
        self.problems, self.tried, self.makers, self.lines = [], 0, {}, set()
        self.bases = self.make_bases()

    def make_bases(self):
        """``{model: values}`` that a new record needs."""
        task, need = self.at_hand["project.task"], self.at_hand["crm.facilitation.need"]
        in_session = {"name": "New", "session_id": self.session.id}
        goal, ballot_round = self.at_hand["crm.facilitation.goal"], self.at_hand["crm.facilitation.round"]
        return {
            "crm.facilitation.agenda": {"name": "New"},
            "crm.facilitation.agenda.item": in_session,
            "crm.facilitation.agenda.visit": {
                "item_id": self.at_hand["crm.facilitation.agenda.item"][0].id,
                "started_at": "2026-03-01 09:00:00",
            },
            "crm.facilitation.checklist.item": in_session,
            "crm.facilitation.conflict": in_session,
            "crm.facilitation.conflict.option": {
                "name": "New",
                "conflict_id": self.at_hand["crm.facilitation.conflict"][0].id,
            },
            "crm.facilitation.config.item": {"project_id": self.project.id, "res_model": "res.country", "res_id": 1},
            "crm.facilitation.deviation": {
                "need_id": need[-1].id,
                "round_id": ballot_round[0].id,
                "said": "outside",
                "decided": "accepted",
            },
            "crm.facilitation.feature": {"name": "New", "task_id": task.id},
            "crm.facilitation.goal": {"name": "New", "project_id": self.project.id},
            "crm.facilitation.goal.rating": {"goal_id": goal.id, "participant_id": self.participant_logistics.id},
            "crm.facilitation.join.request": {"session_id": self.session.id, "name": "New", "key_hash": "new"},
            "crm.facilitation.kiosk": {"session_id": self.session.id, "key_hash": "new"},
            "crm.facilitation.kpi": {
                "definition_id": self.at_hand["crm.facilitation.kpi.definition"].id,
                "project_id": self.project.id,
            },
            "crm.facilitation.kpi.definition": {"name": "New", "measure": "manual"},
            "crm.facilitation.kpi.measurement": {
                "kpi_id": self.at_hand["crm.facilitation.kpi"].id,
                "period_start": "2026-03-01",
                "period_end": "2026-04-01",
                "value": 1,
            },
            "crm.facilitation.left.out": {"project_id": self.project.id, "department_id": self.logistics.id},
            "crm.facilitation.need": in_session,
            "crm.facilitation.need.distinction": {"need_id": need[0].id, "other_id": need[-1].id},
            "crm.facilitation.need.tag": {"name": "New"},
            "crm.facilitation.participant": {"session_id": self.session.id, "partner_id": self.spare.id},
            "crm.facilitation.promise": in_session | {"department_id": self.sales.id, "due_on": "2031-01-01"},
            "crm.facilitation.question": {"name": "New"},
            "crm.facilitation.risk": in_session,
            "crm.facilitation.pulse": {"need_id": need[-1].id, "participant_id": self.participant_logistics.id},
            "crm.facilitation.remark": {"need_id": need[0].id, "text": "New"},
            "crm.facilitation.round": in_session | {"need_ids": [Command.set(need[0].ids)]},
            "crm.facilitation.session": {"name": "New", "project_id": self.project.id},
            "crm.facilitation.watch": {"model": "res.country", "field_names": "name"},
            "crm.facilitation.work": {"task_id": task.id, "user_id": self.sponsor.id},
            "project.project": {"name": "New", "is_facilitation": True},
            "project.task": {"name": "New", "project_id": self.ordinary.id},
        }

    def guarded_fields(self):
        for name in sorted(self.env.registry.descendants(["crm.facilitation.guarded"], "_inherit")):
            model = self.env[name]
            if model._abstract or name not in self.bases:
                continue
            rules = {field: model._get_rule(field.name) for field in model._fields.values() if field._module == ADDON}
            yield from ((model, field, rule) for field, rule in rules.items() if rule)

    def report(self):
        print(f"\n{self.tried} tries, ACCESS_SEED={self.seed}")
        self.assertEqual(self.problems, [], f"ACCESS_SEED={self.seed}")

    # one try: in a savepoint that is always taken back

    def try_to_create(self, model, field, rule, role, way):
        records = model.with_user(self.users_of[role]).with_context(tracking_disable=True)
        value = self.other_value(model.browse(), field)
        allowed = rule.permits(self.called(role), "new") and self.may_create(records)
        if value is None:
            return
        known = self.ids_of(model)
        with self.env.cr.savepoint() as savepoint:
            outcome = self.attempt(lambda: self.create(records, field, value, way))
            new = model.sudo().browse(self.ids_of(model) - known) if outcome == "done" else model.browse()
            stored = any(self.holds(record, field, value) for record in new)
            savepoint.rollback()
        words = f"{way} of a new {model._name}.{field.name} as {role}"
        self.judge(words, outcome, stored, allowed, way == "values" and self.is_due(field))

    def is_new_line(self, model, rule):
        """Whether no other field of this line of a table was tried in this test."""
        is_new = (model._name, rule) not in self.lines
        self.lines.add((model._name, rule))
        return is_new

    def choose_role(self, rule, state):
        """Somebody to whom the table forbids the field now, where there is one: a way that is open would show."""
        past = set() if state == "new" else {"raiser"}
        barred = [role for role in TRIED if not rule.permits(self.called(role) - past, state)]
        return self.random.choice(barred or TRIED)

    def may_create(self, records):
        """Whether these values alone, with none of the fields that are tried, make a record."""
        key = records._name, records.env.uid
        if key not in self.makers:
            with self.env.cr.savepoint() as savepoint:
                self.makers[key] = self.attempt(lambda: records.create(dict(self.bases[records._name]))) == "done"
                savepoint.rollback()
        return self.makers[key]

    def try_to_write(self, record, field, rule, role, way):
        own = record.with_user(self.users_of[role]).with_context(tracking_disable=True)
        value = self.other_value(record, field)
        state = record._get_policy_state()
        # the needs at hand are the author's alone
        called = self.called(role) - {"raiser"} - ({"author"} if role != AUTHOR else set())
        allowed = own.has_access("write") and rule.permits(called, state)
        if value is None:
            return
        is_evidence = rule.is_evidence(allowed and own._leaves_evidence())
        last = self.last_event()
        with self.env.cr.savepoint() as savepoint:
            outcome = self.attempt(lambda: self.change(own, field, value, way))
            self.env.invalidate_all(flush=False)
            stored = outcome == "done" and self.holds(record.sudo(), field, value)
            rows = self.env["crm.facilitation.event"].sudo().search([("id", ">", last)]) if stored else ()
            noted = any(field.name in (row.payload.get(side) or {}) for row in rows for side in ("before", "after"))
            savepoint.rollback()
        words = f"{way} of {record._name}.{field.name} in {state or 'any state'} as {role}"
        self.judge(words, outcome, stored, allowed, way == "write" and self.is_due(field))
        if stored and is_evidence and not noted and str(field) not in OWN_ROWS:
            self.problems.append(f"{words}: no row with before and after")

    def is_due(self, field):
        return str(field) not in ELSEWHERE and field.model_name not in NARROWER

    def called(self, role):
        return {"anybody"} | CALLED.get(role, set())

    def judge(self, words, outcome, stored, allowed, is_due):
        self.tried += 1
        if outcome not in ("done", "refused"):
            self.problems.append(f"{words}: {outcome}")
        elif stored and not allowed:
            self.problems.append(f"{words}: stored")
        elif allowed and is_due and not stored:
            self.problems.append(f"{words}: permitted and {outcome} {self.why}")

    def attempt(self, call):
        self.why = ""
        try:
            call()
            self.env.flush_all()
        except REFUSALS as error:
            self.why = str(error)[:100]
            return "refused"
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return "done"

    # the ways in

    def create(self, records, field, value, way):
        base = dict(self.bases[records._name])
        if way == "values":
            records.create(base | {field.name: value})
        elif way == "context":
            records.with_context(**{f"default_{field.name}": value}).create(base)
        elif way == "kept":
            records.env["ir.default"].set(records._name, field.name, value, True)
            records.create(base)
        elif way == "import":
            self.load(records, base | {field.name: value})
        elif way == "onchange":
            filled = records.onchange(base | {field.name: value}, [field.name], {field.name: {}})["value"]
            records.web_save(base | {field.name: value} | filled, {})
        elif way == "web_save":
            records.web_save(base | {field.name: value}, {})
        elif way == "copy":
            self.at_hand[records._name][0].with_env(records.env).copy({field.name: value})
        elif way == "line":
            self.write_line(records, [Command.create(base | {field.name: value})], base)

    def change(self, record, field, value, way):
        if way == "write":
            record.write({field.name: value})
        elif way == "web_save":
            record.web_save({field.name: value}, {})
        elif way == "import":
            self.load(record, {".id": record.id, field.name: value})
        elif way == "line":
            self.write_line(record, [Command.update(record.id, {field.name: value})], {})

    def write_line(self, records, commands, base):
        """From the other side of a relation, whoever may write that."""
        lines = [
            (name, other)
            for name, model in self.env.items()
            if not model._abstract and not model._transient and name in self.at_hand
            for other in model._fields.values()
            if other.comodel_name == records._name
            and other.store == (other.type == "many2many")
            and other.type in ("one2many", "many2many")
            and not other.compute
        ]
        if not lines:
            raise UserError("There is no other side")
        name, other = self.random.choice(lines)
        parent = self.at_hand[name][0]
        if records and other.type == "one2many":
            parent = records.sudo()[other.inverse_name] or parent
        parent.with_env(records.env).write({other.name: commands})

    def load(self, records, values):
        header, row = [], []
        for name, value in values.items():
            field = records._fields.get(name)
            if field is not None and field.type in ("many2one", "many2many"):
                name, value = f"{name}/.id", value[0][2] if field.type == "many2many" else value
                value = ",".join(map(str, value)) if isinstance(value, list) else value
            header.append(name)
            row.append(str(value))
        result = records.browse().load(header, [row])
        if not result["ids"]:
            raise UserError(result["messages"][0]["message"] if result["messages"] else "Nothing was loaded")

    # values

    def other_value(self, record, field):
        """A value that is not the one of ``record``, nor the usual one of a new record; None where there is none."""
        current = record.sudo()[field.name] if record else False
        usual = record.default_get([field.name]).get(field.name)
        if field.type == "boolean":
            return not (current if record else usual)
        if field.type in ("char", "text", "html"):
            return "Forged"
        if field.type in ("integer", "float", "many2one_reference"):
            return int(current or usual or 0) + 3
        if field.type == "selection":
            keys = [key for key in field.get_values(self.env) if key not in (current, usual)]
            return keys[-1] if keys else None
        if field.type in ("date", "datetime"):
            today = type(field).today() if field.type == "date" else type(field).now()
            return (current or today) + timedelta(days=9)
        if field.type == "json":
            return {"forged": 1}
        if field.comodel_name:
            others = self.candidates(field) - (current or self.env[field.comodel_name])
            if not others:
                return None
            return others[0].id if field.type == "many2one" else [Command.set(others[0].ids)]
        return None

    def candidates(self, field):
        named = self.at_hand.get(field.comodel_name)
        special = {"hr.department": self.spare_department, "res.partner": self.spare}
        if field.comodel_name in special:
            return special[field.comodel_name]
        if named:
            return named.sudo()
        return self.env[field.comodel_name].sudo().search([], limit=3)

    def holds(self, record, field, value):
        if not record.exists():
            return False
        new = field.convert_to_cache(value, record, validate=False)
        old = field.convert_to_cache(record[field.name], record, validate=False)
        return set(new) == set(old) if field.type == "many2many" else new == old

    def ids_of(self, model):
        return set(model.sudo().with_context(active_test=False).search([]).ids)

    def last_event(self):
        self.env.cr.execute("SELECT coalesce(max(id), 0) FROM crm_facilitation_event")
        return self.env.cr.fetchone()[0]


class TestTables(TablesCase):
    def test_every_table_is_tried(self):
        names = self.env.registry.descendants(["crm.facilitation.guarded"], "_inherit")
        self.assertEqual({name for name in names if not self.env[name]._abstract}, set(self.bases))

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models")
    def test_a_new_record_holds_what_its_maker_may_give(self):
        others = set(self.users_of) - set(TRIED)
        for model, field, rule in self.guarded_fields():
            if field.name in self.bases[model._name]:
                continue
            for role in (*TRIED, self.random.choice(sorted(others))):
                self.try_to_create(model, field, rule, role, "values")
            further = CREATING[2:] if self.is_new_line(model, rule) else [self.random.choice(CREATING[2:])]
            for way in ("context", *further):
                self.try_to_create(model, field, rule, self.choose_role(rule, "new"), way)
        self.report()

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models")
    def test_a_default_that_somebody_keeps_is_held_to_the_tables(self):
        fields = {}
        for model, field, rule in self.guarded_fields():
            if field.name not in self.bases[model._name] and field.type not in ("many2many", "json"):
                fields.setdefault(model, []).append((field, rule))
        for model, rules in fields.items():
            for role in self.random.sample(TRIED, 2):
                self.try_to_create(model, *self.random.choice(rules), role, "kept")
        self.report()

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models")
    def test_a_record_is_changed_by_those_who_may_and_when_they_may(self):
        others = set(self.users_of) - set(TRIED)
        for model, field, rule in self.guarded_fields():
            for record in self.at_hand[model._name]:
                roles = (*TRIED, self.random.choice(sorted(others)))
                if record != self.at_hand[model._name][0]:
                    # other states of the same model
                    roles = ("facilitator", self.random.choice(roles))
                for role in roles:
                    self.try_to_write(record, field, rule, role, "write")
                is_new = self.is_new_line(model, rule)
                for way in WRITING[1:] if is_new else [self.random.choice(WRITING[1:])]:
                    self.try_to_write(record, field, rule, self.choose_role(rule, record._get_policy_state()), way)
        self.report()
