"""Rules of KPIs without a database: periods, attainment, status, sums."""

import doctest
import itertools
from datetime import date, timedelta
from math import isclose

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from odoo.addons.crm_facilitation.tools.goals import ratings
from odoo.addons.crm_facilitation.tools.goals.ratings import Rating
from odoo.addons.crm_facilitation.tools.kpis import attainment, exchange, forecast, measure, periods
from odoo.addons.crm_facilitation.tools.kpis.attainment import Course
from odoo.addons.crm_facilitation.tools.kpis.measure import Sums
from odoo.addons.crm_facilitation.tools.sessions import link

settings.register_profile("kpis", deadline=None)
settings.load_profile("kpis")

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
FREQUENCIES = st.sampled_from(["week", "month", "quarter"])
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kolkata", "Africa/Cairo"])
FIGURES = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


def test_worked_examples():
    for module in (attainment, exchange, forecast, link, measure, periods, ratings):
        result = doctest.testmod(module)
        assert result.attempted and not result.failed, module.__name__


@given(DAYS, FREQUENCIES)
def test_a_day_is_in_its_period(day, frequency):
    start, end = periods.period_of(day, frequency)
    assert start <= day < end
    assert periods.period_of(end - timedelta(days=1), frequency) == (start, end)
    assert periods.period_of(end, frequency)[0] == end


@given(DAYS, FREQUENCIES, st.integers(-200, 200))
def test_shifting_there_and_back_arrives(day, frequency, count):
    start = periods.period_start(day, frequency)
    assert periods.shift(periods.shift(start, frequency, count), frequency, -count) == start


@given(DAYS, st.integers(0, 800), FREQUENCIES)
def test_periods_follow_without_gap_over_year_ends(first, length, frequency):
    last = first + timedelta(days=length)
    found = periods.periods_between(first, last, frequency)
    assert found[0][0] <= first and last < found[-1][1]
    assert all(one[1] == other[0] for one, other in itertools.pairwise(found))


@given(DAYS, ZONES)
def test_days_begin_in_order_and_last_23_to_25_hours_or_a_day_is_left_out(day, zone):
    begins, ends = periods.midnight_utc(day, zone), periods.midnight_utc(day + timedelta(days=1), zone)
    assert begins <= ends
    if zone != "Pacific/Apia":
        assert timedelta(hours=23) <= ends - begins <= timedelta(hours=25)


def test_the_day_of_the_change_of_clocks():
    zone = "Europe/Berlin"
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    day = timedelta(days=1)
    assert periods.midnight_utc(spring + day, zone) - periods.midnight_utc(spring, zone) == timedelta(hours=23)
    assert periods.midnight_utc(autumn + day, zone) - periods.midnight_utc(autumn, zone) == timedelta(hours=25)


@given(FIGURES, FIGURES, st.sampled_from(["up", "down"]))
def test_baseline_is_nothing_reached_and_target_is_all(baseline, target, direction):
    assume(baseline != target)
    course = Course(baseline, None, target, None, direction)
    assert attainment.attainment(course, baseline) == 0
    assert attainment.attainment(course, target) == 1


@given(FIGURES, FIGURES, FIGURES)
def test_attainment_is_the_same_seen_from_either_direction(baseline, target, value):
    assume(abs(target - baseline) > 0.01)
    up = attainment.attainment(Course(baseline, None, target, None), value)
    down = attainment.attainment(Course(-baseline, None, -target, None, "down"), -value)
    assert up == down


@given(FIGURES, FIGURES, FIGURES, DAYS, st.integers(0, 1000), DAYS)
def test_better_is_never_worse_in_status(baseline, target, value, start, length, day):
    order = ["off_track", "at_risk", "on_track"]
    course = Course(baseline, start, target, start + timedelta(days=length), "up" if target >= baseline else "down")
    step = 1 if target >= baseline else -1
    assert order.index(attainment.status(course, value + step, day)) >= order.index(
        attainment.status(course, value, day)
    )


