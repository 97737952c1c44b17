"""The pulse after launch, and the promise ledger it fills."""

import logging
import re
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from ..common import FacilitationCase


class PulseCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need = cls.make_need("See the last call", minutes_lost_weekly=90)
        cls.need.with_user(cls.employee_service).action_support()
        cls.need.action_accept()
        cls.bring_about(cls.need)
        cls.project.with_user(cls.sponsor).action_facilitation_launch_override("It is urgent.")

    @classmethod
    def bring_about(cls, needs):
        """What was asked for is there."""
        needs.with_user(cls.facilitator).action_plan()
        needs.task_ids.with_user(cls.facilitator).write({"nothing_to_configure": "A switch", "state": "1_done"})

    def ask(self):
        accepted = self.env["crm.facilitation.need"].search(
            [("state", "=", "accepted"), ("delivery_state", "=", "none")]
        )
        for need in accepted:
            self.bring_about(need)
        self.project.with_user(self.facilitator).action_send_pulse()

    def pulse_of(self, participant, need=None):
        return (
            self.env["crm.facilitation.pulse"]
            .search([("participant_id", "=", participant.id), ("need_id", "=", (need or self.need).id)])
            .sorted("id")[-1:]
        )

    def say(self, participant, minutes, verdict="better", need=None):
        pulse = self.pulse_of(participant, need)
        pulse.answer({pulse.id: {"minutes": str(minutes), "verdict": verdict}})

    def ledger(self, need=None, user=None):
        rows = self.env["crm.facilitation.ledger"].with_user(user or self.sponsor)
        return rows.search([("need_id", "=", (need or self.need).id)])


