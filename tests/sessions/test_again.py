"""Holding a session again: copied with its people, reopened with a reason; what a cancelled one leaves behind."""

from odoo.exceptions import AccessError, UserError

from ..common import FacilitationCase


class TestAgain(FacilitationCase):
    def test_a_copy_has_the_people_and_agenda_and_days_of_its_own(self):
        self.session.write({"date_start": "2027-03-01", "date_end": "2027-03-03", "collection_from": "2027-02-01"})
        self.session.agenda_item_ids[3:].unlink()
        self.session.agenda_item_ids[0].name = "Our own opening"
        copy = self.session.copy()
        self.assertEqual(copy.participant_ids.partner_id, self.participants.partner_id)
        self.assertEqual(copy.participant_ids.department_id, self.departments)
        self.assertNotEqual(copy.name, self.session.name)
        self.assertFalse(copy.date_start or copy.date_end or copy.collection_from)
        self.assertEqual(copy.agenda_item_ids.mapped("name"), self.session.agenda_item_ids.mapped("name"))
        self.assertEqual(copy.state, "draft")
        self.assertEqual(set(copy.participant_ids.mapped("attendance")), {"invited"})

    def test_who_was_taken_off_the_list_is_not_copied(self):
        self.participant_service.action_take_off()
        self.assertNotIn(self.employee_service.partner_id, self.session.copy().participant_ids.partner_id)
        self.assertTrue(self.participant_service.exists())

    def test_a_closed_session_goes_on_with_a_reason_on_record(self):
        self.session.action_close()
        with self.assertRaisesRegex(UserError, "cannot be cancelled"):
            self.session.action_cancel()
        with self.assertRaises(UserError):
            self.session.action_reopen(" ")
        # whoever may not do it is told that, and not what else is missing
        for reason in ("We forgot Logistics", " "):
            with self.assertRaises(AccessError):
                self.session.with_user(self.sponsor).action_reopen(reason)
        self.assertEqual(self.session.state, "closed")
        self.session.action_reopen("We forgot Logistics")
        self.assertEqual((self.session.state, self.session.closed_on), ("running", False))
        event = self.env["crm.facilitation.event"].search([("kind", "=", "session_reopened")])
        self.assertEqual((event.payload["reason"], event.payload["from"]), ("We forgot Logistics", "closed"))
        self.session.action_next()

    def test_a_cancelled_session_is_prepared_again(self):
        self.session.action_cancel()
        self.assertEqual(self.evidence(self.session)[-1], "session_cancelled")
        with self.assertRaisesRegex(UserError, "stays on record"):
            self.session.unlink()
        self.session.action_reopen("The flu is over")
        self.assertEqual(self.session.state, "draft")
        self.session.action_start()

    def test_one_under_way_is_not_opened_again(self):
        with self.assertRaises(UserError):
            self.session.action_reopen("Why not")
        self.assertEqual(self.evidence(self.session).count("session_reopened"), 0)

    def test_needs_of_a_cancelled_session_wait_for_nobody(self):
        need = self.make_need("Never discussed")
        desk = self.env["crm.facilitation.desk"].with_user(self.facilitator)
        self.assertIn("undecided", [line["code"] for line in desk.desk()["waiting"]])
        self.assertIn(need, self.project._undecided_needs())
        self.session.action_cancel()
        self.env.invalidate_all()
        self.assertNotIn("undecided", [line["code"] for line in desk.desk()["waiting"]])
        self.assertFalse(self.project._undecided_needs() | self.project._undiscussed_needs())

    def test_a_rollout_that_was_put_away_fills_no_desk(self):
        self.make_need("Undecided")
        desk = self.env["crm.facilitation.desk"].with_user(self.facilitator)
        self.project.active = False
        shown = desk.desk()
        self.assertFalse([line for line in shown["waiting"] if line["code"] == "undecided"])
        self.assertNotIn(self.session.id, [session["id"] for session in shown["sessions"]])


class TestAttendance(FacilitationCase):
    def test_what_is_set_by_hand_leaves_a_row(self):
        self.participant_sales.action_join()
        self.assertIn("participant_edited", self.evidence(self.participant_sales))

    def test_entering_the_room_is_no_edit(self):
        self.participant_service._new_link()
        self.assertNotIn("participant_edited", self.evidence(self.participant_service))
