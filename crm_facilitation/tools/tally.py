"""Tallying: ballots in, published cells out. No database, no order, no names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from .ballot import CHOICES, Choice

TOTAL = 0
QUICK_WIN, HURDLES, LATER, FORGET = "quick_win", "hurdles", "later", "forget"
# middle of the scale 1..5
MIDDLE = 3


@dataclass(frozen=True)
class Ballot:
    """One voter's choices. ``department`` is 0 where it may not be known.

    :param votes: need → choice
    """

    department: int
    votes: Mapping[int, Choice] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """Result of one need over one department (``TOTAL``: over all).

    :param voters: ballots the cell covers
    :param supporters: of these, how many want the need
    :param importance: mean, 0 where nobody rated, or so few that the mean would be theirs
    :param departments: how many departments want the need (total only)
    """

    need: int
    department: int
    voters: int
    supporters: int = 0
    points: int = 0
    importance: float = 0.0
    ease: float = 0.0
    agree: int = 0
    abstain: int = 0
    object: int = 0
    block: int = 0
    departments: int = 0


def wants(choice: Choice) -> bool:
    """Whether a choice speaks for the need: points, an importance above the middle, agreement.

    >>> wants(Choice(1, points=1)), wants(Choice(1, importance=3, ease=5)), wants(Choice(1, choice="object"))
    (True, False, False)
    """
    return choice.points > 0 or choice.importance > MIDDLE or choice.choice == "agree"


def published_departments(voters: Mapping[int, int], min_cell: int) -> frozenset[int]:
    """Departments whose cells may be shown.

    A department with fewer than ``min_cell`` ballots is hidden. What all hidden ones hold together follows from
    the total by subtraction, so that is kept at ``min_cell`` or more by hiding the smallest shown ones too.

    :param voters: department → ballots cast; department 0 is never shown by itself

    >>> sorted(published_departments({1: 8, 2: 5, 3: 1}, 3))
    [1]
    >>> sorted(published_departments({1: 8, 2: 5, 3: 2, 4: 2}, 3))
    [1, 2]
    >>> sorted(published_departments({1: 8, 2: 5}, 3))
    [1, 2]
    """
    shown = {department for department, count in voters.items() if department and count >= min_cell}
    hidden = sum(count for department, count in voters.items() if department not in shown)
    for department in sorted(shown, key=lambda department: (voters[department], department)):
        if hidden == 0 or hidden >= min_cell:
            break
        shown.discard(department)
        hidden += voters[department]
    return frozenset(shown)


def tally(ballots: Iterable[Ballot], needs: Sequence[int], min_cell: int) -> list[Cell]:
    """Published cells: per need the total, and each department that may be shown.

    :param ballots: ballots with at least one choice
    :return: cells ordered by need and department; none at all below ``min_cell`` ballots

    >>> one = Ballot(1, {7: Choice(7, points=3)})
    >>> [(cell.need, cell.department, cell.points, cell.voters) for cell in tally([one] * 3, [7], 3)]
    [(7, 0, 9, 3), (7, 1, 9, 3)]
    >>> tally([one] * 2, [7], 3)
    []
    """
    cast = [ballot for ballot in ballots if ballot.votes]
    if len(cast) < min_cell:
        return []
    by_department: dict[int, list[Ballot]] = {}
    for ballot in cast:
        by_department.setdefault(ballot.department, []).append(ballot)
    shown = published_departments({key: len(group) for key, group in by_department.items()}, min_cell)
    groups = [[*by_department[key]] for key in sorted(shown)]
    pooled = [ballot for key, group in by_department.items() if key not in shown for ballot in group]
    cells = []
    for need in sorted(needs):
        wanting = sum(_is_wanted(need, group) for group in (*groups, pooled))
        raters = {TOTAL: _count_raters(need, pooled)} | {key: _count_raters(need, by_department[key]) for key in shown}
        means = published_departments(raters, min_cell)
        cells.append(_cell(need, TOTAL, cast, sum(raters.values()) >= min_cell, wanting))
        cells.extend(_cell(need, key, by_department[key], key in means) for key in sorted(shown))
    return cells


def _is_wanted(need: int, group: Iterable[Ballot]) -> bool:
    return any(wants(ballot.votes[need]) for ballot in group if need in ballot.votes)


def _count_raters(need: int, group: Iterable[Ballot]) -> int:
    return sum(1 for ballot in group if need in ballot.votes and ballot.votes[need].importance)


def _cell(need: int, department: int, ballots: Sequence[Ballot], with_means: bool, departments: int = 0) -> Cell:
    choices = [ballot.votes[need] for ballot in ballots if need in ballot.votes]
    rated = [choice for choice in choices if choice.importance] if with_means else []
    counts = {name: sum(choice.choice == name for choice in choices) for name in CHOICES}
    return Cell(
        need=need,
        department=department,
        voters=len(ballots),
        supporters=sum(map(wants, choices)),
        points=sum(choice.points for choice in choices),
        importance=fmean(choice.importance for choice in rated) if rated else 0.0,
        ease=fmean(choice.ease for choice in rated) if rated else 0.0,
        departments=departments,
        **counts,
    )


def matrix_class(importance: float, ease: float) -> str:
    """The quarter of the 2×2 picture: importance × ease on the scale 1..5.

    >>> matrix_class(4.2, 4.0), matrix_class(4.2, 2.0), matrix_class(2.0, 4.0), matrix_class(1.0, 1.0)
    ('quick_win', 'hurdles', 'later', 'forget')
    """
    if importance > MIDDLE:
        return QUICK_WIN if ease > MIDDLE else HURDLES
    return LATER if ease > MIDDLE else FORGET


def need_values(cells: Iterable[Cell], method: str, departments: int) -> dict[int, float]:
    """Value 0..1 of each need: half the weight to heads, half to departments.

    value = ½ · share of heads + ½ · departments that want it ÷ departments that voted. The share of heads is points
    over the most points of any need (dots), mean importance on the scale (matrix), agreement less objections (consent).

    >>> cells = [Cell(1, 0, 10, points=20, departments=2), Cell(2, 0, 10, points=10, departments=4)]
    >>> need_values(cells, "dots", 4)
    {1: 0.75, 2: 0.75}
    """
    totals = [cell for cell in cells if cell.department == TOTAL]
    most = max((cell.points for cell in totals), default=0) or 1

    def heads(cell: Cell) -> float:
        if method == "dots":
            return cell.points / most
        if method == "matrix":
            return max(cell.importance - 1, 0) / 4
        return max(cell.agree - cell.object - cell.block, 0) / (cell.voters or 1)

    return {cell.need: heads(cell) / 2 + min(cell.departments / (departments or 1), 1) / 2 for cell in totals}
