"""Public methods × wrong arguments × each low role: a sentence or an answer, and where it is refused nothing changes."""

import inspect
import random
import time
from collections import Counter

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tools import mute_logger

from odoo.addons.crm_facilitation.models.access.argument_check import _checked
from odoo.addons.crm_facilitation.tools.access.arguments import VALUES
from odoo.addons.crm_facilitation.tools.access.texts import LINE, NAME, TEXT

from ..platform.test_access import METHODS, AccessCase

SEED = 20260131
CALLS = 5200
# the roles that call; “foreign” is a facilitator of another company
CALLERS = ("participant", "author", "outsider", "observer", "portal", "public", "foreign")
# what Odoo itself answers a client with; UserError is the parent of AccessError, MissingError, ValidationError
ANSWERS = (UserError, AccessError, MissingError)
# values of every type that JSON knows, and those that no text or number can be
STRANGE = (
    None, True, False, 0, 1, -1, 2**31, 10**30, 0.5, float("nan"), float("inf"), "", "a", "1", "9" * 400, "a\0b", "\ud83d",
    "=1+1", "é" * (TEXT + 1), [], [1], ["a"], [None], [[1]], [{}], [True], [10**30], {}, {"a": 1}, {"1": None}, {"": {}},
    {"name": ["a"]}, {"name": "a\0"}, {"1": {"choice": ["a"]}}, {"1": {"importance": "x"}}, dict.fromkeys(range(VALUES + 1)),
)  # fmt: skip
# arguments that name a record → its model
OF_MODEL = {
    "session_id": "crm.facilitation.session",
    "project_id": "project.project",
    "need": "crm.facilitation.need",
    "option": "crm.facilitation.conflict.option",
    "task": "project.task",
    "item": "crm.facilitation.agenda.item",
    "goal_id": "crm.facilitation.goal",
}
STRANGE_IDS = ([], None, False, 0, [0], [-1], [10**30], ["a"], [True], [None], [0.5], "12", {"a": 1}, [[1]], [1, 1])


