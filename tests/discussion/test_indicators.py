"""Process indicators: how the session goes, by department and never by person."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError

from ..common import FacilitationCase


class TestIndicators(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            department: [
                cls.make_participant(cls._new_user(f"{department.name.lower()}{n}", "base.group_user"), department)
                for n in range(count)
            ]
            for department, count in ((cls.sales, 5), (cls.service, 3), (cls.logistics, 2))
        }

    def indicators(self, user=None):
        found = self.session.with_user(user or self.facilitator).indicators()
        return {row["code"]: row for row in found}

    def test_departments_that_said_nothing_are_named(self):
        for person in self.people[self.sales][:3]:
            self.make_need("A need of sales", person)
        silent = self.indicators()["silent"]
        self.assertIn("Service", silent["detail"])
        self.assertNotIn("Sales", silent["detail"])
        self.assertFalse(silent["is_good"])

    def test_needs_from_outside_stand_beside_the_share_of_the_people(self):
        for person in self.people[self.sales][:3]:
            self.make_need("Sales", person)
        for person in self.people[self.service][:3]:
            self.make_need("Service", person)
        spread = self.indicators()["spread"]
        self.assertEqual(spread["value"], "50 %")
        self.assertIn("54 %", spread["detail"], "seven of the thirteen who take part are not of Sales")

    def test_as_many_needs_as_people_from_outside_are_enough(self):
        self.make_participant(self._new_user("seventh", "base.group_user"), self.sales)
        for person in (*self.people[self.sales][:3], *self.people[self.service][:3]):
            self.make_need("A need", person)
        spread = self.indicators()["spread"]
        self.assertEqual(
            (spread["value"], spread["detail"], spread["is_good"]), ("50 %", "Their share of the people: 50 %", True)
        )

    def test_nothing_is_shown_that_tells_of_one_or_two(self):
        for person in self.people[self.sales][:3]:
            self.make_need("Sales", person)
        self.make_need("Of one person", self.people[self.service][0])
        spread = self.indicators()["spread"]
        self.assertEqual((spread["value"], spread["detail"], spread["is_good"]), ("–", "", None))

    def test_everything_that_indicators_say(self):
        self.session.sudo()._write_past_guards({"current_item_id": False})
        self.session.agenda_item_ids.sudo().visit_ids.unlink()
        names = {
            "silent": "Silent departments", "spread": "Needs from outside the largest department",
            "time": "Time over plan", "settled": "Conflicts settled", "reasons": "Decisions with a reason",
        }  # fmt: skip
        blank = {"value": "–", "detail": "", "is_good": None}
        silent = {"value": "3", "detail": "Logistics, Sales, Service", "is_good": False}
        self.assertEqual(
            self.session.indicators(),
            [{"code": code, "name": name} | (silent if code == "silent" else blank) for code, name in names.items()],
        )
        for department, people in self.people.items():
            for person in people[:3]:
                self.make_need(f"Of {department.name}", person)
        # a third person, so that Logistics may be told of
        self.make_need("Of Logistics", self.participant_logistics)
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict.create({"name": "One", "session_id": self.session.id}).action_dismiss("A misunderstanding")
        self.make_need("No", self.people[self.sales][0]).action_reject("Too dear")
        found = {row["code"]: (row["value"], row["detail"], row["is_good"]) for row in self.session.indicators()}
        self.assertEqual(found["silent"], ("0", "", True))
        # six of ten needs, and seven of thirteen people
        self.assertEqual(found["spread"], ("60 %", "Their share of the people: 54 %", True))
        self.assertEqual(found["settled"], ("100 %", "1 of 1", True))
        self.assertEqual(found["reasons"], ("100 %", "1 of 1", True))

    def test_time_over_plan_is_that_of_each_step_and_not_of_breaks_or_pauses(self):
        start = fields.Datetime.now()
        first, second, third = self.session.agenda_item_ids[:3]
        (first | second | third).write({"planned_minutes": 10})
        third.kind = "break"
        for place, item in enumerate((first, second, third, first)):
            # five minutes, fifteen, and a break of an hour
            with freeze_time(start + timedelta(minutes=[0, 5, 20, 80][place])):
                self.session.action_go_to(item)
        with freeze_time(start + timedelta(minutes=80, seconds=40)):
            found = self.indicators()["time"]
        self.assertEqual(
            (found["value"], found["detail"], found["is_good"]), ("5 min", "Steps over their time: 1", False)
        )
        second.planned_minutes = 15
        with freeze_time(start + timedelta(minutes=85, seconds=40)):
            found = self.indicators()["time"]
        self.assertEqual(
            (found["value"], found["detail"], found["is_good"]), ("1 min", "Steps over their time: 1", True)
        )

    def test_nobody_is_named(self):
        for department, people in self.people.items():
            for person in people:
                self.make_need(f"Need of {department.name}", person)
        told = repr(self.session.indicators())
        for person in self.session.participant_ids:
            self.assertNotIn(person.partner_id.name, told)

    def test_settled_conflicts_and_decisions_with_a_reason(self):
        self.assertEqual(self.indicators()["settled"]["value"], "–")
        conflicts = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        one, _two = conflicts.create([{"name": n, "session_id": self.session.id} for n in ("One", "Two")])
        one.action_dismiss("A misunderstanding")
        self.assertEqual(self.indicators()["settled"]["value"], "50 %")
        accepted, rejected = self.make_need("Yes"), self.make_need("No")
        accepted.action_accept()
        rejected.action_reject("Too dear")
        found = self.indicators()["reasons"]
        self.assertEqual((found["value"], found["detail"], found["is_good"]), ("50 %", "1 of 2", False))

    def test_time_is_what_the_steps_took_over_their_plan(self):
        start = fields.Datetime.now()
        first, second = self.session.agenda_item_ids[:2]
        with freeze_time(start):
            self.session.action_go_to(second)
            self.session.action_go_to(first)
        found = self.indicators()["time"]
        self.assertEqual((found["value"], found["is_good"]), ("0 min", True))
        with freeze_time(start + timedelta(minutes=first.planned_minutes + 12)):
            found = self.indicators()["time"]
        self.assertEqual((found["value"], found["is_good"]), ("12 min", False))
        self.assertEqual(found["detail"], "Steps over their time: 1")

    def test_a_session_that_has_not_begun_has_no_time(self):
        second = self.session.create({"name": "Second", "project_id": self.project.id})
        found = {row["code"]: row["value"] for row in second.indicators()}
        self.assertEqual(found["time"], "–")

    def test_it_is_shown_to_facilitators_and_management(self):
        self.assertTrue(self.indicators(self.sponsor))
        for user in (self.employee_sales, self.outsider):
            with self.assertRaises(AccessError):
                self.indicators(user)
