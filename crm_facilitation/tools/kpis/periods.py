"""Weeks, months and quarters: dates, end exclusive, and the moments they begin at in a time zone."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone

from ..sessions.zones import zone_or_utc

Period = tuple[date, date]
MONTHS = {"month": 1, "quarter": 3}
FREQUENCIES = ("week", *MONTHS)


def period_start(day: date, frequency: str) -> date:
    """First day of the week (Monday), month or quarter that ``day`` is in.

    >>> period_start(date(2027, 1, 1), "week")
    datetime.date(2026, 12, 28)
    >>> period_start(date(2026, 12, 31), "quarter")
    datetime.date(2026, 10, 1)
    """
    if frequency == "week":
        return day - timedelta(days=day.weekday())
    length = MONTHS[frequency]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def shift(start: date, frequency: str, count: int) -> date:
    """First day of the period ``count`` periods after the one beginning at ``start``; ``count`` may be negative.

    >>> shift(date(2026, 11, 1), "month", 3)
    datetime.date(2027, 2, 1)
    >>> shift(date(2027, 1, 1), "quarter", -1)
    datetime.date(2026, 10, 1)
    """
    if frequency == "week":
        return start + timedelta(weeks=count)
    months = start.year * 12 + start.month - 1 + MONTHS[frequency] * count
    return date(months // 12, months % 12 + 1, 1)


def period_of(day: date, frequency: str) -> Period:
    """The period that ``day`` is in.

    >>> period_of(date(2024, 2, 29), "month")
    (datetime.date(2024, 2, 1), datetime.date(2024, 3, 1))
    """
    start = period_start(day, frequency)
    return start, shift(start, frequency, 1)


def is_foreign(period: Period, frequency: str) -> bool:
    """Whether ``period`` is one of another frequency; what is none of any is not.

    >>> january, quarter = (date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 1, 1), date(2026, 4, 1))
    >>> is_foreign(january, "month"), is_foreign(quarter, "month"), is_foreign((date(2026, 1, 1), date(2026, 1, 9)), "month")
    (False, True, False)
    """
    return period != period_of(period[0], frequency) and any(
        period == period_of(period[0], other) for other in FREQUENCIES
    )


def periods_between(first: date, last: date, frequency: str) -> list[Period]:
    """All periods from the one of ``first`` to the one of ``last``, both included.

    >>> [start.isoformat() for start, _end in periods_between(date(2026, 11, 30), date(2027, 1, 2), "month")]
    ['2026-11-01', '2026-12-01', '2027-01-01']
    >>> periods_between(date(2026, 2, 1), date(2026, 1, 1), "month")
    []
    """

    def walk() -> Iterator[Period]:
        start = period_start(first, frequency)
        while start <= last:
            end = shift(start, frequency, 1)
            yield start, end
            start = end

    return list(walk())


def midnight_utc(day: date, zone: str) -> datetime:
    """The moment ``day`` begins in ``zone``, as the naive UTC that Odoo stores.

    Where clocks jump over midnight, the day begins at the first moment it has. A zone that the machine does not know
    is read as UTC.

    >>> midnight_utc(date(2026, 7, 1), "Europe/Berlin")
    datetime.datetime(2026, 6, 30, 22, 0)
    >>> midnight_utc(date(2026, 12, 1), "Europe/Berlin")
    datetime.datetime(2026, 11, 30, 23, 0)
    >>> midnight_utc(date(2018, 11, 4), "America/Sao_Paulo")
    datetime.datetime(2018, 11, 4, 3, 0)
    """
    return datetime.combine(day, time(), zone_or_utc(zone)).astimezone(timezone.utc).replace(tzinfo=None)


def bounds_of(periods: list[Period]) -> list[date]:
    """Every day a period begins or ends at, in order: neighbours enclose the segments all periods are made of.

    >>> [day.day for day in bounds_of([(date(2026, 1, 1), date(2026, 1, 8)), (date(2026, 1, 5), date(2026, 1, 8))])]
    [1, 5, 8]
    """
    return sorted({day for period in periods for day in period})
