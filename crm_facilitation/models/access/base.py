from collections.abc import Sequence
from math import isfinite
from types import MappingProxyType

import psycopg2

from odoo import SUPERUSER_ID, api, models
from odoo.api import Self, ValuesType
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...tools.access.arguments import INTEGER
from ...tools.access.texts import LINE, NAME, TEXT, has_unstorable_character, is_seen
from ...tools.spreadsheet import without_formulas

ADDON = "crm_facilitation"
PREFIX = "crm.facilitation."
TABLES = PREFIX.replace(".", "_")
UNINSTALLING = "_force_unlink"
# models of Odoo that carry words of participants: ask their records whether they do
SHARED = ("project.project", "project.task")


class Base(models.AbstractModel):
    """What holds for every text and number of this addon, whichever way it comes in or goes out.

    Coming in: no character that cannot be stored and no more of them than the field's limit, and no number that is none
    or does not fit, in fields of this addon and of its models. Going out: no cell of an export begins a formula, where
    it holds words of this addon. Texts, models and exports of others stay as they are.
    """

    _inherit = "base"

    # {field: the most that it takes} of the numbers that begin at 0 and have an end; each area states those it decides
    _number_limits = MappingProxyType({})

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        if self._names_records():
            for vals in vals_list:
                self._check_named_records(vals)
        if self._get_text_limits():
            for vals in vals_list:
                self._check_texts(self._get_left_out(vals) | self._get_texts_of_context() | vals)
        if names := self._get_number_names():
            given = self._get_defaults_of_context(names)
            for vals in vals_list:
                self._check_numbers(given | vals)
        return super().create(vals_list)

    def _names_records(self):
        """Whether values of windows, or of models of others, are links that the caller may not choose freely."""
        return not (self.env.su or hasattr(self, "_write_policy")) and bool(self._get_guarded_names())

    @api.model
    def default_get(self, fields: Sequence[str]) -> ValuesType:
        if not self.env.su and (self._name.startswith(PREFIX) or hasattr(self, "_write_policy")):
            if given := self._get_defaults_of_context(self._get_checked_names()):
                self._check_kinds(given)
        if not self._is_server_note():
            return super().default_get(fields)
        # ballots, electors, keys: what a client sends or keeps as a default is no note of the server's
        defaults = {name: self._fields[name].default for name in fields if name in self._fields}
        return {name: default(self) for name, default in defaults.items() if default}

    @api.model
    def _is_server_note(self):
        """Whether the server notes for somebody what no table lets anybody fill in."""
        is_own = self._name.startswith(PREFIX) and not self._transient and not hasattr(self, "_write_policy")
        return is_own and self.env.su and self.env.uid != SUPERUSER_ID

    def write(self, vals: ValuesType) -> bool:
        if self._names_records():
            self._check_named_records(vals)
        if self._get_text_limits():
            self._check_texts(vals)
        self._check_numbers(vals)
        return super().write(vals)

    def unlink(self) -> bool:
        if self._name.startswith(PREFIX) and self.env.context.get(UNINSTALLING) and self.env.uid != SUPERUSER_ID:
            # whoever calls over RPC may claim that the module is being uninstalled, which skips guards of deletion
            return super(Base, self.with_context({**self.env.context, UNINSTALLING: False})).unlink()
        return super().unlink()

    @api.model
    def _sql_error_to_message_generic(self, exc: psycopg2.Error) -> str:
        table = exc.diag.table_name or ""
        if not isinstance(exc, psycopg2.errors.ForeignKeyViolation) or not table.startswith(TABLES):
            return super()._sql_error_to_message_generic(exc)
        if self._table != table:
            return self.env._("This is part of what a roll-out has on record, so it stays. Archive it instead.")
        return self.env._(
            "This stays: it is named in what a roll-out has on record, under “%s”. Archive it instead.",
            self.env["ir.model"]._get(self._name).name,
        )

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        if field_name in self._get_text_limits():
            for text in translations.values():
                # the terms of a text, or the text
                for part in text.values() if isinstance(text, dict) else [text]:
                    # none is the text of another language again
                    self._check_texts({field_name: part} if part or part == "" else {})
        return super()._update_field_translations(field_name, translations, *args, **kwargs)

    @api.model
    @ormcache("self._name")
    def _get_text_limits(self):
        """``{field: most characters}`` of the texts that are this addon's."""
        own = self._name.startswith(PREFIX)
        return {
            name: (NAME if name == "name" else LINE) if field.type == "char" else TEXT
            for name, field in self._fields.items()
            if field.type in ("char", "text", "html") and field.store and (own or field._module == ADDON)
        }

    @api.model
    @ormcache("self._name")
    def _get_number_names(self):
        """The numbers that are this addon's."""
        own = self._name.startswith(PREFIX)
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.type in ("float", "integer", "monetary") and (own or field._module == ADDON) and name != "id"
        )

    @api.model
    @ormcache("self._name")
    def _get_number_limits(self):
        """``{field: the most that it takes}``, as the areas state them."""
        limits = (vars(part).get("_number_limits", {}) for part in reversed(type(self).__mro__))
        return {name: most for stated in limits for name, most in stated.items()}

    @api.model
    @ormcache("self._name")
    def _get_required_texts(self):
        """The texts that are this addon's and that a record does not go without, where nothing else fills them in."""
        fields = map(self._fields.get, self._get_text_limits())
        return frozenset(field.name for field in fields if field.required and not (field.compute or field.related))

    @api.model
    def _get_left_out(self, vals):
        """Required texts that ``vals`` leave out, by their defaults: PostgreSQL would refuse, and log what people said."""
        left = [name for name in self._get_required_texts() if name not in vals]
        return dict.fromkeys(left, False) | self.default_get(left) if left else {}

    @api.model
    def _get_texts_of_context(self):
        return self._get_defaults_of_context(self._get_text_limits())

    @api.model
    def _get_defaults_of_context(self, names):
        """``{field: value}`` of those of the fields ``names`` that the context gives a default."""
        keys = {f"default_{name}": name for name in names}
        return {keys[key]: value for key, value in self.env.context.items() if key in keys}

    @api.model
    def _check_numbers(self, vals):
        """Refuse what is stored as a number and is none: every page that shows it would stay empty for everybody."""
        for name in self._get_number_names() & vals.keys():
            field, number, most = self._fields[name], vals[name] or 0, self._get_number_limits().get(name)
            if most is not None and not (isinstance(number, int | float) and 0 <= number <= most):
                label = field.get_description(self.env, ["string"])["string"]
                raise ValidationError(self.env._("“%(field)s” is a number from 0 to %(most)s.", field=label, most=most))
            try:
                number = float(number)
            except (TypeError, ValueError, OverflowError):
                number = float("nan")
            if not isfinite(number) or (field.type == "integer" and abs(number) > INTEGER):
                raise ValidationError(
                    self.env._("“%s” takes a number of ordinary size.", field._description_string(self.env))
                )

    @api.model
    def _check_texts(self, vals):
        limits = self._get_text_limits()
        for name, value in vals.items():
            field, is_none = self._fields.get(name), value is None or value is False
            if name not in limits or (is_none and not field.required):
                continue
            if isinstance(value, list | tuple | dict | set):
                raise ValidationError(self.env._("“%s” takes a text.", field._description_string(self.env)))
            text = "" if is_none else str(value)
            if has_unstorable_character(text):
                raise ValidationError(
                    self.env._(
                        "“%s” holds a character that cannot be stored. Type the text anew and try again.",
                        field._description_string(self.env),
                    )
                )
            if field.required and not is_seen(text):
                raise ValidationError(self._say_missing(field) if is_none else self._say_unseen(field))
            # what only the server writes is of the size that it has
            if len(text) > limits[name] and not (self.env.su and field.readonly):
                raise ValidationError(
                    self.env._(
                        "Say it shorter: “%(field)s” takes at most %(limit)s characters. Attach the rest as a file.",
                        field=field._description_string(self.env),
                        limit=limits[name],
                    )
                )

    @api.model
    def _say_unseen(self, field):
        return self.env._("“%s” holds nothing that can be seen.", field._description_string(self.env))

    @api.model
    def _say_missing(self, field):
        """Hook: what is said where the required text ``field`` was left out."""
        return self._say_unseen(field)

    @api.model
    def load(self, fields: list[str], data: list[list[str]]) -> dict:
        if self._name.startswith(PREFIX) and (messages := self._find_unstorable_cells(fields, data)):
            return {"ids": False, "messages": messages, "nextrow": 0}
        return super().load(fields, data)

    @api.model
    def _find_unstorable_cells(self, columns, rows):
        """What is said of the cells that no table can be searched for, as ``load`` says it: names of records too."""
        said = self.env._("“%s” holds a character that cannot be stored. Type the text anew and try again.")
        labels = {
            column: self._fields[name]._description_string(self.env) if name in self._fields else column
            for column in columns
            for name in [column.partition("/")[0]]
        }
        return [
            {
                "type": "error",
                "record": number,
                "rows": {"from": number, "to": number},
                "field": column,
                "message": said % labels[column],
            }
            for number, row in enumerate(rows)
            for column, cell in zip(columns, row, strict=False)
            if isinstance(cell, str) and has_unstorable_character(cell)
        ]

    def export_data(self, fields_to_export: list[str]) -> dict[str, list]:
        exported = super().export_data(fields_to_export)
        if rows := exported.get("datas"):
            columns = list(zip(*rows, strict=True))
            guarded = [
                # the column of a row's own number is looked up as it is
                without_formulas(column) if path != ".id" and self._brings_own_words(path) else column
                for path, column in zip(fields_to_export, columns, strict=True)
            ]
            exported["datas"] = [list(row) for row in zip(*guarded, strict=True)]
        return exported

    @api.model
    def _may_bring_own_words(self, path=""):
        """The same where the records are not known: also of a model that this addon shares with others."""
        field = self._fields.get(path.partition(":")[0])
        comodel = field.comodel_name if field is not None and field.relational else ""
        return self._name in SHARED or comodel in SHARED or self._brings_own_words(path)

    def _brings_own_words(self, path):
        """Whether a column of an export, or a group of it, holds words of this addon: ``path`` as ``need_id/name``."""
        records = self
        for name in path.replace(".", "/").split("/"):
            if records._holds_own_words():
                return True
            field = records._fields.get(name.partition(":")[0])
            if field is None:
                return False
            if field._module == ADDON:
                return True
            if not field.relational:
                return False
            # an export has read these by now; this asks where their words come from
            records = records.sudo().mapped(field.name)
        return records._holds_own_words()

    def _holds_own_words(self):
        """Whether texts of these records are, or repeat, words that somebody said in a roll-out."""
        return self._name.startswith(PREFIX) or any(
            model.startswith(PREFIX) or (model in SHARED and self.env[model].browse(ids)._holds_own_words())
            for model, ids in self._get_subjects().items()
        )

    def _get_subjects(self):
        """``{model: ids}`` of the records that these are about, as activities and messages are, and repeat the names of."""
        subjects = {}
        for model_name, id_name in (("res_model", "res_id"), ("model", "res_id")):
            if {model_name, id_name} <= set(self._fields) and self._fields[model_name].type == "char":
                # whoever exports them reads them; this asks about whom they are
                for record_sudo in self.sudo():
                    if record_sudo[model_name]:
                        subjects.setdefault(record_sudo[model_name], []).append(record_sudo[id_name])
        return subjects
