import functools
import inspect

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import OrderedSet

from ...tools.access.arguments import oversize, wanted
from ...tools.access.texts import has_unstorable_character
from .base import PREFIX

ADDON = "odoo.addons.crm_facilitation."
# what JSON keeps exactly
LARGEST_ID = 2**53


class CrmFacilitationArgumentCheck(models.AbstractModel):
    """Looks at the arguments of this addon's public methods, which RPC hands over as they come.

    Once the registry is complete, each public method that this addon brings is wrapped where the last of its areas defines
    it, so that a call is checked once by the annotations of its signature, and not again on its way up. What Odoo or
    another addon brings is left alone, also where this addon extends it. The rule is
    :mod:`...tools.access.arguments`; a method has nothing to do but annotate its arguments.

    Invariant: an argument that a method cannot work with is refused by a sentence before the method has begun.
    """

    _name = "crm.facilitation.argument.check"
    _description = "Facilitation Argument Check"

    def _register_hook(self) -> None:
        super()._register_hook()
        for model in self.pool.values():
            for part, name in self._get_public_methods(model):
                if not getattr(vars(part)[name], "_checks_arguments", False):
                    setattr(part, name, _checked(vars(part)[name]))

    @api.model
    def _get_public_methods(self, model):
        """``[(class, name)]``: the outermost definition by this addon of each public method that began with it."""
        homes, private = {}, set()
        for part in model.__mro__:
            # the classes that the registry makes define nothing of their own
            if vars(part).get("pool") is not None:
                continue
            for name, value in vars(part).items():
                if inspect.isfunction(value) and not name.startswith("_"):
                    homes.setdefault(name, []).append(part)
                    if getattr(value, "_api_private", False):
                        private.add(name)
        return [
            (next(part for part in parts if part.__module__.startswith(ADDON)), name)
            for name, parts in homes.items()
            if name not in private and parts[-1].__module__.startswith(ADDON)
        ]


class CrmFacilitationGuarded(models.AbstractModel):
    """What is looked for in these records is text that a database can hold, whichever method looks."""

    _inherit = "crm.facilitation.guarded"

    @api.model
    def _take_reason(self, reason):
        """``reason`` without the space around it; what is decided against somebody is not decided without one."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why, in words that the people concerned will read."))
        return reason

    @api.model
    def _search(self, domain, *args, **options):
        if self._name.startswith(PREFIX):
            domain = Domain(domain)
            for condition in domain.iter_conditions():
                if _holds_unstorable_text(condition.value):
                    name = condition.field_expr.partition(".")[0]
                    field = self._fields.get(name)
                    label = field._description_string(self.env) if field else name
                    raise UserError(
                        self.env._(
                            "“%s” holds a character that cannot be stored. Type the text anew and try again.", label
                        )
                    )
        return super()._search(domain, *args, **options)


def _holds_unstorable_text(value):
    values = [value] if isinstance(value, str) else value if isinstance(value, list | tuple | set | OrderedSet) else ()
    return any(isinstance(text, str) and has_unstorable_character(text) for text in values)


def _checked(method):
    """``method`` with a look at its arguments before it, and the same signature and marks."""
    signature = inspect.signature(method)

    @functools.wraps(method)
    def check(self, *args, **kwargs):
        if not all(map(_is_id, self._ids)):
            raise UserError(self.env._("This record is not known. Reload the page and try again."))
        try:
            bound = signature.bind(self, *args, **kwargs)
        except TypeError as error:
            raise UserError(
                self.env._("Something was left out, or is too much. Reload the page and try again.")
            ) from error
        if args or kwargs:
            _check_arguments(self.env, signature, bound)
        try:
            return method(*bound.args, **bound.kwargs)
        except ValueError as error:
            # what Odoo says where a method is for one record, and the client named several or none
            if len(self) == 1 or str(error) != f"Expected singleton: {self}":
                raise
            raise UserError(self.env._("This takes one record at a time. Choose one and try again.")) from error

    check._checks_arguments = True
    return check


def _is_id(number):
    # records that are not saved yet have no number; those of an SQL view may have large ones
    is_number = isinstance(number, int) and not isinstance(number, bool)
    return isinstance(number, api.NewId) or (is_number and 0 < number <= LARGEST_ID)


def _check_arguments(env, signature, bound):
    _self, *names = bound.arguments
    for name in names:
        parameter, value = signature.parameters[name], bound.arguments[name]
        if problem := oversize(value):
            raise ValidationError(_oversize_message(env, problem, name))
        if value is parameter.default or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        kind = wanted(value, parameter.annotation)
        if kind or (parameter.annotation is int and name.endswith("_id") and value < 1):
            raise UserError(_wanted_message(env, kind or "number", name))
        if parameter.annotation is str and not value:
            # Odoo's empty text is False
            bound.arguments[name] = ""


def _wanted_message(env, kind, name):
    words = {
        "number": env._("a whole number"),
        "numbers": env._("a list of whole numbers"),
        "text": env._("a text"),
        "texts": env._("a list of texts"),
        "list": env._("a list"),
        "values": env._("values by name"),
        "choice": env._("yes or no"),
    }
    return env._("“%(argument)s” takes %(wanted)s.", argument=name.replace("_", " "), wanted=words[kind])


def _oversize_message(env, problem, name):
    words = {
        "many": env._("“%s” has too many entries for one step. Take fewer at a time."),
        "deep": env._("“%s” is nested too deeply to be read."),
        "long": env._("“%s” is too long. Make it shorter and try again."),
        "unstorable": env._("“%s” holds a character that cannot be stored. Type the text anew and try again."),
    }
    return words[problem] % name.replace("_", " ")
