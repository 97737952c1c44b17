"""From sums to figures: what was counted per segment and group becomes a KPI's value per period and group."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .periods import Period

# the group of all records together; records without a group have NO_GROUP
OVERALL = False
NO_GROUP = "none"
# in front of a key that reads like NO_GROUP, or has the mark itself
MARK = "="
# of nothing these are zero, the others have no value
ADDED_UP = ("count", "sum")


def to_key(value: object) -> str:
    """The key of a group; nothing and the empty text are NO_GROUP, which no value of a field is.

    >>> [to_key(value) for value in (None, "", 7, False, "none", "=none", "won")]
    ['none', 'none', '7', 'False', '=none', '==none', 'won']
    """
    if value is None or value == "":
        return NO_GROUP
    key = str(value)
    return MARK + key if key == NO_GROUP or key.startswith(MARK) else key


def to_value(key: str) -> str:
    """What a field says of a group, from its key.

    >>> [to_value(to_key(value)) for value in ("won", "none", "=none")]
    ['won', 'none', '=none']
    """
    return key.removeprefix(MARK)


@dataclass(frozen=True)
class Sums:
    """What adds up over records: how many, how many carry the measured field, their sum, and the ratio's parts."""

    records: float = 0
    filled: float = 0
    total: float = 0.0
    numerator: float = 0.0
    denominator: float = 0.0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.records + other.records,
            self.filled + other.filled,
            self.total + other.total,
            self.numerator + other.numerator,
            self.denominator + other.denominator,
        )


Segment = tuple[date, str | bool, Sums]


def figure(measure: str, sums: Sums) -> float | None:
    """The value of ``measure`` (``count``, ``sum``, ``average``, ``ratio`` in percent); nothing where it has none.

    >>> figure("ratio", Sums(records=4, numerator=1, denominator=4))
    25.0
    >>> figure("average", Sums(records=4)), figure("ratio", Sums()), figure("count", Sums())
    (None, None, 0.0)
    """
    if measure == "count":
        return float(sums.records)
    if measure == "sum":
        return float(sums.total)
    part, whole = (sums.total, sums.filled) if measure == "average" else (sums.numerator, sums.denominator)
    if not whole:
        return None
    return part / whole * (100.0 if measure == "ratio" else 1.0)


def asks_what_was_before(measure: str, segments: Iterable[Segment], periods: list[Period]) -> bool:
    """Whether zero or nothing depends on records before the first period: it is empty, and ``measure`` adds up.

    >>> january = (date(2026, 1, 1), date(2026, 2, 1))
    >>> asks_what_was_before("sum", [], [january]), asks_what_was_before("ratio", [], [january])
    (True, False)
    >>> asks_what_was_before("sum", [(date(2026, 1, 1), "7", Sums(records=2))], [january])
    False
    """
    first = min((day for day, _group, _sums in segments), default=date.max)
    return measure in ADDED_UP and any(end <= first for _start, end in periods)


def figures(
    measure: str, segments: Iterable[Segment], periods: list[Period], before: bool
) -> dict[tuple[Period, str | bool], float | None]:
    """Values per (period, group) from sums per segment (its first day) and group.

    A period takes the segments that begin in it; the overall row adds its groups up, it never averages their
    values. An empty period counts zero only once there is something to count: after the first record, or anyway where
    there are records ``before`` the first period. Else it has no value.

    >>> january, february = (date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 2, 1), date(2026, 3, 1))
    >>> rows = [(date(2026, 1, 1), "7", Sums(records=2))]
    >>> figures("count", rows, [january, february], before=False)[february, False]
    0.0
    >>> figures("count", [], [january], before=False)[january, False]

    What is not broken down comes as the overall group alone:

    >>> figures("count", [(date(2026, 1, 1), OVERALL, Sums(records=2))], [january], before=False)
    {((datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)), False): 2.0}
    """
    rows = list(segments)
    first = date.min if before else min((day for day, _group, _sums in rows), default=date.max)
    values: dict[tuple[Period, str | bool], float | None] = {}
    for period in periods:
        groups: defaultdict[str | bool, Sums] = defaultdict(Sums)
        for day, group, sums in rows:
            if period[0] <= day < period[1]:
                for key in {group, OVERALL}:
                    groups[key] += sums
        for group, sums in groups.items():
            values[period, group] = figure(measure, sums)
        if OVERALL not in groups:
            values[period, OVERALL] = figure(measure, Sums()) if first < period[1] else None
    return values
