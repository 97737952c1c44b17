"""Which figures about groups of people may be shown: none that tells of fewer than ``min_cell`` people.

A group is told of in two ways: by its own figure, and as what is left over (its complement) when the figures of the
other groups are taken from a total. Both have to be of enough people.
"""

from collections.abc import Mapping

# a group smaller than this names its people
MIN_CELL = 3


def large_groups(sizes: Mapping[int, int], min_cell: int = MIN_CELL) -> set[int]:
    """Groups of enough people for a figure of their own.

    >>> large_groups({1: 5, 2: 2})
    {1}
    """
    return {group for group, size in sizes.items() if size >= min_cell}


def left_over(sizes: Mapping[int, int], shown: set[int] | frozenset[int]) -> int:
    """People of the groups that are not shown.

    >>> left_over({1: 5, 2: 2, 3: 1}, {1})
    3
    """
    return sum(size for group, size in sizes.items() if group not in shown)


def may_be_left_over(count: int, min_cell: int = MIN_CELL) -> bool:
    """Whether so many people may be the difference between a total and what is shown: none, or enough.

    >>> [may_be_left_over(count, 3) for count in range(4)]
    [True, False, False, True]
    """
    return count == 0 or count >= min_cell


def published_departments(sizes: Mapping[int, int], min_cell: int = MIN_CELL) -> frozenset[int]:
    """Departments whose figures may be shown beside a total.

    A department of fewer than ``min_cell`` people is hidden. What all hidden ones hold together follows from the total
    by subtraction, so that is kept at ``min_cell`` or more by hiding the smallest shown ones too.

    :param sizes: department → people the figures are of; department 0 is never shown by itself

    >>> sorted(published_departments({1: 8, 2: 5, 3: 1}, 3))
    [1]
    >>> sorted(published_departments({1: 8, 2: 5, 3: 2, 4: 2}, 3))
    [1, 2]
    >>> sorted(published_departments({1: 8, 2: 5}, 3))
    [1, 2]
    """
    shown = {department for department in large_groups(sizes, min_cell) if department}
    hidden = left_over(sizes, shown)
    for department in sorted(shown, key=lambda department: (sizes[department], department)):
        if may_be_left_over(hidden, min_cell):
            break
        shown.discard(department)
        hidden += sizes[department]
    return frozenset(shown)
