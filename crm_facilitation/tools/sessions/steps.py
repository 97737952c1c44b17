"""Arithmetic of an agenda: what a step permits by its kind, how long its days are, where a step goes in its order."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

# between two steps, so that one more fits in between without writing the others anew
GAP = 10


class StepCheck(NamedTuple):
    """One line of what the end of a step is checked by.

    :ivar code: names the line for whoever shows it
    :ivar text: what should hold, or what is missing, in the reader's language
    :ivar ok: whether it holds
    """

    code: str
    text: str
    ok: bool


class OpenPoint(NamedTuple):
    """Something that a session has left open.

    :ivar code: names the kind
    :ivar text: the kind, in the reader's language
    :ivar records: what is open
    """

    code: str
    text: str
    records: Any


class Permits(NamedTuple):
    """What people may do during a step.

    :ivar can_raise: their needs are for now, and not parked for later
    :ivar can_vote: votes are opened
    :ivar can_remark: they ask, answer and comment
    """

    can_raise: bool
    can_vote: bool
    can_remark: bool


QUIET = Permits(can_raise=False, can_vote=False, can_remark=False)
USUAL = Permits(can_raise=False, can_vote=False, can_remark=True)
OF_KIND = {
    "welcome": QUIET,
    "retro": Permits(can_raise=True, can_vote=False, can_remark=False),
    "process": Permits(can_raise=True, can_vote=False, can_remark=True),
    "needs": Permits(can_raise=True, can_vote=False, can_remark=True),
    "discuss": Permits(can_raise=True, can_vote=False, can_remark=True),
    "vote": Permits(can_raise=False, can_vote=True, can_remark=False),
    "conflicts": Permits(can_raise=True, can_vote=True, can_remark=True),
    "closing": QUIET,
    "break": QUIET,
}


def permits_of(kind: str) -> Permits:
    """What a new step of this kind permits until somebody says otherwise.

    >>> permits_of("vote").can_vote, permits_of("break").can_raise, permits_of("decide")
    (True, False, Permits(can_raise=False, can_vote=False, can_remark=True))
    """
    return OF_KIND.get(kind, USUAL)


def minutes_of_days(steps: Iterable[tuple[int, int]]) -> dict[int, int]:
    """``{day: minutes}`` of ``(day, minutes)``, the days in their order.

    >>> minutes_of_days([(2, 10), (1, 30), (1, 60)])
    {1: 90, 2: 10}
    """
    totals: dict[int, int] = {}
    for day, minutes in sorted(steps):
        totals[day] = totals.get(day, 0) + minutes
    return totals


def place_before(order: Sequence[int], moved: int, before: int | None) -> list[int]:
    """``order`` with ``moved`` in front of ``before``, or at the end.

    >>> place_before([1, 2, 3, 4], 4, 2), place_before([1, 2, 3], 1, None), place_before([1, 2], 2, 2)
    ([1, 4, 2, 3], [2, 3, 1], [1, 2])
    """
    if moved == before:
        return list(order)
    rest = [step for step in order if step != moved]
    place = rest.index(before) if before is not None else len(rest)
    return [*rest[:place], moved, *rest[place:]]
