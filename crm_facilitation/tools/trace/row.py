"""Identifiers of the rows of the trace: numbers that tell what a row ends in.

A row that ends in a link (of a need to a feature, of a need to a task) or in a loose end is a positive number: the
number of the link or record, and 3 bits that say which kind it is. A need alone is its own number, negative: needs
raised anonymously have random numbers that leave no bit free. All of them fit into the 31 bits that every client
carries, XML-RPC included, up to 268 million links.
"""

from collections import defaultdict
from collections.abc import Iterable

KIND_BITS = 3
FEATURE, TASK, LOOSE_FEATURE, LOOSE_ITEM, LOOSE_GOAL = range(1, 6)
NEED = 0
# rows with a need; the other kinds are loose ends
CHAINED = (NEED, FEATURE, TASK)


def row_id(kind: int, key: int) -> int:
    """The identifier of a row of ``kind`` that ends in the link or record ``key``.

    >>> row_id(FEATURE, 5), row_id(LOOSE_GOAL, 5), row_id(NEED, 2**31 - 1)
    (41, 45, -2147483647)
    >>> row_id(TASK, 2**28 - 1) < 2**31
    True
    """
    return -key if kind == NEED else (key << KIND_BITS) + kind


def keys_by_kind(rows: Iterable[int]) -> dict[int, list[int]]:
    """Keys of the links and records that rows with these identifiers end in, each once, by kind.

    >>> keys_by_kind([row_id(FEATURE, 6), row_id(FEATURE, 5), row_id(NEED, 4)])
    {0: [4], 1: [5, 6]}
    """
    keys: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        kind, key = (NEED, -row) if row < 0 else (row & (1 << KIND_BITS) - 1, row >> KIND_BITS)
        keys[kind].add(key)
    return {kind: sorted(keys[kind]) for kind in sorted(keys)}
