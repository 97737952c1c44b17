"""Asked for and not used: where it is said, and what can be done about it."""

from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase
from odoo.tools.safe_eval import safe_eval

from .common import make_kpi_of
from .test_usage import UsageCase


class UnusedCase(UsageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need = cls.task.facilitation_need_ids
        cls.stage = cls.env["crm.stage"].create({"name": "Site visit"})

    def setUp(self):
        super().setUp()
        self.unused = self.feature(self.stage).with_user(self.facilitator)
        self.unused._store_usage()

    def launch(self, days_ago):
        self.project.with_user(self.sponsor).action_facilitation_launch_override("It is urgent.")
        self.project._write_past_guards({"launch_date": fields.Date.today() - timedelta(days=days_ago)})


class TestWhereItIsSaid(UnusedCase):
    def test_launch_screen_tells_it_from_four_weeks_after_launch(self):
        self.assertFalse(self.project.with_user(self.sponsor).get_launch_screen()["unused"])
        self.launch(27)
        self.assertFalse(self.project.with_user(self.sponsor).get_launch_screen()["unused"])
        self.project._write_past_guards({"launch_date": fields.Date.today() - timedelta(days=28)})
        line = self.project.with_user(self.sponsor).get_launch_screen()["unused"]
        self.assertEqual((line["count"], line["names"]), (1, ["Site visit"]))

    def test_before_launch_nobody_was_to_use_it_yet(self):
        kpi = make_kpi_of(self, self.need)
        self.assertFalse(self.unused.is_idle)
        self.assertEqual(kpi.backtrace()["unused"], [])
        self.assertNotIn("Asked for and not used", " ".join(kpi._say_why()))
        self.launch(27)
        self.assertEqual(kpi.backtrace()["unused"], [])
        self.assertEqual(self.idle(), [])

    def test_what_came_lately_is_not_said_to_lie_idle(self):
        self.launch(90)
        self.assertEqual(self.idle(), [self.unused.id])
        self.unused._write_past_guards({"confirmed_on": fields.Datetime.now() - timedelta(days=27)})
        self.assertEqual(self.idle(), [])
        self.assertFalse(self.project.with_user(self.sponsor).get_launch_screen()["unused"])

    def idle(self):
        return self.env["crm.facilitation.feature"].with_user(self.sponsor).search([("is_idle", "=", True)]).ids

    def test_backtrace_of_a_kpi_tells_it(self):
        self.launch(28)
        kpi = make_kpi_of(self, self.need)
        [told] = kpi.backtrace()["unused"]
        self.assertEqual((told["id"], told["state"], told["count"]), (self.unused.id, "unused", 0))
        self.assertIs(told["last_used"], False)
        day = fields.Date.today() - timedelta(days=200)
        self.unused._write_past_guards({"usage_state": "abandoned", "usage_last": day})
        self.assertEqual(kpi.backtrace()["unused"][0]["last_used"], fields.Date.to_string(day))
        self.leads(self.people[:1], stage_id=self.stage.id)
        self.unused._store_usage()
        self.assertEqual(kpi.backtrace()["unused"], [])

    def test_trace_has_it_as_a_column(self):
        row = self.env["crm.facilitation.trace"].with_user(self.sponsor).search([("feature_id", "=", self.unused.id)])
        self.assertEqual((row.usage_state, row.usage_count), ("unused", 0))

    def test_digest_counts_it_for_leaders(self):
        self.launch(28)
        digest = self.env["digest.digest"].create({"name": "Weekly", "kpi_facilitation_unused": True})
        self.assertEqual(digest.with_user(self.sponsor).kpi_facilitation_unused_value, 1)
        of_no_company = digest.copy({"company_id": False}).with_user(self.sponsor)
        self.assertEqual(of_no_company.kpi_facilitation_unused_value, 1, "it counts in the reader's company")
        other = self.env["res.company"].create({"name": "Other"})
        self.sponsor.company_ids += other
        theirs = digest.copy({"company_id": other.id}).with_user(self.sponsor)
        both = (self.env.company | other).ids
        self.assertEqual(theirs.with_context(allowed_company_ids=both).kpi_facilitation_unused_value, 0)
        with self.assertRaises(AccessError):
            self.assertFalse(digest.with_user(self.outsider).kpi_facilitation_unused_value)


class TestRemoval(UnusedCase):
    def setUp(self):
        super().setUp()
        self.launch(30)

    def shows_button(self):
        """Whether the form offers to plan the removal."""
        form = self.unused.get_view(self.env.ref("crm_facilitation.feature_view_form").id, "form")["arch"]
        [button] = etree.fromstring(form).xpath("//button[@name='action_plan_removal']")
        names = ("is_idle", "removal_task_id", "removal_state")
        return not safe_eval(button.get("invisible"), {name: self.unused[name] for name in names})

    def test_removal_is_a_configuration_task_of_the_same_needs(self):
        action = self.unused.action_plan_removal()
        opened = {"type": "ir.actions.act_window", "res_model": "project.task", "views": [(False, "form")]}
        self.assertEqual(action, opened | {"res_id": self.unused.removal_task_id.id})
        task = self.env["project.task"].browse(action["res_id"])
        self.assertEqual((task.name, task.project_id), ("Remove “Site visit”", self.project))
        self.assertTrue(task.is_configuration_task)
        self.assertEqual(task.facilitation_need_ids.ids, self.need.ids)
        self.assertEqual(action["views"], [(False, "form")])
        self.assertIn("removal_planned", self.evidence(self.unused))

    def test_it_is_planned_once(self):
        first = self.unused.action_plan_removal()
        self.assertEqual(self.unused.action_plan_removal()["res_id"], first["res_id"])
        self.assertEqual(self.evidence(self.unused).count("removal_planned"), 1)

    def test_one_that_was_cancelled_is_planned_again_by_the_button(self):
        self.assertTrue(self.shows_button())
        first = self.unused.action_plan_removal()["res_id"]
        self.assertFalse(self.shows_button())
        self.unused.removal_task_id.state = "1_canceled"
        self.assertTrue(self.shows_button())
        self.assertNotEqual(self.unused.action_plan_removal()["res_id"], first)
        self.assertEqual(self.evidence(self.unused).count("removal_planned"), 2)

    def test_what_people_have_not_had_for_four_weeks_is_neither_removed_nor_asked_about(self):
        tasks = self.env["project.task"].search_count([])
        self.unused._write_past_guards({"confirmed_on": fields.Datetime.now() - timedelta(days=27)})
        self.assertEqual(self.unused.usage_state, "unused")
        for act in (self.unused.action_plan_removal, self.unused.action_ask_usage):
            with self.assertRaisesRegex(UserError, "is not among what was asked for and is not used"):
                act()
        self.assertEqual(self.env["project.task"].search_count([]), tasks)
        self.assertFalse(self.env["crm.facilitation.pulse"].search([("asks_use", "=", True)]))
        self.assertFalse({"removal_planned", "usage_asked"} & set(self.evidence(self.unused)))

    def test_what_is_used_is_not_removed(self):
        self.leads(self.people[:1], stage_id=self.stage.id)
        self.unused._store_usage()
        tasks = self.env["project.task"].search_count([])
        for act in (self.unused.action_plan_removal, self.unused.action_ask_usage):
            with self.assertRaisesRegex(UserError, "is not among what was asked for and is not used"):
                act()
        unconfirmed = self.feature(self.env["crm.stage"].create({"name": "Call back"}), confirmed=False)
        unconfirmed._write_past_guards({"usage_state": "unused"})
        with self.assertRaisesRegex(UserError, "is not among what was asked for and is not used"):
            unconfirmed.with_user(self.facilitator).action_plan_removal()
        self.assertEqual(self.env["project.task"].search_count([]), tasks)

    def test_what_no_accepted_need_stands_behind_is_removed_where_it_was_made(self):
        self.need._write_past_guards({"state": "deferred"})
        with self.assertRaisesRegex(UserError, "No accepted need stands behind “Site visit”"):
            self.unused.action_plan_removal()
        self.assertFalse(self.unused.removal_task_id)

    def test_only_a_facilitator_plans_it(self):
        for user in (self.employee_sales, self.sponsor):
            mine = self.unused.with_user(user)
            for act in (mine.action_plan_removal, mine.action_ask_usage):
                with self.subTest(user=user.login), self.assertRaisesRegex(AccessError, "Only a facilitator"):
                    act()
        self.assertFalse(self.unused.removal_task_id)
        self.assertNotIn("usage_asked", self.evidence(self.unused))


class TestAsking(UnusedCase):
    def setUp(self):
        super().setUp()
        self.launch(30)

    def asked(self):
        return self.env["crm.facilitation.pulse"].search([("need_id", "=", self.need.id), ("asks_use", "=", True)])

    def test_those_who_wanted_it_are_asked_whether_they_use_it(self):
        self.unused.action_ask_usage()
        self.assertEqual(self.asked().participant_id, self.participant_sales)
        self.assertIn("usage_asked", self.evidence(self.unused))
        self.assertEqual(self.asked().with_user(self.sponsor).read(["use"])[0]["use"], False)

    def test_nobody_is_asked_twice_a_day(self):
        self.unused.action_ask_usage()
        with self.assertRaisesRegex(UserError, "There is nobody to ask"):
            self.unused.action_ask_usage()
        self.assertEqual(len(self.asked()), 1)

    def test_only_a_facilitator_asks(self):
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaisesRegex(AccessError, "Only a facilitator can do this"):
                self.unused.with_user(user).action_ask_usage()
        self.assertFalse(self.asked())

    def test_who_does_not_use_it_says_why(self):
        self.unused.action_ask_usage()
        pulse = self.asked()
        empty = {"use": "", "unused_reason": ""}
        self.assertEqual(pulse._get_said() | empty, pulse._get_said(), "the form begins empty")
        said = {"minutes": "5", "verdict": "same", "use": "no"}
        for answer in (said, said | {"use": ""}, said | {"use": "often"}):
            with self.subTest(answer=answer), self.assertRaises(UserError):
                pulse.answer({pulse.id: answer})
        self.assertFalse(pulse.answered_on)
        pulse.answer({pulse.id: said | {"unused_reason": "We visit after the offer."}})
        self.assertEqual((pulse.use, pulse.unused_reason), ("no", "We visit after the offer."))
        again = {"use": "no", "unused_reason": "We visit after the offer."}
        self.assertEqual(pulse._get_said() | again, pulse._get_said(), "it is there to be corrected")
        pulse.answer({pulse.id: said | {"use": "yes", "unused_reason": "Left over from before"}})
        self.assertEqual((pulse.use, pulse.unused_reason), ("yes", False), "whoever uses it has no reason not to")
        pulse.answer({pulse.id: said | {"use": "yes"}})
        self.assertEqual(pulse.use, "yes")
        action = self.unused.with_user(self.sponsor).action_open_usage_answers()
        self.assertEqual(
            self.env["crm.facilitation.pulse"].with_user(self.sponsor).search(action["domain"]).ids, pulse.ids
        )

    def test_anonymous_needs_are_not_asked_about(self):
        links = [Command.link(self.participant_service.id)]
        self.need._write_past_guards({"is_anonymous": True, "author_id": False, "supporter_ids": links})
        with self.assertRaises(UserError):
            self.unused.action_ask_usage()
        self.assertFalse(self.asked())

    def test_the_usual_pulse_asks_two_questions(self):
        self.need.sudo().supporter_ids = [Command.link(self.participant_service.id)]
        self.project.with_user(self.facilitator).action_send_pulse()
        self.assertFalse(self.asked())

    def questions(self):
        return self.env["crm.facilitation.pulse"].with_user(self.employee_sales)._find_mine()

    def test_a_question_that_is_asked_again_stands_once(self):
        self.project.with_user(self.facilitator).action_send_pulse()
        [usual] = self.questions()
        usual.answer({usual.id: {"minutes": "5", "verdict": "same"}})
        usual.asked_on = fields.Date.today() - timedelta(days=20)
        self.env.flush_all()
        self.unused.action_ask_usage()
        self.assertEqual(self.questions(), self.asked())
        first = self.asked()
        first.answer({first.id: {"minutes": "5", "verdict": "same", "use": "yes"}})
        first.asked_on = fields.Date.today() - timedelta(days=10)
        self.env.flush_all()
        self.unused.action_ask_usage()
        self.assertEqual(self.questions(), self.asked() - first)

    def test_each_of_the_two_asked_again_stands_once(self):
        for ask in (self.project.with_user(self.facilitator).action_send_pulse, self.unused.action_ask_usage):
            ask()
            first = self.questions()
            first.write({"asked_on": fields.Date.today() - timedelta(days=20)})
            self.env.flush_all()
            ask()
            again = self.questions()
            self.assertEqual((len(again), again & first), (1, first.browse()))
            self.env["crm.facilitation.pulse"].sudo().search([]).unlink()

    def test_a_usual_question_does_not_hide_the_third_one(self):
        self.unused.action_ask_usage()
        asked = self.asked()
        asked.sudo().asked_on = fields.Date.today() - timedelta(days=2)
        self.env.flush_all()
        self.project.with_user(self.facilitator).action_send_pulse()
        self.assertEqual(len(self.questions()), 2)
        self.assertIn(asked, self.questions())


class TestQuestionOnPage(HttpCase, UnusedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        del cls.session

    def test_there_is_room_for_the_reason_before_anything_is_sent(self):
        self.launch(30)
        self.unused.action_ask_usage()
        asked = self.env["crm.facilitation.pulse"].search([("asks_use", "=", True)])
        self.authenticate("sal", "sal")
        page = self.url_open("/crm_facilitation/pulse/mine").text
        self.assertIn(f'name="unused_reason-{asked.id}"', page)
