"""Who was heard about what: the map of departments and areas of the CRM, so that it tells of nobody in particular."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..small_groups import MIN_CELL, may_be_left_over, published_departments

# the row of all departments that are too small to be shown by themselves
OTHERS = 0
# the column of a department as a whole, and what it holds about no area, which is never shown by itself
WHOLE, NOWHERE = 0, -1


@dataclass(frozen=True)
class Said:
    """A need, by whom and about what.

    :ivar need: its number
    :ivar people: ``{person: department}`` of those who raised or support it, as far as they are named
    :ivar areas: the areas of the CRM that it is about; none for an anonymous need
    :ivar departments: departments that it was raised for without naming anybody
    """

    need: int
    people: Mapping[int, int]
    areas: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Heard:
    """What a department said about an area.

    :ivar needs: needs that its people raised or support
    :ivar people: how many of them did so by name
    """

    department: int
    area: int
    needs: int
    people: int

    @property
    def is_silent(self) -> bool:
        return not self.needs

    @property
    def tells(self) -> bool:
        """Whether the cell may be shown: of nobody, or of enough people."""
        return may_be_left_over(self.people)


def shown_rows(sizes: Mapping[int, int], min_cell: int = MIN_CELL) -> dict[int, int]:
    """``{department: row}``: itself, or :data:`OTHERS`; a department that cannot be shown in either way is missing.

    :param sizes: department → people who take part; a department of nobody tells of nobody

    >>> shown_rows({1: 5, 2: 2, 3: 1, 4: 0})
    {1: 1, 2: 0, 3: 0, 4: 4}
    >>> shown_rows({1: 2, 4: 0})
    {4: 4}
    """
    people = {department: size for department, size in sizes.items() if size}
    shown = published_departments(people, min_cell)
    others = sum(size for department, size in people.items() if department not in shown)
    rows = {}
    for department, size in sizes.items():
        if not size and department:
            rows[department] = department
        elif department in shown:
            rows[department] = department
        elif others >= min_cell:
            rows[department] = OTHERS
    return rows


def heard(said: Iterable[Said], rows: Mapping[int, int], areas: Iterable[int]) -> list[Heard]:
    """The cells that may be shown, silent ones included: of each row as a whole and of each row and area.

    A cell of one or two people is left out. So that it does not follow from the row as a whole by subtraction, the
    smallest other cells of the row are left out with it until those left out are of enough people together.

    >>> needs = [Said(1, {11: 1, 12: 1, 13: 1}, frozenset({7})), Said(2, {21: 2}, frozenset({8}))]
    >>> for cell in heard(needs, {1: 1, 2: 2}, [7, 8]):
    ...     print(cell.department, cell.area, cell.needs, cell.people)
    1 0 1 3
    1 7 1 3
    1 8 0 0
    2 7 0 0
    """
    needs, people = defaultdict(set), defaultdict(set)
    for one in said:
        spoke = {(rows[place], person) for person, place in one.people.items() if place in rows}
        for row in {row for row, _person in spoke} | {rows[place] for place in one.departments if place in rows}:
            for area in (WHOLE, *(one.areas or (NOWHERE,))):
                needs[row, area].add(one.need)
                people[row, area] |= {person for place, person in spoke if place == row}
    cells = []
    for row in dict.fromkeys(rows.values()):
        named = [Heard(row, area, len(needs[row, area]), len(people[row, area])) for area in (WHOLE, *areas)]
        cells += _without_few(named, people)
    return cells


def _without_few(row: list[Heard], people: Mapping[tuple[int, int], set[int]]) -> list[Heard]:
    """The cells of one row that may be shown beside the row as a whole, which is the first of them.

    >>> parts = {1: {11, 12}, 2: {13, 14, 15}, 3: {16, 17, 18, 19}}
    >>> row = [Heard(9, WHOLE, 9, 9), *(Heard(9, area, 1, len(said)) for area, said in parts.items())]
    >>> people = defaultdict(set, {(9, area): said for area, said in parts.items()})
    >>> [cell.area for cell in _without_few(row, people)]  # two people and three are enough together
    [0, 3]
    """
    whole, *parts = row
    shown = [cell for cell in parts if cell.tells]
    if not whole.tells:
        return shown
    # needs about no area are left over too
    hidden = [cell for cell in parts if not cell.tells] + [Heard(whole.department, NOWHERE, 0, 0)]
    for cell in sorted((cell for cell in shown if cell.people), key=lambda cell: (cell.people, cell.area)):
        together = set().union(*(people[part.department, part.area] for part in hidden))
        if may_be_left_over(len(together)):
            break
        shown.remove(cell)
        hidden.append(cell)
    together = set().union(*(people[part.department, part.area] for part in hidden))
    return [whole, *shown] if may_be_left_over(len(together)) else shown
