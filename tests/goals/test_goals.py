"""Goals: rated by departments, asked about again, answered with a reason."""

import runpy
from datetime import timedelta
from pathlib import Path

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_module_path
from odoo.tools import mute_logger

from ..common import FacilitationCase


class GoalCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goal = (
            cls.env["crm.facilitation.goal"]
            .with_user(cls.sponsor)
            .create(
                {"name": "Answer fast", "why": "Half of the lost never got an answer.", "project_id": cls.project.id}
            )
        )

    def as_user(self, user):
        return self.goal.with_user(user)


class TestRating(GoalCase):
    def averages(self):
        return {
            row["name"]: (row["mean"], row["count"]) for row in self.as_user(self.facilitator).ratings()["departments"]
        }

    def colleagues(self, department, count):
        users = [self._new_user(f"{department.name}{number}".lower(), "base.group_user") for number in range(count)]
        for user in users:
            self.make_participant(user, department)
        return users

    def rate(self, users, values):
        for user, value in zip(users, values, strict=True):
            self.as_user(user).action_rate(value)

    def test_each_department_is_shown_with_its_average_and_the_silent_ones_too(self):
        self.rate([self.employee_sales, *self.colleagues(self.sales, 2)], [5, 2, 2])
        self.assertEqual(self.averages(), {"Logistics": (0.0, 0), "Sales": (3.0, 3), "Service": (0.0, 0)})
        self.assertEqual(self.goal.rating_summary, "Sales 3.0")

    def test_row_26_averages_are_written_in_the_language_of_the_reader(self):
        self.rate([self.employee_sales, *self.colleagues(self.sales, 2)], [5, 4, 4])
        self.env["res.lang"]._activate_lang("ru_RU")
        self.assertEqual(self.goal.with_context(lang="en_US").rating_summary, "Sales 4.3")
        self.assertEqual(self.goal.with_context(lang="ru_RU").rating_summary, "Sales 4,3")

    def test_departments_of_one_or_two_are_shown_together_only(self):
        self.rate([self.employee_sales, *self.colleagues(self.sales, 2)], [5, 2, 2])
        self.rate([self.employee_service, *self.colleagues(self.service, 1)], [4, 5])
        self.assertEqual(self.averages(), {"Logistics": (0.0, 0), "Sales": (3.0, 3), "Service": (0.0, 2)})
        self.rate([self.employee_logistics], [3])
        self.assertEqual(
            self.averages(),
            {
                "Logistics": (0.0, 1),
                "Sales": (3.0, 3),
                "Service": (0.0, 2),
                "Small departments together": (4.0, 3),
            },
        )
        self.assertEqual(self.goal.rating_summary, "Sales 3.0 · Small departments together 4.0")

    def test_a_second_rating_replaces_the_first(self):
        users = [self.employee_sales, *self.colleagues(self.sales, 2)]
        self.rate(users, [5, 5, 5])
        found = self.as_user(self.employee_sales).action_rate(2)
        self.assertEqual((found["mine"], self.averages()["Sales"]), (2, (5.0, 3)))
        self.rate(users[1:], [4, 3])
        self.assertEqual(self.averages()["Sales"], (3.0, 3))

    def test_k_a_newcomer_moves_no_average_alone(self):
        """From 3.0 of three and 2.75 of four, the fourth gave a 2."""
        users = [self.employee_sales, *self.colleagues(self.sales, 5)]
        self.rate(users[:3], [3, 3, 3])
        for count, user in enumerate(users[3:5], 4):
            self.as_user(user).action_rate(2)
            self.assertEqual(self.averages()["Sales"], (3.0, count))
        self.as_user(users[5]).action_rate(5)
        self.assertEqual(self.averages()["Sales"], (3.0, 6))

    def test_a_small_department_that_grows_leaves_the_others_average_as_it_was(self):
        service = [self.employee_service, *self.colleagues(self.service, 3)]
        self.rate([*service[:2], self.employee_logistics], [5, 5, 2])
        self.assertEqual(self.averages()["Small departments together"], (4.0, 3))
        self.rate(service[2:], [1, 1])
        self.assertEqual(self.averages()["Small departments together"], (4.0, 3))
        self.assertEqual(self.averages()["Service"], (0.0, 4))

    def take_back(self, users):
        for user in users:
            self.assertEqual(self.as_user(user).action_take_back_rating()["mine"], 0)

    def test_what_no_average_holds_is_taken_back_at_once(self):
        ratings = self.env["crm.facilitation.goal.rating"]
        self.rate([self.employee_sales, self.employee_service], [5, 2])
        self.take_back([self.employee_sales])
        self.assertEqual((self.averages()["Sales"], self.averages()["Service"]), ((0.0, 0), (0.0, 1)))
        self.assertEqual(ratings.search([("goal_id", "=", self.goal.id)]).value, 2)
        self.assertIn(self.goal, self.as_user(self.employee_sales)._get_unrated())
        self.take_back([self.employee_sales])

    def test_what_an_average_holds_leaves_it_together_with_two_others(self):
        users = [self.employee_sales, *self.colleagues(self.sales, 5)]
        self.rate(users, [5, 5, 5, 3, 3, 3])
        for count, user in ((5, users[0]), (4, users[1])):
            self.take_back([user])
            self.assertEqual(self.averages()["Sales"], (4.0, count))
        self.assertEqual(self.as_user(users[0]).ratings()["mine"], 0)
        self.assertIn(self.goal, self.as_user(users[0])._get_unrated())
        self.take_back([users[2]])
        self.assertEqual(self.averages()["Sales"], (3.0, 3))
        self.assertEqual(len(self.env["crm.facilitation.goal.rating"].search([("goal_id", "=", self.goal.id)])), 3)

    def test_nobody_is_left_behind_where_others_take_theirs_back(self):
        """The one that stays would be the difference between two averages."""
        users = [self.employee_sales, *self.colleagues(self.sales, 5)]
        self.rate(users, [5, 5, 5, 3, 3, 3])
        self.rate([self.employee_service, *self.colleagues(self.service, 1), self.employee_logistics], [3, 3, 3])
        before = self.averages()
        self.take_back(users[:5])
        self.assertEqual(self.averages(), before | {"Sales": (3.0, 1)})
        self.take_back(users[5:])
        self.assertEqual(self.averages(), before | {"Sales": (0.0, 0)})
        self.rate(users[:1], [1])
        self.assertEqual(self.averages()["Sales"], (0.0, 1))

    def test_what_was_taken_back_can_be_given_again(self):
        users = [self.employee_sales, *self.colleagues(self.sales, 2)]
        self.rate(users, [5, 5, 5])
        self.take_back(users[:1])
        self.assertEqual(self.as_user(users[0]).action_rate(4)["mine"], 4)
        self.assertEqual(self.averages()["Sales"], (5.0, 3))

    def test_nobody_takes_back_what_another_gave(self):
        self.rate([self.employee_sales], [5])
        self.take_back([self.employee_service, self.facilitator])
        with self.assertRaises(AccessError):
            self.as_user(self.outsider).action_take_back_rating()
        self.assertEqual(self.averages()["Sales"], (0.0, 1))

    def test_an_update_shows_the_averages_that_were_shown_before(self):
        self.rate([self.employee_sales, *self.colleagues(self.sales, 2), self.employee_service], [5, 2, 2, 4])
        ratings, before = self.env["crm.facilitation.goal.rating"].search([]), self.averages()
        ratings.write({"shown_value": 0, "shown_department_id": False})
        self.assertNotEqual(self.averages(), before)
        script = Path(get_module_path("crm_facilitation"), "migrations/19.0.1.3.0/post-goals.py")
        runpy.run_path(str(script))["migrate"](self.env.cr, "19.0.1.2.0")
        self.assertEqual(self.averages(), before)

    def test_one_person_in_two_sessions_rates_once(self):
        self.as_user(self.employee_sales).action_rate(5)
        later = self.env["crm.facilitation.session"].with_user(self.facilitator)
        later = later.create({"name": "Later", "project_id": self.project.id})
        self.make_participant(self.employee_sales, self.service, later)
        self.as_user(self.employee_sales).action_rate(3)
        self.assertEqual((self.averages()["Service"][1], self.averages()["Sales"][1]), (1, 0))
        self.assertEqual(self.as_user(self.employee_sales).ratings()["mine"], 3)

    def test_who_does_not_take_part_rates_nothing(self):
        for user, error in ((self.outsider, AccessError), (self.facilitator, AccessError)):
            with self.subTest(user.login), self.assertRaises(error):
                self.as_user(user).action_rate(3)
        self.assertFalse(self.env["crm.facilitation.goal.rating"].search_count([("goal_id", "=", self.goal.id)]))

    def test_a_rating_is_one_to_five(self):
        for value in (0, 6, "5", None, 2.5, True):
            with self.subTest(value=value), self.assertRaises(UserError):
                self.as_user(self.employee_sales).action_rate(value)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["crm.facilitation.goal.rating"].create(
                {"goal_id": self.goal.id, "participant_id": self.participant_sales.id, "value": 6}
            )

    def test_nobody_writes_a_rating_but_through_the_goal(self):
        self.as_user(self.employee_sales).action_rate(5)
        ratings = self.env["crm.facilitation.goal.rating"]
        values = {"goal_id": self.goal.id, "participant_id": self.participant_service.id, "value": 1}
        for user in (self.employee_sales, self.facilitator, self.sponsor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                ratings.with_user(user).create(values)
        self.assertFalse(ratings.with_user(self.employee_service).search_count([]))
        self.assertEqual(ratings.with_user(self.employee_sales).search([]).value, 5)

    def test_the_list_of_goals_reads_ratings_at_once(self):
        goals = self.goal.copy() | self.goal.copy() | self.goal
        for goal in goals:
            goal.with_user(self.employee_sales).action_rate(4)

        def queries(records):
            return self.count_queries(lambda: records.with_user(self.facilitator).mapped("rating_summary"))

        queries(goals)
        self.assertEqual(queries(goals), queries(goals[0]))


class TestRelevance(GoalCase):
    def questions(self):
        return self.goal.sudo().activity_ids

    def test_the_owner_is_asked_at_the_end_of_a_session_and_answers_with_a_reason(self):
        self.session.action_close()
        self.assertEqual(self.questions().user_id, self.sponsor)
        self.as_user(self.sponsor).action_mark_changed("The market moved.")
        self.assertFalse(self.questions())
        self.assertEqual((self.goal.relevance, self.goal.relevance_reason), ("changed", "The market moved."))
        self.assertEqual(self.goal.confirmed_on, fields.Date.today())
        said = self.goal.message_ids.filtered(lambda message: "The market moved." in (message.body or ""))
        self.assertIn(self.sponsor.partner_id, said.author_id, "those who follow the goal read why")

    def test_a_goal_that_people_spoke_about_stays_and_one_typed_by_mistake_goes(self):
        typed, rated = self.goal.copy({"name": "Anser fast"}), self.goal.copy({"name": "Rated"})
        rated.with_user(self.employee_sales).action_rate(4)
        self.as_user(self.sponsor).action_confirm_relevance()
        for goal in (rated, self.goal):
            with self.assertRaises(UserError) as refused:
                goal.sudo().unlink()
            self.assertIn("is on record: people spoke about it", str(refused.exception))
        typed.sudo().unlink()
        self.assertEqual((typed | rated | self.goal).exists(), rated | self.goal)

    def test_the_owner_is_asked_at_launch(self):
        self.project.with_user(self.sponsor).action_facilitation_launch_override("It is urgent.")
        self.assertEqual(self.questions().summary, "Still relevant at launch?")

    def test_one_open_question_is_enough_whatever_the_occasion_and_language(self):
        self.session.action_close()
        self.project.with_user(self.sponsor).action_facilitation_launch_override("It is urgent.")
        self.goal._ask_relevance("quarter")
        self.assertEqual(len(self.questions()), 1)

    def test_each_quarter_those_are_asked_that_nobody_spoke_about(self):
        fresh = self.goal.copy({"name": "Fresh"})
        self.as_user(self.sponsor).action_confirm_relevance()
        with freeze_time(fields.Date.today() + timedelta(days=80)):
            self.env["crm.facilitation.goal"]._cron_ask_relevance()
            self.assertFalse(self.questions())
        with freeze_time(fields.Date.today() + timedelta(days=100)):
            fresh.with_user(self.sponsor).action_confirm_relevance()
            self.env["crm.facilitation.goal"]._cron_ask_relevance()
        self.assertEqual(self.questions().summary, "Still relevant this quarter?")
        self.assertFalse(fresh.sudo().activity_ids)

    def test_a_quarter_is_three_months_to_the_day(self):
        with freeze_time("2027-03-10"):
            self.as_user(self.sponsor).action_confirm_relevance()
        for day, asked in (("2027-06-09", 0), ("2027-06-10", 1)):
            with freeze_time(day):
                self.env["crm.facilitation.goal"]._cron_ask_relevance()
                self.assertEqual(len(self.questions()), asked, day)

    def test_an_obsolete_goal_is_asked_about_no_more_and_rated_no_more(self):
        self.as_user(self.sponsor).action_mark_obsolete("We sold that business.")
        self.session.action_close()
        self.assertFalse(self.questions())
        with self.assertRaises(UserError):
            self.as_user(self.employee_sales).action_rate(3)

    def test_a_changed_goal_shows_and_records_what_hangs_on_it(self):
        need = self.make_need("See the last call", goal_ids=[(4, self.goal.id)])
        need.action_accept()
        need.action_plan()
        self.as_user(self.sponsor).action_mark_changed("The market moved.")
        self.assertEqual(self.as_user(self.sponsor).hanging, "Needs: 1, tasks: 1, KPIs: 0")
        event = self.env["crm.facilitation.event"].search([("kind", "=", "goal_changed")], limit=1)
        self.assertEqual(event.payload["hanging"], "Needs: 1, tasks: 1, KPIs: 0")
        self.assertEqual(event.payload["reason"], "The market moved.")
        said = self.goal.message_ids.filtered(lambda message: "The market moved." in message.body)
        self.assertEqual(said.author_id, self.sponsor.partner_id)

    def test_the_owner_answers_whatever_else_they_may_change(self):
        self.goal.owner_id = self.outsider
        own = self.as_user(self.outsider)
        self.assertTrue(own.can_answer)
        own.action_mark_changed("Two hours, not a day")
        self.assertEqual((self.goal.relevance, self.goal.relevance_reason), ("changed", "Two hours, not a day"))
        own.action_confirm_relevance()
        self.assertEqual(self.goal.relevance, "relevant")
        with self.assertRaises(AccessError):
            own.name = "Mine"
        employee = self.as_user(self.employee_sales)
        self.assertFalse(employee.can_answer)
        for answer in (employee.action_confirm_relevance, lambda: employee.action_mark_obsolete("It is")):
            with self.assertRaises(AccessError):
                answer()
        self.assertEqual(self.goal.relevance, "relevant")

    def test_a_question_put_aside_is_not_asked_anew_each_night(self):
        self.goal.sudo().confirmed_on = "2026-01-01"
        for day, asked in (("2026-05-01", 1), ("2026-05-02", 0), ("2026-08-02", 1)):
            with freeze_time(day):
                self.goal._cron_ask_relevance()
                questions = self.goal.activity_ids
                self.assertEqual(len(questions), asked, day)
                questions.action_done()
                for question in questions:
                    # the database does not know of the frozen time
                    query = "UPDATE mail_activity SET create_date = %s WHERE id = %s"
                    self.env.cr.execute(query, [day, question.id])
                    question.invalidate_recordset(["create_date"])
