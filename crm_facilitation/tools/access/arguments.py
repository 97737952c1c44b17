"""Whether the value of an argument is of the type that the method's signature names, and of a size to work on."""

import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from .texts import TEXT, has_unstorable_character

# values in an argument altogether, those in lists and under keys included, and how deep they may lie in each other
VALUES, DEPTH = 10_000, 10
# what PostgreSQL keeps as an integer, ids included
INTEGER = 2**31 - 1
# Odoo's word for “nothing” is False, for texts and for ids
NOTHING = (None, False)
PLAIN = (str, int, float, bool, list, tuple, dict)


def oversize(value: Any) -> str:
    """Why ``value`` is not worked on, whatever its type: ``many``, ``deep``, ``long``, ``unstorable``; empty when it is.

    It looks at no more than ``VALUES`` values, so that a million keys cost nothing.

    >>> oversize({"a": [1, "b"]}), oversize(range(5)), oversize("a" * (TEXT + 1)), oversize("a\\0")
    ('', '', 'long', 'unstorable')
    >>> oversize({number: 1 for number in range(VALUES)}), oversize([0] * (VALUES + 1))
    ('many', 'many')
    >>> nested = []
    >>> for _ in range(DEPTH): nested = [nested]
    >>> oversize(nested)
    'deep'
    """
    waiting, seen = [(value, 0)], 0
    while waiting:
        item, depth = waiting.pop()
        seen += 1
        if isinstance(item, str):
            if len(item) > TEXT:
                return "long"
            if has_unstorable_character(item):
                return "unstorable"
        elif isinstance(item, dict | list | tuple):
            inside = [*item, *item.values()] if isinstance(item, dict) and len(item) <= VALUES else item
            if seen + len(waiting) + len(inside) > VALUES:
                return "many"
            if depth == DEPTH:
                return "deep"
            waiting += [(part, depth + 1) for part in inside]
    return ""


def wanted(value: Any, annotation: Any) -> str:
    """What is wanted in place of ``value``: ``number``, ``numbers``, ``text``, ``texts``, ``list``, ``values``
    or ``choice``; empty when it fits the annotation.

    - A yes or no is no number, and a number that PostgreSQL cannot keep is none either.
    - ``False`` and ``None`` stand for no text, and beside a number (``int | bool``) for no record.
    - What cannot be told from JSON (any class but these) is taken as it is.

    >>> wanted(True, int), wanted(5, int), wanted(2**40, int), wanted("5", int)
    ('number', '', 'number', 'number')
    >>> wanted(False, str), wanted(None, str), wanted(["a"], str), wanted(3, str)
    ('', '', 'text', 'text')
    >>> wanted(False, int | bool), wanted(True, int | bool), wanted(7, int | bool), wanted("a", int | bool)
    ('', 'number', '', 'number')
    >>> wanted([1], list[int]), wanted((1, 2), Sequence[int]), wanted([True], list[int]), wanted("12", Sequence[int])
    ('', '', 'numbers', 'numbers')
    >>> wanted({"name": "a"}, dict[str, Any]), wanted([], dict), wanted({1: "a"}, dict[str, Any])
    ('', 'values', 'values')
    >>> class Record: pass
    >>> wanted(Record(), Record | int), wanted(3, Record | int), wanted(0, Record | int), wanted("3", Record | int)
    ('', '', 'number', 'number')
    >>> wanted(None, list[int] | None), wanted(None, int), wanted(1, bool), wanted(0.5, float), wanted(1, object)
    ('', 'number', 'choice', '', '')
    >>> wanted("a", list[int] | None), wanted(None, list[int] | dict)
    ('numbers', 'numbers')
    """
    origin = typing.get_origin(annotation) or annotation
    if origin in (types.UnionType, typing.Union):
        return _wanted_of_several(value, typing.get_args(annotation))
    if origin is str:
        return "" if isinstance(value, str) or any(value is nothing for nothing in NOTHING) else "text"
    if origin is bool:
        return "" if isinstance(value, bool) else "choice"
    if origin is int:
        return "" if _is_number(value, int) else "number"
    if origin is float:
        return "" if _is_number(value, int | float) else "number"
    if origin in (list, tuple, Sequence):
        return _wanted_in_list(value, typing.get_args(annotation))
    if origin in (dict, Mapping):
        return _wanted_in_dict(value, typing.get_args(annotation))
    return ""


def _is_number(value: Any, kind: Any) -> bool:
    # a float that is no number (NaN) is not within these limits either
    return isinstance(value, kind) and not isinstance(value, bool) and -INTEGER <= value <= INTEGER


def _wanted_of_several(value: Any, kinds: Sequence[Any]) -> str:
    if value is None and type(None) in kinds:
        return ""
    if bool in kinds and int in kinds:
        if value is None or value is False:
            return ""
        kinds = [kind for kind in kinds if kind is not bool]
    known = [kind for kind in kinds if kind is not type(None)]
    # a record, or the number of one
    if int in known and any(kind not in PLAIN for kind in known) and isinstance(value, int) and value < 1:
        return "number"
    for kind in known:
        if isinstance(kind, type) and kind not in PLAIN:
            if isinstance(value, kind):
                return ""
        elif not wanted(value, kind):
            return ""
    return next(filter(None, (wanted(value, kind) for kind in known)), "number")


def _wanted_in_list(value: Any, kinds: Sequence[Any]) -> str:
    word = {int: "numbers", str: "texts"}.get(kinds[0] if kinds else None, "list")
    if not isinstance(value, list | tuple):
        return word
    return word if kinds and any(wanted(part, kinds[0]) for part in value) else ""


def _wanted_in_dict(value: Any, kinds: Sequence[Any]) -> str:
    if not isinstance(value, Mapping):
        return "values"
    return "values" if kinds and kinds[0] is str and not all(isinstance(key, str) for key in value) else ""
