"""Hash chain of the evidence: each row carries the hash of the one before it."""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

GENESIS = "0" * 64
# the first format has the texts in the payload, the second their digests (see texts.py)
FIRST_FORMAT, FORMAT = 1, 2


@dataclass(frozen=True)
class Entry:
    """One row of evidence, as far as its hash covers it.

    :param project: database id of the roll-out
    :param model: technical name of the record's model
    :param record: database id of the record
    :param kind: what happened, a snake_case word
    :param payload: the facts, of JSON types only
    :param actor: database id of the user, 0 where nobody may be named
    :param at: moment in UTC, ``YYYY-MM-DD HH:MM:SS``
    :param format: number of the format that the row was written in
    """

    project: int
    model: str
    record: int
    kind: str
    payload: Mapping
    actor: int
    at: str
    format: int = FIRST_FORMAT


def storable(payload: Mapping) -> dict:
    """The payload as PostgreSQL gives it back: keys are texts, whole numbers beyond the doubles are integers, no ``-0``.

    >>> storable({7: -0.0, "big": 1e22, "list": (1, 2.5)})
    {'7': 0.0, 'big': 10000000000000000000000, 'list': [1, 2.5]}
    """
    return json.loads(json.dumps(_plain(payload), default=str))


def _plain(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, float):
        return int(value) if abs(value) >= 1e16 else value + 0.0
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def entry_hash(previous: str, entry: Entry) -> str:
    """SHA-256 (64 hexadecimal digits) over the previous hash and the entry's canonical JSON.

    From the second format on the number of the format is hashed too, so that no row passes for one of another.

    >>> from dataclasses import replace
    >>> first = Entry(1, "m", 7, "need_accepted", {"b": 1, "a": "é"}, 2, "2026-03-02 09:00:00")
    >>> same = Entry(1, "m", 7, "need_accepted", {"a": "é", "b": 1}, 2, "2026-03-02 09:00:00")
    >>> entry_hash(GENESIS, first) == entry_hash(GENESIS, same)
    True
    >>> entry_hash(GENESIS, first) == entry_hash("1" * 64, first)
    False
    >>> entry_hash(GENESIS, first) == entry_hash(GENESIS, replace(first, format=2))
    False
    >>> entry_hash(GENESIS, first)  # what was hashed once is checked for ever
    'e04cba3f5688a04170472dd062d90051a3eb6fc326d239470855c86e84113739'
    """
    fields = [entry.project, entry.model, entry.record, entry.kind, entry.payload, entry.actor, entry.at]
    if entry.format != FIRST_FORMAT:
        fields.append(entry.format)
    canonical = json.dumps([previous, *fields], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def broken_links(rows: Iterable[tuple[str, str, Entry]]) -> Iterator[bool]:
    """For each row, in the order they were written, whether its link does not hold; ends with the first such row.

    :param rows: ``(previous_hash, hash, entry)``

    >>> entry = Entry(1, "m", 7, "launch", {}, 2, "2026-03-02 09:00:00")
    >>> one = entry_hash(GENESIS, entry)
    >>> two = entry_hash(one, entry)
    >>> list(broken_links([(GENESIS, one, entry), (one, two, entry)]))
    [False, False]
    >>> list(broken_links([(GENESIS, one, entry), (GENESIS, two, entry), (two, one, entry)]))
    [False, True]
    """
    expected = GENESIS
    for previous, stored, entry in rows:
        if previous != expected or stored != entry_hash(previous, entry):
            yield True
            return
        yield False
        expected = stored
