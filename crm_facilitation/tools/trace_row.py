"""Identifiers of the rows of the trace: numbers that tell what a row ends in.

A row packs its key into the 53 bits that JavaScript keeps exactly: 31 bits of the record it ends in, 15 bits that tell
apart the needs behind the same record, 3 bits that say which kind of record it is.
"""

from collections import defaultdict
from collections.abc import Iterable

KIND_BITS = 3
KEY_SHIFT = KIND_BITS + 15
FEATURE, TASK, NEED, LOOSE_FEATURE, LOOSE_ITEM, LOOSE_GOAL = range(1, 7)
# rows with a need; the other kinds are loose ends
CHAINED = (FEATURE, TASK, NEED)


def row_id(kind: int, key: int, place: int = 0) -> int:
    """The identifier of a row of ``kind`` that ends in the record ``key``.

    :param place: the place of the row's need among the needs of that record, from 0

    >>> row_id(FEATURE, 5) == (5 << 18) + 1
    True
    >>> row_id(TASK, 2**31 - 1, 2**15 - 1) < 2**53
    True
    """
    return (key << KEY_SHIFT) + (place << KIND_BITS) + kind


def keys_by_kind(rows: Iterable[int]) -> dict[int, list[int]]:
    """Keys of the records that rows with these identifiers end in, each once, by kind.

    >>> keys_by_kind([row_id(FEATURE, 5), row_id(FEATURE, 5, 1), row_id(NEED, 4)])
    {1: [5], 3: [4]}
    """
    keys: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        keys[row & 7].add(row >> KEY_SHIFT)
    return {kind: sorted(keys[kind]) for kind in sorted(keys)}
