"""Where a series is heading: a straight trend carried on, and how far off it may be."""

from dataclasses import dataclass
from datetime import date
from math import atan, cos, inf, pi, sin, sqrt

# with fewer points a straight line says nothing about its own scatter
FEWEST_POINTS = 3
# scatter below this share of the values is not theirs
ROUNDING = 1e-9
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Forecast:
    """A straight trend carried on to a day: the value, and the two ends of its 95 % prediction interval."""

    value: float
    low: float
    high: float

    @property
    def margin(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


def t_probability(t: float, freedom: int) -> float:
    """Chance that Student's t with ``freedom`` degrees of freedom lies between −``t`` and ``t``.

    Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 (odd) and 26.7.4 (even).

    >>> round(t_probability(12.706, 1), 4), round(t_probability(2.228, 10), 4)
    (0.95, 0.95)
    """
    angle = atan(t / sqrt(freedom))
    term = total = cos(angle) if freedom % 2 else 1.0
    for step in range(3 if freedom % 2 else 2, freedom, 2):
        term *= cos(angle) ** 2 * (step - 1) / step
        total += term
    if freedom % 2:
        return 2 / pi * (angle + (sin(angle) * total if freedom > 1 else 0.0))
    return sin(angle) * total


def t_quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """The ``t`` within which Student's t lies with ``confidence``, found by bisection.

    >>> [round(t_quantile(freedom), 3) for freedom in (1, 2, 5, 10, 30)]
    [12.706, 4.303, 2.571, 2.228, 2.042]
    """
    low, high = 0.0, 1.0
    while t_probability(high, freedom) < confidence:
        high *= 2
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        if t_probability(middle, freedom) < confidence:
            low = middle
        else:
            high = middle
    return high


def forecast(points: list[tuple[date, float]], day: date) -> Forecast | None:
    """Carry the least-squares line through ``points`` on to ``day``; nothing with fewer than three different days.

    The margin is that of a 95 % prediction interval for one new observation, as in Draper & Smith, Applied Regression
    Analysis, section 1.4: t(n − 2) · s · √(1 + 1/n + (x − x̄)² / Σ(xᵢ − x̄)²), so it grows with the scatter, with the
    distance and where points are few.

    >>> line = [(date(2026, 1, 1), 1.0), (date(2026, 1, 2), 2.0), (date(2026, 1, 3), 3.0)]
    >>> forecast(line, date(2026, 1, 5))
    Forecast(value=5.0, low=5.0, high=5.0)
    >>> forecast(line[:2], date(2026, 1, 5))
    """
    line = _line(points, day)
    if not line:
        return None
    value, error, freedom = line
    margin = t_quantile(freedom) * error
    return Forecast(value, value - margin, value + margin)


def chance_above(points: list[tuple[date, float]], day: date, limit: float) -> float | None:
    """Chance, 0 to 1, that the new observation of :func:`forecast` is ``limit`` or more; None where there is no trend.

    >>> scattered = [(date(2026, 1, day), value) for day, value in enumerate((1.0, 4.0, 1.0, 4.0), 1)]
    >>> at = forecast(scattered, date(2026, 1, 5))
    >>> [round(chance_above(scattered, date(2026, 1, 5), limit), 3) for limit in (at.low, at.value, at.high)]
    [0.975, 0.5, 0.025]

    Where nothing scatters, it is certain.

    >>> line = [(date(2026, 1, day), float(day)) for day in (1, 2, 3)]
    >>> [chance_above(line, date(2026, 1, 5), limit) for limit in (4.0, 5.0, 6.0)]
    [1.0, 1.0, 0.0]
    """
    line = _line(points, day)
    if not line:
        return None
    value, error, freedom = line
    if not error:
        return float(value >= limit)
    within = t_probability(abs(limit - value) / error, freedom)
    return (1 + within) / 2 if limit <= value else (1 - within) / 2


def _line(points, day):
    """``(value on the day, standard error of a new observation, degrees of freedom)``; None with too few days."""
    count = len(points)
    if len({at for at, _value in points}) < FEWEST_POINTS:
        return None
    days = [float((at - points[0][0]).days) for at, _value in points]
    values = [value for _at, value in points]
    mean_day, mean = sum(days) / count, sum(values) / count
    spread = sum((at - mean_day) ** 2 for at in days)
    slope = sum((at - mean_day) * (value - mean) for at, value in zip(days, values, strict=True)) / spread
    ahead = (day - points[0][0]).days - mean_day
    errors = [value - mean - slope * (at - mean_day) for at, value in zip(days, values, strict=True)]
    scatter = sqrt(sum(error**2 for error in errors) / (count - 2))
    if scatter <= ROUNDING * max(map(abs, values)):
        # a straight line: what is left is what the arithmetic made of it
        scatter = 0.0
    return mean + slope * ahead, scatter * sqrt(1 + 1 / count + ahead**2 / spread), count - 2


def bounded(found: Forecast, measure: str) -> Forecast:
    """The forecast kept to what ``measure`` can be: a share is 0 to 100 %, a number of records not negative.

    >>> bounded(Forecast(97.0, 90.0, 104.0), "ratio")
    Forecast(value=97.0, low=90.0, high=100.0)
    >>> bounded(Forecast(-1.0, -3.0, 1.0), "sum")
    Forecast(value=-1.0, low=-3.0, high=1.0)
    """
    least, most = {"ratio": (0.0, 100.0), "count": (0.0, inf)}.get(measure, (-inf, inf))
    return Forecast(*(min(most, max(least, value)) for value in (found.value, found.low, found.high)))
