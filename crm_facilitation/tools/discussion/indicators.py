"""Figures of how a session goes, so that they tell of departments and of nobody in particular."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..small_groups import MIN_CELL, may_be_left_over


@dataclass(frozen=True)
class Spread:
    """Shares (0..1) that fall outside the largest department.

    :ivar heads: of the people who take part
    :ivar needs: of the needs
    """

    heads: float
    needs: float


def outside_largest(
    heads: Mapping[int, int], needs: Mapping[int, int], speakers: Mapping[int, int], min_cell: int = MIN_CELL
) -> Spread | None:
    """What falls outside the largest department; None where nothing can be said, or it would tell of too few people.

    People inside and outside are at least ``min_cell``, and so are those who raised something by name, or nobody did.

    :param heads: department → people who take part; 0 or False stands for people of none
    :param needs: department → needs of it
    :param speakers: department → people who raised these by name

    >>> outside_largest({1: 6, 2: 3, 3: 3}, {1: 9, 2: 2, 3: 1}, {1: 6, 2: 2, 3: 1})
    Spread(heads=0.5, needs=0.25)
    >>> outside_largest({1: 6, 2: 3}, {1: 9, 2: 2}, {1: 6, 2: 2}) is None
    True
    >>> outside_largest({1: 6, 2: 3}, {}, {}) is None
    True
    """
    named = {department: size for department, size in heads.items() if department}
    everybody, said = sum(heads.values()), sum(needs.values())
    if not named or not said:
        return None
    largest = max(named, key=lambda department: (named[department], -department))
    inside, spoke = named[largest], speakers.get(largest, 0)
    outside, others = everybody - inside, sum(speakers.values()) - spoke
    if (
        inside < min_cell
        or outside < min_cell
        or not (may_be_left_over(spoke, min_cell) and may_be_left_over(others, min_cell))
    ):
        return None
    return Spread(outside / everybody, 1 - needs.get(largest, 0) / said)


def percent(share: float) -> str:
    """A share (0..1) in whole percent.

    >>> percent(0.256)
    '26 %'
    """
    return f"{share * 100:.0f} %"
