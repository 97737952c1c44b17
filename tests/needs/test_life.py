"""What becomes of a need: support, merge, change, priority, acceptance by those who asked."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..common import FacilitationCase


class TestMerge(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.one = self.make_need("Lost reason on the card", wish="Ask why a lead is lost")
        self.two = self.make_need("Ask for the lost reason", self.participant_service)
        self.two.with_user(self.employee_logistics).action_support()

    def test_merge_keeps_everybody_and_every_word(self):
        self.two.action_merge_into(self.one)
        self.assertEqual(self.two.state, "merged")
        self.assertEqual(self.two.merged_into_id, self.one)
        self.assertEqual(self.one.merged_need_ids, self.two)
        self.assertEqual(self.two.author_id, self.participant_service)
        self.assertEqual(self.two.supporter_ids, self.participant_logistics)
        self.assertEqual(self.one.supporter_ids, self.participant_service | self.participant_logistics)
        self.assertEqual(self.one.all_author_ids, self.participant_sales | self.participant_service)
        self.assertEqual(self.evidence(self.two), ["need_merged"])
        for call, words in (
            (self.two.action_accept, "Decide on that one"),
            (self.two.with_user(self.employee_sales).action_support, "Support that one"),
            (self.one.action_unmerge, "is not part of another need"),
        ):
            with self.assertRaisesRegex(UserError, words):
                call()
        self.assertEqual(self.evidence(self.two), ["need_merged"])

    def test_merge_is_undone_in_one_click(self):
        self.two.action_reject("Twice")
        self.two.action_merge_into(self.one)
        self.two.action_unmerge()
        self.assertEqual(self.two.state, "rejected")
        self.assertEqual(self.two.decision_reason, "Twice")
        self.assertFalse(self.two.merged_into_id)
        self.assertFalse(self.one.supporter_ids)
        self.assertEqual(self.two.supporter_ids, self.participant_logistics)
        self.assertEqual(self.evidence(self.two), ["need_rejected", "need_merged", "need_unmerged"])
        merged, undone = self.env["crm.facilitation.event"].search(
            [("record_id", "=", self.two.id), ("kind", "in", ("need_merged", "need_unmerged"))], order="id"
        )
        whole = (self.one.id, self.one.name)
        self.assertEqual((merged.payload["into"], merged.payload["into_name"]), whole)
        self.assertEqual((undone.payload["from"], undone.payload["from_name"]), whole)

    def test_what_it_became_part_of_is_opened_from_the_part(self):
        self.two.action_merge_into(self.one)
        self.assertEqual(
            self.two.with_user(self.employee_service).action_open_merged(),
            {
                "type": "ir.actions.act_window",
                "res_model": "crm.facilitation.need",
                "res_id": self.one.id,
                "views": [(False, "form")],
            },
        )

    def test_undoing_one_merge_leaves_who_came_with_another(self):
        three = self.make_need("Why was it lost?", self.participant_logistics)
        self.two.action_merge_into(self.one)
        three.action_merge_into(self.one)
        self.two.action_unmerge()
        self.assertEqual(self.one.supporter_ids, self.participant_logistics)
        three.action_unmerge()
        self.assertFalse(self.one.supporter_ids)

    def test_own_support_of_the_survivor_outlives_the_undoing(self):
        self.assertTrue(self.one.with_user(self.employee_service).can_support)
        self.one.with_user(self.employee_service).action_support()
        self.two.action_merge_into(self.one)
        self.assertFalse(self.two.with_user(self.employee_service).can_support, "the whole is supported instead")
        self.two.action_unmerge()
        self.assertEqual(self.one.supporter_ids, self.participant_service)

    def test_chains_and_cycles_are_refused(self):
        three = self.make_need("Why was it lost?", self.participant_logistics)
        self.two.action_merge_into(self.one)
        elsewhere = self.session.copy({"name": "Elsewhere"})
        elsewhere.project_id = self.project.create({"name": "Another", "is_facilitation": True})
        stranger = three.create({"name": "Far away", "session_id": elsewhere.id})
        for merged, survivor, words in (
            (self.one, self.two, "is itself part of"),
            (self.one, three, "Other needs are part of"),
            (three, self.two, "is itself part of"),
            (three, three, "cannot become part of itself"),
            (self.two, three, "is part of another need already"),
            (three, stranger, "belongs to another roll-out"),
        ):
            before = (merged.state, merged.merged_into_id, survivor.merged_need_ids)
            with self.assertRaisesRegex(UserError, words):
                merged.action_merge_into(survivor)
            self.assertEqual((merged.state, merged.merged_into_id, survivor.merged_need_ids), before)

    def test_planned_need_is_not_merged_away(self):
        self.two.action_accept()
        self.two.action_plan()
        with self.assertRaises(UserError):
            self.two.action_merge_into(self.one)
        self.assertEqual(self.two.state, "accepted")

    def test_employee_neither_merges_nor_undoes(self):
        with self.assertRaises(AccessError):
            self.two.with_user(self.employee_sales).action_merge_into(self.one)
        self.two.action_merge_into(self.one)
        with self.assertRaises(AccessError):
            self.two.with_user(self.employee_service).action_unmerge()
        self.assertEqual(self.two.state, "merged")

    def test_merged_needs_are_not_deleted(self):
        self.two.action_merge_into(self.one)
        for need in self.one, self.two:
            with self.assertRaises(UserError):
                need.sudo().unlink()

    def test_a_need_that_something_archived_is_part_of_is_not_deleted(self):
        self.two.action_merge_into(self.one)
        self.two.active = False
        own = self.one.with_user(self.employee_sales)
        own.sudo().supporter_ids = False
        with self.assertRaisesRegex(UserError, "part of the record"):
            own._check_nothing_hangs_on_it()

    def test_written_merged_state_says_what_to_do(self):
        with self.assertRaisesRegex(UserError, "Merge into"):
            self.two.write({"state": "merged"})


class TestSupport(FacilitationCase):
    def test_support_and_withdrawal_in_own_name(self):
        need = self.make_need("See the last call")
        mine = need.with_user(self.employee_service)
        mine.action_support()
        mine.action_support()
        self.assertEqual(need.supporter_ids, self.participant_service)
        self.assertTrue(mine.is_supported_by_me)
        need.with_user(self.employee_logistics).action_withdraw_support()
        self.assertEqual(need.supporter_ids, self.participant_service)
        mine.action_withdraw_support()
        self.assertFalse(need.supporter_ids)

    def test_a_department_whose_people_only_supported_was_heard(self):
        self.project.affected_department_ids = self.sales | self.service
        need = self.make_need("See the last call")
        self.participant_service.attendance = "joined"
        self.participant_sales.attendance = "joined"
        self.assertEqual(self.project._missing_departments(), self.service)
        need.with_user(self.employee_service).action_support()
        self.assertFalse(self.project._missing_departments())

    def test_who_was_heard_stays_heard_and_who_was_promised_stays_promised_when_archived(self):
        self.project.affected_department_ids = self.sales | self.service
        self.make_need("See the last call").active = False
        self.participant_sales.write({"attendance": "joined", "active": False})
        self.service.sudo().active = False
        self.assertEqual(self.project._missing_departments(), self.service)

    def test_author_outsider_and_observer_do_not_support(self):
        need = self.make_need("See the last call")
        self.assertFalse(need.with_user(self.facilitator).can_support, "who takes no part")
        with self.assertRaises(UserError):
            need.with_user(self.employee_sales).action_support()
        with self.assertRaises(AccessError):
            need.with_user(self.outsider).action_support()
        self.participant_service.role = "observer"
        with self.assertRaises(AccessError):
            need.with_user(self.employee_service).action_support()
        self.assertFalse(need.supporter_ids)

    def test_employee_does_not_write_supporters(self):
        need = self.make_need("See the last call")
        with self.assertRaises(AccessError):
            need.with_user(self.employee_sales).write({"supporter_ids": [Command.link(self.participant_service.id)]})
        self.assertFalse(need.supporter_ids)

    def test_author_hears_the_reason_in_their_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        need = self.make_need("See the last call")
        need.action_defer("After launch")
        message = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", need._name),
                    ("res_id", "=", need.id),
                    ("partner_ids", "in", self.participant_sales.partner_id.ids),
                ]
            )
        )
        self.assertEqual(len(message), 1)
        self.assertIn("After launch", message.body)


class TestSuspect(FacilitationCase):
    def test_changed_accepted_need_is_under_question_until_reviewed(self):
        need = self.make_need("Old words", wish="As it was")
        need.action_accept()
        need.write({"wish": "As it is now"})
        self.assertTrue(need.is_suspect)
        self.assertIn("As it was", need.previous_wording)
        need.action_review()
        self.assertFalse(need.is_suspect)
        self.assertIn("As it was", need.previous_wording)
        self.assertEqual(self.evidence(need), ["need_edited", "need_accepted", "need_changed", "need_reviewed"])

    def test_same_words_and_raised_needs_raise_no_question(self):
        need = self.make_need("Old words", wish="As it was")
        need.write({"wish": "Different"})
        self.assertFalse(need.is_suspect)
        need.action_accept()
        need.write({"wish": "Different"})
        self.assertFalse(need.is_suspect)

    def test_minutes_stated_by_an_accepted_need_are_evidence_too(self):
        need = self.make_need("Old words", minutes_lost_weekly=90)
        need.action_accept()
        need.write({"minutes_lost_weekly": 300})
        self.assertTrue(need.is_suspect)
        self.assertIn("Minutes lost per week: 90", need.previous_wording)
        event = self.env["crm.facilitation.event"].search([("kind", "=", "need_changed")], limit=1)
        self.assertEqual(
            (event.payload["before"]["minutes_lost_weekly"], event.payload["after"]["minutes_lost_weekly"]), (90, 300)
        )

    def test_what_an_accepted_need_is_about_is_filled_in_once_without_a_question(self):
        need = self.make_need("Old words")
        need.action_accept()
        need.write({"stance": "visible"})
        self.assertFalse(need.is_suspect)
        row = self.env["crm.facilitation.event"].search([("record_id", "=", need.id), ("kind", "=", "need_edited")])
        self.assertEqual((row.payload["before"], row.payload["after"]), ({"stance": ""}, {"stance": "Visible"}))
        need.write({"stance": "hidden"})
        self.assertTrue(need.is_suspect)

    def test_employee_does_not_review(self):
        need = self.make_need("Old words")
        need.action_accept()
        need.write({"name": "New words"})
        with self.assertRaises(AccessError):
            need.with_user(self.employee_sales).action_review()
        self.assertTrue(need.is_suspect)


class TestPriority(FacilitationCase):
    def test_class_comes_before_effort(self):
        must = self.make_need("Must")
        should = self.make_need("Should")
        must.write({"moscow": "must", "effort_days": 20})
        should.write({"moscow": "should", "effort_days": 0.1})
        self.assertLess(must.rank, should.rank)
        self.assertGreater(must.score, should.score)

    def test_merged_need_leaves_the_order(self):
        one, two = self.make_need("One", moscow="must"), self.make_need("Two", moscow="should")
        one.action_merge_into(two)
        self.assertEqual(two.rank, 1)


class TestDelivery(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.need = self.make_need("Lost reason")
        self.need.action_accept()
        self.task = self.need.action_plan()

    def configure(self):
        self.task.write({"nothing_to_configure": "Standard already", "state": "1_done"})

    def test_delivery_is_confirmed_by_the_author(self):
        self.assertEqual(self.need.delivery_state, "planned")
        with self.assertRaises(UserError):
            self.need.with_user(self.employee_sales).action_confirm_delivery()
        self.configure()
        self.assertEqual(self.need.delivery_state, "configured")
        self.need.with_user(self.employee_sales).action_confirm_delivery()
        self.assertEqual(self.need.delivery_state, "accepted")
        self.assertIn("delivery_accepted", self.evidence(self.need))

    def test_refusal_reopens_the_task(self):
        self.need.with_user(self.employee_service).action_support()
        self.configure()
        asker = self.need.with_user(self.employee_service)
        with self.assertRaises(UserError):
            asker.action_refuse_delivery("  ")
        self.assertEqual(self.task.state, "1_done")
        asker.action_refuse_delivery("The field is missing")
        self.assertEqual(self.need.delivery_state, "refused")
        self.assertEqual(self.need.delivery_reason, "The field is missing")
        self.assertEqual(self.task.state, "01_in_progress")

    def test_nobody_confirms_for_those_who_asked(self):
        self.configure()
        for user in self.employee_service, self.facilitator, self.sponsor, self.outsider:
            with self.assertRaises(AccessError):
                self.need.with_user(user).action_confirm_delivery()
        self.assertEqual(self.need.delivery_state, "configured")

    def test_facilitator_writes_down_for_people_without_account(self):
        need = (
            self.env["crm.facilitation.need"]
            .with_user(self.facilitator)
            .create({"name": "Scanner", "session_id": self.session.id, "department_id": self.logistics.id})
        )
        need.action_accept()
        need.action_plan().write({"nothing_to_configure": "There", "state": "1_done"})
        need.action_confirm_delivery()
        self.assertEqual(need.delivery_state, "accepted")


class TestBadInput(FacilitationCase):
    def test_long_words_are_refused_and_nothing_is_stored(self):
        count = self.env["crm.facilitation.need"].search_count([])
        for values in {"wish": "x" * 100_000}, {"problem": "я" * 10_001}, {"name": "x" * 301}:
            with self.assertRaisesRegex(ValidationError, "shorter"):
                self.env["crm.facilitation.need"].with_user(self.employee_sales).create(
                    {"name": "Title", "session_id": self.session.id} | values
                )
        self.assertEqual(self.env["crm.facilitation.need"].search_count([]), count)

    def test_a_reason_that_nobody_could_keep_is_refused_in_words(self):
        need = self.make_need("Short")
        for reason, words in (("x" * 10_001, "shorter"), ("Later\x00", "cannot be stored")):
            for decide in (need.action_defer, need.action_reject):
                with self.subTest(words), self.assertRaisesRegex(ValidationError, words):
                    decide(reason)
        self.assertEqual(need.state, "raised")

    def test_database_holds_the_limit_too(self):
        need = self.make_need("Short")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env.cr.execute("UPDATE crm_facilitation_need SET wish = repeat('x', 10001) WHERE id = %s", [need.id])

    def test_unusual_words_stay_as_typed(self):
        for words in (
            "🙂 needs 🚀",
            "\u200fعربي",
            "<b>bold</b>",
            "=HYPERLINK(1)",
            "+7 900",
            "@home",
            "' OR 1=1 --",
            "a\\'b & c | !d",
        ):
            need = self.make_need(words)
            self.assertEqual(need.name, words)
            self.assertIn(need, need.similar(self.project.id, words))

    def test_blank_title_is_refused(self):
        for words, said in (("   ", "nothing that can be seen"), (False, "Say in one sentence what you need")):
            with self.assertRaisesRegex(ValidationError, said):
                self.make_need(words)
