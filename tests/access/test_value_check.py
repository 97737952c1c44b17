"""Every field of this addon × values of a wrong kind × each way in: a sentence, and nothing is stored."""

from collections import Counter

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tools import mute_logger

from odoo.addons.crm_facilitation.models.access.value_check import LONG, WAYS

from ..common import FacilitationCase
from ..platform.test_access import PREFIX
from .test_tables import ADDON, TablesCase

BIG = 10**30
# what no list of links is, and what none of its commands is
LINKS = (
    "a", 3.5, True, {"a": 1}, ["a"], [None], [[]], [["a"]], [[9, 1]], [["4", 1]], [[4.0, 1]], [[True, 1]], [[None]], [4.5],
    [[6, 0, ["a"]]], [[6, 0, "a"]], [[6, 0, 5]], [[6, 0]], [[6, 0, [None]]], [[6, 0, [[1]]]], [[6, 0, [True]]],
    [[6, 0, [0.5]]], [[6, 0, [BIG]]], [[6, 0, [{}]]], [[6, 0, ["7"]]], [[4, "a"]], [[4, "7"]], [[4, None]], [[4, [1]]],
    [[4, {}]], [[4, BIG]], [[4, True]], [[4, -1]], [[4, 1.5]], [[4]], [[3, "a"]], [[2, "a"]], [[1, "a", {}]], [[1, 7, "a"]],
    [[1, 7, None]], [[1, 7]], [[0, 0, "a"]], [[0, 0, None]], [[0, 0, [1]]], [[0]],
)  # fmt: skip
TEXTS = ([1], ["a"], {}, {"a": "b"}, 5, 1.5, True)
# Odoo makes a text of these, where no code of this addon reads it before
NUMBERS = (5, 1.5, True)
WRONG = {
    "many2one": ("a", "7", 3.5, True, ["a"], [7, "Sales"], [1, 2, 3], -1, BIG, float("inf"), [[6, 0, [1]]], "9" * 40),
    "many2many": LINKS,
    "one2many": LINKS,
    "date": ("a", 5, True, [1], {"a": 1}, "2026-13-45", 0.5, "9" * 40),
    "datetime": ("a", 5, True, [1], {"a": 1}, "2026-13-45", "2026-01-01 99:00:00", "9" * 40),
    "selection": ("nothing of it", 5, True, [1], {"a": 1}, "a" * 999),
    "integer": ("a", [1], {"a": 1}, float("nan"), "1e9999"),
    "float": ("a", [1], {"a": 1}),
    "monetary": ("a", [1], {"a": 1}),
    "char": TEXTS,
    "text": TEXTS,
    "html": TEXTS,
    "many2one_reference": ("a", [1], {"a": 1}),
    "reference": ("a", "nothing.of.it,1", [1], {"a": 1}, 5, "res.partner,a"),
}


