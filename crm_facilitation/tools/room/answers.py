"""What makes the answers of the room small, and cheap to give to two hundred people at once."""

import hashlib
import json
from collections.abc import Callable, Collection, Hashable, Mapping
from functools import cached_property
from typing import TypeVar

from odoo.tools.json import json_default

T = TypeVar("T")
# a part with fewer characters is sent each time: naming it takes as much
PART_FROM = 400


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


class ToldList(list):
    """Facts of several records, most of which many are told alike. Nobody changes it.

    >>> needs = ToldList([Told({"id": 3}), Told({"id": 5})])
    >>> needs.texts
    ['{"id":3}', '{"id":5}']
    >>> own = needs.replaced({5: {"id": 5, "is_my_need": True}})
    >>> own, own.texts
    ([{'id': 3}, {'id': 5, 'is_my_need': True}], ['{"id":3}', '{"id":5,"is_my_need":true}'])
    >>> needs.once("count", lambda: 2), needs.once("count", lambda: 3)
    (2, 2)
    """

    @cached_property
    def texts(self) -> list[str]:
        """Each of them as JSON."""
        return [_write_part(one) for one in self]

    @cached_property
    def places(self) -> dict[int, int]:
        """Where each stands, by its id."""
        return {one["id"]: place for place, one in enumerate(self)}

    def once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What follows from the list alone, computed once for all who name the same ``key``."""
        known = self.__dict__.setdefault("_known", {})
        return known[key] if key in known else known.setdefault(key, compute())

    def replaced(self, facts: Mapping[int, Mapping]) -> "ToldList":
        """The list with other facts of a few records, by their ids."""
        told = ToldList(self)
        told.texts = list(self.texts)
        for number, one in facts.items():
            place = self.places[number]
            told[place], told.texts[place] = one, _write_part(one)
        return told


def write_answer(answer: Mapping, known: Collection[str] | None = None) -> tuple[bytes, str]:
    """``(body, version)``: the answer as JSON, and what tells it from any other one.

    :param known: the versions of parts that whoever asks still has, which are left out; ``parts`` then has the version of
        each part that may be. None for a caller that takes no part in this, who gets all.

    >>> body, version = write_answer({"id": 5, "needs": [Told({"id": 3}), {"name": "Ü"}], "step": None})
    >>> body.decode(), len(version)
    ('{"id":5,"needs":[{"id":3},{"name":"Ü"}],"step":null}', 32)
    >>> answer = {"id": 5, "needs": [{"name": "See the last call " * 30}]}
    >>> first = json.loads(write_answer(answer, ())[0])
    >>> second = json.loads(write_answer(answer | {"id": 6}, first["parts"].values())[0])
    >>> sorted(first), sorted(second), first["parts"] == second["parts"]
    (['id', 'needs', 'parts'], ['id', 'parts'], True)
    >>> long, short = ({"name": "x" * (PART_FROM - len('""') - less)} for less in (0, 1))
    >>> [sorted(json.loads(write_answer(answer, ())[0])["parts"]) for answer in (long, short)]
    [['name'], []]
    """
    written = {name: _write_part(value) for name, value in answer.items()}
    versions = {name: _version(name, text) for name, text in written.items() if len(text) >= PART_FROM}
    version = _version(*(f"{name}:{versions.get(name, text)}" for name, text in written.items()))
    if known is not None:
        written = {name: text for name, text in written.items() if versions.get(name) not in known}
        written["parts"] = _write(versions)
    return f"{{{','.join(f'{_write(name)}:{text}' for name, text in written.items())}}}".encode(), version


def _version(*texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:32]


def _write_part(value):
    if isinstance(value, Told):
        return value.json
    if isinstance(value, ToldList):
        return f"[{','.join(value.texts)}]"
    if isinstance(value, list):
        return f"[{','.join(map(_write_part, value))}]"
    return _write(value)


def _write(value):
    return json.dumps(value, default=json_default, ensure_ascii=False, separators=(",", ":"))
