"""Situations from public bug reports: deadlines and rounds that nobody voted in. See docs/field.md."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError

from ..common import FacilitationCase


class TestRow10Deadlines(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.needs = self.make_need("One") | self.make_need("Two")

    def make_round(self, **values):
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        return rounds.create({"name": "Vote", "session_id": self.session.id} | values)

    def closed_by_itself(self, **values):
        """A round that nobody voted in until its deadline."""
        ballot_round = self.make_round(deadline=fields.Datetime.now() + timedelta(hours=1), **values)
        ballot_round.action_open()
        with (
            freeze_time(fields.Datetime.now() + timedelta(hours=2)),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60),
        ):
            self.env["crm.facilitation.round"]._cron_deadlines()
        self.assertEqual(ballot_round.state, "closed")
        return ballot_round

    def test_row_10_a_round_whose_deadline_is_over_is_not_opened(self):
        now = fields.Datetime.now()
        for late in (timedelta(days=1), timedelta(seconds=1), timedelta()):
            with self.subTest(late), freeze_time(now):
                ballot_round = self.make_round(deadline=now - late)
                with self.assertRaisesRegex(UserError, "is over: nobody could vote"):
                    ballot_round.action_open()
                self.assertEqual((ballot_round.state, ballot_round.elector_count), ("draft", 0))
                self.assertEqual(self.evidence(ballot_round), [])
        ballot_round.deadline = fields.Datetime.now() + timedelta(hours=1)
        ballot_round.action_open()
        self.assertEqual(ballot_round.state, "open")

    def test_row_10_what_closed_empty_is_opened_again_and_voted_in(self):
        ballot_round = self.closed_by_itself()
        over = fields.Datetime.to_string(ballot_round.deadline)
        self.assertTrue(ballot_round.is_empty_closing)
        with freeze_time(fields.Datetime.now() + timedelta(hours=3)):
            ballot_round.action_reopen()
            self.assertEqual(
                (ballot_round.state, ballot_round.closed_on, ballot_round.deadline), ("open", False, False)
            )
            ballot_round.with_user(self.employee_sales).cast({self.needs[0].id: 3})
            ballot_round.action_close()
        self.assertEqual(
            self.evidence(ballot_round), ["round_opened", "round_closed", "round_reopened", "round_closed"]
        )
        reopened = self.env["crm.facilitation.event"].search([("kind", "=", "round_reopened")])
        self.assertEqual(reopened.payload["from"], over)
        self.assertTrue(ballot_round.recount())
        self.assertFalse(ballot_round.is_empty_closing)

    def test_row_10_a_deadline_ahead_stays(self):
        ballot_round = self.make_round(deadline=fields.Datetime.now() + timedelta(hours=1))
        ballot_round.action_open()
        ballot_round.action_remind()
        ballot_round.action_close()
        self.assertTrue(ballot_round.is_empty_closing)
        ballot_round.action_reopen()
        self.assertFalse(ballot_round.is_empty_closing, "it is open")
        self.assertTrue(ballot_round.deadline)
        reopened = self.env["crm.facilitation.event"].search([("kind", "=", "round_reopened")])
        self.assertEqual(reopened.payload["from"], "")
        self.assertFalse(ballot_round.reminded, "who voted in neither time is reminded of this one too")

    def test_row_10_a_deadline_that_moves_has_a_reminder_of_its_own(self):
        cron = self.env.ref("crm_facilitation.round_cron_deadlines")

        def is_looked_at(moment):
            return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id), ("call_at", "=", moment)])

        ballot_round = self.make_round(deadline=fields.Datetime.now() + timedelta(hours=1))
        self.assertFalse(is_looked_at(ballot_round.deadline), "nobody votes yet")
        ballot_round.action_open()
        self.assertTrue(is_looked_at(ballot_round.deadline), "also where the desk is gone by then")
        ballot_round.action_remind()
        ballot_round.name = "Renamed"
        self.assertTrue(ballot_round.reminded, "nobody is told twice of one deadline")
        ballot_round.deadline = fields.Datetime.now() + timedelta(hours=5)
        self.assertFalse(ballot_round.reminded)
        self.assertTrue(is_looked_at(ballot_round.deadline))
        self.assertEqual(self.evidence(ballot_round), ["round_opened", "round_edited", "round_deadline_moved"])

    def test_row_10_a_deadline_is_over_at_its_moment(self):
        ballot_round = self.closed_by_itself()
        deadline = ballot_round.deadline
        with freeze_time(deadline):
            ballot_round.action_reopen()
        self.assertFalse(ballot_round.deadline)
        ballot_round.deadline = deadline
        ballot_round.action_close()
        with freeze_time(deadline - timedelta(seconds=1)):
            ballot_round.action_reopen()
            ballot_round.with_user(self.employee_sales).cast({self.needs[0].id: 3})
        self.assertEqual(ballot_round.deadline, deadline)
        with freeze_time(deadline), self.assertRaisesRegex(UserError, "takes no votes now"):
            ballot_round.with_user(self.employee_sales).cast({self.needs[0].id: 1})

    def test_row_10_never_one_with_a_ballot(self):
        ballot_round = self.make_round()
        ballot_round.action_open()
        ballot_round.with_user(self.employee_sales).cast({self.needs[0].id: 1})
        ballot_round.action_close()
        with self.assertRaisesRegex(UserError, "People voted"):
            ballot_round.action_reopen()
        self.assertEqual(
            (ballot_round.state, self.evidence(ballot_round)), ("closed", ["round_opened", "round_closed"])
        )

    def test_row_10_a_vote_taken_back_is_no_ballot(self):
        ballot_round = self.make_round()
        ballot_round.action_open()
        voter = ballot_round.with_user(self.employee_sales)
        voter.cast({self.needs[0].id: 1})
        voter.cast({self.needs[0].id: 0})
        ballot_round.action_close()
        ballot_round.action_reopen()
        self.assertEqual(ballot_round.state, "open")

    def test_row_10_an_anonymous_ballot_that_was_handed_out_still_counts_after_reopening(self):
        ballot_round = self.make_round(anonymous=True, min_cell=2)
        ballot_round.action_open()
        voter = ballot_round.with_user(self.employee_sales)
        token = voter.issue_ballot()
        ballot_round.action_close()
        ballot_round.action_reopen()
        voter.cast({self.needs[0].id: 1}, token)
        ballot_round.action_close()
        self.assertTrue(ballot_round.recount())
        with self.assertRaises(UserError):
            ballot_round.action_reopen()

    def test_row_10_only_what_is_closed_in_a_session_under_way_and_by_its_facilitator(self):
        ballot_round = self.closed_by_itself()
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaises(AccessError):
                ballot_round.with_user(user).action_reopen()
        draft = self.make_round()
        with self.assertRaisesRegex(UserError, "not closed"):
            draft.action_reopen()
        self.session.current_item_id.can_vote = False
        with self.assertRaisesRegex(UserError, "No vote is opened"):
            ballot_round.action_reopen()
        self.session.action_close()
        for state in ("closed", "cancelled"):
            self.session.sudo()._write_past_guards({"state": state})
            with self.subTest(state), self.assertRaisesRegex(UserError, "over"):
                ballot_round.action_reopen()
        self.assertEqual((draft.state, ballot_round.state), ("draft", "closed"))

    def test_row_10_results_of_the_empty_closing_are_gone(self):
        self.project.facilitation_capacity_days = 10
        ballot_round = self.closed_by_itself()
        ballot_round.action_reopen()
        self.assertFalse(ballot_round.tally_ids)
        self.assertFalse(ballot_round.sudo().published_order)
        with self.assertRaises(UserError):
            ballot_round.with_user(self.employee_sales).results()
