"""Kinds of evidence. Each area registers what it records, and how the facts of its rows read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# whose words a text of a payload is: of whoever acted, of the person whose record the row is about; any other word is
# the fact that holds the number of the record whose person wrote it
ACTOR, AUTHOR = "actor", "author"
# a text in the reader's language once it is turned into ``str``
Label = Any


@dataclass(frozen=True, eq=False)
class Fact:
    """How one fact of a payload reads.

    :param label: the text in front of it
    :param records: the model whose records its numbers are
    :param named_by: the fact that holds the record's name as it was then; where it is there, the number is not shown
    :param words: ``words(env, value)`` gives the label of a technical word of the fact
    """

    label: Label
    records: str = ""
    named_by: str = ""
    words: Callable[[Any, str], Label] | None = None


@dataclass(frozen=True, eq=False)
class Area:
    """What one area records. Within an area a fact's name means one thing.

    :param texts: for each kind the facts that are people's free text, at any depth, and whose words they are; empty
        where a kind has none
    :param authors: for each model whose words are one person's the path to that person's contact
    """

    kinds: Mapping[str, Label] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    authors: Mapping[str, str] = field(default_factory=dict)


_AREAS: dict[str, Area] = {}


def register(
    name: str,
    kinds: Mapping[str, Label],
    facts: Mapping[str, Fact] | None = None,
    texts: Mapping[str, Mapping[str, str]] | None = None,
    authors: Mapping[str, str] | None = None,
) -> None:
    """Register the area ``name`` with its ``{kind: label}``, ``{key of a payload: fact}``, free texts and authors.

    See :class:`Area`.

    :raise ValueError: another area records one of these kinds

    >>> register("garden", {"tree_planted": "Tree planted"}, {"into": Fact("Planted in")})
    >>> label_of("tree_planted"), fact_of("tree_planted", "into").label
    ('Tree planted', 'Planted in')
    >>> register("forest", {"tree_planted": "Tree"})
    Traceback (most recent call last):
    ...
    ValueError: recorded by another area already: tree_planted
    >>> unregister("garden")
    """
    taken = {kind for other, area in _AREAS.items() if other != name for kind in area.kinds} & set(kinds)
    if taken:
        raise ValueError(f"recorded by another area already: {', '.join(sorted(taken))}")
    _AREAS[name] = Area(kinds, facts or {}, texts or {}, authors or {})


def unregister(name: str) -> None:
    """Take an area out again."""
    del _AREAS[name]


def registered() -> dict[str, Area]:
    """The areas by name, in the order of their registration."""
    return dict(_AREAS)


def check_registered(kind: str) -> None:
    """Refuse a kind that no area registered: nobody could read its rows.

    >>> check_registered("tree_felled")
    Traceback (most recent call last):
    ...
    ValueError: no area registered the kind of evidence 'tree_felled'
    """
    if _area_of(kind) is None:
        raise ValueError(f"no area registered the kind of evidence {kind!r}")


def label_of(kind: str) -> Label | None:
    """The label of a kind, None where no area knows it (any more)."""
    area = _area_of(kind)
    return area.kinds[kind] if area else None


def texts_of(kind: str) -> Mapping[str, str]:
    """The facts of a kind that are free text, and whose words they are.

    >>> register("garden", {"tree_planted": "Tree planted"}, texts={"tree_planted": {"name": ACTOR}})
    >>> texts_of("tree_planted"), texts_of("tree_felled")
    ({'name': 'actor'}, {})
    >>> unregister("garden")
    """
    area = _area_of(kind)
    return area.texts.get(kind, {}) if area else {}


def fact_of(kind: str, key: str) -> Fact | None:
    """How the fact ``key`` of a row of this kind reads: as its own area says, else as the first area that knows it.

    Another area may add facts to a row, and a row whose area is gone is read all the same.

    >>> register("garden", {"tree_planted": "Tree planted"}, {"bed": Fact("Garden bed")})
    >>> register("house", {"guest_came": "Guest came"}, {"bed": Fact("Sleeps in"), "pillow": Fact("Pillow")})
    >>> fact_of("guest_came", "bed").label, fact_of("tree_planted", "bed").label, fact_of("tree_planted", "pillow").label
    ('Sleeps in', 'Garden bed', 'Pillow')
    >>> fact_of("tree_planted", "height") is None
    True
    >>> unregister("garden")
    >>> unregister("house")
    """
    own = _area_of(kind)
    for area in (own, *_AREAS.values()) if own else _AREAS.values():
        if key in area.facts:
            return area.facts[key]
    return None


def _area_of(kind: str) -> Area | None:
    return next((area for area in _AREAS.values() if kind in area.kinds), None)
