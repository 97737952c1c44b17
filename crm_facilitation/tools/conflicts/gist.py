"""What a text of a need is about, by the words in it: see :mod:`.subjects` and the thesaurus of the needs."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from ..needs.thesaurus import MEANINGS
from .subjects import MATTERS, POLES, SUBJECTS

# words of the text weigh less than those of the title
TEXT_WORDS, TEXT_MATTERS = 0.4, 0.5
# a subject of which only the thing is named, without what is done to it
HALF_NAMED = 0.12
STEM = 5
STOP = frozenset(
    "the and for with that this can are from not when should our their they have has was which but there than then into "
    "does don't cannot who what where after before will would что для это его или чтобы при как так нет есть был быть".split()
)


@dataclass(frozen=True)
class Gist:
    """What a text is about: weights by word, matter and subject; by stance -1..1, which side it speaks for."""

    words: Mapping[str, float]
    matters: Mapping[int, float]
    subjects: Mapping[int, float]
    poles: Mapping[tuple[str, str], float]


def _words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text.lower().replace("ё", "е"))


def _stem(word: str) -> str:
    return word[:STEM]


@cache
def _meanings() -> dict[str, str]:
    return {_stem(word): f"meaning {row}" for row, line in reversed(list(enumerate(MEANINGS))) for word in _words(line)}


@cache
def _roots() -> dict[str, list[tuple]]:
    """``{root: its places}``; a place is a table, the row in it and the side or part of that row."""
    places: dict[str, list[tuple]] = {}
    lines = [("matter", row, 0, line) for row, line in enumerate(MATTERS)]
    lines += [("subject", row, part, (s.about, s.deed)[part]) for row, s in enumerate(SUBJECTS) for part in (0, 1)]
    lines += [("pole", stances, side, sides[side]) for stances, sides in POLES.items() for side in (0, 1)]
    for table, row, part, line in lines:
        for root in line.replace("ё", "е").split():
            places.setdefault(root, []).append((table, row, part, root))
    return places


def _found(words: Collection[str]) -> list[tuple]:
    """The places of all roots that the words begin with, each once, always in the same order.

    Sums of fractions depend on their order, and which of two cards comes first on the last digit of them.
    """
    roots = _roots()
    starts = [word[:length] for word in words for length in range(2, len(word) + 1)] + [f"={word}" for word in words]
    return list(dict.fromkeys(place for start in starts for place in roots.get(start, ())))


@lru_cache(maxsize=4096)
def gist(title: str, text: str = "") -> Gist:
    """What a need is about.

    >>> asks, refuses = gist("Ask why a lead is lost"), gist("No reason for lost junk leads")
    >>> SUBJECTS[0].target, asks.subjects[0], refuses.subjects[0]
    ('crm.lead.lost_reason_id', 1.0, 1.0)
    >>> gist("Hide the margin").poles["visible", "hidden"] < 0 < gist("Show the margin").poles["visible", "hidden"]
    True
    >>> "tv" in gist("Show it on tv").words, "fax" in gist("Show it on fax").words
    (False, True)
    """
    titled, told = _words(title), _words(text)
    words: dict[str, float] = {}
    for weight, part in ((TEXT_WORDS, told), (1.0, titled)):
        for word in part:
            if len(word) > 2 and word not in STOP:
                words[_meanings().get(_stem(word), _stem(word))] = weight
    in_title, in_text = _found(titled), _found(told)
    matters = {row: TEXT_MATTERS for table, row, *_rest in in_text if table == "matter"}
    matters |= {row: 1.0 for table, row, *_rest in in_title if table == "matter"}
    return Gist(words, matters, _subjects(in_title, in_text), _poles(dict.fromkeys(in_title + in_text)))


def _subjects(in_title: list[tuple], in_text: list[tuple]) -> dict[int, float]:
    weights = {(row, part): 0.6 for table, row, part, _root in in_text if table == "subject"}
    weights |= {(row, part): 1.0 for table, row, part, _root in in_title if table == "subject"}
    found = {}
    for row, part in weights:
        if part == 0:
            deed = weights.get((row, 1), 0.0) if SUBJECTS[row].deed else 1.0
            found[row] = weights[row, 0] * (deed or HALF_NAMED)
    return found


def _poles(places: Collection[tuple]) -> dict[tuple[str, str], float]:
    sides = Counter((row, side) for table, row, side, _root in places if table == "pole")
    return {
        stances: (sides[stances, 0] - sides[stances, 1]) / (sides[stances, 0] + sides[stances, 1] + 0.5)
        for stances in dict.fromkeys(row for row, _side in sides)
    }