class TestAsking(PulseCase):
    def run_nightly(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            self.env["project.project"]._cron_send_pulse()

    def mails(self):
        return self.env["mail.mail"].search([("subject", "like", "Is it better now")])

    def test_author_and_supporters_are_asked_by_a_mail_that_leaves_nothing_behind(self):
        self.ask()
        mails = self.mails()
        self.assertEqual(
            set(mails.mapped("email_to")),
            {user.partner_id.email_formatted for user in (self.employee_sales, self.employee_service)},
        )
        self.assertEqual(set(mails.mapped("auto_delete")), {True})
        self.assertNotIn("/f/", "".join(mails.mapped("body_html")))
        sent = str([mail._prepare_outgoing_list() for mail in mails])
        tokens = re.findall(r"/f/p/(\w+)\\?['\"]", sent)
        self.assertEqual(len(set(tokens)), 2)
        kept = self.env["crm.facilitation.key"].sudo().search([]).mapped("key_hash")
        self.assertEqual(len(kept), 2)
        self.assertFalse(set(tokens) & set(kept))
        self.assertFalse(self.env["mail.message"].search_count([("body", "like", tokens[0])]))

    def test_before_launch_nobody_is_asked(self):
        other = self.project.copy({"name": "Other", "is_facilitation": True})
        with self.assertRaisesRegex(UserError, "is not launched yet"):
            other.with_user(self.facilitator).action_send_pulse()
        self.assertFalse(self.mails())

    def test_nobody_is_asked_about_what_is_not_there_yet(self):
        for title in ("Only accepted", "Only planned"):
            self.make_need(title, self.participant_logistics).action_accept()
        planned = self.env["crm.facilitation.need"].search([("name", "=", "Only planned")])
        planned.with_user(self.facilitator).action_plan()
        self.project.with_user(self.facilitator).action_send_pulse()
        self.assertEqual(self.env["crm.facilitation.pulse"].search([]).need_id, self.need)
        self.assertNotIn(self.employee_logistics.partner_id.email_formatted, self.mails().mapped("email_to"))

    def test_employees_do_not_send_it(self):
        with self.assertRaisesRegex(AccessError, "The facilitator or management"):
            self.project.with_user(self.employee_sales).action_send_pulse()
        self.assertFalse(self.mails())

    def test_people_are_asked_once_a_day_at_most(self):
        self.ask()
        with self.assertRaisesRegex(UserError, "There is nobody to ask"):
            self.ask()
        self.assertEqual(len(self.mails()), 2)

    def test_a_month_after_launch_people_are_asked_once_by_themselves(self):
        with freeze_time(self.project.launch_date + timedelta(days=29)):
            self.run_nightly()
            self.assertFalse(self.mails())
        for days in (30, 31, 60):
            with freeze_time(self.project.launch_date + timedelta(days=days)):
                self.run_nightly()
        self.assertEqual(len(self.mails()), 2)

    def test_a_roll_out_that_cannot_be_asked_about_does_not_stop_the_others(self):
        projects = self.env.registry["project.project"]
        other = self.project.copy({"name": "Other", "is_facilitation": True})
        self.env.cr.execute(
            "UPDATE project_project SET facilitation_phase = 'launched', launch_date = %s WHERE id = %s",
            (self.project.launch_date, other.id),
        )
        self.env.invalidate_all()
        asked, ask = [], projects._send_pulse

        def fail_for_one(project):
            if project == other:
                raise ValueError("broken")
            asked.append(project)
            return ask(project)

        with freeze_time(fields.Date.today() + timedelta(days=31)), patch.object(projects, "_send_pulse", fail_for_one):
            with mute_logger("odoo.addons.crm_facilitation.models.ledger.project_project"):
                self.run_nightly()
        self.assertEqual(asked, [self.project])
        self.assertEqual(len(self.mails()), 2)

    def test_rejected_needs_and_people_who_left_are_not_asked_about(self):
        rejected = self.make_need("Another", self.participant_logistics)
        rejected.action_reject("It costs too much.")
        self.participant_service.active = False
        self.ask()
        self.assertEqual(self.mails().mapped("email_to"), [self.employee_sales.partner_id.email_formatted])


class TestAnswering(PulseCase):
    def setUp(self):
        super().setUp()
        self.ask()

    def test_an_answer_is_both_minutes_and_verdict(self):
        pulse = self.pulse_of(self.participant_sales)
        for minutes, verdict in (("", "better"), ("10", ""), ("-1", "better"), ("ten", "same"), ("10081", "worse")):
            with self.subTest(minutes=minutes, verdict=verdict), self.assertRaises(UserError):
                pulse.answer({pulse.id: {"minutes": minutes, "verdict": verdict}})
        self.assertFalse(pulse.answered_on)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            pulse.write({"verdict": "better"})
            pulse.flush_recordset()

    def test_one_wrong_answer_keeps_none_of_them(self):
        second = self.make_need("One list", minutes_lost_weekly=30)
        second.action_accept()
        with freeze_time(fields.Date.today() + timedelta(days=1)):
            self.ask()
        pulses = self.pulse_of(self.participant_sales) | self.pulse_of(self.participant_sales, second)
        good, bad = pulses
        with self.assertRaises(UserError):
            pulses.answer(
                {good.id: {"minutes": "5", "verdict": "better"}, bad.id: {"minutes": "x", "verdict": "better"}}
            )
        self.assertFalse(good.answered_on)

    def test_a_number_of_thousands_of_digits_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "whole number"):
            self.say(self.participant_sales, "9" * 5000)
        self.assertFalse(self.pulse_of(self.participant_sales).answered_on)
        # the whole week, and as many zeros in front as somebody may type
        for typed, minutes in (("10080", 10080), ("0" * 18 + "15", 15)):
            self.say(self.participant_sales, typed)
            self.assertEqual(self.pulse_of(self.participant_sales).minutes_weekly, minutes)

    def test_nobody_writes_answers_for_others(self):
        pulse = self.pulse_of(self.participant_sales)
        for user in (self.facilitator, self.sponsor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                pulse.with_user(user).write({"minutes_weekly": 0})
        self.assertFalse(pulse.with_user(self.employee_service).has_access("read"))
        self.assertFalse(pulse.answered_on)

    def test_a_link_is_good_for_sixty_days_and_for_active_people(self):
        pulse = self.pulse_of(self.participant_sales)
        with_token = self.env["crm.facilitation.pulse"]
        pulse.sudo().token_hash = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
        self.assertEqual(with_token._find("a"), pulse)
        self.assertFalse(with_token._find(""))
        with freeze_time(fields.Date.today() + timedelta(days=61)):
            self.assertFalse(with_token._find("a"))
        self.participant_sales.active = False
        self.assertFalse(with_token._find("a"))


class TestLedger(PulseCase):
    def setUp(self):
        super().setUp()
        self.ask()

    def test_what_was_stated_against_what_is_reported(self):
        self.say(self.participant_sales, 10)
        self.say(self.participant_service, 30, "worse")
        row = self.ledger()
        self.assertEqual((row.promised, row.reported, row.saved, row.saved_by_all), (90, 20, 70, 140))
        self.assertEqual((row.answered, row.asked, row.better, row.worse), (2, 2, 1, 1))
        # management reads the sum, in hours
        saved = self.env["crm.facilitation.management"].with_user(self.sponsor).page()["saved"]
        self.assertEqual(saved, {"hours": 140 / 60, "answers": 2})
        need = row.action_open_need()
        self.assertEqual((need["res_id"], need["views"]), (self.need.id, [(False, "form")]))

    def test_the_ledger_opens_on_the_roll_out_in_which_people_have_answered(self):
        def opened():
            action = self.env.ref("crm_facilitation.ledger_action_focused").with_user(self.sponsor).run()
            name = "search_default_project_id"
            return name in action["context"] and action["context"][name]

        self.assertFalse(opened(), "one alone needs no filter")
        later = self.project.create({"name": "Another", "is_facilitation": True, "user_id": self.facilitator.id})
        day = fields.Date.today() + timedelta(days=30)
        values = {"name": "Later", "project_id": later.id, "date_start": day, "date_end": day}
        self.env["crm.facilitation.session"].create(values)
        unanswered = opened()
        self.assertIn(unanswered, (self.project | later).ids)
        self.say(self.participant_sales, 10)
        self.assertEqual(opened(), self.project.id)

    def test_what_was_stated_at_launch_is_not_moved_afterwards(self):
        for user in (self.employee_sales, self.facilitator, self.env.user):
            with self.subTest(user.login), self.assertRaisesRegex(UserError, "launched with 90 minutes"):
                self.need.with_user(user).write({"minutes_lost_weekly": 500, "name": "See more"})
        self.assertEqual((self.need.minutes_lost_weekly, self.need.name), (90, "See the last call"))
        self.need.write({"minutes_lost_weekly": 90})
        self.assertEqual(self.ledger().promised, 90)

    def test_needs_that_were_not_launched_with_are_still_put_right(self):
        with freeze_time(fields.Date.today() + timedelta(days=9)):
            raised = self.make_need("After launch", self.participant_logistics, minutes_lost_weekly=10)
            raised.action_accept()
        rejected = self.make_need("Another", self.participant_logistics, minutes_lost_weekly=10)
        rejected.action_reject("It costs too much.")
        (raised | rejected).write({"minutes_lost_weekly": 15})
        self.assertEqual((raised | rejected).mapped("minutes_lost_weekly"), [15, 15])

    def test_nothing_is_said_where_nobody_answered(self):
        row = self.ledger()
        self.assertEqual((row.promised, row.is_answered, row.asked), (90, False, 2))
        query = SQL("SELECT reported, saved FROM (%s) AS ledger WHERE need_id = %s", row._table_query, self.need.id)
        self.assertEqual(self.env.execute_query(query), [(None, None)])

    def test_of_each_person_the_last_answer_counts(self):
        self.say(self.participant_sales, 80)
        with freeze_time(fields.Date.today() + timedelta(days=40)):
            self.ask()
            self.say(self.participant_sales, 20)
        row = self.ledger()
        self.assertEqual((row.answered, row.reported), (1, 20))

    def test_what_people_stated_in_merged_needs_counts_too(self):
        with freeze_time(fields.Date.today() - timedelta(days=1)):
            whole = self.make_need("One list", self.participant_logistics, minutes_lost_weekly=10)
            part = self.make_need("No paper", self.participant_sales, minutes_lost_weekly=60)
            silent = self.make_need("No pencil", self.participant_sales)
            (part | silent).action_merge_into(whole)
            whole.action_accept()
        self.assertEqual((self.ledger(whole).promised, whole._get_promised()), (35, 35))
        self.assertFalse(self.ledger(part))
        with freeze_time(fields.Date.today() + timedelta(days=1)):
            self.ask()
        self.say(self.participant_sales, 20, need=whole)
        self.env.invalidate_all()
        self.assertEqual(self.ledger(whole).saved, 15)
        # part of what was launched with
        with self.assertRaisesRegex(UserError, "launched with 60 minutes"):
            part.write({"minutes_lost_weekly": 600})
        self.assertEqual(self.ledger(whole).promised, 35)

    def test_each_person_is_reminded_of_what_they_stated_themself(self):
        with freeze_time(fields.Date.today() - timedelta(days=1)):
            whole = self.make_need("One list", self.participant_logistics, minutes_lost_weekly=30)
            part = self.make_need("No paper", self.participant_sales, minutes_lost_weekly=90)
            part.action_merge_into(whole)
        stated = [whole._get_stated(person) for person in (self.participant_sales, self.participant_service)]
        self.assertEqual(stated, [(90, True), (60, False)], "nobody else is told an average as if they had said it")

    def test_totals_of_the_roll_out_add_up(self):
        other = self.make_need("One list", self.participant_logistics, minutes_lost_weekly=60)
        other.action_accept()
        with freeze_time(fields.Date.today() + timedelta(days=1)):
            self.ask()
        self.say(self.participant_sales, 10)
        self.say(self.participant_logistics, 70, "worse", other)
        ((promised, saved),) = (
            self.env["crm.facilitation.ledger"]
            .with_user(self.sponsor)
            ._read_group([("project_id", "=", self.project.id)], [], ["promised:sum", "saved:sum"])
        )
        self.assertEqual((promised, saved), (150, 80 - 10))

    def ask_about_an_anonymous_need(self, more=0):
        """The need names nobody, and is asked about; returns those who may answer, three and ``more``."""
        self.env.cr.execute(
            "UPDATE crm_facilitation_need SET is_anonymous = TRUE, author_id = NULL WHERE id = %s", (self.need.id,)
        )
        self.need.invalidate_recordset()
        people = [self.participant_service, self.participant_logistics, self.participant_sales]
        for number in range(more):
            people.append(self.make_participant(self._new_user(f"more{number}", "base.group_user"), self.sales))
        for participant in people[1:]:
            self.need.with_user(participant.user_id).action_support()
        with freeze_time(fields.Date.today() + timedelta(days=1)):
            self.ask()
        return people

    def shown(self):
        row = self.ledger()
        row.invalidate_recordset()
        return row.answered, row.reported, row.better, row.worse

    def test_an_anonymous_need_says_nothing_before_three_people_answered(self):
        shown = []
        for participant in self.ask_about_an_anonymous_need():
            self.say(participant, 30)
            shown.append(self.shown())
        self.assertEqual(shown, [(0, 0, 0, 0), (0, 0, 0, 0), (3, 30, 3, 0)])
        self.assertFalse(self.env["crm.facilitation.pulse"].with_user(self.sponsor).search_count([]))

    def test_answers_to_an_anonymous_need_appear_three_at_a_time(self):
        people, shown = self.ask_about_an_anonymous_need(more=3), []
        for number, participant in enumerate(people):
            self.say(participant, 10 * number, "worse" if number == 3 else "better")
            shown.append(self.shown())
        first, all_of_them = (3, 10, 3, 0), (6, 25, 5, 1)
        self.assertEqual(shown, [(0, 0, 0, 0), (0, 0, 0, 0), first, first, first, all_of_them])

    def test_a_corrected_answer_waits_for_two_others(self):
        people = self.ask_about_an_anonymous_need()
        for participant in people:
            self.say(participant, 30)
        shown = []
        for participant in people:
            self.say(participant, 60, "worse")
            shown.append(self.shown())
        self.assertEqual(shown, [(3, 30, 3, 0), (3, 30, 3, 0), (3, 60, 0, 3)])

    def test_an_author_who_agrees_to_be_named_exposes_no_answer(self):
        people = self.ask_about_an_anonymous_need()
        for participant in people[:2]:
            self.say(participant, 30)
        self.need.invalidate_recordset()
        self.env.cr.execute("UPDATE crm_facilitation_need SET is_anonymous = FALSE WHERE id = %s", (self.need.id,))
        self.need.invalidate_recordset()
        with freeze_time(fields.Date.today() + timedelta(days=9)):
            self.ask()
            for participant in people[:2]:
                self.say(participant, 10)
        readable = self.env["crm.facilitation.pulse"].with_user(self.sponsor).search([])
        self.assertFalse(readable.filtered("verdict"))
        self.assertEqual(self.shown(), (0, 0, 0, 0))

    def test_who_sees_the_ledger(self):
        for user, sees in ((self.facilitator, True), (self.sponsor, True), (self.employee_sales, False)):
            self.assertEqual(self.env["crm.facilitation.ledger"].with_user(user).has_access("read"), sees)

    def test_nobody_reads_another_companys_ledger(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.cr.execute("UPDATE crm_facilitation_need SET company_id = %s WHERE id = %s", (other.id, self.need.id))
        self.assertFalse(self.ledger())


@tagged("standard", "post_install", "-at_install")
class TestPage(PulseCase, HttpCase):
    def test_a_person_without_an_account_answers_with_the_link(self):
        self.ask()
        pulse = self.pulse_of(self.participant_sales)
        pulse.sudo().token_hash = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
        self.env.flush_all()
        page = self.url_open("/crm_facilitation/pulse/a")
        self.assertTrue(page.url.endswith("/crm_facilitation/pulse"))
        self.assertIn("See the last call", page.text)
        self.assertEqual((page.headers["Cache-Control"], page.headers["Referrer-Policy"]), ("no-store", "no-referrer"))
        self.assertFalse(pulse.answered_on)
        token = re.search(r'name="csrf_token" value="(\w+)"', page.text).group(1)
        said = {f"minutes-{pulse.id}": "15", f"verdict-{pulse.id}": "", "csrf_token": token}
        refused = self.url_open("/crm_facilitation/pulse/answer", data=said)
        self.assertIn("say whether it is better", refused.text)
        self.assertIn('value="15"', refused.text)
        thanks = self.url_open("/crm_facilitation/pulse/answer", data=said | {f"verdict-{pulse.id}": "better"})
        self.assertIn("Thank you", thanks.text)
        pulse.invalidate_recordset()
        self.assertEqual((pulse.minutes_weekly, pulse.verdict), (15, "better"))

    def test_an_answer_sent_as_a_file_says_nothing(self):
        self.ask()
        pulse = self.pulse_of(self.participant_sales)
        pulse.sudo().token_hash = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
        self.env.flush_all()
        page = self.url_open("/crm_facilitation/pulse/a")
        token = re.search(r'name="csrf_token" value="(\w+)"', page.text).group(1)
        files = {f"{name}-{pulse.id}": ("15", b"15") for name in ("minutes", "verdict")}
        answer = self.url_open("/crm_facilitation/pulse/answer", data={"csrf_token": token}, files=files)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Nothing was filled in yet", answer.text)
        self.assertFalse(pulse.answered_on)

    def test_a_wrong_link_shows_nothing(self):
        self.ask()
        page = self.url_open("/crm_facilitation/pulse/wrong")
        self.assertEqual(page.status_code, 404)
        self.assertNotIn("See the last call", page.text)

    def test_the_key_of_a_link_is_not_in_the_log(self):
        log = logging.getLogger("werkzeug")
        for path, written in (("very-secret-key", "…"), ("answer", "answer")):
            args = (f"GET /crm_facilitation/pulse/{path} HTTP/1.1", "303")
            record = log.makeRecord(log.name, logging.INFO, __file__, 0, '"%s" %s', args, None)
            self.assertTrue(log.filter(record))
            self.assertEqual(record.getMessage(), f'"GET /crm_facilitation/pulse/{written} HTTP/1.1" 303')

    def test_a_new_link_and_one_of_an_older_mail_open_the_same_questions(self):
        self.ask()
        pulse = self.pulse_of(self.participant_sales)
        key = self.participant_sales._draw_key("link")
        self.env.flush_all()
        self.assertIn("See the last call", self.url_open(f"/f/p/{key}").text)
        pulse.sudo().token_hash = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
        self.env.flush_all()
        page = self.url_open("/crm_facilitation/pulse/a")
        self.assertIn("See the last call", page.text)
        # the page's own proof: Odoo's session may be gone when the answer is sent
        proof = re.search(r'name="csrf_token" value="(\w+)"', page.text).group(1)
        self.opener.cookies.set("session_id", "long-forgotten")
        said = {f"minutes-{pulse.id}": "15", f"verdict-{pulse.id}": "better"}
        self.url_open("/crm_facilitation/pulse/answer", data=said | {"csrf_token": "forged"})
        self.assertFalse(pulse.answered_on)
        self.url_open("/crm_facilitation/pulse/answer", data=said | {"csrf_token": proof})
        pulse.invalidate_recordset()
        self.assertEqual((pulse.minutes_weekly, pulse.verdict), (15, "better"))

    def test_whoever_is_removed_answers_no_more_with_a_new_link(self):
        self.ask()
        key = self.participant_sales._draw_key("link")
        self.assertTrue(self.env["crm.facilitation.pulse"]._find(key))
        self.participant_sales.active = False
        self.assertFalse(self.env["crm.facilitation.pulse"]._find(key))
