"""Tallying: ballots in, published cells out. No database, no order, no names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

from ..small_groups import published_departments
from .ballot import Choice

TOTAL = 0
QUICK_WIN, HURDLES, LATER, FORGET = "quick_win", "hurdles", "later", "forget"
# middle of the scale 1..5
MIDDLE = 3
# how the departments that want a need are counted, see publish
COUNTING_RULE = 2


@dataclass(frozen=True)
class Ballot:
    """One voter's choices. ``department`` is 0 where it may not be known.

    :param votes: need → choice
    """

    department: int
    votes: Mapping[int, Choice] = field(default_factory=dict)


@dataclass(frozen=True)
class Sums:
    """What the ballots of one department say of one need, added up.

    :param raters: ballots that rate importance and ease
    :param importance: sum of the ratings
    :param squares: sum of the squared points, or of the squared ratings of importance
    """

    supporters: int = 0
    points: int = 0
    raters: int = 0
    importance: int = 0
    ease: int = 0
    agree: int = 0
    abstain: int = 0
    object: int = 0
    block: int = 0
    squares: float = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, name) + getattr(other, name) for name in SUM_NAMES))


SUM_NAMES = tuple(field.name for field in fields(Sums))


@dataclass(frozen=True)
class Cell:
    """Result of one need over one department (``TOTAL``: over all).

    :param voters: ballots the cell covers
    :param supporters: of these, how many want the need
    :param importance: mean, 0 where nobody rated, or so few that the mean would be theirs
    :param departments: how many departments want the need (total only)
    :param raters: as :class:`Sums`, like the two below: kept for conflict detection and shown to nobody
    :param ratings: sum of the ratings of importance
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
    raters: int = 0
    ratings: int = 0
    squares: float = 0


def wants(choice: Choice) -> bool:
    """Whether a choice speaks for the need: points, an importance above the middle, agreement.

    >>> wants(Choice(1, points=1)), wants(Choice(1, importance=3, ease=5)), wants(Choice(1, choice="object"))
    (True, False, False)
    """
    return choice.points > 0 or choice.importance > MIDDLE or choice.choice == "agree"


def add_up(ballots: Iterable[Ballot]) -> tuple[dict[tuple[int, int], Sums], dict[int, int]]:
    """``({(need, department): sums}, {department: ballots cast})`` of ballots with at least one choice.

    The round adds up the same in one SQL statement.

    >>> add_up([Ballot(1, {7: Choice(7, points=3)}), Ballot(1)])[1]
    {1: 1}
    """
    sums: dict[tuple[int, int], Sums] = {}
    voters: dict[int, int] = {}
    for ballot in ballots:
        if ballot.votes:
            voters[ballot.department] = voters.get(ballot.department, 0) + 1
        for need, choice in ballot.votes.items():
            key = need, ballot.department
            sums[key] = sums.get(key, Sums()) + _sums_of(choice)
    return sums, voters


def _sums_of(choice: Choice) -> Sums:
    named = {choice.choice: 1} if choice.choice else {}
    return Sums(
        supporters=int(wants(choice)),
        points=choice.points,
        raters=int(choice.importance > 0),
        importance=choice.importance,
        ease=choice.ease,
        squares=choice.points**2 + choice.importance**2,
        **named,
    )


def tally(ballots: Iterable[Ballot], needs: Sequence[int], min_cell: int) -> list[Cell]:
    """Published cells of these ballots, see :func:`publish`.

    >>> one = Ballot(1, {7: Choice(7, points=3)})
    >>> [(cell.need, cell.department, cell.points, cell.voters) for cell in tally([one] * 3, [7], 3)]
    [(7, 0, 9, 3), (7, 1, 9, 3)]
    >>> tally([one] * 2, [7], 3)
    []
    """
    return publish(*add_up(ballots), needs, min_cell)


def publish(
    sums: Mapping[tuple[int, int], Sums],
    voters: Mapping[int, int],
    needs: Sequence[int],
    min_cell: int,
    rule: int = COUNTING_RULE,
) -> list[Cell]:
    """Published cells: per need the total, and each department that may be shown.

    Departments that may not be shown count as one together ("the others"), so that they are in the total without being
    seen. In the number of departments that want a need each of them counts.

    :param voters: department → ballots cast
    :param rule: 1 for rounds closed when hidden departments counted as one in that number too
    :return: cells ordered by need and department; none at all below ``min_cell`` ballots
    """
    cast = sum(voters.values())
    if cast < min_cell:
        return []
    shown = published_departments(voters, min_cell)
    hidden = set(voters) - shown
    cells = []
    for need in sorted(needs):
        by_group = {department: sums.get((need, department), Sums()) for department in sorted(shown)}
        others = sum((sums.get((need, department), Sums()) for department in hidden), Sums())
        total = sum(by_group.values(), others)
        apart = [sums.get((need, department), Sums()) for department in hidden] if rule > 1 else [others]
        wanting = sum(group.supporters > 0 for group in (*by_group.values(), *apart))
        means = published_departments(
            {TOTAL: others.raters} | {key: group.raters for key, group in by_group.items()}, min_cell
        )
        cells.append(_cell(need, TOTAL, cast, total, total.raters >= min_cell, wanting))
        cells.extend(_cell(need, key, voters[key], group, key in means) for key, group in by_group.items())
    return cells


def _cell(need: int, department: int, voters: int, sums: Sums, with_means: bool, departments: int = 0) -> Cell:
    return Cell(
        need=need,
        department=department,
        voters=voters,
        supporters=sums.supporters,
        points=sums.points,
        importance=sums.importance / sums.raters if with_means and sums.raters else 0.0,
        ease=sums.ease / sums.raters if with_means and sums.raters else 0.0,
        agree=sums.agree,
        abstain=sums.abstain,
        object=sums.object,
        block=sums.block,
        departments=departments,
        raters=sums.raters,
        ratings=sums.importance,
        squares=sums.squares,
    )


def matrix_class(importance: float, ease: float) -> str:
    """The quarter of the 2×2 picture: importance × ease on the scale 1..5.

    >>> matrix_class(4.2, 4.0), matrix_class(4.2, 2.0), matrix_class(2.0, 4.0), matrix_class(1.0, 1.0)
    ('quick_win', 'hurdles', 'later', 'forget')
    >>> # the middle is no more than that
    >>> matrix_class(MIDDLE, 4.0), matrix_class(4.0, MIDDLE), matrix_class(MIDDLE, MIDDLE)
    ('later', 'hurdles', 'forget')
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
    >>> need_values([Cell(1, 0, 10, importance=4.0, departments=2)], "matrix", 4)
    {1: 0.625}
    >>> need_values([Cell(1, 0, 10, agree=8, object=1, departments=2)], "consent", 4)
    {1: 0.6}
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
