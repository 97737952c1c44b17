"""Who is here: by the minute, without a history, and never by an act without a name."""

import logging
from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GuestCase
from .test_state import StateCase

NOON = datetime(2026, 3, 2, 12, 0, 20)


class TestPresence(StateCase):
    def beat(self, user, ready=None):
        return self.env["crm.facilitation.room"].with_user(user).beat(self.session.id, ready)

    def rows(self):
        return self.env["crm.facilitation.presence"].search([])

    def present(self, user=None):
        return self.state(user or self.facilitator)["present"]

    def test_an_open_page_is_somebody_who_is_here_until_it_is_silent_for_minutes(self):
        with freeze_time(NOON):
            self.beat(self.employee_sales)
            self.assertEqual(self.rows().seen_at, NOON.replace(second=0))
            self.assertEqual(self.present()["count"], 1)
            self.assertTrue(self.state(self.employee_sales)["me"]["is_present"])
        with freeze_time(NOON + timedelta(minutes=5)):
            self.assertEqual(self.present()["count"], 0)

    def test_there_is_one_row_a_person_and_no_history(self):
        for minute in range(3):
            with freeze_time(NOON + timedelta(minutes=minute)):
                self.beat(self.employee_sales)
                self.beat(self.employee_sales)
        self.assertEqual(len(self.rows()), 1)
        columns = {name for name, field in self.rows()._fields.items() if field.store}
        self.assertEqual(columns, {"id", "session_id", "participant_id", "seen_at", "is_ready", "ready_for_id"})

    def test_whoever_is_ready_is_ready_for_one_step(self):
        self.assertEqual(self.beat(self.employee_sales, True), {"is_ready": True})
        self.assertEqual(self.beat(self.employee_sales), {"is_ready": True})
        self.assertEqual(self.present()["ready"], 1)
        self.session.action_next()
        self.assertEqual(self.present()["ready"], 0)
        self.assertEqual(self.beat(self.employee_sales), {"is_ready": False})

    def test_entering_a_running_session_is_attending_it(self):
        self.assertEqual(self.participant_sales.attendance, "invited")
        self.beat(self.employee_sales)
        self.assertEqual((self.participant_sales.attendance, self.participant_sales.came_by), ("joined", "login"))

    def test_whoever_says_something_in_their_own_name_attends_after_it_is_stored(self):
        self.make_need("See the last call", self.participant_sales)
        self.assertEqual(self.participant_sales.attendance, "invited")
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()
        self.env.invalidate_all()
        self.assertEqual((self.participant_sales.attendance, self.participant_sales.came_by), ("joined", "login"))
        self.assertEqual(self.participant_service.attendance, "invited")

    def test_who_speaks_before_the_session_or_was_noted_by_hand_is_noted_no_further(self):
        second = self.session.create({"name": "Second", "project_id": self.project.id})
        second.collection_from = fields.Date.today()
        early = self.make_participant(self.employee_service, self.service, second)
        self.participant_sales.with_user(self.facilitator).action_join()
        for person in (early, self.participant_sales):
            self.make_need("See the last call", person)
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()
        self.env.invalidate_all()
        self.assertEqual((early.attendance, early.came_by), ("invited", False))
        self.assertEqual((self.participant_sales.attendance, self.participant_sales.came_by), ("joined", False))

    def test_an_attendance_that_could_not_be_noted_is_left_to_the_next_beat(self):
        self.make_need("See the last call", self.participant_sales)

        def locked(_people, _way):
            raise psycopg2.OperationalError("could not obtain lock on row")

        with (
            self.enter_registry_test_mode(),
            patch.object(type(self.participant_sales), "_join_by", locked),
            self.assertLogs("odoo.addons.crm_facilitation.models.room.presence", logging.INFO) as log,
        ):
            self.env.cr.postcommit.run()
        self.assertIn("could not obtain lock", str(log.records[0].exc_info))
        self.env.invalidate_all()
        self.assertEqual(self.participant_sales.attendance, "invited")
        self.beat(self.employee_sales)
        self.assertEqual(self.participant_sales.attendance, "joined")

    def test_reading_the_state_notes_nothing(self):
        self.state(self.employee_sales)
        self.assertFalse(self.rows())
        self.assertEqual(self.participant_sales.attendance, "invited")

    def test_raising_without_a_name_writes_nothing_of_the_person(self):
        self.session.current_item_id.sudo().anonymous = True
        before = self.participant_sales.read()
        self.env["crm.facilitation.need"].with_user(self.employee_sales).raise_need(self.session.id, {"name": "Pssst"})
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()
        self.env.invalidate_all()
        self.assertEqual(self.participant_sales.read(), before)
        self.assertFalse(self.rows())

    def test_in_an_anonymous_step_numbers_are_shown_and_nobody(self):
        self.beat(self.employee_sales, True)
        self.session.current_item_id.sudo().anonymous = True
        state = self.state(self.facilitator, "desk")
        self.assertEqual((state["present"]["count"], state["present"]["ready"]), (1, 1))
        self.assertEqual(
            {one.get(name) for one in state["desk"]["people"] for name in ("is_present", "is_ready")}, {None}
        )
        self.assertEqual({one["present"] for one in state["present"]["departments"]}, {None})

    def test_a_department_is_silent_until_one_of_its_people_raised_or_supported_something(self):
        for number in range(6):
            user = self._new_user(f"more{number}", "base.group_user")
            self.make_participant(user, (self.sales, self.service, self.logistics)[number // 2])
        self.make_need("See the last call", self.participant_sales)
        silent = {one["name"]: one["is_silent"] for one in self.present()["departments"]}
        self.assertEqual((silent["Sales"], silent["Service"]), (False, True))

    def test_a_department_is_counted_where_enough_of_it_are_here(self):
        people = [self._new_user(f"more{number}", "base.group_user") for number in range(8)]
        for number, user in enumerate(people):
            self.make_participant(user, (self.sales, self.service, self.service, self.logistics)[number // 2])
        for user in (*people[:2], *people[2:4], self.employee_service):
            self.beat(user)

        def shown():
            return {one["name"]: one["present"] for one in self.present()["departments"]}

        # two of Sales would follow from the total
        self.assertEqual(set(shown().values()), {None})
        self.beat(self.employee_sales)
        self.assertEqual((shown()["Sales"], shown()["Service"]), (3, 3))

    def test_a_session_that_ends_takes_its_rows_with_it(self):
        self.beat(self.employee_sales)
        self.session.action_close()
        self.assertFalse(self.rows())
        self.assertEqual(self.beat(self.employee_sales), {"is_ready": False})
        self.assertFalse(self.rows())

    def test_who_takes_no_part_is_not_here(self):
        for user in (self.outsider, self.sponsor):
            with self.assertRaises(AccessError):
                self.beat(user)
        self.assertFalse(self.rows())


@tagged("standard", "post_install", "-at_install")
class TestReadyGuests(GuestCase):
    def test_a_guest_says_that_they_are_ready_and_takes_it_back(self):
        self.gus.with_user(self.facilitator).action_join()
        browser = self.open(self.gus)
        self.assertEqual(browser.call("beat", ready=True), {"is_ready": True})
        self.assertTrue(browser.read("state")["me"]["is_ready"])
        self.assertEqual(browser.call("beat", ready=False), {"is_ready": False})
        self.assertEqual(browser.refused("beat", ready=1)[0], "refused")
