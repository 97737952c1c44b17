from collections import defaultdict

from odoo import api, models
from odoo.api import ValuesType
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import ormcache

ADDON = "crm_facilitation"
PREFIX = "crm.facilitation."
# digits of a number that no record has
LONGEST = 10
# commands that name a record by its id
NAMING = (Command.UPDATE, Command.DELETE, Command.UNLINK, Command.LINK)


class Base(models.AbstractModel):
    """Whoever fills in a form or writes a record names only records that they may read.

    Odoo looks at the rights to a record, and not to what it is linked to: labels of links are read with all rights, and so
    are related fields. ``onchange`` computes with whatever ids it was sent. So each id in the values and in the defaults is
    checked before anything is computed or stored, on all ways in (``create`` and ``write`` ask here, in ``guarded.py`` and,
    for windows, in ``base.py``): all fields of this addon's models, windows included, and its own fields elsewhere.

    Invariant: what is linked to a record already can be sent back by whoever may change that record. All others are told
    the same of what they may not read, linked or not.
    """

    _inherit = "base"

    def onchange(self, values: ValuesType, field_names: list[str], fields_spec: dict) -> dict:
        self._check_named_records(values, references=True)
        return super().onchange(values, field_names, fields_spec)

    def web_save(self, vals: ValuesType, specification: dict, next_id: int | None = None) -> list[dict]:
        self._check_named_records(vals, references=True)
        return super().web_save(vals, specification, next_id)

    def _check_named_records(self, values, references=False):
        """Raise AccessError when the caller names a record that they may not read; nothing is read of it before.

        :param references: also where the model of the record is a value: forms show its name, and records do not
        """
        guarded = () if self.env.su else self._get_guarded_names()
        if not guarded:
            return
        named = defaultdict(set)
        defaults = self._get_defaults_of_context(guarded)
        if not self:
            # what somebody keeps for themself is as good as a default of the context
            defaults = self.env["ir.default"]._get_model_defaults(self._name) | defaults
        for given in (defaults, values):
            self._collect_named(given, named, references)
        if references or any(named.values()):
            self.check_access("read")
        for model, ids in named.items():
            records = self.env[model].browse(ids)
            hidden = records - records._filtered_access("read")
            hidden -= self._filter_nameable(hidden) if hidden else hidden
            if hidden and hidden.exists():
                raise AccessError(self.env._("You have chosen a record that you may not see. Choose another one."))

    @api.model
    @ormcache("self._name")
    def _get_guarded_names(self):
        return frozenset(field.name for field in self._get_guarded_relations())

    @api.model
    def _get_guarded_relations(self):
        """The relational fields of this model whose values are checked."""
        own, offered = self._name.startswith(PREFIX), self._get_offered_relations()
        fields = [field for field in self._fields.values() if field.name not in offered]
        return [field for field in fields if field.comodel_name and (own or field._module == ADDON)] + [
            field for field in fields if own and field.type in ("reference", "many2one_reference")
        ]

    @api.model
    def _get_offered_relations(self) -> set[str]:
        """Hook: fields whose choice is offered to people who may not read the records themselves."""
        return set()

    def _filter_nameable(self, hidden):
        """Hook: those of these records, which the caller may not read, that they may name all the same."""
        return hidden.browse()

    def _collect_named(self, values, named, references=False):
        """Add the ids in ``values`` that these records do not link to already; ``named``: ``{model: ids}``."""
        if not isinstance(values, dict):
            return
        for name in self._get_guarded_names() & values.keys():
            field = self._fields[name]
            if not (references or field.comodel_name):
                continue
            value = values[field.name]
            model = field.comodel_name or self._get_named_model(field, values)
            if field.type == "reference" and isinstance(value, str):
                number = value.rpartition(",")[2]
                value = number.isdecimal() and int(number)
            if model not in self.env:
                continue
            found = self.env[model]._collect_ids(value, named, references)
            named[model] |= found - self._get_sent_back(field)

    def _get_sent_back(self, field):
        """The ids that ``field`` links to already, for those who may change it."""
        if not (self and field.comodel_name and self._has_field_access(field, "read") and self.has_access("write")):
            return set()
        # read as the superuser: a link that the caller sends back may lead to what they cannot read
        return set(self.sudo().with_context(active_test=False).mapped(field.name).ids)

    def _get_named_model(self, field, values):
        if field.type == "reference":
            return str(values[field.name] or "").partition(",")[0]
        # the kind of the record alone is used
        return values.get(field.model_field) or self.sudo()[:1][field.model_field]

    @api.model
    def _collect_ids(self, value, named, references=False):
        """The ids of this model in a value, which is an id, the values of a parent, or a list of commands."""
        if isinstance(value, dict):
            self._collect_named(value, named, references)
            return {value["id"]} if type(value.get("id")) is int else set()
        if isinstance(value, int | str):
            # PostgreSQL takes "5" for 5 in a link
            digits = str(value)
            return {int(digits)} if digits.isdecimal() and len(digits) < LONGEST else set()
        found = set()
        for command in value if isinstance(value, list | tuple) else ():
            if not isinstance(command, list | tuple) or not command:
                # a plain list of ids is a value of a default
                found |= (
                    self._collect_ids(command, named, references) if not isinstance(command, list | tuple) else set()
                )
                continue
            if command[0] in NAMING and len(command) > 1:
                found |= self._collect_ids(command[1], named, references)
            if command[0] == Command.SET and len(command) > 2:
                found |= self._collect_ids(command[2], named, references)
            if command[0] in (Command.CREATE, Command.UPDATE) and len(command) > 2:
                self._collect_named(command[2], named, references)
        return found
