"""Special interest: a vote by dots in which departments give theirs to what only they want.

It is no conflict: with dots nobody can vote against a need, and who spends them elsewhere has said nothing of it.
Nothing has to be settled; the results say whose wish a need is.
"""

from collections.abc import Iterable

from ..voting.spread import with_others
from ..voting.tally import Cell as Result
from .polarisation import MIDDLE, divided
from .situation import Cell


def special_interests(results: Iterable[Iterable[Result]], min_cell: int) -> dict[int, list[int]]:
    """Departments whose special interest a need is: half or more of their voters gave it dots, elsewhere fewer than half.

    Whether a voter gave dots at all is measured as a divided vote is: one who goes with the others hides nothing, and
    what chance alone would often do is not named.

    :param results: for each need of a round by dots its published cells, the total among them
    :return: need → departments, published ones alone

    >>> wanted = [Result(1, 0, 12, supporters=5), Result(1, 5, 4, supporters=4), Result(1, 6, 4, supporters=1)]
    >>> shared = [Result(2, 0, 12, supporters=9), Result(2, 5, 4, supporters=3), Result(2, 6, 4, supporters=3)]
    >>> special_interests([wanted, shared], 3)
    {1: [5]}
    """
    cells = [
        Cell(group.need, group.department, group.voters, group.supporters, group.supporters, opposes=False)
        for of_need in results
        for group in with_others(of_need)
    ]
    found = {need: _wanting(shown) for need, (_measured, shown) in divided(cells, min_cell).items()}
    return {need: departments for need, departments in found.items() if departments}


def _wanting(cells: list[Cell]) -> list[int]:
    """The departments on the wanting side, where there is another side."""
    wanting = {cell.department for cell in cells if cell.total >= MIDDLE * cell.voters}
    return sorted(wanting - {0}) if len(wanting) < len(cells) else []
