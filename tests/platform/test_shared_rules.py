"""Rules that several areas share stand in one place: small groups, formulas, records that a cron takes one by one."""

import logging
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tools import mute_logger

from odoo.addons.crm_facilitation.tools.conflicts.polarisation import cell_of, publishable
from odoo.addons.crm_facilitation.tools.goals.ratings import Rating, published_ratings
from odoo.addons.crm_facilitation.tools.needs.anonymity import published_department
from odoo.addons.crm_facilitation.tools.small_groups import MIN_CELL, left_over, may_be_left_over, published_departments
from odoo.addons.crm_facilitation.tools.spreadsheet import FORMULA_STARTS, without_formulas

from ..common import FacilitationCase

LOGGER = logging.getLogger(__name__)
# department → people; 0 for those without one
SIZES = st.dictionaries(st.integers(0, 6), st.integers(1, 6), max_size=6)
property_test = settings(deadline=None)


@property_test
@given(SIZES, st.integers(2, 5))
def test_whoever_is_not_shown_is_one_of_enough(sizes, min_cell):
    shown = published_departments(sizes, min_cell)
    assert all(department and sizes[department] >= min_cell for department in shown)
    assert may_be_left_over(left_over(sizes, shown), min_cell) or not shown


@property_test
@given(SIZES)
def test_an_anonymous_need_names_a_department_of_enough_or_is_one_of_enough(sizes):
    named = {department for department in sizes if published_department(department, sizes) is not None}
    assert all(sizes[department] >= MIN_CELL for department in named)
    assert may_be_left_over(left_over(sizes, named)) or not named


@property_test
@given(SIZES, st.integers(2, 5))
def test_a_divided_vote_is_measured_over_the_departments_whose_results_are_shown(sizes, min_cell):
    cells = publishable([cell_of(1, department, [1.0] * size) for department, size in sizes.items()], min_cell)
    assert {cell.department for cell in cells} - {0} == published_departments(sizes, min_cell)
    assert all(cell.voters >= min_cell for cell in cells)


@property_test
@given(SIZES, st.integers(2, 5))
def test_averages_are_of_enough_people_each(sizes, min_cell):
    shown, others = published_ratings({key: Rating(size, 3 * size) for key, size in sizes.items()}, min_cell)
    assert all(rating.count >= min_cell for rating in shown.values())
    assert may_be_left_over(others.count, min_cell)


@property_test
@given(st.lists(st.one_of(st.text(max_size=4), st.integers(), st.none(), st.sampled_from(FORMULA_STARTS)), max_size=5))
def test_no_cell_begins_a_formula_and_nothing_else_changes(cells):
    for before, after in zip(cells, without_formulas(cells), strict=True):
        is_formula = isinstance(before, str) and before.startswith(FORMULA_STARTS)
        assert after == (f"'{before}" if is_formula else before)
        assert not isinstance(after, str) or not after.startswith(FORMULA_STARTS)


class TestOneByOne(FacilitationCase):
    def run_each(self, step):
        """What ``_run_each`` returns, and what it committed."""
        committed = []

        def commit(_cron, processed=0, *, remaining=None):
            committed.append((processed, remaining))

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit), mute_logger(LOGGER.name):
            failed = self.env["ir.cron"]._run_each(self.participants, step, LOGGER, "Participant %s: nothing done")
        self.env.invalidate_all()
        return failed, committed

    def test_one_that_fails_is_undone_and_the_others_are_done(self):
        def step(participant):
            participant.attendance = "joined"
            if participant == self.participant_service:
                raise ValueError("broken")

        failed, committed = self.run_each(step)
        self.assertEqual(failed, self.participant_service)
        self.assertEqual(self.participants.mapped("attendance"), ["joined", "invited", "joined"])
        self.assertEqual(committed, [(0, 3), (1, None), (1, None), (1, None)])

    def test_what_fails_only_in_the_database_fails_by_itself_too(self):
        def step(participant):
            participant.attendance = "joined"
            if participant == self.participant_sales:
                self.env.cr.execute("SELECT 1 / 0")

        with mute_logger("odoo.sql_db"):
            failed, _committed = self.run_each(step)
        self.assertEqual(failed, self.participant_sales)
        self.assertEqual(self.participants.mapped("attendance"), ["invited", "joined", "joined"])

    def test_the_caller_says_in_the_log_which_record_failed(self):
        def step(participant):
            raise ValueError("broken")

        with self.assertLogs(LOGGER, "ERROR") as log, patch.object(type(self.env["ir.cron"]), "_commit_progress"):
            self.env["ir.cron"]._run_each(self.participant_sales, step, LOGGER, "Participant %s: nothing done")
        self.assertIn(f"Participant {self.participant_sales.id}: nothing done", log.output[0])
