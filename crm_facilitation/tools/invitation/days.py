"""The days of a session as times: a session has dates, and hours that are those of its company."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo

# a session lasts two or three days; one whose last day was mistyped does not fill anybody's calendar
MOST_DAYS = 14


@dataclass(frozen=True)
class Day:
    """One day of a session, numbered from 1, with its first and last moment in UTC."""

    number: int
    start: datetime
    stop: datetime


def session_days(first: date | None, last: date | None, start_hour: float, end_hour: float, zone: tzinfo) -> list[Day]:
    """The days from ``first`` to ``last``, both included, between two hours of the clocks in ``zone``.

    :param start_hour: hours after midnight, 9.5 is half past nine
    :param end_hour: the same, at most 24

    The clocks are put forward on 29 March 2026 in Berlin; nine o'clock stays nine o'clock there:

    >>> from zoneinfo import ZoneInfo
    >>> for day in session_days(date(2026, 3, 28), date(2026, 3, 30), 9, 17.5, ZoneInfo("Europe/Berlin")):
    ...     print(day.number, day.start.isoformat(), day.stop.isoformat())
    1 2026-03-28T08:00:00+00:00 2026-03-28T16:30:00+00:00
    2 2026-03-29T07:00:00+00:00 2026-03-29T15:30:00+00:00
    3 2026-03-30T07:00:00+00:00 2026-03-30T15:30:00+00:00

    In Vladivostok, ten hours ahead, a day begins when it is still the day before in UTC:

    >>> [day] = session_days(date(2026, 12, 7), None, 9, 24, ZoneInfo("Asia/Vladivostok"))
    >>> day.start.isoformat(), day.stop.isoformat()
    ('2026-12-06T23:00:00+00:00', '2026-12-07T14:00:00+00:00')
    >>> session_days(None, None, 9, 17, ZoneInfo("UTC"))
    []
    """
    if not first:
        return []
    return [
        Day(number, _moment(day, start_hour, zone), _moment(day, end_hour, zone))
        for number, day in enumerate(_dates(first, last or first), 1)
    ]


def _dates(first: date, last: date) -> Iterator[date]:
    for past in range(min((last - first).days + 1, MOST_DAYS)):
        yield first + timedelta(days=past)


def _moment(day: date, hour: float, zone: tzinfo) -> datetime:
    # added to the clock on the wall, so that a day on which clocks are changed has the same hours
    local = datetime.combine(day, time(), zone) + timedelta(minutes=round(hour * 60))
    return local.astimezone(timezone.utc)
