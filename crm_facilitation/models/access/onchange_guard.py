from collections import defaultdict

from odoo import api, models
from odoo.api import ValuesType
from odoo.exceptions import AccessError
from odoo.fields import Command

ADDON = "crm_facilitation"
PREFIX = "crm.facilitation."
# commands that name a record by its id
NAMING = (Command.UPDATE, Command.DELETE, Command.UNLINK, Command.LINK)


class Base(models.AbstractModel):
    """Whoever fills in a form names only records that they may read.

    ``onchange`` asks for the right to create and then computes with whatever ids it was sent: what a field computes or
    labels of them would be shown to people who may not see them. So each id in the values and in the defaults of the
    context is checked before anything is computed: all fields of this addon's models, and its own fields elsewhere.
    ``web_save`` answers with the same fields and is checked too.

    Invariant: what is linked to a record already, and that record may be read, can be sent back.
    """

    _inherit = "base"

    def onchange(self, values: ValuesType, field_names: list[str], fields_spec: dict) -> dict:
        self._check_named_records(values)
        return super().onchange(values, field_names, fields_spec)

    def web_save(self, vals: ValuesType, specification: dict, next_id: int | None = None) -> list[dict]:
        self._check_named_records(vals)
        return super().web_save(vals, specification, next_id)

    def _check_named_records(self, values):
        """Raise AccessError when the caller names a record that they may not read; nothing is read of it before."""
        guarded = self._get_guarded_relations()
        if self.env.su or not guarded:
            return
        self.check_access("read")
        prefix = "default_"
        defaults = {key[len(prefix) :]: value for key, value in self.env.context.items() if key.startswith(prefix)}
        named = defaultdict(set)
        for given in (defaults, values):
            self._collect_named(given, named)
        for model, ids in named.items():
            records = self.env[model].browse(ids).exists()
            if records - records._filtered_access("read"):
                raise AccessError(self.env._("You have chosen a record that you may not see. Choose another one."))

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

    def _collect_named(self, values, named):
        """Add the ids in ``values`` that these records do not link to already; ``named``: ``{model: ids}``."""
        if not isinstance(values, dict):
            return
        for field in self._get_guarded_relations():
            if field.name not in values:
                continue
            value = values[field.name]
            model = field.comodel_name or self._get_named_model(field, values)
            if field.type == "reference" and isinstance(value, str):
                value = int(value.rpartition(",")[2] or 0) if value.rpartition(",")[2].isdecimal() else False
            if model not in self.env:
                continue
            found = self.env[model]._collect_ids(value, named)
            # read as the superuser: a link that the caller sends back may lead to what they cannot read
            known_sudo = self.sudo().with_context(active_test=False)
            linked = set(known_sudo.mapped(field.name).ids) if self and field.comodel_name else set()
            named[model] |= found - linked

    def _get_named_model(self, field, values):
        if field.type == "reference":
            return str(values[field.name] or "").partition(",")[0]
        # the kind of the record alone is used
        return values.get(field.model_field) or self.sudo()[:1][field.model_field]

    @api.model
    def _collect_ids(self, value, named):
        """The ids of this model in a value, which is an id, the values of a parent, or a list of commands."""
        if isinstance(value, dict):
            self._collect_named(value, named)
            return {value["id"]} if type(value.get("id")) is int else set()
        if type(value) is int:
            return {value} if value > 0 else set()
        found = set()
        for command in value if isinstance(value, list | tuple) else ():
            if not isinstance(command, list | tuple) or not command:
                # a plain list of ids is a value of a default
                found |= self._collect_ids(command, named) if not isinstance(command, list | tuple) else set()
                continue
            if command[0] in NAMING and len(command) > 1:
                found |= self._collect_ids(command[1], named)
            if command[0] == Command.SET and len(command) > 2:
                found |= self._collect_ids(command[2], named)
            if command[0] in (Command.CREATE, Command.UPDATE) and len(command) > 2:
                self._collect_named(command[2], named)
        return found