class TestValueCheck(TablesCase):
    def is_wrong(self, field, value):
        return field._module == ADDON or field.type not in LONG or not any(value is number for number in NUMBERS)

    def wrong_values(self):
        """``(model, field, value)``: all wrong links of each kind of link, and two wrong values of every other field."""
        kinds = {}
        for name in sorted(self.env.registry):
            model = self.env[name]
            own = name.startswith(PREFIX)
            if model._abstract or not (model._auto or model._transient) or not (own or name in self.bases):
                continue
            for field in model._fields.values():
                values = WRONG.get(field.type) if field.store or field.inverse else None
                if values and (own or field._module == ADDON) and field.name != "id":
                    values = [value for value in values if self.is_wrong(field, value)]
                    yield from ((model, field, value) for value in self.random.sample(values, 2))
                    kinds.setdefault(field.type, []).append((model, field))
        for kind, places in kinds.items():
            for value in WRONG[kind]:
                model, field = self.random.choice(places)
                if self.is_wrong(field, value):
                    yield model, field, value

    def calls(self, model, field, value):
        """``{way: (ids, arguments, context)}`` of the ways on which a client sends a value."""
        values, record = {field.name: value}, self.at_hand.get(model._name, model)[:1]
        new = self.bases.get(model._name, {}) | values
        default = {f"default_{field.name}": value}
        ways = {
            "create": ([], [[new]], {}),
            "create by default": ([], [[{}]], default),
            "web_save": ([[]], [new, {}], {}),
            "onchange": ([[]], [new, [field.name], {field.name: {}}], {}),
            "onchange by default": ([[]], [{}, [], {field.name: {}}], default),
            "default_get": ([], [[field.name]], default),
        }
        if record:
            ways |= {
                "write": ([record.ids], [values], {}),
                "web_save of one": ([record.ids], [values, {}], {}),
                "web_save_multi": ([record.ids], [[values], {}], {}),
                "onchange of one": ([record.ids], [values, [field.name], {field.name: {}}], {}),
                "copy": ([record.ids], [values], {}),
            }
        return ways

    def call(self, user, model, way, ids, arguments, context):
        return call_kw(model.with_user(user), way.partition(" ")[0], [*ids, *arguments], {"context": context})

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models", "odoo.addons.base.models.ir_model")
    def test_k_a_value_that_its_field_cannot_hold_is_answered_by_a_sentence(self):
        ends, failures, writes = Counter(), [], self.last_event()
        for model, field, value in self.wrong_values():
            calls = self.calls(model, field, value)
            for way in self.random.sample(sorted(calls), 3):
                user = self.users_of[self.random.choice(("facilitator", "author", "sponsor"))]
                with self.env.cr.savepoint() as savepoint:
                    try:
                        self.call(user, model, way, *calls[way])
                        self.env.flush_all()
                        ends["taken"] += 1
                        failures.append(f"{way} of {field} as {user.login} took {value!r:.60}")
                    except UserError:
                        ends["refused"] += 1
                    # any other kind is what this looks for
                    except Exception as error:  # pylint: disable=broad-except
                        ends["failed"] += 1
                        failures.append(
                            f"{way} of {field} as {user.login}, {value!r:.60}: {type(error).__name__} {error}"
                        )
                    savepoint.rollback()
                self.env.invalidate_all(flush=False)
        print(f"\n{sum(ends.values())} calls, {dict(ends)}, ACCESS_SEED={self.seed}")
        self.assertGreater(sum(ends.values()), 1000)
        self.assertEqual(self.last_event(), writes)
        self.assertEqual(failures, [], f"ACCESS_SEED={self.seed}")

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models", "odoo.addons.base.models.ir_model")
    def test_k_what_is_left_out_is_answered_by_a_sentence(self):
        """Each model without each of the values that a new record needs, and without any."""
        tried = 0
        for name, base in self.bases.items():
            records = self.env[name].with_user(self.facilitator)
            for left_out in (*base, None):
                values = {key: value for key, value in base.items() if key != left_out} if left_out else {}
                for way in ("create", "web_save"):
                    call = (lambda r=records, v=values: r.create(v)) if way == "create" else (
                        lambda r=records, v=values: r.web_save(v, {}))  # fmt: skip
                    with self.subTest(name, way=way, left_out=left_out or "everything"):
                        with self.env.cr.savepoint() as savepoint:
                            self.assertIn(self.attempt(call), ("done", "refused"))
                            savepoint.rollback()
                    self.env.invalidate_all(flush=False)
                    tried += 1
        self.assertGreater(tried, 100)

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models", "odoo.addons.base.models.ir_model")
    def test_no_record_has_a_blank_where_a_text_is_required(self):
        tried = 0
        for name in sorted(self.env.registry):
            model = self.env[name].sudo()
            if model._abstract or not name.startswith(PREFIX) or not model._auto:
                continue
            record, base = self.at_hand.get(name, model)[:1].sudo(), self.bases.get(name, {})
            required = [
                each for each, field in model._fields.items() if field.required and each in model._get_text_limits()
            ]
            for field, blank in ((field, blank) for field in required for blank in ("", "  ", "\u200b")):
                calls = {"create": lambda m=model, v=base | {field: blank}: m.create(v)}
                if field == model._rec_name:
                    calls["name_create"] = lambda m=model, v=blank: m.name_create(v)
                if record:
                    calls["write"] = lambda r=record, v={field: blank}: r.write(v)
                for way, call in calls.items():
                    with self.subTest(name, field=field, blank=blank, way=way), self.assertRaises(UserError):
                        with self.env.cr.savepoint():
                            call()
                            self.env.flush_all()
                    self.env.invalidate_all(flush=False)
                    tried += 1
        self.assertGreater(tried, 100)

    def guarded_models(self):
        for name in sorted(self.env.registry):
            model = self.env.registry[name]
            if not model._abstract and (name.startswith(PREFIX) or hasattr(model, "_write_policy")):
                yield name, model

    def is_checked(self, model, way):
        return any(getattr(vars(part).get(way), "_checks_kinds", False) for part in model.__mro__)

    def test_every_way_of_every_model_is_checked_and_called_as_odoo_calls_it(self):
        plain = self.env.registry["res.partner.category"]
        for name, model in self.guarded_models():
            for way in WAYS:
                with self.subTest(model=name, way=way):
                    self.assertTrue(self.is_checked(model, way))
                    for mark in ("_api_model", "_readonly"):
                        # by these Odoo tells whether a client's call begins with ids
                        called, expected = (getattr(getattr(one, way), mark, None) for one in (model, plain))
                        self.assertEqual(called, expected, mark)

    def test_the_check_and_rules_of_automation_leave_each_other_in_place(self):
        """Odoo's automation puts methods on the registry's classes, and deletes whatever it finds there for new rules."""
        model, called = self.env.registry[PREFIX + "need"], []
        needs = self.env[PREFIX + "need"].with_user(self.facilitator)

        def create(records, vals_list):
            called.append(vals_list)
            return create.origin(records, vals_list)

        create.origin = model.create
        model.create = create
        try:
            self.env[PREFIX + "argument.check"]._register_hook()
            needs.create([{"name": "Call back", "session_id": self.session.id}])
        finally:
            for way in WAYS:
                if way in vars(model):
                    delattr(model, way)
        self.assertEqual(len(called), 1)
        for way in WAYS:
            with self.subTest(way):
                self.assertTrue(self.is_checked(model, way))
        with self.assertRaisesRegex(UserError, "list"):
            needs.create([{"name": "Call back", "session_id": self.session.id, "tag_ids": [[6, 0, ["a"]]]}])


