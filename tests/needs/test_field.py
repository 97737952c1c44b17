"""Situations from public bug reports: words that change, and words that do not. See docs/field.md."""

import unicodedata

from ..common import FacilitationCase


class TestRow21Wording(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.need = self.make_need("Größe der Aufträge für alle", wish="One place\nfor all")
        self.need.action_accept()
        self.before = self.evidence(self.need)

    def assert_untouched(self):
        self.assertFalse(self.need.is_suspect)
        self.assertEqual(self.evidence(self.need), self.before)

    def test_row_21_blanks_and_forms_of_letters_change_nothing(self):
        words = self.need.name
        for same in (
            f"{words} ",
            f"  {words}",
            words.replace(" ", "  "),
            words.replace(" ", "\N{NO-BREAK SPACE}"),
            words.replace(" ", "\N{NARROW NO-BREAK SPACE}"),
            words.replace(" ", "\t"),
            f"\ufeff{words}\u200b",
            unicodedata.normalize("NFD", words),
        ):
            with self.subTest(ascii(same)):
                self.need.name = same
                self.assert_untouched()
        self.need.wish = "One  place\r\nfor all\n\n"
        self.assert_untouched()

    def test_row_21_capitals_points_and_letters_are_words(self):
        for other in ("größe der Aufträge für alle", "Größe der Aufträge für alle!", "Grosse der Aufträge für alle"):
            with self.subTest(other):
                self.need.name = other
                self.assertTrue(self.need.is_suspect)
                self.need.action_review()

    def test_row_21_the_old_wording_restored_clears_it(self):
        self.need.name = "Something else"
        self.need.wish = "Two places"
        self.assertTrue(self.need.is_suspect)
        self.need.name = "Größe der Aufträge  für alle "
        self.assertTrue(self.need.is_suspect, "the wish still says something else")
        self.need.wish = "One place for all"
        self.assertFalse(self.need.is_suspect)
        self.assertEqual(
            self.evidence(self.need), [*self.before, *["need_changed"] * 4, "need_restored"], "all of it is on record"
        )

    def test_row_21_a_change_after_the_restoring_counts_anew(self):
        name = self.need.name
        for words in ("Something else", name, "A third"):
            self.need.name = words
        self.assertTrue(self.need.is_suspect)
        self.need.name = name
        self.assertFalse(self.need.is_suspect)

    def test_row_21_what_was_reviewed_is_the_wording_to_restore(self):
        first = self.need.name
        self.need.name = "Second"
        self.need.action_review()
        self.need.name = first
        self.assertTrue(self.need.is_suspect, "the review confirmed the second")
        self.need.name = "Second"
        self.assertFalse(self.need.is_suspect)

    def test_row_21_a_decision_on_other_words_is_not_undone_by_the_old_ones(self):
        first = self.need.name
        self.need.name = "Second"
        self.need.action_reconsider()
        self.need.action_accept()
        self.need.name = first
        self.assertTrue(self.need.is_suspect, "it was accepted as the second")

    def test_row_21_a_vote_on_other_words_is_not_undone_by_the_old_ones(self):
        first = self.need.name
        self.need.name = "Second"
        ballot_round = self.env["crm.facilitation.round"].create(
            {"name": "Vote", "session_id": self.session.id, "need_ids": self.need.ids}
        )
        ballot_round.action_open()
        ballot_round.with_user(self.employee_sales).cast({self.need.id: 1})
        ballot_round.action_close()
        self.need.name = first
        self.assertTrue(self.need.is_suspect, "people voted on the second")

    def test_row_21_a_target_that_moved_stays_under_question(self):
        name = self.need.name
        self.need._note_target_moved()
        self.need.name = "Second"
        self.need.name = name
        self.assertTrue(self.need.is_suspect)
