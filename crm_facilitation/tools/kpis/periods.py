"""Weeks, months and quarters: dates, end exclusive, and the moments they begin at in a time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from dateutil.relativedelta import relativedelta, weekday

from odoo.tools.date_utils import get_fiscal_year

from ..sessions.zones import zone_or_utc

Period = tuple[date, date]
MONTHS = {"month": 1, "quarter": 3}
FREQUENCIES = ("week", *MONTHS)


@dataclass(frozen=True)
class Calendar:
    """Where weeks and quarters begin.

    :ivar week_start: first day of the week, 0 for Monday to 6 for Sunday
    :ivar year_end: month and day that the fiscal year ends with; quarters are counted from the day after it
    """

    week_start: int = 0
    year_end: tuple[int, int] = (12, 31)

    def start_of_year(self, day: date) -> date:
        """First day of the fiscal year that ``day`` is in.

        >>> Calendar(year_end=(3, 31)).start_of_year(date(2026, 2, 1))
        datetime.date(2025, 4, 1)
        >>> Calendar(year_end=(2, 28)).start_of_year(date(2028, 2, 29))
        datetime.date(2027, 3, 1)
        """
        month, last = self.year_end
        return get_fiscal_year(day, last, month)[0]

    def quarters_of(self, day: date) -> list[date]:
        """First days of the quarters of the fiscal year that ``day`` is in, and of the year after it."""
        first = self.start_of_year(day)
        after = self.start_of_year(first + relativedelta(months=12, days=3))
        return [*(first + relativedelta(months=months) for months in (0, 3, 6, 9)), after]


USUAL = Calendar()


def period_start(day: date, frequency: str, calendar: Calendar = USUAL) -> date:
    """First day of the week, month or quarter that ``day`` is in.

    >>> period_start(date(2027, 1, 1), "week"), period_start(date(2027, 1, 1), "week", Calendar(week_start=6))
    (datetime.date(2026, 12, 28), datetime.date(2026, 12, 27))
    >>> period_start(date(2026, 12, 31), "quarter"), period_start(date(2026, 12, 31), "quarter", Calendar(year_end=(1, 31)))
    (datetime.date(2026, 10, 1), datetime.date(2026, 11, 1))
    """
    if frequency == "week":
        return day + relativedelta(weekday=weekday(calendar.week_start)(-1))
    if frequency == "month":
        return day.replace(day=1)
    return max(start for start in calendar.quarters_of(day) if start <= day)


def shift(start: date, frequency: str, count: int, calendar: Calendar = USUAL) -> date:
    """First day of the period ``count`` periods after the one that ``start`` is in; ``count`` may be negative.

    A week is counted from ``start`` itself.

    >>> shift(date(2026, 11, 1), "month", 3)
    datetime.date(2027, 2, 1)
    >>> shift(date(2027, 1, 1), "quarter", -1), shift(date(2026, 4, 6), "quarter", 1, Calendar(year_end=(4, 5)))
    (datetime.date(2026, 10, 1), datetime.date(2026, 7, 6))
    """
    if frequency == "week":
        return start + timedelta(weeks=count)
    first = period_start(start, frequency, calendar)
    # the middle of a period is safe from months of different length
    return period_start(first + relativedelta(months=MONTHS[frequency] * count, days=14), frequency, calendar)


def period_of(day: date, frequency: str, calendar: Calendar = USUAL) -> Period:
    """The period that ``day`` is in.

    >>> period_of(date(2024, 2, 29), "month")
    (datetime.date(2024, 2, 1), datetime.date(2024, 3, 1))
    """
    start = period_start(day, frequency, calendar)
    return start, shift(start, frequency, 1, calendar)


def is_foreign(period: Period, frequency: str, calendar: Calendar = USUAL) -> bool:
    """Whether ``period`` is one of another frequency; what is none of any is not.

    >>> january, quarter = (date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 1, 1), date(2026, 4, 1))
    >>> is_foreign(january, "month"), is_foreign(quarter, "month"), is_foreign((date(2026, 1, 1), date(2026, 1, 9)), "month")
    (False, True, False)
    """
    return period != period_of(period[0], frequency, calendar) and any(
        period == period_of(period[0], other, calendar) for other in FREQUENCIES
    )


def periods_between(first: date, last: date, frequency: str, calendar: Calendar = USUAL) -> list[Period]:
    """All periods from the one of ``first`` to the one of ``last``, both included.

    >>> [start.isoformat() for start, _end in periods_between(date(2026, 11, 30), date(2027, 1, 2), "month")]
    ['2026-11-01', '2026-12-01', '2027-01-01']
    >>> periods_between(date(2026, 2, 1), date(2026, 1, 1), "month")
    []
    """

    def walk() -> Iterator[Period]:
        start = period_start(first, frequency, calendar)
        while start <= last:
            end = shift(start, frequency, 1, calendar)
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
