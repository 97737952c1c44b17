"""What makes the answers of the room small, and cheap to give to two hundred people at once."""

import json
from collections.abc import Mapping
from functools import cached_property

from odoo.tools.json import json_default


def without_nothing(facts: Mapping) -> dict:
    """The facts that hold something: a page reads what is missing as false, nothing or none.

    >>> without_nothing({"name": "See the last call", "tags": [], "department": None, "is_my_need": False})
    {'name': 'See the last call'}
    """
    return {name: value for name, value in facts.items() if value}


class Told(dict):
    """Facts that many are told alike: written as JSON once, whoever is told them. Nobody changes them.

    >>> need = Told({"id": 3})
    >>> need.json
    '{"id":3}'
    >>> need.marked({"can_support": True})
    {'id': 3, 'can_support': True}
    >>> need.marked({"can_support": True}) is need.marked({"can_support": True})
    True
    """

    @cached_property
    def json(self) -> str:
        return _write(self)

    def marked(self, marks: Mapping) -> "Told":
        """The facts and a few more, which many are told as well; values that can be compared."""
        key = tuple(marks.items())
        known = self.__dict__.setdefault("_marked", {})
        return known.get(key) or known.setdefault(key, Told(self | marks))


def to_json(answer: Mapping) -> bytes:
    """The answer as JSON; what it has of :class:`Told`, also in lists, is written already.

    >>> to_json({"id": 5, "needs": [Told({"id": 3}), {"name": "Ü"}], "step": None}).decode()
    '{"id":5,"needs":[{"id":3},{"name":"Ü"}],"step":null}'
    """
    parts = (f"{_write(name)}:{_write_part(value)}" for name, value in answer.items())
    return f"{{{','.join(parts)}}}".encode()


def _write_part(value):
    if isinstance(value, Told):
        return value.json
    if isinstance(value, list):
        return f"[{','.join(map(_write_part, value))}]"
    return _write(value)


def _write(value):
    return json.dumps(value, default=json_default, ensure_ascii=False, separators=(",", ":"))
