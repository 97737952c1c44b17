"""How the votes behind the results of a closed round are spread: counts, sums and sums of squares on a scale of 0 to 1."""

from collections.abc import Iterable
from dataclasses import fields

from ..conflicts.situation import Cell
from .tally import TOTAL
from .tally import Cell as Result

SUMMED = tuple(field.name for field in fields(Result) if field.name not in ("need", "department", "importance", "ease"))


def spread(results: Iterable[Result], method: str, cap: int) -> list[Cell]:
    """The votes of each published department on one need, and all others as department 0.

    Only those who spoke of the need count; of dots everybody who voted does, since no dot is an answer.

    :param results: the published cells of one need in one round, the total among them

    >>> total, sales = Result(1, TOTAL, 7, points=11, squares=21), Result(1, 5, 4, points=8, squares=16)
    >>> for cell in spread([total, sales], "dots", 4):
    ...     print(cell.department, cell.voters, cell.total, cell.squares)
    5 4 2.0 1.0
    0 3 0.75 0.3125
    """
    cells = [_cell(result, method, cap) for result in with_others(results)]
    return [cell for cell in cells if cell.voters]


def with_others(results: Iterable[Result]) -> list[Result]:
    """The published departments of one need, and instead of the total all other voters as department 0.

    >>> [(cell.department, cell.voters) for cell in with_others([Result(1, TOTAL, 7), Result(1, 5, 4)])]
    [(5, 4), (0, 3)]
    """
    by_department = {result.department: result for result in results}
    shown = [result for department, result in by_department.items() if department != TOTAL]
    total = by_department[TOTAL]
    others = {name: getattr(total, name) - sum(getattr(cell, name) for cell in shown) for name in SUMMED}
    return [*shown, Result(total.need, TOTAL, **others)]


def _cell(result: Result, method: str, cap: int) -> Cell:
    """One result as count, sum and sum of squares.

    >>> _cell(Result(1, 5, 9, raters=2, ratings=8, squares=34), "matrix", 0)
    Cell(need=1, department=5, voters=2, total=1.5, squares=1.25, opposes=True)
    >>> _cell(Result(1, 5, 9, agree=2, abstain=1, block=1), "consent", 0)
    Cell(need=1, department=5, voters=4, total=2.5, squares=2.25, opposes=True)
    """
    if method == "dots":
        most = max(cap, 1)
        spoke, total, squares = result.voters, result.points / most, result.squares / most**2
    elif method == "matrix":
        # on the scale 1..5: Σ(r − 1) and Σ(r − 1)²
        spoke, total = result.raters, (result.ratings - result.raters) / 4
        squares = (result.squares - 2 * result.ratings + result.raters) / 16
    else:
        spoke = result.agree + result.abstain + result.object + result.block
        total, squares = result.agree + result.abstain / 2, result.agree + result.abstain / 4
    return Cell(result.need, result.department, spoke, total, squares, opposes=method != "dots")
