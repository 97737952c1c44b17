"""What is told of records that somebody may not read, as they are and with everything in them changed."""

import inspect
import re

from psycopg2 import Error

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tools import SQL, mute_logger

from ..platform.test_access import METHODS

# what Odoo says of a company that could be chosen instead is no word of ours, nor is the number of what was not stored
HINT, NUMBER = re.compile(r"\n\nIf you really.*", re.DOTALL), re.compile(r"\d+")
# where a record stands, and who may read it
KEPT = {"id", "company_id", "user_id", "partner_id", "create_uid", "write_uid", "alias_id", "key_hash", "parent_path"}
# calls of each record that are drawn
DRAWN = 6
# Odoo's to guard
ODOO = ("hr.department", "res.partner")
ARGUMENTS = {"reason": "We know better", "text": "Forged", "token": "0" * 32, "value": 3, "choices": {}}
OWN = [(model, method) for model, *methods in map(str.split, METHODS.strip().splitlines()) for method in methods]


class HiddenCase:
    """Beside :class:`ForeignCase`: records of each kind, in each state, and people who may not read them."""

    def find_hidden(self, env):
        """One record of each kind, drawn from all states: ``[(model, id)]``."""
        pools = (self.at_hand, self.records, self.theirs)
        found = {(name, one.id) for pool in pools for name, records in pool.items() for one in records}
        # rows of a view go with what they show
        stored = [place for place in sorted(found) if self.env[place[0]]._auto and place[0] not in ODOO]
        hidden = {}
        for name, number in self.random.sample(stored, len(stored)):
            if name not in hidden and not self.is_read(env, name, number):
                hidden[name] = number
        return sorted(hidden.items())

    def is_read(self, env, name, number):
        is_read = env[name].has_access("read") and env[name].browse(number).has_access("read")
        # to find out reads the record with all rights
        self.env.invalidate_all(flush=False)
        return is_read

    def change(self, hidden):
        """Change whatever the database takes; how many values."""
        self.env.flush_all()
        changed = 0
        for name, number in hidden:
            model = self.env[name]
            for field in model._fields.values():
                if not field.store or not field.column_type or field.name in KEPT or field.translate:
                    continue
                value = self.get_another(field, self.env[name].browse(number).sudo())
                try:
                    with self.env.cr.savepoint(flush=False):
                        self.env.cr.execute(
                            SQL("UPDATE %s SET %s = %s WHERE id = %s",
                                SQL.identifier(model._table), SQL.identifier(field.name), value, number),
                            log_exceptions=False,
                        )  # fmt: skip
                    changed += 1
                except Error:
                    # a value that cannot stand there is never told either
                    continue
        self.env.invalidate_all(flush=False)
        return changed

    def get_another(self, field, record):
        if field.type == "many2one":
            others = self.at_hand.get(field.comodel_name, ())
            return self.random.choice([None, *(one.id for one in others if one != record[field.name])])
        if field.type == "selection":
            return self.random.choice(
                [key for key in field.get_values(self.env) if key != record[field.name]] or [None]
            )
        return {
            "boolean": lambda: not record[field.name],
            "integer": lambda: record[field.name] + 1,
            "float": lambda: record[field.name] + 1,
            "date": lambda: self.random.choice(("2020-01-01", "2040-01-01")),
            "datetime": lambda: self.random.choice(("2020-01-01", "2040-01-01")),
        }.get(field.type, lambda: "Changed")()

    def get_calls(self, env, name):
        """``{words: (method, arguments, options)}`` of what somebody calls on a record of the model."""
        model, me, other = env[name], env.user.partner_id.id, self.employee_service.partner_id.id
        word = next(key for key in ("name", "state", "res_id", "sequence", "id") if key in model._fields)
        value = {"name": "Forged", "state": "draft"}.get(word, 7)
        said = {"body": "Forged", "author_id": other}
        calls = {
            "read": ("read", [[word]], {}),
            "written": ("write", [{word: value}], {}),
            "saved": ("web_save", [{word: value}, {word: {}}], {}),
            "filled in": ("onchange", [{word: value}, [word], {word: {}}], {}),
            "copied": ("copy", [{word: value}], {}),
            "deleted": ("unlink", [], {}),
            "exported": ("export_data", [[".id", "display_name"]], {}),
        }
        if "active" in model._fields:
            calls |= {way: (way, [], {}) for way in ("action_archive", "action_unarchive", "toggle_active")}
        if word == "name":
            calls["translated"] = ("update_field_translations", [word, {"en_US": value}], {})
        if "message_ids" in model._fields:
            calls["said"] = ("message_post", [], said)
            calls["notified"] = ("message_notify", [], said | {"partner_ids": [other]})
            calls["followed"] = ("message_subscribe", [[me]], {})
            calls["followed by another"] = ("message_subscribe", [[other]], {})
        for method in (method for own, method in OWN if own == name):
            function = getattr(self.registry[name], method)
            if not getattr(function, "_api_model", False):
                known = ARGUMENTS.keys() & inspect.signature(function).parameters
                calls[method] = (method, [], {key: ARGUMENTS[key] for key in known})
        return calls

    def tell(self, env, name, number, call):
        method, arguments, options = call
        with self.env.cr.savepoint() as point:
            try:
                told = repr(call_kw(env[name], method, [[number], *arguments], options | {"context": env.context}))
                env.flush_all()
            except UserError as refusal:
                told = f"{type(refusal).__name__}: {HINT.sub('', str(refusal))}"
            # any other kind would tell just as well
            except Exception as error:  # pylint: disable=broad-except
                told = f"{type(error).__name__}: {error}"
            point.rollback()
        self.env.invalidate_all(flush=False)
        return NUMBER.sub("#", told)

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models", "odoo.addons.base.models.ir_model")
    def test_what_is_told_of_a_hidden_record_does_not_depend_on_what_stands_there(self):
        """Whoever may not read a record is answered the same after everything in it was changed."""
        role = self.random.choice(("outsider", "neighbour", "foreign", "foreign_sponsor"))
        companies = self.users_of[role].company_ids.ids
        env = self.env(user=self.users_of[role], context={"allowed_company_ids": companies})
        hidden = self.find_hidden(env)
        tried = [(place, words, call) for place in hidden for words, call in self.draw_calls(env, place[0])]
        told = [self.tell(env, *place, call) for place, _words, call in tried]
        self.assertGreater(self.change(hidden), 100)
        for (place, words, call), before in zip(tried, told, strict=True):
            now = before if self.is_read(env, *place) else self.tell(env, *place, call)
            if now != before:
                self.problems.append(f"{words} {place} as {role}: {before[:200]!r}, {now[:200]!r}")
        print(f"\n{len(tried)} calls as {role}, ACCESS_SEED={self.seed}")
        self.assertGreater(len(tried), 100)
        self.assertEqual(self.problems, [], f"ACCESS_SEED={self.seed}")

    def draw_calls(self, env, name):
        calls = sorted(self.get_calls(env, name).items())
        return self.random.sample(calls, min(DRAWN, len(calls)))
