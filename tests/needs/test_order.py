"""What guards and follows a need comes in an order: turned round, somebody gets past a guard or a question is missed."""

from odoo.exceptions import AccessError, UserError

from ..common import FacilitationCase, permit_everything


class TestOrder(FacilitationCase):
    def test_marks_are_refused_before_an_anonymous_need_is_stored_as_the_superuser(self):
        self.session.current_item_id.anonymous = True
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        count = needs.search_count([])
        marks = {
            "is_suspect": True,
            "decided_by_id": self.sponsor.id,
            "decided_on": "2020-01-01 00:00:00",
            "delivery_decision": "accepted",
            "delivery_decision_by": "asker",
            "delivery_told": "accepted",
        }
        for name, value in marks.items():
            with self.subTest(name), self.assertRaisesRegex(AccessError, "filled in by hand"):
                needs.create({"name": "Nobody dares to say it", "session_id": self.session.id, name: value})
        self.assertEqual(needs.search_count([]), count)

    def test_origin_is_refused_before_an_anonymous_need_is_stored_as_the_superuser(self):
        self.session.current_item_id.anonymous = True
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        count = needs.search_count([])
        with self.assertRaisesRegex(AccessError, "not filled in by hand"):
            needs.create({"name": "Mine", "session_id": self.session.id, "origin_hash": "x"})
        self.assertEqual(needs.search_count([]), count)

    def test_needs_with_and_without_a_name_come_back_in_the_order_they_were_sent(self):
        other = self.session.copy({"name": "Second day"})
        permit_everything(other)
        other.action_start()
        other.current_item_id.anonymous = True
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        sessions = (other, self.session, other, self.session)
        created = needs.create([{"name": str(at), "session_id": day.id} for at, day in enumerate(sessions)])
        self.assertEqual(created.mapped("name"), ["0", "1", "2", "3"])
        self.assertEqual(created.mapped("is_anonymous"), [True, False, True, False])

    def test_words_that_are_accepted_and_changed_at_once_are_not_under_question(self):
        need = self.make_need("Old words")
        need.write({"state": "accepted", "name": "New words"})
        self.assertFalse(need.is_suspect)
        self.assertEqual(self.evidence(need), ["need_accepted"])

    def test_words_that_were_accepted_are_under_question_though_the_decision_is_taken_back_with_them(self):
        need = self.make_need("Old words")
        need.action_accept()
        need.write({"state": "raised", "name": "New words"})
        self.assertTrue(need.is_suspect)
        self.assertEqual(self.evidence(need), ["need_accepted", "need_raised", "need_edited", "need_changed"])

    def test_an_employee_decides_nothing_by_writing_a_state(self):
        need = self.make_need("Old words").with_user(self.employee_sales)
        with self.assertRaisesRegex(AccessError, "Only a facilitator"):
            need.write({"state": "accepted", "name": "New words"})
        self.assertEqual((need.state, need.name, self.evidence(need)), ("raised", "Old words", []))

    def test_a_parked_need_that_is_planned_stays_parked_when_a_decision_is_refused(self):
        need = self.make_need("Old words")
        need.action_accept()
        need.action_plan()
        need.action_park()
        with self.assertRaisesRegex(UserError, "planned already"):
            need.action_reject("No")
        self.assertEqual((need.state, need.is_parked), ("accepted", True))
        # a task that was put away is work all the same
        need.task_ids.active = False
        with self.assertRaisesRegex(UserError, "planned already"):
            need.action_defer("Later")
        self.assertEqual(need.state, "accepted")

    def test_a_facilitator_of_another_company_does_not_decide(self):
        need = self.make_need("Old words")
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.project.company_id = self.env.company
        self.facilitator.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        with self.assertRaises(AccessError):
            need.with_user(self.facilitator).with_context(allowed_company_ids=company.ids).action_accept()
        self.assertEqual((need.sudo().state, self.evidence(need.sudo())), ("raised", []))

    def test_a_need_dragged_to_where_it_waits_is_deferred_with_the_reason_written_beside(self):
        need = self.make_need("See the last call")
        with self.assertRaisesRegex(UserError, "Say why"), self.env.cr.savepoint():
            need.write({"state": "deferred"})
        self.env.invalidate_all()
        self.assertEqual(need.state, "raised")
        need.write({"state": "deferred", "decision_reason": "After the launch", "effort_days": 3})
        self.assertEqual((need.state, need.decision_reason, need.effort_days), ("deferred", "After the launch", 3))
        self.assertEqual(need.decided_by_id, self.facilitator)
        self.assertIn("need_deferred", self.evidence(need))

    def test_an_author_known_from_another_session_is_looked_up_after_it_is_known_who_raises(self):
        other = self.session.copy({"name": "Second day"})
        elsewhere = other.participant_ids.filtered(lambda person: person.user_id == self.employee_sales)
        values = {"name": "Read from a list", "session_id": self.session.id, "author_id": elsewhere.id}
        need = self.env["crm.facilitation.need"].with_user(self.facilitator).create(values)
        self.assertEqual(need.author_id, self.participant_sales)

    def test_the_department_is_that_of_whom_it_is_written_down_for_and_stays_when_that_is_nobody(self):
        need = self.make_need("Read from a list")
        for author, department in (
            (self.participant_service, self.service),
            (self.participants.browse(), self.service),
            (self.participant_logistics, self.logistics),
        ):
            need.author_id = author
            self.assertEqual(need.department_id, department)

    def test_own_support_of_somebody_brought_along_is_heard_of_by_the_merge(self):
        whole, part = self.make_need("Lost reason"), self.make_need("Reason of a loss", self.participant_service)
        part.action_merge_into(whole)
        self.assertEqual(part.lent_supporter_ids, self.participant_service)
        whole.with_user(self.employee_service).action_support()
        part.action_unmerge()
        self.assertEqual(whole.supporter_ids, self.participant_service)
        part.action_merge_into(whole)
        other = self.make_need("Why it was lost", self.participant_logistics)
        other.action_merge_into(whole)
        whole.with_user(self.employee_logistics).action_withdraw_support()
        self.assertFalse(other.lent_supporter_ids, "what they took back themself is not there to be taken along")
