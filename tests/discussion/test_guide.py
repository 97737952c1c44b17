"""Checklists and questions: data with the session, in the words of each company."""

from odoo.exceptions import AccessError, UserError

from ..common import FacilitationCase
from ..room.common import GuestCase


class TestChecklists(FacilitationCase):
    def test_each_session_has_its_own_copy_of_the_standard_list(self):
        standard = self.env["crm.facilitation.checklist.item"].search([("session_id", "=", False)])
        own = self.session.checklist_ids
        self.assertEqual(sorted(own.mapped("name")), sorted(standard.mapped("name")))
        self.assertEqual(
            {phase for phase, _label in own._fields["phase"].selection}, set(own.mapped("phase")), "all times are there"
        )
        own[0].name = "In our own words"
        self.assertNotIn("In our own words", standard.mapped("name"))

    def test_the_copy_has_the_words_of_all_languages(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        standard = self.env["crm.facilitation.checklist.item"].search([("session_id", "=", False)], limit=1)
        standard.with_context(lang="ru_RU").name = "По-русски"
        session = self.session.create({"name": "Second", "project_id": self.project.id})
        copied = session.checklist_ids.filtered(lambda item: item.name == standard.name)
        self.assertEqual(copied.with_context(lang="ru_RU").name, "По-русски")

    def test_a_standard_list_of_another_company_is_theirs(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.facilitator.company_ids |= other
        items = self.env["crm.facilitation.checklist.item"].with_user(self.facilitator)
        theirs, ours = items.with_company(other).create({"name": "Theirs"}), items.create({"name": "Ours"})
        self.assertEqual((theirs.company_id, ours.company_id), (other, self.session.company_id))
        names = self.session.create({"name": "Second", "project_id": self.project.id}).checklist_ids.mapped("name")
        self.assertEqual(("Ours" in names, "Theirs" in names), (True, False))

    def test_a_mark_says_who_and_when_and_is_taken_back(self):
        item = self.session.checklist_ids[0]
        item.action_done()
        self.assertEqual(item.done_by_id, self.facilitator)
        self.assertTrue(item.done_on)
        item.action_done()
        self.assertFalse(item.done_on or item.done_by_id)

    def test_nobody_else_marks_and_nobody_fills_marks_in(self):
        item = self.session.checklist_ids[0]
        with self.assertRaises(AccessError):
            item.with_user(self.sponsor).action_done()
        with self.assertRaises(AccessError):
            item.write({"done_on": "2030-01-01"})
        with self.assertRaises(AccessError):
            item.search([("session_id", "=", False)], limit=1).action_done()
        standard = item.create({"name": "Bring sticky notes"})
        with self.assertRaisesRegex(UserError, "The standard list is not marked"):
            standard.action_done()
        self.assertFalse(item.done_on or standard.done_on)


class TestQuestions(FacilitationCase):
    def offered(self, user):
        return self.env["crm.facilitation.need"].with_user(user).raise_choices(self.session.id)["questions"]

    def test_a_department_is_asked_its_own_question_first(self):
        sales, service = self.offered(self.employee_sales), self.offered(self.employee_service)
        self.assertEqual(sales[0], "Which deals are never entered?")
        self.assertEqual(service[0], "What must you know of the sale?")
        self.assertEqual(sales[1:], service[1:])
        self.assertEqual(len(sales), 11)

    def test_a_department_is_known_in_russian_too(self):
        self.sales.name = "Отдел продаж"
        self.assertEqual(self.offered(self.employee_sales)[0], "Which deals are never entered?")

    def test_a_department_is_known_by_parts_of_its_name(self):
        questions = self.env["crm.facilitation.question"]
        for words, audience, fits in (
            (False, "department", [True, True, True]),
            (" , ", "department", [True, True, True]),
            (" SALE , serv", "department", [True, True, False]),
            ("logist", "department", [False, False, True]),
            (False, "owner", [False, False, False]),
            ("sale", "owner", [False, False, False]),
        ):
            one = questions.new({"name": "Why?", "words": words, "audience": audience})
            with self.subTest(words=words, audience=audience):
                self.assertEqual([one._fits(name) for name in ("sales", "all / service", "logistics")], fits)

    def test_owners_are_asked_what_owners_are_asked(self):
        self.make_participant(self.sponsor, self.sales, role="sponsor")
        self.assertIn("When would you stop the project?", self.offered(self.sponsor))
        self.assertNotIn("When would you stop the project?", self.offered(self.employee_sales))

    def test_a_session_asks_its_own_beside_them(self):
        questions = self.env["crm.facilitation.question"].with_user(self.facilitator)
        questions.create({"name": "What about the fair?", "session_id": self.session.id})
        self.assertIn("What about the fair?", self.offered(self.employee_sales))
        second = self.session.create({"name": "Second", "project_id": self.project.id})
        self.make_participant(self.employee_sales, self.sales, session=second)
        found = self.env["crm.facilitation.need"].with_user(self.employee_sales).raise_choices(second.id)
        self.assertNotIn("What about the fair?", found["questions"])


class TestGuestsAreAsked(GuestCase):
    def test_a_guest_is_offered_the_questions_of_their_department(self):
        offered = self.open(self.gus).read("raise_choices")["questions"]
        self.assertEqual(offered[0], "Which deals are never entered?")
