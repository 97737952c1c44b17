"""The first day of an implementer: from an empty database to a session with its people invited."""

import time
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from ..common import FacilitationCase, FacilitationHttpCase


class TestFirstSteps(FacilitationCase):
    def start(self, user=None, **values):
        steps = self.env["crm.facilitation.first.steps"].with_user(user or self.facilitator)
        return steps.create({"name": "CRM for sales"} | values)

    def choose(self, *departments, **values):
        steps = self.start(**values)
        steps.action_next()
        steps.department_ids = [Command.set([department.id for department in departments])]
        steps.action_next()
        return steps

    def test_three_screens_make_a_session_with_everybody_of_the_departments(self):
        employees = self.env["hr.employee"].create(
            [{"name": f"Person {number}", "department_id": self.sales.id, "work_email": f"p{number}@example.com"}
             for number in range(3)]
        )  # fmt: skip
        steps = self.choose(self.sales, date_start="2027-03-01", days="2")
        self.assertEqual((steps.step, steps.found_people), ("people", 3))
        action = steps.action_invite()
        session = steps.project_id.session_ids
        self.assertEqual((session.date_start, session.date_end), (date(2027, 3, 1), date(2027, 3, 2)))
        self.assertEqual(session.participant_ids.partner_id, employees.work_contact_id)
        self.assertEqual(len(session.participant_ids.filtered("invited_on")), 3)
        self.assertLessEqual(set(session.agenda_item_ids.mapped("day")), {1, 2})
        self.assertTrue(session.agenda_item_ids)
        self.assertEqual(action["params"]["next"]["res_id"], session.id)
        self.assertEqual(steps.project_id.affected_department_ids, self.sales)
        self.assertTrue(steps.project_id.is_facilitation)

    def test_without_inviting_nobody_is_written_to(self):
        self.env["hr.employee"].create({"name": "Anna", "department_id": self.sales.id, "work_email": "a@example.com"})
        steps = self.choose(self.sales)
        steps.action_finish()
        self.assertFalse(steps.project_id.session_ids.participant_ids.filtered("invited_on"))

    def test_forgotten_departments_are_offered_and_taken_over_at_once(self):
        seller = new_test_user(self.env, "forgotten_seller", groups="sales_team.group_sale_salesman")
        self.env["hr.employee"].create({"name": "Bo", "user_id": seller.id, "department_id": self.service.id})
        steps = self.start()
        steps.action_next()
        self.assertIn(self.service, steps.forgotten_ids)
        self.assertIn("Service", steps.forgotten_words)
        steps.action_add_forgotten()
        self.assertIn(self.service, steps.department_ids)
        self.assertNotIn(self.service, steps.forgotten_ids)

    def test_a_pasted_list_adds_people_without_account_and_their_departments(self):
        manager = self._new_user(
            "starter", "crm_facilitation.group_facilitator,hr.group_hr_user,base.group_partner_manager"
        )
        known = self.env["res.partner"].create({"name": "Anna Berg", "email": "anna@example.com"})
        steps = self.start(user=manager)
        steps.action_next()
        steps.new_departments = "Sales\nQuality"
        steps.action_next()
        steps.people = "Anna Berg\tANNA@example.com\tsales\nBen Cole\tben@example.com\tAudit"
        steps.action_finish()
        people = steps.project_id.session_ids.participant_ids
        self.assertEqual(set(people.mapped("department_id.name")), {"Sales", "Audit"})
        self.assertIn(known, people.partner_id)
        # the one that was there, and not a second one of the same name
        self.assertEqual(people.filtered(lambda one: one.partner_id == known).department_id, self.sales)
        self.assertEqual(set(steps.project_id.affected_department_ids.mapped("name")), {"Sales", "Quality", "Audit"})

    def test_two_departments_of_one_name_are_told_apart(self):
        manager = self._new_user("starter", "crm_facilitation.group_facilitator,hr.group_hr_user")
        north, south = self.env["hr.department"].create([{"name": "North"}, {"name": "South"}])
        below, _other = self.env["hr.department"].create(
            [{"name": "Repairs", "parent_id": parent.id} for parent in (north, south)]
        )
        steps = self.start(user=manager)
        steps.action_next()
        steps.new_departments = "Repairs"
        with self.assertRaisesRegex(UserError, "North / Repairs"):
            steps.action_next()
        self.assertFalse(steps.project_id.affected_department_ids)
        steps.new_departments = "north / repairs"
        steps.action_next()
        self.assertEqual(steps.project_id.affected_department_ids, below)

    def test_who_adds_no_departments_reads_which_are_missing_and_nothing_is_made(self):
        steps = self.start(user=self._new_user("lead", "crm_facilitation.group_facilitator,base.group_partner_manager"))
        steps.action_next()
        steps.department_ids = self.sales
        steps.action_next()
        steps.people = "Ben Cole;ben@example.com;Stairs\nAnna Berg;anna@example.com;sales\nCy Dee;cy@example.com;Roofs"
        with self.assertRaisesRegex(UserError, "No department is called so: Stairs, Roofs"), self.env.cr.savepoint():
            steps.action_invite()
        self.assertFalse(steps.project_id.session_ids)
        self.assertFalse(self.env["res.partner"].search([("email", "=", "ben@example.com")]))
        steps.people = "Anna Berg;anna@example.com;sales"
        steps.action_finish()
        self.assertIn("Anna Berg", steps.project_id.session_ids.participant_ids.partner_id.mapped("name"))

    def test_a_session_needs_its_first_day(self):
        steps = self.choose(self.sales, date_start=False)
        for act in (steps.action_invite, steps.action_finish):
            with self.assertRaisesRegex(UserError, "Say on which day the session begins"):
                act()
        self.assertFalse(steps.project_id.session_ids)

    def test_recipients_copied_from_a_mail_are_people_of_their_own(self):
        manager = self._new_user("inviter", "crm_facilitation.group_facilitator,base.group_partner_manager")
        people = "Eva Ek <eva@example.com>; Gus Gray <gus@example.com>"
        steps = self.choose(self.sales, user=manager, people=people)
        steps.action_finish()
        people = steps.project_id.session_ids.participant_ids.partner_id
        self.assertEqual(
            sorted((person.name, person.email) for person in people),
            [("Eva Ek", "eva@example.com"), ("Gus Gray", "gus@example.com")],
        )

    def test_no_department_no_session(self):
        steps = self.start()
        steps.action_next()
        with self.assertRaises(UserError):
            steps.action_next()
        self.assertEqual(steps.step, "departments")

    def test_it_is_the_facilitators(self):
        for user in (self.sponsor, self.employee_sales):
            with self.assertRaises(AccessError):
                self.start(user=user)


class TestFirstStepsTour(FacilitationHttpCase):
    def test_from_an_empty_database_to_twenty_invited_people(self):
        self.env["hr.department"].search([]).active = False
        manager = self._new_user(
            "starter", "crm_facilitation.group_facilitator,hr.group_hr_user,base.group_partner_manager"
        )
        begun = time.monotonic()
        self.start_tour("/odoo", "crm_facilitation_first_steps", login=manager.login)
        self.assertLess(time.monotonic() - begun, 300)
        session = self.env["crm.facilitation.session"].search([("project_id.name", "=", "CRM for sales and service")])
        self.assertEqual(len(session.participant_ids.filtered("invited_on")), 20)
        self.assertEqual(len(session.participant_ids.department_id), 5)
        self.assertEqual((session.date_end - session.date_start).days, 1)
