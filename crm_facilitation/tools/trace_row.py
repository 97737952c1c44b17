"""Identifiers of the rows of the trace: numbers that tell what a row is made of.

A row packs its keys into the 53 bits that JavaScript keeps exactly: 25 bits of feature or task, 25 bits of need,
3 bits that say which kind of row it is.
"""

from collections.abc import Iterable

KEY_BITS = 25
KIND_BITS = 3
KEY_MASK = (1 << KEY_BITS) - 1
# rows of a need with its feature, of a need with its task, of a need alone; the other kinds are loose ends
CHAIN_KINDS = (1, 2, 3)


def row_id(kind: int, need: int, end: int = 0) -> int:
    """The identifier of a row; ``end`` is its feature (kind 1) or task (kind 2).

    >>> row_id(1, need=7, end=5) == (5 << 28) + (7 << 3) + 1
    True
    """
    return (end << (KEY_BITS + KIND_BITS)) + (need << KIND_BITS) + kind


def needs_of_rows(rows: Iterable[int]) -> list[int]:
    """Needs that the rows with these identifiers are about, each once, smallest first; loose ends have none.

    >>> needs_of_rows([row_id(1, need=7, end=5), row_id(2, need=7, end=9), row_id(3, need=4), row_id(4, need=11)])
    [4, 7]
    """
    chained = (row for row in rows if row & 7 in CHAIN_KINDS)
    return sorted({(row >> KIND_BITS) & KEY_MASK for row in chained})


def is_chained(rows: Iterable[int]) -> bool:
    """Whether each of these rows is about a need, none of them a loose end.

    >>> is_chained([row_id(3, need=4)]), is_chained([row_id(3, need=4), row_id(6, need=2)])
    (True, False)
    """
    return all(row & 7 in CHAIN_KINDS for row in rows)