class TestWhatTheCheckLetsThrough(FacilitationCase):
    def test_a_form_with_its_parent_and_lines_without_a_number(self):
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        tags = self.env["crm.facilitation.need.tag"].with_user(self.facilitator)
        tag = tags.create({"name": "Calls"})
        for links in (
            [(6, 0, tag.ids)],
            [[4, tag.id]],
            tag.ids,
            [(5,), (4, tag.id, 0)],
            [[0, "virtual_1", {"name": "New"}]],
        ):
            with self.subTest(links):
                need = needs.create({"name": "Call back", "session_id": self.session.id, "tag_ids": links})
                self.assertTrue(need.tag_ids)
        options = self.env["crm.facilitation.conflict.option"].with_user(self.facilitator)
        options.onchange({"conflict_id": {"id": False, "name": "Which", "need_ids": []}}, ["conflict_id"], {"name": {}})

    def test_the_sentence_names_the_field(self):
        need = self.make_need("Call back").with_user(self.facilitator)
        for name, value, words in (
            ("tag_ids", [[6, 0, ["a"]]], "Tags.*list"),
            ("acceptance_deadline", "a", "day"),
            ("state", "a", "choices"),
            ("no_field", 1, "no_field"),
            ("name", 5, "text"),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, words):
                need.write({name: value})

    def test_values_without_the_names_of_their_fields_are_refused_in_words(self):
        need = self.make_need("Call back").with_user(self.facilitator)
        for way, call in {
            "create": lambda: need.create(["Call back"]),
            "write": lambda: need.write("name"),
            "onchange": lambda: need.onchange("name", ["name"], {"name": {}}),
        }.items():
            with self.subTest(way), self.assertRaisesRegex(UserError, "by the name of their field"):
                call()

    def test_a_form_may_show_a_field_that_was_taken_away_meanwhile(self):
        """It was opened before an update, and is not in the way of who has it open."""
        need = self.make_need("Call back").with_user(self.facilitator)
        self.assertEqual(need.onchange({"name": "Call", "taken_away": 1}, ["taken_away"], {"name": {}}), {})

    def test_a_form_sends_commands_and_no_list_of_numbers(self):
        need = self.make_need("Call back").with_user(self.facilitator)
        spec = {"supporter_ids": {"fields": {"display_name": {}}}}
        with self.assertRaises(UserError):
            need.onchange({"supporter_ids": self.participant_service.ids}, ["supporter_ids"], spec)

    def test_values_of_lines_are_looked_at_too(self):
        session = self.session.with_user(self.facilitator)
        for line in ({"tag_ids": [[4, "a"]]}, {"state": "a"}, {"author_id": "a"}, {"no_field": 1}):
            for command in ([0, 0, {"name": "Call back"} | line], [1, self.make_need("See it").id, line]):
                with self.subTest(command), self.assertRaises(UserError):
                    session.write({"need_ids": [command]})
        deep = {"name": "Call back"}
        for _level in range(400):
            deep = {"session_id": {"need_ids": [[0, 0, deep]]}}
        with self.assertRaisesRegex(UserError, "deep"):
            self.env["crm.facilitation.need"].with_user(self.facilitator).onchange(deep, ["session_id"], {"name": {}})
