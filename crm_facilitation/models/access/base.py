from odoo import api, models
from odoo.api import Self, ValuesType
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...tools.access.texts import LINE, NAME, TEXT, has_strange_character
from ...tools.spreadsheet import without_formulas

ADDON = "crm_facilitation"
PREFIX = "crm.facilitation."
# models of Odoo that carry words of participants: ask their records whether they do
SHARED = ("project.project", "project.task")


class Base(models.AbstractModel):
    """What holds for every text of this addon, whichever way it comes in or goes out.

    Coming in: no character that cannot be stored and no more of them than the field's limit, in fields of this addon and
    of its models. Going out: no cell of an export begins a formula, where it holds words of this addon. Texts, models
    and exports of others stay as they are.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        if self._get_text_limits():
            for vals in vals_list:
                self._check_texts(self._get_texts_of_context() | vals)
        return super().create(vals_list)

    def write(self, vals: ValuesType) -> bool:
        if self._get_text_limits():
            self._check_texts(vals)
        return super().write(vals)

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        if field_name in self._get_text_limits():
            for text in translations.values():
                # the terms of a text, or the text
                for part in text.values() if isinstance(text, dict) else [text]:
                    self._check_texts({field_name: part})
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
    def _get_texts_of_context(self):
        texts = {f"default_{name}": name for name in self._get_text_limits()}
        return {texts[key]: value for key, value in self.env.context.items() if key in texts}

    @api.model
    def _check_texts(self, vals):
        limits = self._get_text_limits()
        for name, value in vals.items():
            if name not in limits or not value:
                continue
            field = self._fields[name]
            if isinstance(value, list | tuple | dict | set):
                raise ValidationError(self.env._("“%s” takes a text.", field._description_string(self.env)))
            text = str(value)
            if has_strange_character(text):
                raise ValidationError(
                    self.env._(
                        "“%s” holds a character that cannot be stored. Type the text anew and try again.",
                        field._description_string(self.env),
                    )
                )
            # what only the server writes is of the size that it has
            if len(text) > limits[name] and not (self.env.su and field.readonly):
                raise ValidationError(
                    self.env._(
                        "Say it shorter: “%(field)s” takes at most %(limit)s characters. Attach the rest as a file.",
                        field=field._description_string(self.env),
                        limit=limits[name],
                    )
                )

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
