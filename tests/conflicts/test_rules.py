"""Rules of detection without a database."""

import doctest
import math
import random
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.crm_facilitation.tools.conflicts import contradiction, detectors, polarisation, special_interest
from odoo.addons.crm_facilitation.tools.conflicts import situation as conflict
from odoo.addons.crm_facilitation.tools.voting import spread
from odoo.addons.crm_facilitation.tools.voting.ballot import Choice
from odoo.addons.crm_facilitation.tools.voting.tally import Ballot, tally

# a machine at work on other things is no reason to fail
settings.register_profile("conflicts", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("conflicts")

VOTES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=3, max_size=15)
ROOMS = st.lists(VOTES, min_size=2, max_size=6)


def measure(room, names=None):
    names = names or range(1, len(room) + 1)
    return polarisation.polarisation(
        [polarisation.cell_of(1, name, votes) for name, votes in zip(names, room, strict=True)]
    )


def cells_of(room, need=1, opposes=True):
    cells = [polarisation.cell_of(need, name, votes) for name, votes in enumerate(room, 1)]
    return tuple(replace(cell, opposes=opposes) for cell in cells)


def raised(room, opposes=True, beside=()):
    needs = tuple(conflict.Need(need) for need in {1, *(cell.need for cell in beside)})
    cells = (*cells_of(room, opposes=opposes), *beside)
    return polarisation.find_polarised_votes(conflict.Situation(needs=needs, cells=cells))


def interests(room, min_cell=3):
    """Departments whose special interest a need is that the people of ``room`` gave these dots, and the cells published."""
    ballots = [
        Ballot(name, {need: Choice(need, points=points) for need, points in ((1, dots), (2, 1))})
        for name, of_department in enumerate(room, 1)
        for dots in of_department
    ]
    results = tally(ballots, [1], min_cell)
    return special_interest.special_interests([results] if results else [], min_cell).get(1, []), results


def test_worked_examples():
    for module in (conflict, polarisation, contradiction, detectors, special_interest, spread):
        result = doctest.testmod(module)
        assert result.attempted and not result.failed, module.__name__


@given(ROOMS, st.integers(0, 10**6))
def test_relabelling_departments_or_shuffling_voters_changes_nothing(room, seed):
    chance = random.Random(seed)
    shuffled = [chance.sample(votes, len(votes)) for votes in room]
    chance.shuffle(shuffled)
    one, other = measure(room), measure(shuffled)
    assert math.isclose(one.omega, other.omega, abs_tol=1e-9)
    assert math.isclose(one.chance, other.chance, abs_tol=1e-9)
    assert [f.severity for f in raised(room)] == [f.severity for f in raised(shuffled)]


CHOICES = {
    "dots": [(Choice(1, points=points), points / 4) for points in range(1, 5)],
    "matrix": [(Choice(1, importance=rated, ease=3), (rated - 1) / 4) for rated in range(1, 6)],
    "consent": [
        (Choice(1, choice=choice), value)
        for choice, value in (("agree", 1.0), ("abstain", 0.5), ("object", 0.0), ("block", 0.0))
    ],
}
# who votes for something else says with no dots that they do not want the need, and nothing of it otherwise
ELSEWHERE = Choice(2, points=1), 0.0


@given(st.sampled_from(sorted(CHOICES)), st.data(), st.integers(2, 4))
def test_results_tell_the_same_spread_as_the_votes(method, data, min_cell):
    said = st.sampled_from([*CHOICES[method], ELSEWHERE])
    votes = data.draw(st.lists(st.tuples(st.integers(0, 4), said), max_size=30))
    results = tally([Ballot(dept, {choice.need: choice}) for dept, (choice, _value) in votes], [1], min_cell)
    shown = {result.department for result in results} - {0}
    expected = {}
    for department, (choice, value) in votes:
        if results and (choice.need == 1 or method == "dots"):
            expected.setdefault(department if department in shown else 0, []).append(value)
    found = spread.spread(results, method, 4) if results else []
    assert {cell.department: cell.voters for cell in found} == {key: len(of) for key, of in expected.items()}
    for cell in found:
        by_hand = polarisation.cell_of(1, cell.department, expected[cell.department])
        assert (cell.total, cell.squares) == (by_hand.total, by_hand.squares)
        assert cell.opposes == (method != "dots")


@given(st.lists(st.integers(1, 15), min_size=1, max_size=6), st.sampled_from([0.0, 0.2, 0.25, 1 / 3, 0.7, 1.0]))
def test_unanimous_votes_never_raise_a_conflict(sizes, vote):
    assert not raised([[vote] * size for size in sizes])


@given(st.lists(st.integers(3, 15), min_size=2, max_size=6), st.integers(1, 5))
def test_a_split_exactly_along_departments_always_does(sizes, for_it):
    for_it = min(for_it, len(sizes) - 1)
    room = [[1.0 if number < for_it else 0.0] * size for number, size in enumerate(sizes)]
    assert [finding.severity for finding in raised(room)] == ["high"]


