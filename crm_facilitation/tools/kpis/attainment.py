"""How far a KPI has come from its baseline to its target."""

from dataclasses import dataclass
from datetime import date

# behind the straight line by more than this share of the way from baseline to target: off track
AT_RISK_MARGIN = 0.2
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Course:
    """Where a KPI started and where it is to arrive."""

    baseline: float | None
    baseline_date: date | None
    target: float | None
    target_date: date | None
    direction: str = "up"

    @property
    def is_complete(self) -> bool:
        return self.baseline is not None and self.target is not None


def reached(course: Course, value: float) -> bool:
    """Whether ``value`` is at the target or beyond it.

    >>> reached(Course(40, None, 30, None, "down"), 29)
    True
    """
    ahead = value - course.target if sign(course) > 0 else course.target - value
    return ahead >= -TOLERANCE * max(1.0, abs(course.target))


def attainment(course: Course, value: float | None) -> float | None:
    """Share of the way from baseline to target, 1 is the target; nothing where a figure is missing.

    Where the target is to hold the baseline there is no way to go: 1 when held, 0 when not.

    >>> attainment(Course(20, None, 30, None), 25)
    0.5
    >>> attainment(Course(30, None, 20, None, "down"), 35)
    -0.5
    >>> attainment(Course(30, None, 30, None, "down"), 31)
    0.0
    >>> attainment(Course(None, None, 30, None), 31)
    """
    if value is None or not course.is_complete:
        return None
    way = course.target - course.baseline
    if not way:
        return float(reached(course, value))
    return (value - course.baseline) / way


def expected_share(course: Course, day: date) -> float:
    """Share of the way that the straight line from baseline to target asks for on ``day``, 0 to 1.

    Without dates all of it is due; where both are one day, all of it on that day, and nothing before it.

    >>> expected_share(Course(0, date(2026, 1, 1), 9, date(2026, 1, 11)), date(2026, 1, 6))
    0.5
    >>> expected_share(Course(0, date(2026, 1, 1), 9, date(2026, 1, 11)), date(2027, 1, 6))
    1.0
    >>> [expected_share(Course(0, date(2026, 1, 11), 9, date(2026, 1, 11)), date(2026, 1, day)) for day in (10, 11)]
    [0.0, 1.0]
    """
    if not course.baseline_date or not course.target_date:
        return 1.0
    if course.target_date <= course.baseline_date:
        return float(day >= course.target_date)
    elapsed = (day - course.baseline_date).days / (course.target_date - course.baseline_date).days
    return min(1.0, max(0.0, elapsed))


def expected_value(course: Course, day: date) -> float | None:
    """The value the straight line asks for on ``day``.

    >>> expected_value(Course(20, date(2026, 1, 1), 30, date(2026, 1, 11)), date(2026, 1, 6))
    25.0
    """
    if not course.is_complete:
        return None
    return course.baseline + (course.target - course.baseline) * expected_share(course, day)


def status(course: Course, value: float | None, day: date) -> str:
    """``on_track``, ``at_risk`` or ``off_track`` on ``day``, ``no_data`` where a figure is missing.

    >>> course = Course(20, date(2026, 1, 1), 30, date(2026, 1, 11))
    >>> [status(course, value, date(2026, 1, 6)) for value in (25, 23.5, 22, None)]
    ['on_track', 'at_risk', 'off_track', 'no_data']

    Without the day of the baseline there is no line yet: only what has reached the target is on track.

    >>> undated = Course(20, None, 30, date(2026, 1, 11))
    >>> [status(undated, value, date(2026, 1, 6)) for value in (25, 30)]
    ['no_data', 'on_track']

    Where the baseline is to be held, a fifth of it below is the last that may be made up for.

    >>> held = Course(10, None, 10, None)
    >>> [status(held, value, date(2026, 1, 6)) for value in (10, 8, 7.9)]
    ['on_track', 'at_risk', 'off_track']
    """
    if value is None or not course.is_complete:
        return "no_data"
    if course.target_date and not course.baseline_date and not reached(course, value):
        # nobody can say how far it should be
        return "no_data"
    # compared as figures too: a share of a very short way is as coarse as the figures themselves
    if reached(course, value) or sign(course) * (value - expected_value(course, day)) >= 0:
        return "on_track"
    if course.target == course.baseline:
        near = abs(value - course.target) <= AT_RISK_MARGIN * abs(course.target)
        return "at_risk" if near else "off_track"
    behind = expected_share(course, day) - attainment(course, value)
    if behind <= TOLERANCE:
        return "on_track"
    return "at_risk" if behind <= AT_RISK_MARGIN + TOLERANCE else "off_track"


def sign(course: Course) -> int:
    """+1 when more is better, else -1. The figures speak before the label, which only decides where they are equal.

    >>> sign(Course(20, None, 30, None, "down")), sign(Course(30, None, 30, None, "down"))
    (1, -1)
    """
    if course.baseline is not None and course.target is not None and course.baseline != course.target:
        return 1 if course.target > course.baseline else -1
    return -1 if course.direction == "down" else 1
