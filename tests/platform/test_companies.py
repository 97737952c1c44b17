"""What people of another company see and do: nothing. Generated from the registry and the list of public methods."""

import inspect

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import SQL, mute_logger

from .test_access import METHODS, PREFIX, AccessCase

# no company has them for itself
SHARED = {"kpi.source", "watch.kind"}
GROUPS = {
    "another company's facilitator": "crm_facilitation.group_facilitator",
    "another company's management": "crm_facilitation.group_sponsor",
}
# what a public method is called with, by the name of the argument
RECORDS = {
    "project_id": "project.project",
    "session_id": "session",
    "need": "need",
    "need_ids": "need",
    "goal_id": "goal",
    "task": "project.task",
    "item": "agenda.item",
    "option": "conflict.option",
}
VALUES = {
    "reason": "We know better",
    "res_model": "project.project",
    "text": "See the last call",
    "token": "0" * 32,
    "value": 3,
    "values": {"name": "From abroad"},
}


class CompaniesCase(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "A third company"})
        cls.foreigners = {role: cls._make_foreigner(f"foreign_{place}", group)
                          for place, (role, group) in enumerate(GROUPS.items())}  # fmt: skip
        cls.records["project.project"] = cls.project.sudo()
        cls.records["project.task"] = cls.records[PREFIX + "feature"].task_id.sudo()
        cls.env.flush_all()

    @classmethod
    def _make_foreigner(cls, login, groups):
        user = new_test_user(cls.env, login=login, groups=groups)
        user.write({"company_ids": [Command.set(cls.other.ids)], "company_id": cls.other.id})
        return user

    def abroad(self, records, user):
        return records.with_user(user).with_context(allowed_company_ids=self.other.ids)

    def stored(self):
        """What the database says of the roll-out; the screens of wizards are their callers' own."""
        self.env.flush_all()
        models = [*self._stored_models(), "project.project", "project.task"]
        tables = sorted({self.registry[name]._table for name in models if self.registry[name]._table_query is None
                         and self.registry[name]._auto})  # fmt: skip
        return {
            table: self.env.execute_query(
                SQL("SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM %s t", SQL.identifier(table))
            )
            for table in tables
        }


class TestOtherCompanies(CompaniesCase):
    def test_access_d_nothing_of_the_roll_out_is_seen(self):
        for name in sorted(self._stored_models()):
            if name.removeprefix(PREFIX) in SHARED:
                continue
            for role, user in self.foreigners.items():
                with self.subTest(model=name, role=role):
                    record = self.abroad(self.records[name], user)
                    self.assertFalse([way for way in ("read", "write", "unlink") if record.has_access(way)])
                    if record.browse().has_access("read"):
                        self.assertNotIn(record.id, record.with_context(active_test=False).search([]).ids)

    def test_access_d_nothing_of_the_roll_out_is_changed(self):
        before = self.stored()
        for name in sorted({*self._stored_models(), "project.project"}):
            if name.removeprefix(PREFIX) in SHARED:
                continue
            for role, user in self.foreigners.items():
                record = self.abroad(self.records[name], user)
                field = next(f.name for f in record._fields.values() if f.store and f.name in ("name", "project_id", "need_id",
                             "round_id", "goal_id", "session_id", "task_id", "participant_id", "kpi_id", "id"))  # fmt: skip
                for call in (lambda r=record, f=field: r.write({f: r.sudo()[f]}), record.unlink):
                    with self.subTest(model=name, role=role), self.assertRaises(UserError):
                        call()
        self.assertEqual(self.stored(), before)

    @mute_logger("odoo.sql_db")
    def test_access_d_no_public_method_acts_or_tells(self):
        before = self.stored()
        names = {"New CRM", "See the last call", "Sort by region", "No enquiry waits", "Who does it", self.sales.name}
        for line in METHODS.strip().splitlines():
            model, *methods = line.split()
            for method in methods:
                for role, user in self.foreigners.items():
                    with self.subTest(model=model, method=method, role=role):
                        written = self.count_written()
                        told = self._call(model, method, user)
                        # what the caller wrote themself is no news
                        self.assertFalse([name for name in names if name in told])
                        # to read everything takes longer than most calls, which write nothing
                        if self.count_written() != written:
                            self.assertEqual(self.stored(), before)
        self.assertEqual(self.stored(), before)

    def count_written(self):
        """Rows that this transaction wrote up to now, also those that it took back."""
        self.env.cr.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
        return self.env.cr.fetchone()[0]

    def _call(self, model, method, user):
        """What a public method says to ``user`` of the records of our roll-out; nothing where it refuses."""
        record = self.records.get(model, self.env[model])
        call = getattr(self.abroad(record, user), method)
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.flush_all()
                told = repr(call(**self._arguments(call)))
                self.env.flush_all()
                return told
        except (UserError, IntegrityError, ValueError) as refusal:
            return "" if isinstance(refusal, UserError) else repr(refusal)

    def _arguments(self, call):
        parameters = inspect.signature(inspect.unwrap(call)).parameters.values()
        return {
            one.name: self._argument(one.name)
            for one in parameters
            if one.kind is one.POSITIONAL_OR_KEYWORD and one.name != "self" and self._argument(one.name) is not None
        }

    def _argument(self, name):
        if name in VALUES:
            return VALUES[name]
        if name in ("res_id", "department_id"):
            return self.project.id if name == "res_id" else self.logistics.id
        if name == "choices":
            return {self.records[PREFIX + "need"].id: 1}
        if name not in RECORDS:
            return None
        model = RECORDS[name]
        record = self.records[model if model in self.records else PREFIX + model]
        return record.ids if name.endswith("_ids") else record.id
