"""From sums to figures: what was counted per segment and group becomes a KPI's value per period and group."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .periods import Period

# the group of all records together; records without a group have NO_GROUP
OVERALL = False
NO_GROUP = "none"


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


def figures(
    measure: str, segments: Iterable[tuple[date, str, Sums]], periods: list[Period], since: date | None
) -> dict[tuple[Period, str | bool], float | None]:
    """Values per (period, group) from sums per segment (its first day) and group.

    A period takes the segments that begin in it; the overall row adds its groups up, it never averages their
    values. An empty period counts zero only once there is something to count, that is when it ends after
    ``since``, the day of the first record; before that it has no value.

    >>> january, february = (date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 2, 1), date(2026, 3, 1))
    >>> rows = [(date(2026, 1, 1), "7", Sums(records=2))]
    >>> figures("count", rows, [january, february], date(2026, 1, 9))[february, False]
    0.0
    >>> figures("count", [], [january], None)[january, False]
    """
    rows = list(segments)
    values: dict[tuple[Period, str | bool], float | None] = {}
    for period in periods:
        groups: defaultdict[str | bool, Sums] = defaultdict(Sums)
        for day, group, sums in rows:
            if period[0] <= day < period[1]:
                groups[group] += sums
                groups[OVERALL] += sums
        for group, sums in groups.items():
            values[period, group] = figure(measure, sums)
        if OVERALL not in groups:
            begun = since is not None and since < period[1]
            values[period, OVERALL] = figure(measure, Sums()) if begun else None
    return values
