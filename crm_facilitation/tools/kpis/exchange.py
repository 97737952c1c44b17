"""Rates of exchange over time, as Odoo reads them: ``company currency × rate = currency``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Steps = list[tuple[date, float]]
# a currency without any rate counts like this
PARITY: Steps = [(date.min, 1.0)]


@dataclass(frozen=True)
class Rate:
    """What one row of a currency's rates says; ``is_own`` when it is the company's, not one for all companies."""

    is_own: bool
    day: date
    rate: float


def steps(rates: Iterable[Rate]) -> Steps:
    """The rate that holds from each day on, the first from the beginning of time.

    The last one up to a day holds on it, the company's before those for all companies; before all of them the
    company's first, else the first. That is ``res.currency._get_rates`` for every day at once.

    >>> steps([Rate(False, date(2026, 1, 1), 2.0), Rate(True, date(2026, 2, 1), 3.0), Rate(False, date(2026, 3, 1), 4.0)])
    [(datetime.date(1, 1, 1), 3.0), (datetime.date(2026, 1, 1), 2.0), (datetime.date(2026, 2, 1), 3.0)]

    Where both have one of the same day, that is the company's.

    >>> steps([Rate(True, date(2026, 1, 1), 3.0), Rate(False, date(2026, 1, 1), 2.0)])
    [(datetime.date(1, 1, 1), 3.0)]
    >>> steps([])
    [(datetime.date(1, 1, 1), 1.0)]
    """
    known = sorted(rates, key=lambda rate: rate.day)
    own = [rate for rate in known if rate.is_own]
    if not known:
        return PARITY
    first_own = own[0].day if own else date.max
    holding = [rate for rate in known if rate.is_own or rate.day < first_own]
    return _changes([(date.min, (own or known)[0].rate), *((rate.day, rate.rate) for rate in holding)])


def factors(own: Steps, foreign: Steps) -> Steps:
    """What to multiply an amount of the ``foreign`` currency by to have it in the ``own``, from each day on.

    >>> factors(PARITY, [(date.min, 2.0), (date(2026, 2, 1), 4.0)])
    [(datetime.date(1, 1, 1), 0.5), (datetime.date(2026, 2, 1), 0.25)]
    """
    own_rates, foreign_rates = dict(own), dict(foreign)
    course, here, there = [], 1.0, 1.0
    for day in sorted(own_rates | foreign_rates):
        here, there = own_rates.get(day, here), foreign_rates.get(day, there)
        course.append((day, here / there))
    return _changes(course)


def _changes(course: Steps) -> Steps:
    """Without the steps that change nothing."""
    return [step for index, step in enumerate(course) if not index or step[1] != course[index - 1][1]]
