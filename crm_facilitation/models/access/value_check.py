import functools
from collections.abc import Mapping

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...tools.access.arguments import DEPTH
from ...tools.access.commands import CREATE, PLAIN, UPDATE, is_link, is_links
from .argument_check import ADDON as CODE
from .base import ADDON, PREFIX

# Odoo's ways in that take values, and their first argument; ``default_get``, which takes them from the context alone, looks
# at them itself, see ``base.py``
WAYS = {
    "create": "vals_list",
    "write": "vals",
    "web_save": "vals",
    "web_save_multi": "vals_list",
    "onchange": "values",
    "copy": "default",
}
# what is refused, and in which words, depends on what stands there: which right is asked before all else
FIRST = {"write": "read", "unlink": "unlink"}
LONG = ("char", "text", "html")
# what Odoo raises on a value that it cannot read
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, KeyError, AssertionError)


class Base(models.AbstractModel):
    """Looks at the kind of every value that comes in for a field of this addon, before any of its areas reads it.

    Odoo takes what RPC sends as it is: a text in the place of a record's number, a command that is none or a day that is
    none end in an error of Python's. Once the registry is complete, the ways in of :data:`WAYS` are wrapped for each model
    of this addon, and for those of Odoo whose records it guards, where the last of its areas defines the model: a call is
    checked once. So are those of :data:`FIRST`, for the right to them. The classes that the registry makes are left to
    Odoo's automation rules, which put methods of their own there and delete whatever they find. Values inside of commands
    are checked by the model that they are for.

    Invariants: a value that its field cannot hold is refused by a sentence, and nothing is read or changed before. From a
    refusal nobody learns what stands in a record that they may not read.
    """

    _inherit = "base"

    @api.model
    @ormcache("self._name")
    def _get_checked_names(self):
        """The fields whose values are looked at: all of a model of this addon, its own ones elsewhere."""
        own = self._name.startswith(PREFIX)
        return frozenset(name for name, field in self._fields.items() if own or field._module == ADDON)

    @api.model
    def _check_kinds(self, values, is_stored=False, is_form=False, depth=0):
        """Raise ValidationError where a value is of a kind that its field cannot hold.

        :param is_stored: unknown names are refused too
        :param is_form: the values are those of a form, whose links are commands alone
        :param depth: in how many other records' values these lie
        """
        if not isinstance(values, Mapping):
            raise ValidationError(self.env._("Values are given by the name of their field."))
        if is_stored and self._name.startswith(PREFIX):
            for name in values:
                if name not in self._fields:
                    raise ValidationError(self.env._("“%s” is no field here. Reload the page and try again.", name))
        for name in self._get_checked_names().intersection(values):
            field, value = self._fields[name], values[name]
            is_short = is_form and isinstance(value, list | tuple) and any(type(one) is int for one in value)
            if not self._is_of_kind(field, value) or (is_short and field.type in ("one2many", "many2many")):
                label = field._description_string(self.env)
                raise ValidationError(self._get_kind_message(field) % label)
            if value and field.relational:
                if depth == DEPTH:
                    raise ValidationError(
                        self.env._("“%s” is nested too deeply to be read.", field._description_string(self.env))
                    )
                self._check_kinds_inside(field, value, is_stored, depth + 1)

    @api.model
    def _check_kinds_inside(self, field, value, is_stored, depth):
        lines = self.env[field.comodel_name]
        if isinstance(value, Mapping):
            lines._check_kinds(value, depth=depth)
        elif field.type != "many2one":
            for command in value:
                if isinstance(command, list | tuple) and command[0] in (CREATE, UPDATE):
                    lines._check_kinds(command[2], is_stored, depth=depth)

    @api.model
    def _is_of_kind(self, field, value):
        if value is None or value is False:
            return True
        if field.type == "many2one":
            return is_link(value)
        if field.relational:
            return is_links(value)
        if field.type in ("json", "properties", "properties_definition", "binary"):
            return True
        if isinstance(value, list | tuple | set | dict):
            return False
        if field.type in LONG:
            # their length and signs are looked at where they are stored; what a customer added takes what Odoo takes
            return isinstance(value, str) or not isinstance(value, PLAIN) or field._module != ADDON
        if field.type == "selection":
            return not value or value in field.get_values(self.env)
        try:
            field.convert_to_cache(value, self.browse())
        except UNREADABLE:
            return False
        return True

    @api.model
    def _get_kind_message(self, field):
        if field.relational or field.type in ("reference", "many2one_reference"):
            return self.env._("“%s” takes records from its list. Reload the page and choose again.")
        return {
            "date": self.env._("“%s” takes a day."),
            "datetime": self.env._("“%s” takes a day and a time."),
            "selection": self.env._("“%s” takes one of its choices. Reload the page and choose again."),
            "integer": self.env._("“%s” takes a number of ordinary size."),
            "float": self.env._("“%s” takes a number of ordinary size."),
            "monetary": self.env._("“%s” takes a number of ordinary size."),
        }.get(field.type, self.env._("“%s” takes a text."))


class CrmFacilitationArgumentCheck(models.AbstractModel):
    """Odoo's own ways in are checked as the methods of this addon are."""

    _inherit = "crm.facilitation.argument.check"

    def _register_hook(self) -> None:
        super()._register_hook()
        for name, model in self.pool.items():
            if model._abstract or not (name.startswith(PREFIX) or hasattr(model, "_write_policy")):
                continue
            part = next((part for part in model.__mro__ if _is_ours(part, name)), None)
            for way in WAYS | FIRST if part else ():
                if not getattr(vars(part).get(way), "_checks_kinds", False):
                    setattr(part, way, _checked(part, way, getattr(model, way)))


def _is_ours(part, name):
    """Whether this addon's code defines the class ``part`` for the model ``name``, and for no other one."""
    is_made = vars(part).get("pool") is not None
    return not is_made and part.__module__.startswith(CODE) and vars(part).get("_name") == name


def _checked(part, way, whole):
    """The method ``way`` of the class ``part``, whether it defines one or not, with a look at its values before it.

    :param whole: what the model has under this name in the end, whose marks for RPC it takes
    """
    own = vars(part).get(way)

    @functools.wraps(own or whole)
    def check(self, *args, **kwargs):
        if not self.env.su:
            if way in FIRST:
                self.check_access(FIRST[way])
            if way in WAYS:
                _check_values(self, way, (*args, kwargs.get(WAYS[way]))[0])
        return own(self, *args, **kwargs) if own else getattr(super(part, self), way)(*args, **kwargs)

    check._checks_kinds = True
    return check


def _check_values(records, way, given):
    if way != "write" and (defaults := records._get_defaults_of_context(records._get_checked_names())):
        records._check_kinds(defaults)
    if way == "copy" and not given:
        return
    for values in given if isinstance(given, list | tuple) else [given]:
        # a form may show what is no field any more
        records._check_kinds(values, is_stored=way != "onchange", is_form=way == "onchange")
