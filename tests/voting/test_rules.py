"""Tallying by property: any ballots, any departments."""

from itertools import combinations
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.crm_facilitation.tools.small_groups import published_departments
from odoo.addons.crm_facilitation.tools.voting.ballot import (
    LAST_ID,
    REASON_LENGTH,
    BallotError,
    Choice,
    Rules,
    check_budget,
    named_needs,
    parse_choices,
)
from odoo.addons.crm_facilitation.tools.voting.tally import TOTAL, Ballot, Cell, add_up, publish, tally

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


class TestChoices(TestCase):
    """What a voter may send, and what each refusal is called: the code chooses the words on the screen."""

    def parse(self, method, *values):
        rules = Rules(method, 10, 5, frozenset({1}))
        return [parse_choices({1: value}, rules)[0] for value in values]

    def assert_refused(self, method, code, *values):
        for value in values:
            with self.subTest(method=method, value=str(value)[:40]), self.assertRaises(BallotError) as refused:
                self.parse(method, value)
            self.assertEqual((refused.exception.code, str(refused.exception)), (code, code))

    def test_dots_are_whole_and_from_none_to_the_cap(self):
        self.assertEqual(self.parse("dots", 0, 5), [Choice(1), Choice(1, points=5)])
        self.assert_refused("dots", "not_whole", True, 1.0, "1", None, [1])
        self.assert_refused("dots", "negative", -1)
        self.assert_refused("dots", "over_cap", 6, 10**30)

    def test_ratings_are_two_whole_numbers_from_one_to_five_or_none(self):
        sent = [{"importance": 1, "ease": 5}, {"importance": 5, "ease": 1}]
        chosen = self.parse("matrix", *sent)
        self.assertEqual(chosen, [Choice(1, importance=1, ease=5), Choice(1, importance=5, ease=1)])
        self.assertEqual([choice.as_sent("matrix") for choice in chosen], sent)
        self.assertEqual(self.parse("matrix", None, {}, 0), [Choice(1)] * 3)
        self.assert_refused("matrix", "not_whole", {"importance": 3}, {"ease": 3}, {"importance": True, "ease": 3})
        off = [(0, 3), (3, 0), (6, 3), (3, 6), (-1, -1)]
        self.assert_refused("matrix", "off_scale", *({"importance": one, "ease": other} for one, other in off))
        self.assert_refused("matrix", "off_scale", 3, "high", [1, 2])

    def test_an_objection_has_a_reason_and_nothing_else_has_one(self):
        longest = "x" * REASON_LENGTH
        sent = [{"choice": "agree", "reason": "Fine"}, {"choice": "abstain"}, {"choice": "object", "reason": " \0Why "}]
        chosen = self.parse("consent", *sent, {"choice": "block", "reason": longest})
        self.assertEqual(
            [choice.as_sent("consent") for choice in chosen],
            [
                {"choice": "agree", "reason": ""},
                {"choice": "abstain", "reason": ""},
                {"choice": "object", "reason": "Why"},
                {"choice": "block", "reason": longest},
            ],
        )
        self.assertEqual(self.parse("consent", None, "", {}), [Choice(1)] * 3)
        self.assert_refused("consent", "unknown_choice", "agree", {"choice": "veto"}, {"reason": "Why"})
        # no reason is needed here, but what is sent as one has to be one
        for choice in ("agree", "object"):
            too_long = [{"choice": choice, "reason": reason} for reason in (longest + "x", ["why"], 7)]
            self.assert_refused("consent", "reason_too_long", *too_long)
        for choice in ("object", "block"):
            without = [{"choice": choice} | more for more in ({}, {"reason": None}, {"reason": " \0\n"})]
            self.assert_refused("consent", "reason_needed", *without)

    def test_needs_are_named_by_their_ids_once_each(self):
        self.assertEqual(named_needs({"1": 3, LAST_ID: 1}), {1: 3, LAST_ID: 1})
        self.assertEqual(named_needs({"00000000007": 1}), {7: 1})
        for key in (
            0,
            "0",
            -1,
            "-1",
            True,
            1.0,
            "1.0",
            None,
            "",
            "x",
            "१",
            LAST_ID + 1,
            str(LAST_ID + 1),
            "0" * 11 + "7",
        ):
            with self.subTest(key=key), self.assertRaises(BallotError) as refused:
                named_needs({key: 1})
            self.assertEqual(refused.exception.code, "foreign_need")
        for choices in (None, 7, "{}", [], [[1, 1]], {1: 1, "1": 1}):
            with self.subTest(choices=choices), self.assertRaises(BallotError) as refused:
                named_needs(choices)
            self.assertEqual(refused.exception.code, "not_choices")

    def test_needs_that_are_not_the_voters_are_told(self):
        with self.assertRaises(BallotError) as refused:
            parse_choices({3: 1, "2": 1, 1: 1}, Rules("dots", 10, 5, frozenset({1})))
        self.assertEqual((refused.exception.code, refused.exception.figures), ("foreign_need", {"needs": [2, 3]}))

    def test_all_of_the_budget_may_be_spent_and_not_one_more(self):
        self.assertEqual(check_budget({1: 4, 2: 1}, [Choice(2, points=6)], 10), 10)
        with self.assertRaises(BallotError) as refused:
            check_budget({1: 4, 2: 1}, [Choice(2, points=7)], 10)
        self.assertEqual(
            (refused.exception.code, refused.exception.figures), ("over_budget", {"spent": 11, "budget": 10})
        )

    def test_whatever_a_choice_says_it_is_not_empty(self):
        self.assertTrue(Choice(1).is_empty)
        for choice in (Choice(1, points=1), Choice(1, importance=1, ease=1), Choice(1, choice="abstain")):
            self.assertFalse(choice.is_empty, choice)


