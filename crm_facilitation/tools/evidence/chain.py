"""Hash chain of the evidence: each row carries the hash of the one before it."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GENESIS = "0" * 64


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
    """

    project: int
    model: str
    record: int
    kind: str
    payload: Mapping
    actor: int
    at: str


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

    >>> first = Entry(1, "m", 7, "need_accepted", {"b": 1, "a": "é"}, 2, "2026-03-02 09:00:00")
    >>> same = Entry(1, "m", 7, "need_accepted", {"a": "é", "b": 1}, 2, "2026-03-02 09:00:00")
    >>> entry_hash(GENESIS, first) == entry_hash(GENESIS, same)
    True
    >>> entry_hash(GENESIS, first) == entry_hash("1" * 64, first)
    False
    >>> len(entry_hash(GENESIS, first))
    64
    """
    fields = [entry.project, entry.model, entry.record, entry.kind, entry.payload, entry.actor, entry.at]
    canonical = json.dumps([previous, *fields], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_broken(rows: Iterable[tuple[str, str, Entry]]) -> int | None:
    """Position (from 0) of the first row whose link does not hold, None when all do.

    :param rows: ``(previous_hash, hash, entry)`` in the order they were written

    >>> entry = Entry(1, "m", 7, "launch", {}, 2, "2026-03-02 09:00:00")
    >>> one = entry_hash(GENESIS, entry)
    >>> two = entry_hash(one, entry)
    >>> first_broken([(GENESIS, one, entry), (one, two, entry)]) is None
    True
    >>> first_broken([(GENESIS, one, entry), (GENESIS, two, entry)])
    1
    """
    expected = GENESIS
    for position, (previous, stored, entry) in enumerate(rows):
        if previous != expected or stored != entry_hash(previous, entry):
            return position
        expected = stored
    return None