@given(FIGURES, FIGURES, st.integers(1, 1000), DAYS)
@example(999999.99, 1000000.0, 1000, date(2026, 1, 2))
def test_on_the_line_is_on_track_on_every_day(baseline, target, length, day):
    course = Course(baseline, date(2026, 1, 1), target, date(2026, 1, 1) + timedelta(days=length))
    assert attainment.status(course, attainment.expected_value(course, day), day) == "on_track"


@given(FIGURES, st.sampled_from(["up", "down"]), st.floats(0.01, 1e5), DAYS)
def test_target_to_hold_the_baseline(figure, direction, gap, day):
    course = Course(figure, None, figure, None, direction)
    better, worse = (figure + gap, figure - gap) if direction == "up" else (figure - gap, figure + gap)
    assert attainment.attainment(course, better) == 1 and attainment.status(course, better, day) == "on_track"
    assert attainment.attainment(course, worse) == 0 and attainment.status(course, worse, day) != "on_track"


@given(st.dictionaries(st.integers(0, 9), st.integers(1, 6).map(lambda count: Rating(count, 3 * count))))
def test_no_average_of_fewer_than_three_and_nobody_counted_twice(given_ratings):
    shown, others = ratings.published_ratings(given_ratings)
    assert all(department and rating.count >= 3 for department, rating in shown.items())
    left_out = sum(rating.count for department, rating in given_ratings.items() if department not in shown)
    assert others.count == (left_out if left_out >= 3 else 0)


@given(DAYS)
def test_past_target_date_asks_for_all_of_it(day):
    course = Course(0.0, date(1980, 1, 1), 10.0, date(1989, 1, 1))
    assert attainment.status(course, 9.9, day) == "at_risk"
    assert attainment.status(course, 7.0, day) == "off_track"


def test_missing_figures_have_no_status():
    for course, value in (
        (Course(None, None, 1, None), 1.0),
        (Course(1, None, None, None), 1.0),
        (Course(1, None, 2, None), None),
    ):
        assert attainment.status(course, value, date(2026, 1, 1)) == "no_data"
        assert attainment.attainment(course, value) is None


def test_no_forecast_from_an_empty_or_short_series():
    day = date(2026, 1, 1)
    assert forecast.forecast([], day) is None
    assert forecast.forecast([(day, 1.0), (day, 2.0)], day) is None
    assert forecast.forecast([(day, 1.0)] * 3, day) is None


@given(st.lists(FIGURES, min_size=4, max_size=30), st.integers(1, 300))
@example([0, 0.1, 0.2, 0.3, 0.4, 0.5], 8)
def test_uncertainty_grows_with_the_distance(values, ahead):
    points = [(date(2026, 1, 1) + timedelta(weeks=week), value) for week, value in enumerate(values)]
    last = points[-1][0]
    near = forecast.forecast(points, last + timedelta(days=ahead))
    far = forecast.forecast(points, last + timedelta(days=ahead + 30))
    assert 0 <= near.margin <= far.margin


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12))
def test_ratio_of_sums_whatever_the_groups(parts):
    day = date(2026, 1, 5)
    period = (date(2026, 1, 1), date(2026, 2, 1))
    rows = [
        (day, str(number), Sums(records=won + other, numerator=won, denominator=won + other))
        for number, (won, other) in enumerate(parts)
    ]
    total = sum(won + other for won, other in parts)
    expected = 100.0 * sum(won for won, _other in parts) / total if total else None
    value = measure.figures("ratio", rows, [period], before=False)[period, measure.OVERALL]
    assert value is expected is None or isclose(value, expected)


@given(st.lists(st.integers(0, 60), max_size=40), st.integers(1, 30))
def test_segments_of_overlapping_periods_add_up(days, length):
    first = date(2026, 1, 1)
    asked = [(first, first + timedelta(days=61)), (first + timedelta(days=5), first + timedelta(days=5 + length))]
    bounds = periods.bounds_of(asked)
    rows = []
    for day in days:
        at = first + timedelta(days=day)
        rows.append((max(bound for bound in bounds if bound <= at), "a", Sums(records=1)))
    values = measure.figures("count", rows, asked, before=True)
    for start, end in asked:
        assert values[(start, end), measure.OVERALL] == sum(start <= first + timedelta(days=day) < end for day in days)
