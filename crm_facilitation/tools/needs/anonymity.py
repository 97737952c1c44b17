"""What may be shown of where an anonymous need comes from."""

from ..small_groups import MIN_CELL, large_groups, left_over, may_be_left_over


def published_department(department: int, electorate: dict[int, int], min_cell: int = MIN_CELL) -> int | None:
    """The department that may be shown beside an anonymous need, or None when it would point at people.

    It is shown only where it has at least ``min_cell`` people, and where those left over by all departments shown are
    none, or at least ``min_cell`` themselves: otherwise "no department" would point at the few who remain.

    >>> published_department(1, {1: 5, 2: 4})
    1
    >>> published_department(2, {1: 5, 2: 2}) is None
    True
    >>> published_department(1, {1: 5, 2: 2}) is None
    True
    >>> published_department(1, {1: 5, 2: 2, 3: 1})
    1
    """
    shown = large_groups(electorate, min_cell)
    enough = may_be_left_over(left_over(electorate, shown), min_cell)
    return department if department in shown and enough else None
