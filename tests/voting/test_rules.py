"""Tallying by property: any ballots, any departments."""

from itertools import combinations
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.crm_facilitation.tools.small_groups import published_departments
from odoo.addons.crm_facilitation.tools.voting.ballot import BallotError, Choice, check_budget
from odoo.addons.crm_facilitation.tools.voting.tally import TOTAL, Ballot, tally

NEEDS = (1, 2, 3)
# no time limit per example: a busy machine is no broken rule
property_test = settings(deadline=None)
departments = st.integers(0, 4)
dots = st.builds(lambda need, points: Choice(need, points=points), st.sampled_from(NEEDS), st.integers(1, 5))
ratings = st.builds(
    lambda need, importance, ease: Choice(need, importance=importance, ease=ease),
    st.sampled_from(NEEDS),
    st.integers(1, 5),
    st.integers(1, 5),
)


def ballots(choices):
    return st.lists(
        st.builds(
            lambda department, given: Ballot(department, {choice.need: choice for choice in given}),
            departments,
            st.lists(choices, max_size=3),
        ),
        max_size=40,
    )


def covers_nobody_or_enough(count, min_cell):
    return count == 0 or count >= min_cell


class TestTallying(TestCase):
    @property_test
    @given(ballots(dots), st.integers(2, 5))
    def test_no_cell_and_no_difference_of_cells_covers_too_few(self, cast, min_cell):
        for need in NEEDS:
            cells = [cell for cell in tally(cast, NEEDS, min_cell) if cell.need == need]
            total = sum(cell.voters for cell in cells if cell.department == TOTAL)
            shown = [cell.voters for cell in cells if cell.department != TOTAL]
            for size in range(len(shown) + 1):
                for chosen in combinations(shown, size):
                    self.assertTrue(covers_nobody_or_enough(sum(chosen), min_cell))
                    if cells:
                        self.assertTrue(covers_nobody_or_enough(total - sum(chosen), min_cell))

    @property_test
    @given(ballots(ratings), st.integers(2, 5))
    def test_no_mean_and_no_difference_of_means_covers_too_few_raters(self, cast, min_cell):
        for cell_need in NEEDS:
            cells = {cell.department: cell for cell in tally(cast, NEEDS, min_cell) if cell.need == cell_need}
            raters = {
                department: sum(
                    cell_need in ballot.votes for ballot in cast if department in (TOTAL, ballot.department)
                )
                for department, cell in cells.items()
                if cell.importance
            }
            shown = [count for department, count in raters.items() if department != TOTAL]
            for count in raters.values():
                self.assertGreaterEqual(count, min_cell)
            if TOTAL in raters:
                for size in range(len(shown) + 1):
                    for chosen in combinations(shown, size):
                        self.assertTrue(covers_nobody_or_enough(raters[TOTAL] - sum(chosen), min_cell))

    @property_test
    @given(ballots(dots), st.randoms(use_true_random=False))
    def test_the_order_of_ballots_changes_nothing(self, cast, random):
        shuffled = list(cast)
        random.shuffle(shuffled)
        self.assertEqual(tally(cast, NEEDS, 3), tally(shuffled, NEEDS, 3))

    @property_test
    @given(ballots(dots))
    def test_every_point_is_in_the_total(self, cast):
        cells = [cell for cell in tally(cast, NEEDS, 2) if cell.department == TOTAL]
        if cells:
            given_points = sum(choice.points for ballot in cast for choice in ballot.votes.values())
            self.assertEqual(sum(cell.points for cell in cells), given_points)

    @property_test
    @given(st.dictionaries(departments, st.integers(1, 9)), st.integers(2, 5))
    def test_the_pool_of_small_departments_is_empty_or_large_enough(self, counts, min_cell):
        shown = published_departments(counts, min_cell)
        pooled = sum(count for department, count in counts.items() if department not in shown)
        self.assertTrue(covers_nobody_or_enough(pooled, min_cell) or not shown)

    @property_test
    @given(st.lists(dots, max_size=30), st.integers(1, 12))
    def test_no_sequence_of_votes_overspends(self, choices, budget):
        current = {}
        for choice in choices:
            try:
                check_budget(current, [choice], budget)
            except BallotError:
                continue
            current[choice.need] = choice.points
            self.assertLessEqual(sum(current.values()), budget)
