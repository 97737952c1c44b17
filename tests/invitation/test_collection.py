"""Needs are collected before the first day and after the last; whoever raised nothing is reminded of the deadline."""

import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import InvitationCase


@tagged("standard", "post_install", "-at_install")
class TestCollection(InvitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.ahead.write({"collection_from": cls.today, "collection_until": cls.today + timedelta(days=1)})
        cls.ser = cls.make_participant(cls.employee_service, cls.service, session=cls.ahead)

    def _raise(self, participant, name="See the last call"):
        return self.make_need(name, participant)

    def _addresses(self):
        return sorted(self.queued().facilitation_participant_id.mapped("partner_id.name"))

    def _run_cron(self):
        with patch.object(self.env.cr, "commit", lambda: None):
            self.env["crm.facilitation.session"]._cron_collection()

    def test_who_is_missing_is_counted_by_department(self):
        self._raise(self.sal)
        missing = {line["name"]: (line["people"], line["missing"]) for line in self.ahead.collection_missing()}
        self.assertEqual(missing, {"Sales": (2, 1), "Service": (2, 2), "Logistics": (1, 1)})

    def test_supporting_is_saying_something(self):
        need = self._raise(self.sal)
        need.with_user(self.employee_service).action_support()
        missing = {line["name"]: line["missing"] for line in self.ahead.collection_missing()}
        self.assertEqual(missing["Service"], 1)

    def test_a_need_that_was_put_away_was_raised(self):
        self._raise(self.sal).active = False
        missing = {line["name"]: line["missing"] for line in self.ahead.collection_missing()}
        self.assertEqual(missing["Sales"], 1)

    def test_who_watches_is_not_missing(self):
        self.quiet.role = "observer"
        self.assertNotIn("Logistics", [line["name"] for line in self.ahead.collection_missing()])

    def test_those_who_raised_nothing_are_reminded_and_nobody_else(self):
        self._raise(self.sal)
        message = self.ahead.action_remind_silent()["params"]["message"]
        self.assertEqual(self._addresses(), ["Gita Guest", "Gus Guest", self.employee_service.name])
        self.assertIn("People reminded: 3.", message)
        self.assertIn("Quiet Guest (no mail address)", message)
        self.assertEqual(self.evidence(self.ahead)[-1:], ["silent_reminded"])

    def test_after_the_session_they_are_reminded_while_needs_are_collected(self):
        self.ahead.with_user(self.facilitator).action_start()
        self.ahead.with_user(self.facilitator).action_close()
        self.queued().unlink()
        self.ahead.action_remind_silent()
        self.assertEqual(len(self._addresses()), 4)

    def test_the_mail_names_the_last_day_and_brings_a_link_of_ones_own(self):
        self.ahead.action_remind_silent()
        mail = self.queued().filtered(lambda mail: mail.facilitation_participant_id == self.gus)
        until = self.ahead.collection_until
        self.assertIn(f"{until.month:02}/{until.day:02}/{until.year}", mail.body_html)
        self.assertNotIn("/f/", mail.body_html)
        [email] = mail._prepare_outgoing_list()
        [key] = set(re.findall(r"https://crm\.example\.com/f/(\w{33})", email["body"]))
        self.assertEqual(self.gus._authenticate(key).participant_id, self.gus)

    def test_the_queue_is_run_for_what_brings_a_link_and_is_not_to_come_later(self):
        mails, triggers = self.env["mail.mail"], self.env["ir.cron.trigger"]
        queue = [("cron_id", "=", self.env.ref("mail.ir_cron_mail_scheduler_action").id)]
        mine = {"facilitation_participant_id": self.gus.id, "email_to": "gus@example.com", "subject": "Yours"}
        for values, count in (
            ([{"email_to": "gus@example.com", "subject": "Of somebody else's making"}], 0),
            ([mine | {"scheduled_date": "2031-01-01 09:00:00"}], 0),
            ([mine], 1),
            ([mine | {"scheduled_date": "2031-01-01 09:00:00"}, mine], 1),
        ):
            before = triggers.search_count(queue)
            mails.create(values)
            self.assertEqual(triggers.search_count(queue) - before, count, values)

    def test_who_raised_something_meanwhile_gets_no_mail(self):
        self.ahead.action_remind_silent()
        mail = self.queued().filtered(lambda mail: mail.facilitation_participant_id == self.ser)
        self._raise(self.ser)
        self.assertEqual(mail._prepare_outgoing_list(), [])

    def test_after_the_deadline_no_mail_goes_out(self):
        self.ahead.action_remind_silent()
        self.ahead.write(
            {"collection_from": self.today - timedelta(days=3), "collection_until": self.today - timedelta(days=1)}
        )
        self.assertEqual([mail._prepare_outgoing_list() for mail in self.queued()], [[], [], [], []])
        with self.assertRaisesRegex(UserError, "collects no needs now"):
            self.ahead.action_remind_silent()

    def test_the_day_before_the_deadline_they_are_reminded_once(self):
        self._run_cron()
        self.assertEqual(len(self._addresses()), 4)
        self._run_cron()
        self.assertEqual(self.evidence(self.ahead).count("silent_reminded"), 1)

    def test_a_deadline_that_is_moved_has_a_reminder_of_its_own(self):
        self._run_cron()
        self.ahead.collection_until = self.today
        self._run_cron()
        self.assertEqual(self.evidence(self.ahead).count("silent_reminded"), 2)
        self.assertEqual(len(self._addresses()), 4)

    def test_a_deadline_far_ahead_reminds_nobody_yet(self):
        self.ahead.collection_until = self.today + timedelta(days=5)
        self._run_cron()
        self.assertFalse(self.queued())

    def test_a_cancelled_session_reminds_nobody(self):
        self.ahead.action_cancel()
        self.queued().unlink()
        self._run_cron()
        self.assertFalse(self.queued())

    def test_of_what_is_over_or_led_by_others_nobody_is_reminded_by_hand_either(self):
        with self.assertRaises(AccessError):
            self.ahead.with_user(self.sponsor).action_remind()
        self.ahead.action_cancel()
        self.queued().unlink()
        with self.assertRaisesRegex(UserError, "is over"):
            self.ahead.action_remind()
        self.assertFalse(self.queued())

    def test_only_who_leads_counts_and_reminds(self):
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaises(AccessError):
                self.ahead.with_user(user).collection_missing()
            with self.assertRaises(AccessError):
                self.ahead.with_user(user).action_remind_silent()
        self.assertFalse(self.queued())

    def test_the_form_shows_who_is_missing_while_needs_are_collected(self):
        self._raise(self.sal)
        self.env.invalidate_all()
        self.assertIn("Nothing raised yet", self.ahead.people_overview)
        self.assertEqual(self.ahead.silent_count, 4)
        self.ahead.write({"collection_from": False, "collection_until": False})
        self.env.invalidate_all()
        self.assertNotIn("Nothing raised yet", self.ahead.people_overview)