class ArgumentCase(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a round that is open, so that votes go as far as they can
        needs = cls.make_need("Call back at once") | cls.make_need("See the last offer")
        cls.open_round = cls.env["crm.facilitation.round"].with_user(cls.facilitator)
        cls.open_round = cls.open_round.create(
            {"name": "Second", "session_id": cls.session.id, "need_ids": [Command.set(needs.ids)], "allow_own": True}
        )
        cls.open_round.action_open()
        cls.records = cls.records | {
            "project.project": cls.project,
            "project.task": cls.project.task_ids[:1],
            "crm.stage": cls.env["crm.stage"].search([], limit=1),
            "crm.facilitation.round": cls.open_round,
            "crm.facilitation.session": cls.session,
        }
        cls.env.flush_all()
        tables = {model._table for name, model in cls.registry.items() if name.startswith("crm.facilitation.")}
        tables |= {"project_project", "project_task", "mail_activity", "mail_message"}
        cls.env.cr.execute(
            "SELECT relname, oid::int FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s)", [[*tables]]
        )
        cls.names, cls.tables = map(list, zip(*cls.env.cr.fetchall(), strict=True))
        cls.methods = [
            (model, method) for model, *methods in map(str.split, METHODS.strip().splitlines()) for method in methods
        ]

    def call(self, role, model, method, *arguments, **options):
        """As RPC calls it."""
        return call_kw(self.env[model].with_user(self.users_of[role]), method, list(arguments), options)

    def is_of_model(self, model, method):
        return getattr(getattr(self.registry[model], method), "_api_model", False)

    def state(self):
        """How many rows each table of this addon has, and which version of each: one number of both for each table."""
        self.env.flush_all()
        found = {}
        for table in self.names:
            self.env.cr.execute(f'SELECT count(*), coalesce(sum(hashtext(ctid::text || xmin::text)), 0) FROM "{table}"')
            found[table] = self.env.cr.fetchone()
        return found


class TestWrongArguments(ArgumentCase):
    def _arguments(self, model, method, chance):
        """Ids that are right or strange, and values of which some are strange, for one call."""
        _self, *parameters = inspect.signature(getattr(self.registry[model], method)).parameters.values()
        arguments = [self._value(parameter, chance) for parameter in parameters if chance.random() < 0.95]
        if chance.random() < 0.05:
            arguments.append(chance.choice(STRANGE))
        if self.is_of_model(model, method):
            return arguments
        known = self.records[model].ids if model in self.records else []
        return [known if chance.random() < 0.8 else chance.choice(STRANGE_IDS), *arguments]

    def _value(self, parameter, chance):
        """Half of the records that an argument names are there, so that the arguments after it are read too."""
        model = OF_MODEL.get(parameter.name)
        if model and chance.random() < 0.5:
            return self.records[model].id
        return chance.choice(STRANGE)

    def _writes(self):
        """Rows of these tables that this transaction has inserted, changed and deleted so far."""
        self.env.cr.execute(
            "SELECT sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)"
            " + pg_stat_get_xact_tuples_deleted(oid)) FROM unnest(%s::oid[]) AS oid",
            [self.tables],
        )
        return self.env.cr.fetchone()[0]

    def _try(self, role, model, method, arguments):
        """``(what it ended with, what is wrong with that)``; what it did is undone."""
        savepoint = self.env.cr.savepoint()
        before = self._writes()
        try:
            self.call(role, model, method, *arguments)
            self.env.flush_all()
            return "answered", None
        except ANSWERS as error:
            written = self._writes() - before
            problem = f"{written} rows written before it was refused: {error}" if written else None
            return type(error).__name__, problem
        # any other kind is what this looks for
        except Exception as error:  # pylint: disable=broad-except
            return "failed", f"{type(error).__name__}: {error!s:.200}"
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all(flush=False)

    def test_k_a_wrong_argument_is_answered_by_a_sentence(self):
        chance, state = random.Random(SEED), self.state()
        ends, failures = Counter(), {}
        with mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
            for number in range(CALLS):
                model, method = self.methods[number % len(self.methods)]
                role, arguments = chance.choice(CALLERS), self._arguments(model, method, chance)
                end, problem = self._try(role, model, method, arguments)
                ends[end] += 1
                if problem:
                    failures.setdefault((model, method), f"{role}: {model}.{method} {arguments!r:.200}: {problem}")
        print(f"{sum(ends.values())} calls of {len(self.methods)} methods, seed {SEED}: {dict(ends)}")
        self.assertGreaterEqual(sum(ends.values()), 5000)
        self.assertFalse(failures, "\n".join(failures.values()))
        self.assertEqual(self.state(), state)


class TestRefusals(ArgumentCase):
    """One sentence for each kind of what no method can work with; nothing changes."""

    def assert_refused(self, role, model, method, *arguments, words=""):
        state = self.state()
        with self.assertRaisesRegex(UserError, words):
            self.call(role, model, method, *arguments)
        self.assertEqual(self.state(), state)

    def test_a_yes_is_no_rating(self):
        goal = self.records["crm.facilitation.goal"]
        self.assert_refused("participant", goal._name, "action_rate", goal.ids, True, words="whole number")

    def test_k_a_million_keys_do_not_hold_the_vote(self):
        choices = dict.fromkeys(range(1_000_000), 1)
        begun = time.perf_counter()
        self.assert_refused("author", "crm.facilitation.round", "cast", self.open_round.ids, choices, words="many")
        self.assertLess(time.perf_counter() - begun, 1)

    def test_a_character_that_cannot_be_stored_is_named_by_its_field(self):
        session = {"session_id": self.session.id}
        for text in ("a\0b", "\ud83d"):
            with self.subTest(text=text):
                need = {"name": "Call back", "wish": text}
                self.assert_refused("author", "crm.facilitation.need", "create", need | session, words="Wish")
                option = self.records["crm.facilitation.conflict.option"]
                self.assert_refused("author", option._name, "write", option.ids, {"pros": text}, words="For it")

    def test_eight_megabytes_are_refused_on_every_model_and_by_the_context_too(self):
        text, option = "x" * 2**23, self.records["crm.facilitation.conflict.option"]
        self.assert_refused("author", option._name, "write", option.ids, {"cons": text}, words="shorter.*Against it")
        new = {"conflict_id": option.conflict_id.id, "name": "Neither"}
        self.assert_refused("author", option._name, "create", new | {"pros": text}, words="shorter.*For it")
        with self.assertRaisesRegex(UserError, "shorter.*For it"):
            self.call("author", option._name, "create", new, context={"default_pros": text})
        self.assertFalse(option.search([("name", "=", "Neither")]))

    def test_words_of_nobody_are_no_longer_than_anybodys(self):
        """What is anonymous is stored with all rights."""
        self.session.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        need = {"name": "x" * (NAME + 1), "session_id": self.session.id}
        self.assert_refused("author", "crm.facilitation.need", "create", need, words="shorter")
        with self.assertRaisesRegex(UserError, "shorter"):
            self.env["crm.facilitation.need"].sudo().create(need)

    def test_a_step_that_is_extended_by_nothing_is_answered_by_a_sentence(self):
        self.assert_refused("facilitator", self.session._name, "action_extend", self.session.ids, 0, words="ten hours")

    def test_a_fault_of_the_server_is_not_put_down_to_the_choice_of_records(self):
        def fail(records):
            raise ValueError("Half a figure")

        needs = self.make_need("Call back") | self.make_need("Sort by region")
        for chosen in (needs, needs[:1]):
            with self.subTest(chosen), self.assertRaisesRegex(ValueError, "Half a figure"):
                _checked(fail)(chosen)
        with self.assertRaisesRegex(UserError, "one record at a time"):
            _checked(lambda records: records.ensure_one())(needs)

    def test_methods_and_records_of_odoo_are_left_alone(self):
        task = self.env["project.task"].create({"name": "x" * (LINE + 1)})
        self.assertEqual(len(task.name), LINE + 1)
        self.assertFalse(hasattr(self.registry["project.task"].message_post, "_checks_arguments"))

    def test_every_public_method_is_checked_and_says_the_same_as_before(self):
        for model, method in self.methods:
            with self.subTest(model=model, method=method):
                checked = getattr(self.registry[model], method)
                self.assertTrue(checked._checks_arguments)
                self.assertEqual(inspect.signature(checked), inspect.signature(inspect.unwrap(checked)))
