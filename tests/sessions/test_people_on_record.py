"""Who takes part is on record: who was added to a session that had begun, taken off its list, or noted as there."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..common import FacilitationCase


class TestPeopleOnRecord(FacilitationCase):
    def rows(self, kind):
        return self.env["crm.facilitation.event"].search([("project_id", "=", self.project.id), ("kind", "=", kind)])

    def test_before_a_session_begins_the_list_is_being_written(self):
        ahead = self.env["crm.facilitation.session"].with_user(self.facilitator)
        ahead = ahead.create({"name": "Ahead", "project_id": self.project.id})
        before = self.rows("people_added")
        place = self.make_participant(self.outsider, self.sales, session=ahead)
        place.action_join()
        self.assertEqual(self.rows("people_added"), before)
        self.assertFalse(self.evidence(place))

    def test_who_comes_to_a_running_session_is_evidence_by_whichever_way(self):
        partners = self.env["res.partner"].create([{"name": name} for name in ("Nina", "Nils", "Nora", "Nuri")])
        places = self.env["crm.facilitation.participant"].with_user(self.facilitator)
        places.create([{"session_id": self.session.id, "partner_id": partner.id} for partner in partners[:2]])
        [row] = self.rows("people_added")
        self.assertEqual((row.payload["people"], row.actor_id), (sorted(partners[:2].ids), self.facilitator))
        self.assertEqual((row.record_model, row.record_id), (self.session._name, self.session.id))
        self.assertIn("Nina", row.facts)
        lines = [Command.create({"partner_id": partners[2].id})]
        self.session.with_user(self.facilitator).write({"participant_ids": lines})
        self.assertEqual(self.rows("people_added")[0].payload["people"], partners[2].ids)
        loaded = places.load(["session_id/.id", "partner_id/.id"], [[str(self.session.id), str(partners[3].id)]])
        self.assertTrue(loaded["ids"], loaded)
        self.assertEqual(self.rows("people_added")[0].payload["people"], partners[3].ids)
        self.assertFalse(self.env["crm.facilitation.event"].verify(self.project.id))

    def test_who_is_noted_as_there_before_the_session_begins_is_on_record_when_it_does(self):
        """The launch asks whether each department took part."""
        ahead = self.env["crm.facilitation.session"].with_user(self.facilitator)
        ahead = ahead.create({"name": "Ahead", "project_id": self.project.id})
        place = self.make_participant(self.outsider, self.sales, session=ahead)
        other = self.make_participant(self.employee_sales, self.sales, session=ahead)
        place.action_join()
        self.session.action_close()
        ahead.action_start()
        self.assertEqual((self.evidence(place), self.evidence(other)), (["participant_edited"], []))
        row = self.rows("participant_edited")[0]
        self.assertEqual(
            (row.payload["before"], row.payload["after"]), ({"attendance": "Invited"}, {"attendance": "Joined"})
        )

    def test_who_is_added_as_there_is_on_record_as_such(self):
        partner = self.env["res.partner"].create({"name": "Nina"})
        places = self.env["crm.facilitation.participant"].with_user(self.facilitator)
        values = {"session_id": self.session.id, "partner_id": partner.id, "attendance": "joined"}
        self.assertEqual(self.evidence(places.create(values)), ["participant_edited"])

    def test_who_is_taken_off_the_list_is_evidence(self):
        ahead = self.env["crm.facilitation.session"].with_user(self.facilitator)
        ahead = ahead.create({"name": "Ahead", "project_id": self.project.id})
        place = self.make_participant(self.outsider, self.sales, session=ahead)
        person = place.partner_id
        place.unlink()
        self.assertEqual(self.rows("people_removed").payload["people"], person.ids)
        with self.assertRaisesRegex(UserError, "stay on record"):
            self.participant_sales.with_user(self.facilitator).unlink()
        self.assertTrue(self.participant_sales.exists())
        self.participant_sales.with_user(self.facilitator).active = False
        self.assertEqual(self.evidence(self.participant_sales), ["place_changed"])

    def test_attendance_by_hand_is_evidence_with_before_and_after(self):
        place = self.participant_sales.with_user(self.facilitator)
        place.action_join()
        place.attendance = "absent"
        place.attendance = "absent"
        self.assertEqual(self.evidence(place), ["participant_edited", "participant_edited"])
        row = self.rows("participant_edited")[0]
        self.assertEqual(
            (row.payload["before"], row.payload["after"]), ({"attendance": "Joined"}, {"attendance": "Absent"})
        )
        with self.assertRaises(AccessError):
            self.participant_service.with_user(self.employee_sales).attendance = "absent"
        self.assertEqual(self.participant_service.attendance, "invited")