class TestCells(TestCase):
    """The cells of one round, worked by hand: departments of 4 and 3, and two of 2 and 1 that are hidden."""

    def rated(self, department, **ratings):
        """A ballot; ``n7=(5, 4)`` rates need 7."""
        choices = {int(name[1:]): value for name, value in ratings.items()}
        return Ballot(department, {need: Choice(need, importance=i, ease=e) for need, (i, e) in choices.items()})

    def test_every_figure_of_ratings(self):
        cast = [
            *(self.rated(1, n7=(5, 4)), self.rated(1, n7=(4, 2)), self.rated(1, n7=(3, 3))),
            *(self.rated(1, n8=(1, 1), n9=(2, 2)), self.rated(2, n7=(5, 5)), self.rated(2, n7=(5, 1))),
            *(self.rated(2, n7=(2, 2)), self.rated(3, n7=(4, 4), n9=(2, 2)), self.rated(3, n8=(5, 5), n9=(2, 2))),
            *(self.rated(4, n7=(4, 4)), Ballot(4)),
        ]
        of_seven = {"supporters": 6, "raters": 8, "ratings": 32, "squares": 136}
        expected = [
            Cell(7, TOTAL, 10, importance=4.0, ease=3.125, departments=4, **of_seven),
            # two of the others have rated it: a mean of Sales beside that of all would give away theirs
            Cell(7, 1, 4, supporters=2, raters=3, ratings=12, squares=50),
            Cell(7, 2, 3, supporters=2, importance=4.0, ease=8 / 3, raters=3, ratings=12, squares=54),
            # rated by two, of whom one is in department 1
            Cell(8, TOTAL, 10, supporters=1, departments=1, raters=2, ratings=6, squares=26),
            Cell(8, 1, 4, raters=1, ratings=1, squares=1),
            Cell(8, 2, 3),
            # rated by three, as few as a mean may be of; nobody wants it
            Cell(9, TOTAL, 10, importance=2.0, ease=2.0, raters=3, ratings=6, squares=12),
            Cell(9, 1, 4, raters=1, ratings=2, squares=4),
            Cell(9, 2, 3),
        ]
        self.assertEqual(tally(cast, [9, 7, 8], 3), expected)
        # rounds that were closed when hidden departments counted as one say so still
        counted = [cell.departments for cell in publish(*add_up(cast), [7, 8, 9], 3, rule=1)]
        self.assertEqual(counted, [3, 0, 0, 1, 0, 0, 0, 0, 0])

    def test_every_figure_of_consent_and_of_dots(self):
        said = ("agree", "agree", "abstain", "object", "block")
        cast = [Ballot(1, {7: Choice(7, choice=choice, reason="x")}) for choice in said]
        figures = {"supporters": 2, "agree": 2, "abstain": 1, "object": 1, "block": 1}
        self.assertEqual(tally(cast, [7], 3), [Cell(7, TOTAL, 5, departments=1, **figures), Cell(7, 1, 5, **figures)])
        cast = [Ballot(1, {7: Choice(7, points=points)}) for points in (3, 2, 1)]
        figures = {"supporters": 3, "points": 6, "squares": 14}
        self.assertEqual(tally(cast, [7], 3), [Cell(7, TOTAL, 3, departments=1, **figures), Cell(7, 1, 3, **figures)])