@given(st.lists(st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=6), min_size=1, max_size=8))
def test_no_figure_covers_fewer_people_than_the_least_cell(room):
    for finding in raised(room):
        shown = [voters for _department, _mean, voters in finding.facts["means"]]
        left = sum(map(len, room)) - sum(shown)
        assert all(voters >= 3 for voters in shown) and (left == 0 or left >= 3)


@given(ROOMS)
def test_dots_alone_never_raise_a_conflict(room):
    assert not raised(room, opposes=False)


@given(ROOMS, ROOMS)
def test_dots_change_nothing_of_what_other_votes_raise(room, dots):
    beside = [*cells_of(dots, opposes=False), *cells_of(dots, need=2, opposes=False)]
    assert raised(room, beside=beside) == raised(room)


@given(ROOMS)
def test_a_conflict_has_departments_for_and_against(room):
    for finding in raised(room):
        means = [mean for _department, mean, _voters in finding.facts["means"]]
        # rounded to percent
        assert min(means) <= 50 <= max(means) and min(means) < max(means)


@given(st.lists(st.lists(st.sampled_from([0.5, 0.75, 1.0]), min_size=3, max_size=15), min_size=2, max_size=6))
def test_who_finds_a_need_less_pressing_is_not_against_it(room):
    assert not raised(room)
    assert not raised([[1.0 - vote for vote in votes] for votes in room]), "nor is it a conflict where nobody wants it"


DOTS = st.lists(st.lists(st.sampled_from([0, 0, 1, 3, 5]), min_size=1, max_size=8), min_size=1, max_size=6)


@given(DOTS, st.integers(2, 4))
def test_special_interest_names_published_departments_that_want_the_need(room, min_cell):
    named, results = interests(room, min_cell)
    published = {result.department: result for result in results}
    for department in named:
        assert 2 * published[department].supporters >= published[department].voters >= min_cell
    others = [cell for cell in spread.with_others(results) if cell.department not in named] if named else []
    assert not named or any(2 * cell.supporters < cell.voters for cell in others)


@given(DOTS, st.randoms(use_true_random=False))
def test_special_interest_depends_on_no_order_of_voters(room, chance):
    shuffled = [chance.sample(votes, len(votes)) for votes in room]
    assert interests(shuffled)[0] == interests(room)[0]


@given(st.lists(st.integers(3, 15), min_size=2, max_size=6), st.integers(1, 5))
def test_what_departments_give_all_their_dots_to_alone_is_their_special_interest(sizes, wanting):
    wanting = min(wanting, len(sizes) - 1)
    named, _results = interests([[5 if place < wanting else 0] * size for place, size in enumerate(sizes)])
    assert named == list(range(1, wanting + 1))


def test_half_of_a_department_against_nobody_else_is_its_special_interest():
    assert interests([[5, 5, 0, 0], [0] * 8, [0] * 8])[0] == [1]
    assert interests([[5, 0, 0, 0], [0] * 8, [0] * 8])[0] == []


@given(st.lists(st.integers(1, 15), min_size=1, max_size=6), st.integers(0, 5))
def test_what_everybody_wants_alike_is_nobodys_special_interest(sizes, dots):
    assert not interests([[dots] * size for size in sizes])[0]


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 100), max_size=9))
def test_camps_part_the_departments_and_keep_their_order(means):
    low, high = polarisation.camps(means)
    assert (low | high == set(means) and not low & high) or len(set(means.values())) < 2
    assert all(means[one] < means[other] for one in low for other in high)


@given(ROOMS)
def test_measure_stays_in_its_bounds(room):
    found = measure(room)
    assert 0 <= found.omega <= 1 and 0 <= found.chance <= 1 and 0 <= found.gap <= 1


NEEDS = st.lists(
    st.builds(
        conflict.Need,
        id=st.integers(1, 10**6),
        author=st.integers(0, 4),
        target=st.sampled_from([(), (1, 1, 0), (1, 2, 0)]),
        stance=st.sampled_from(["", *contradiction.OPPOSITE_OF]),
        state=st.sampled_from(["raised", "accepted", "rejected"]),
    ),
    max_size=25,
    unique_by=lambda need: need.id,
)


@given(NEEDS)
def test_contradictions_are_exactly_the_opposite_pairs(needs):
    found = {(one.id, other.id) for one, other in contradiction.pairs(tuple(needs))}
    expected = {
        (one.id, other.id)
        for one in needs
        for other in needs
        if one.id < other.id and contradiction.contradict(one, other)
    }
    assert found == expected


@given(NEEDS)
def test_every_finding_has_a_fingerprint_of_its_own(needs):
    found = conflict.detect(conflict.Situation(needs=tuple(needs)))
    assert len({finding.fingerprint for finding in found}) == len(found)


def test_another_addon_adds_a_detector():
    @conflict.detector("too_many")
    def find_too_many(situation):
        if len(situation.needs) > 1:
            yield conflict.Finding("capacity", ("many",), "capacity")

    asked = conflict.Situation(needs=(conflict.Need(1), conflict.Need(2)))
    assert "capacity:many" in [finding.fingerprint for finding in conflict.detect(asked)]
    conflict.unregister("too_many")
    assert not conflict.detect(asked)
