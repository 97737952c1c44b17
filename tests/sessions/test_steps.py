"""A facilitator walks through the agenda of a session and changes it while people work."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from ..common import FacilitationCase

NINE = datetime(2026, 3, 2, 9, 0)


def at(minutes):
    """The clock of the server, so many minutes after nine."""
    return freeze_time(NINE + timedelta(minutes=minutes))


class StepsCase(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.steps = self.session.agenda_item_ids
        self.first, self.second, self.third = self.steps[:3]

    def _names(self):
        self.session.invalidate_recordset()
        return self.session.agenda_item_ids.mapped("name")

    def _facts(self, kind):
        events = self.env["crm.facilitation.event"].search([("kind", "=", kind), ("record_id", "=", self.session.id)])
        return [dict(event.payload) for event in events]


class TestTime(StepsCase):
    def _visits(self, item):
        visits = self.env["crm.facilitation.agenda.visit"].search([("item_id", "=", item.id)])
        return [(visit.started_at, visit.ended_at, visit.paused_seconds) for visit in visits]

    def test_each_stay_in_a_step_is_kept(self):
        with at(0):
            self.session.action_go_to(self.second)
        with at(20):
            self.session.action_go_to(self.third)
        with at(30):
            self.session.action_previous()
        with at(35):
            self.session.action_next()
        stays = [(0, 20), (30, 35)]
        self.assertEqual(
            self._visits(self.second),
            [(NINE + timedelta(minutes=begin), NINE + timedelta(minutes=end), 0) for begin, end in stays],
        )
        self.assertEqual(self.second.spent_seconds, 25 * 60)

    def test_a_pause_is_no_time_of_the_step(self):
        with at(0):
            self.session.action_go_to(self.second)
        with at(10):
            self.session.action_pause()
            self.assertEqual(self.second.spent_seconds, 600)
        with at(25):
            self.assertEqual(self.second.spent_seconds, 600)
            self.session.action_resume()
            self.assertEqual(self.second.spent_seconds, 600)
            self.assertEqual(self.session.current_item_started_at, NINE + timedelta(minutes=25))
            self.assertFalse(self.session.current_item_paused_at)
        for kind in ("step_paused", "step_resumed"):
            self.assertEqual([facts["name"] for facts in self._facts(kind)], [self.second.name], kind)
        with at(30):
            self.session.action_next()
        self.assertEqual(self.second.spent_seconds, 15 * 60)
        self.assertEqual([seconds for *_times, seconds in self._visits(self.second)], [15 * 60])

    def test_a_step_that_is_left_during_a_pause_ends_with_the_pause(self):
        with at(0):
            self.session.action_go_to(self.second)
        with at(10):
            self.session.action_pause()
        with at(40):
            self.session.action_next()
        self.assertEqual(self.second.spent_seconds, 600)
        self.assertFalse(self.session.current_item_paused_at)

    def test_pressing_pause_twice_is_one_pause(self):
        with at(0):
            self.session.action_go_to(self.second)
            self.session.action_pause()
        with at(5):
            self.session.action_pause()
        self.assertEqual(self.session.current_item_paused_at, NINE)
        self.assertEqual(self.evidence(self.session).count("step_paused"), 1)

    def test_what_is_spent_does_not_move_by_itself(self):
        with at(0):
            self.session.action_go_to(self.second)
        for minutes in (0, 5, 500):
            with at(minutes):
                self.second.invalidate_recordset()
                self.assertEqual(self.second.spent_seconds, 0)

    def test_a_timer_moves_nobody(self):
        with at(0):
            self.session.action_go_to(self.second)
        with at(24 * 60):
            self.session.invalidate_recordset()
            self.assertEqual(self.session.current_item_id, self.second)
            self.assertTrue(self.session.with_user(self.employee_sales)._takes_need_from_caller())

    def test_five_minutes_more_are_planned(self):
        planned = self.first.planned_seconds
        self.session.action_extend()
        self.session.action_extend(10)
        self.assertEqual(self.first.planned_seconds, planned + 15 * 60)
        self.assertEqual([facts["minutes"] for facts in self._facts("step_extended")], [10, 5])

    def test_a_step_is_not_made_shorter_or_endless(self):
        for minutes in (0, -5, 601):
            with self.assertRaises(UserError):
                self.session.action_extend(minutes)
        self.assertFalse(self.first.extra_minutes)
        self.assertNotIn("step_extended", self.evidence(self.session))
        self.session.action_extend(600)
        with self.assertRaisesRegex(UserError, "ten hours at most"):
            self.session.action_extend(1)
        self.assertEqual(self.first.extra_minutes, 600)

    def test_a_session_is_started_once_and_closed_once(self):
        with self.assertRaisesRegex(UserError, "Only a draft"):
            self.session.action_start()
        draft = self.session.create({"name": "Second", "project_id": self.project.id})
        with self.assertRaisesRegex(UserError, "Only a running"):
            draft.action_close()
        self.assertEqual((self.session.state, draft.state), ("running", "draft"))

    def test_closing_ends_the_last_stay(self):
        with at(0):
            self.session.action_go_to(self.second)
        with at(12):
            self.session.action_close()
        self.assertEqual(self.second.spent_seconds, 12 * 60)
        self.assertFalse(self.session._get_open_visit())


class TestWalk(StepsCase):
    def test_two_desks_that_press_at_once_go_one_step(self):
        self.session.action_next(self.first.id)
        with self.assertRaisesRegex(UserError, self.second.name):
            self.session.action_next(self.first.id)
        self.assertEqual(self.session.current_item_id, self.second)
        self.assertEqual(self.evidence(self.session).count("step_begun"), 1)

    def test_each_command_knows_the_step_that_was_seen(self):
        self.session.action_next(self.first.id)
        for command in (
            lambda seen: self.session.action_previous(seen),
            lambda seen: self.session.action_go_to(self.third, seen),
            lambda seen: self.session.action_pause(seen),
            lambda seen: self.session.action_extend(5, seen),
        ):
            with self.assertRaisesRegex(UserError, "is the current step"):
                command(self.first.id)
        self.assertEqual(self.session.current_item_id, self.second)
        self.assertFalse(self.session.current_item_paused_at)
        self.session.action_pause(self.second.id)
        with self.assertRaisesRegex(UserError, "is the current step"):
            self.session.action_resume(self.first.id)
        self.assertTrue(self.session.current_item_paused_at)

    def test_a_session_without_steps_says_so_and_goes_on_with_the_first_that_it_is_given(self):
        bare = self.session.copy({"name": "Bare"})
        bare.agenda_item_ids.unlink()
        with self.assertRaisesRegex(UserError, "Start the session"):
            bare.action_pause()
        bare.action_start()
        with self.assertRaisesRegex(UserError, "is empty"):
            bare.action_next()
        with self.assertRaisesRegex(UserError, "No step is current"):
            bare.action_pause(False)
        only = self.steps.browse(bare.action_insert_item("Only this", "discuss", 10))
        # the desk that saw no current step goes on, and is told once there is one
        bare.action_next(False)
        self.assertEqual((bare.current_item_id, only.day), (only, 1))
        with self.assertRaisesRegex(UserError, "“Only this” is the current step"):
            bare.action_pause(False)
        self.assertFalse(bare.current_item_paused_at)

    def test_going_where_one_is_leaves_the_clock_alone(self):
        with at(0):
            self.session.action_go_to(self.second)
        with at(5):
            self.session.action_go_to(self.second)
        self.assertEqual(self.session.current_item_started_at, NINE)

    def test_going_on_says_from_where(self):
        self.session.action_next()
        event = self.env["crm.facilitation.event"].search([("kind", "=", "step_begun")], limit=1)
        self.assertIn(self.first.name, event.facts)
        self.assertIn(self.second.name, event.facts)

    def test_a_step_that_is_left_out_is_passed_over(self):
        self.session.action_cut_item(self.second.id)
        self.session.action_next()
        self.assertEqual(self.session.current_item_id, self.third)
        self.session.action_previous()
        self.assertEqual(self.session.current_item_id, self.first)
        self.assertEqual(self.evidence(self.session).count("step_cut"), 1)

    def test_a_step_that_was_left_out_comes_back(self):
        self.session.action_cut_item(self.second.id)
        self.session.action_cut_item(self.second.id, False)
        self.session.action_next()
        self.assertEqual(self.session.current_item_id, self.second)
        self.assertIn("step_restored", self.evidence(self.session))

    def test_going_to_a_step_that_was_left_out_takes_it_in_again(self):
        self.session.action_cut_item(self.third.id)
        self.session.action_go_to(self.third)
        self.assertFalse(self.third.is_parked)

    def test_the_buttons_of_a_line_move_the_session_there_and_leave_it_out_or_take_it_in(self):
        self.assertEqual(self.steps.filtered("is_current"), self.first)
        self.third.action_cut_me()
        self.assertTrue(self.third.is_parked)
        self.third.action_cut_me()
        self.assertFalse(self.third.is_parked)
        self.third.action_go_to_me()
        self.steps.invalidate_recordset()
        self.assertEqual(self.steps.filtered("is_current"), self.third)

    def test_the_current_step_is_not_left_out(self):
        with self.assertRaisesRegex(UserError, "is the current step"):
            self.session.action_cut_item(self.first.id)
        self.assertFalse(self.first.is_parked)

    def test_a_step_that_runs_beside_another_one_is_passed_over(self):
        beside = self.steps.filtered("is_parallel")
        before = self.steps[self.steps.ids.index(beside.id) - 1]
        self.assertEqual((before.audience, beside.audience), ("no_management", "management"))
        self.session.action_go_to(before)
        self.session.action_next()
        self.assertEqual(self.session.current_item_id, self.steps[self.steps.ids.index(beside.id) + 1])

    def test_employees_and_management_do_not_walk(self):
        for user in (self.employee_sales, self.sponsor):
            session = self.session.with_user(user)
            for command in (
                session.action_next,
                session.action_pause,
                session.action_resume,
                session.action_extend,
                lambda session=session: session.action_go_to(self.third.id),
                lambda session=session: session.action_move_item(self.third.id),
                lambda session=session: session.action_insert_item("Mine"),
                lambda session=session: session.action_cut_item(self.third.id),
            ):
                with self.assertRaises(AccessError):
                    command()
        self.assertEqual(self.session.current_item_id, self.first)
        self.assertEqual(self.session.agenda_item_ids, self.steps)

    def test_the_agenda_of_a_session_that_is_over_stays(self):
        self.session.action_close()
        for command in (
            lambda: self.session.action_move_item(self.third.id, self.first.id),
            lambda: self.session.action_insert_item("Late"),
            lambda: self.session.action_cut_item(self.third.id),
        ):
            with self.assertRaisesRegex(UserError, "is over"):
                command()
        self.assertEqual(self.session.agenda_item_ids, self.steps)


class TestChange(StepsCase):
    def test_a_step_is_moved_in_front_of_another(self):
        self.session.action_move_item(self.third.id, self.second.id)
        names = self.steps.mapped("name")
        self.assertEqual(self._names()[:3], [names[0], names[2], names[1]])
        self.assertEqual(self._names()[3:], names[3:])
        self.assertIn("step_moved", self.evidence(self.session))

    def test_a_step_moves_to_another_day(self):
        first_of_second_day = self.steps.filtered(lambda item: item.day == 2)[:1]
        self.session.action_move_item(self.third.id, first_of_second_day.id)
        self.assertEqual(self.third.day, 2)
        self.session.invalidate_recordset()
        order = self.session.agenda_item_ids
        self.assertEqual(order[order.ids.index(self.third.id) + 1], first_of_second_day)

    def test_a_step_without_one_behind_it_comes_last(self):
        self.session.action_move_item(self.third.id)
        self.session.invalidate_recordset()
        self.assertEqual(self.session.agenda_item_ids[-1:], self.third)
        self.assertEqual(self.third.day, 3)

    def test_a_step_is_inserted_behind_the_current_one(self):
        new = self.steps.browse(self.session.action_insert_item(" Ten quiet minutes ", "break", 10))
        self.session.invalidate_recordset()
        self.assertEqual(self.session.agenda_item_ids[1], new)
        self.assertEqual((new.name, new.kind, new.planned_minutes, new.day), ("Ten quiet minutes", "break", 10, 1))
        self.assertEqual((new.can_raise, new.can_vote, new.can_remark), (False, False, False))
        self.assertEqual(self.evidence(self.session).count("step_inserted"), 1)

    def test_a_step_is_inserted_at_the_end_of_a_day(self):
        last = self.steps.filtered(lambda item: item.day == 1)[-1:]
        new = self.steps.browse(self.session.action_insert_item("A second vote", "vote", 15, last.id))
        self.session.invalidate_recordset()
        order = self.session.agenda_item_ids
        self.assertEqual(order[order.ids.index(last.id) + 1], new)
        self.assertEqual((new.day, new.can_vote), (1, True))
        second_day = self.steps.filtered(lambda item: item.day == 2)[:1]
        later = self.steps.browse(self.session.action_insert_item("Fresh air", "break", 10, second_day.id))
        self.assertEqual(later.day, 2)

    def test_a_step_needs_a_name_a_kind_and_a_time(self):
        name, kind = "Give the step a name", "Choose what kind of step"
        for words, *arguments in (
            (name, " "), (kind, "Nap", "nap"), (kind, "Short", "break", 0), (kind, "Long", "break", 1000)
        ):  # fmt: skip
            with self.assertRaisesRegex(UserError, words):
                self.session.action_insert_item(*arguments)
        self.assertEqual(self.session.agenda_item_ids, self.steps)
        self.assertNotIn("step_inserted", self.evidence(self.session))

    def test_a_draft_is_changed_without_evidence(self):
        draft = self.session.copy({"name": "Later"})
        first, second, third = draft.agenda_item_ids[:3]
        draft.action_cut_item(second.id)
        draft.action_move_item(third.id, first.id)
        draft.action_insert_item("Nap", "break", 10, first.id)
        self.assertEqual(self.evidence(draft), [])

    def test_a_step_of_another_session_is_refused(self):
        other = self.session.copy({"name": "Other"}).agenda_item_ids[0]
        for command in (
            lambda: self.session.action_move_item(other.id, self.first.id),
            lambda: self.session.action_move_item(self.third.id, other.id),
            lambda: self.session.action_insert_item("Nap", "break", 10, other.id),
            lambda: self.session.action_cut_item(other.id),
        ):
            with self.assertRaisesRegex(UserError, "not on the agenda"):
                command()
        with self.assertRaisesRegex(UserError, "not on this session's agenda"), self.env.cr.savepoint():
            # also for whoever writes everything
            self.session.sudo().current_item_id = other
        self.session.invalidate_recordset()
        self.assertEqual((self.session.agenda_item_ids, self.session.current_item_id), (self.steps, self.first))

    def test_a_step_that_was_held_stays(self):
        self.session.action_next()
        with self.assertRaisesRegex(UserError, "was held"):
            self.first.with_user(self.facilitator).unlink()
        self.assertTrue(self.first.exists())
        other = self.session.copy({"name": "Other"})
        with self.assertRaisesRegex(UserError, "was held"):
            self.first.with_user(self.facilitator).session_id = other
        self.assertEqual(self.first.session_id, self.session)
        self.third.with_user(self.facilitator).unlink()
        self.assertFalse(self.third.exists())
