"""The chain from a need to a feature, walked by the lowest role that should be able to do each step."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..common import FacilitationCase


class TestSession(FacilitationCase):
    def test_new_session_starts_from_the_standard_agenda(self):
        standard = self.env.ref("crm_facilitation.agenda_three_days").item_ids
        self.assertEqual(self.session.agenda_item_ids.mapped("name"), standard.mapped("name"))
        self.assertEqual(self.session.agenda_item_ids.mapped("day"), sorted([1] * 13 + [2] * 11 + [3] * 14))
        self.assertEqual(self.session.current_item_id.kind, "welcome")

    def test_facilitator_moves_forward_and_back(self):
        second = self.session.agenda_item_ids[1]
        self.session.action_go_to(second)
        self.assertEqual(self.session.current_item_id, second)
        self.session.action_previous()
        self.assertEqual(self.session.current_item_id, self.session.agenda_item_ids[0])
        self.session.action_next()
        self.assertEqual(self.session.current_item_id, second)

    def test_a_session_changes_its_state_by_its_buttons_alone(self):
        """Dragging a card, importing or calling remotely would leave no evidence, and close over an open vote."""
        before = self.evidence(self.session)
        for state in ("closed", "cancelled", "draft"):
            with self.assertRaises(UserError):
                self.session.write({"state": state})
        with self.assertRaises(UserError):
            self.session.create({"name": "Over", "project_id": self.project.id, "state": "closed"})
        self.assertEqual((self.session.state, self.evidence(self.session)), ("running", before))

    def test_step_of_another_agenda_is_refused(self):
        other = self.session.copy({"name": "Other", "participant_ids": []})
        step = self.env["crm.facilitation.agenda.item"].create({"session_id": other.id, "name": "Elsewhere"})
        current = self.session.current_item_id
        with self.assertRaises(UserError):
            self.session.action_go_to(step)
        self.assertEqual(self.session.current_item_id, current)

    def test_employee_sees_own_sessions_only(self):
        sessions = self.env["crm.facilitation.session"]
        self.assertIn(self.session, sessions.with_user(self.employee_sales).search([]))
        self.assertNotIn(self.session, sessions.with_user(self.outsider).search([]))
        with self.assertRaises(AccessError):
            self.session.with_user(self.outsider).read(["name"])

    def test_archived_participant_loses_access(self):
        self.participant_sales.active = False
        self.assertNotIn(self.session, self.env["crm.facilitation.session"].with_user(self.employee_sales).search([]))

    def test_employee_cannot_start_or_close(self):
        with self.assertRaises(AccessError):
            self.session.with_user(self.employee_sales).action_close()
        self.assertEqual(self.session.state, "running")

    def test_one_person_takes_part_once(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_participant(self.employee_sales, self.service)


class TestNeed(FacilitationCase):
    def test_employee_raises_a_need_in_their_own_name(self):
        need = self.make_need("See the last call on the lead")
        self.assertEqual(need.author_id, self.participant_sales)
        self.assertEqual(need.department_id, self.sales)
        self.assertEqual(need.project_id, self.project)
        self.assertEqual(need.state, "raised")

    def test_nobody_raises_in_another_name(self):
        before = self.env["crm.facilitation.need"].search_count([])
        with self.assertRaises(AccessError):
            self.env["crm.facilitation.need"].with_user(self.employee_sales).create(
                {"name": "Not mine", "session_id": self.session.id, "author_id": self.participant_service.id}
            )
        self.assertEqual(self.env["crm.facilitation.need"].search_count([]), before)

    def test_outsider_raises_nothing(self):
        with self.assertRaises(AccessError):
            self.env["crm.facilitation.need"].with_user(self.outsider).create(
                {"name": "From outside", "session_id": self.session.id}
            )

    def test_step_without_raising_keeps_needs_for_later(self):
        self.session.action_go_to(self.session.agenda_item_ids.filtered(lambda item: not item.can_raise)[:1])
        need = self.make_need("Not now")
        self.assertEqual((need.state, need.is_parked, self.session.parking_lot), ("raised", True, need))

    def test_deferring_without_a_reason_is_refused(self):
        need = self.make_need("Sort by region")
        for way in (lambda: need.action_defer(" "), lambda: need.write({"state": "rejected"})):
            with self.assertRaises(UserError):
                way()
        self.assertEqual(need.state, "raised")
        self.assertFalse(self.evidence(need))

    def test_author_reads_decision_and_reason(self):
        need = self.make_need("Sort by region")
        need.action_reject("The region list is sorted by size on purpose")
        seen = need.with_user(self.employee_sales)
        self.assertEqual(
            (seen.state, seen.decision_reason), ("rejected", "The region list is sorted by size on purpose")
        )
        self.assertEqual(self.evidence(need), ["need_rejected"])

    def test_dragging_on_the_board_decides(self):
        need = self.make_need("Sort by region")
        need.write({"state": "accepted"})
        self.assertEqual(need.decided_by_id, self.facilitator)

    def test_author_does_not_decide(self):
        need = self.make_need("Sort by region").with_user(self.employee_sales)
        for way in (
            need.action_accept,
            lambda: need.write({"state": "accepted"}),
            lambda: need.write({"moscow": "must"}),
        ):
            with self.assertRaises(AccessError):
                way()
        self.assertEqual(need.state, "raised")


class TestPlanning(FacilitationCase):
    def test_planning_twice_makes_one_task(self):
        need = self.make_need("Stage for site visits")
        need.action_accept()
        self.assertEqual(need.action_plan(), need.action_plan())
        self.assertEqual(len(need.task_ids), 1)
        self.assertEqual(need.delivery_state, "planned")

    def test_a_need_linked_by_hand_holds_its_task_to_the_chain_and_questions_what_was_built(self):
        task, ordinary = (
            self.env["project.task"].with_user(self.facilitator).create({"name": name, "project_id": self.project.id})
            for name in ("Fields", "Office")
        )
        first, second = self.make_need("One"), self.make_need("Two")
        (first | second).action_accept()
        first.write({"task_ids": [Command.link(task.id)]})
        self.assertEqual([task.is_configuration_task, ordinary.is_configuration_task], [True, False])
        stage = self.env["crm.stage"].search([], limit=1)
        feature = task.feature_ids.create({"task_id": task.id, "res_model": "crm.stage", "res_id": stage.id})
        feature.action_confirm()
        self.assertFalse(feature.is_suspect)
        second.write({"task_ids": [Command.link(task.id)]})
        self.assertTrue(feature.is_suspect)
        asked = feature.suspect_reason
        second.write({"task_ids": [Command.unlink(task.id)]})
        self.assertNotEqual(feature.suspect_reason, asked, "what is asked for no more is a change too")

    def test_undecided_need_is_not_planned(self):
        need = self.make_need("Stage for site visits")
        with self.assertRaises(UserError):
            need.action_plan()
        self.assertFalse(need.task_ids)

    def test_configuration_task_without_accepted_need_is_refused(self):
        tasks = self.env["project.task"].with_user(self.facilitator)
        with self.assertRaises(ValidationError):
            tasks.create({"name": "Because I can", "project_id": self.project.id, "is_configuration_task": True})

    def test_task_is_done_only_with_a_confirmed_feature(self):
        need = self.make_need("Stage for site visits")
        need.action_accept()
        task = need.action_plan()
        with self.assertRaises(ValidationError):
            task.state = "1_done"
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        feature = (
            self.env["crm.facilitation.feature"]
            .with_user(self.facilitator)
            .create({"task_id": task.id, "res_model": "crm.stage", "res_id": stage.id})
        )
        self.assertEqual((feature.name, feature.need_ids), ("Site visit", need))
        feature.action_confirm()
        task.state = "1_done"
        self.assertEqual(need.delivery_state, "configured")

    def test_task_is_done_with_a_written_reason(self):
        need = self.make_need("Stage for site visits")
        need.action_accept()
        task = need.action_plan()
        task.write({"nothing_to_configure": "The stage is there already", "state": "1_done"})
        self.assertEqual(task.state, "1_done")

    def test_planned_need_is_not_deleted(self):
        need = self.make_need("Stage for site visits")
        need.action_accept()
        need.action_plan()
        with self.assertRaises(UserError):
            need.sudo().unlink()
        self.assertTrue(need.exists())


class TestEvidence(FacilitationCase):
    def test_chain_holds_and_names_the_first_broken_link(self):
        need = self.make_need("Sort by region")
        need.action_accept()
        need.action_reconsider()
        events = self.env["crm.facilitation.event"].with_user(self.facilitator)
        self.assertFalse(events.verify(self.project.id))
        broken = events.search([("kind", "=", "need_accepted")])
        self.env.cr.execute("UPDATE crm_facilitation_event SET payload = '{}' WHERE id = %s", [broken.id])
        self.env.invalidate_all()
        self.assertEqual(events.verify(self.project.id)["id"], broken.id)

    def test_nobody_changes_or_deletes_a_row(self):
        need = self.make_need("Sort by region")
        need.action_accept()
        event = self.env["crm.facilitation.event"].search([("record_id", "=", need.id)], limit=1)
        for way in (lambda: event.write({"kind": "x"}), event.unlink, lambda: event.create({"kind": "x"})):
            with self.assertRaises(UserError):
                way()
