"""Acceptance: those who asked say whether it is done; after the deadline a deputy does."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from ..common import FacilitationCase

CRON_LOGGER = "odoo.addons.crm_facilitation.models.delivery.need_acceptance"
ACTIVITY_TYPE = "crm_facilitation.mail_activity_type_acceptance"


class TestAcceptance(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy = cls._new_user("dep", "base.group_user")
        cls.project.acceptance_days = 5
        cls.need = cls.make_need("Site visits")
        cls.need.supporter_ids = cls.participant_service
        cls.need.action_accept()
        cls.task = cls.need.action_plan()
        cls.task.nothing_to_configure = "The standard does it"

    def configure(self):
        self.task.state = "1_done"
        self.env.flush_all()

    def run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("crm_facilitation.need_cron_acceptance").method_direct_trigger()
        self.env.invalidate_all()

    def after_the_deadline(self):
        return freeze_time(fields.Datetime.now() + timedelta(days=7))

    def asked(self):
        return self.need.sudo().activity_search([ACTIVITY_TYPE]).user_id

    def test_a_need_that_cannot_be_asked_about_does_not_stop_the_others(self):
        self.configure()
        other = self.make_need("Other")
        other.action_accept()
        other.action_plan().write({"nothing_to_configure": "The standard does it", "state": "1_done"})
        needs, failing, asked = self.env.registry["crm.facilitation.need"], self.need.id, []

        def fail_for_one(need):
            if need.id == failing:
                raise ValueError("broken")
            asked.append(need.id)

        with patch.object(needs, "_ask_acceptance", fail_for_one), mute_logger(CRON_LOGGER):
            self.run_cron()
            first, asked[:], failing = list(asked), [], other.id
            self.run_cron()
        self.assertIn(other.id, first)
        self.assertIn(self.need.id, asked)

    def test_those_who_asked_are_asked_once_with_a_deadline(self):
        self.assertFalse(self.need.acceptance_deadline)
        with self.assertRaises(UserError) as refused:
            self.need.acceptance_deadline = fields.Date.today() + timedelta(days=9)
        self.assertIn("does not wait for a confirmation", str(refused.exception))
        own = self.need.with_user(self.employee_sales)
        for decide in (own.action_confirm_delivery, lambda: own.action_refuse_delivery("It has no date")):
            with self.assertRaises(UserError) as refused:
                decide()
            self.assertIn("is not configured yet", str(refused.exception))
        self.env.invalidate_all()
        self.assertEqual((self.need.delivery_state, self.need.acceptance_deadline), ("planned", False))
        self.configure()
        self.assertEqual(self.need.acceptance_deadline, fields.Date.today() + timedelta(days=5))
        self.assertEqual(self.asked(), self.employee_sales | self.employee_service)
        self.run_cron()
        activities = self.need.sudo().activity_search([ACTIVITY_TYPE])
        self.assertEqual(activities.mapped("date_deadline"), [self.need.acceptance_deadline] * 2)

    def test_they_are_asked_too_where_a_feature_is_written_down_as_confirmed(self):
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        feature = {"task_id": self.task.id, "res_model": stage._name, "res_id": stage.id, "state": "confirmed"}
        self.env["crm.facilitation.feature"].with_user(self.facilitator).create(feature)
        self.assertEqual(self.need.delivery_state, "configured")
        self.assertEqual(self.asked(), self.employee_sales | self.employee_service)

    def test_confirmed_by_one_who_asked(self):
        self.configure()
        self.need.with_user(self.employee_service).action_confirm_delivery()
        self.assertEqual((self.need.delivery_state, self.need.delivery_decision_by), ("accepted", "asker"))
        self.assertFalse(self.asked())

    def test_refusal_reopens_the_task_and_they_are_asked_again(self):
        self.configure()
        own = self.need.with_user(self.employee_sales)
        with self.assertRaises(UserError):
            own.action_refuse_delivery("  ")
        self.assertEqual((self.need.delivery_state, self.task.state), ("configured", "1_done"))
        own.action_refuse_delivery("It has no date")
        self.assertEqual((self.need.delivery_state, self.task.state), ("refused", "01_in_progress"))
        self.assertFalse(self.need.acceptance_deadline)
        self.configure()
        self.assertEqual(self.need.delivery_state, "configured")
        self.assertTrue(self.need.acceptance_deadline)
        self.assertEqual(self.asked(), self.employee_sales | self.employee_service)
        own.action_confirm_delivery()
        self.assertEqual(self.need.delivery_state, "accepted")

    def test_refusal_leaves_a_cancelled_task_alone(self):
        dropped = self.task.copy({"state": "1_canceled", "facilitation_need_ids": [Command.set(self.need.ids)]})
        self.configure()
        self.need.with_user(self.employee_sales).action_refuse_delivery("It has no date")
        self.assertEqual((self.task.state, dropped.state), ("01_in_progress", "1_canceled"))

    def test_refusal_is_heard_while_a_conflict_stops_the_task(self):
        first, second = self.project.type_ids[:2]
        self.task.stage_id = second
        self.configure()
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        values = {"name": "Who enters it", "session_id": self.session.id, "is_blocking": True}
        conflict.create(values | {"need_ids": [Command.set(self.need.ids)]})
        self.need.with_user(self.employee_sales).action_refuse_delivery("It has no date")
        self.assertEqual((self.need.delivery_state, self.task.state), ("refused", "01_in_progress"))
        self.assertEqual(self.task.stage_id, first)
        for started in ({"state": "03_approved"}, {"state": "1_done"}, {"stage_id": second.id}):
            with self.assertRaises(ValidationError):
                self.task.write(started)

    def test_deputy_waits_for_the_deadline(self):
        self.project.acceptance_deputy_id = self.deputy
        self.configure()
        with self.after_the_deadline():
            # those who asked may still be given the day that runs
            self.need.acceptance_deadline = fields.Date.today()
            self.assertFalse(self.need.with_user(self.deputy).can_confirm_delivery)
            self.need._write_past_guards({"acceptance_deadline": fields.Date.today() - timedelta(days=2)})
        need = self.need.with_user(self.deputy)
        self.assertFalse(need.can_confirm_delivery)
        with self.assertRaises(AccessError):
            need.action_confirm_delivery()
        self.assertEqual(self.need.delivery_state, "configured")
        with self.after_the_deadline():
            self.env.invalidate_all()
            self.run_cron()
            self.assertIn(self.deputy, self.asked())
            self.make_participant(self.deputy, self.sales)
            self.env.invalidate_all()
            state = self.env["crm.facilitation.room"].with_user(self.deputy).state(self.session.id, "phone")
            [told] = [one for one in state["needs"] if one["id"] == self.need.id]
            self.assertEqual((told.get("can_support"), told.get("can_confirm_delivery")), (True, True))
            need.action_confirm_delivery()
        self.assertEqual((self.need.delivery_state, self.need.delivery_decision_by), ("accepted", "deputy"))
        event = self.env["crm.facilitation.event"].search([("kind", "=", "delivery_accepted")], limit=1)
        self.assertEqual((event.payload["by"], event.actor_id), ("deputy", self.deputy))

    def test_deputy_does_not_overrule_those_who_asked(self):
        self.project.acceptance_deputy_id = self.deputy
        self.configure()
        self.need.with_user(self.employee_sales).action_refuse_delivery("It has no date")
        with self.after_the_deadline(), self.assertRaises(AccessError):
            self.need.with_user(self.deputy).action_confirm_delivery()
        self.assertEqual(self.need.delivery_state, "refused")

    def test_management_decides_where_no_deputy_is_named(self):
        self.configure()
        with self.assertRaises(AccessError):
            self.need.with_user(self.sponsor).action_confirm_delivery()
        with self.after_the_deadline():
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                self.need.action_confirm_delivery()
            self.need.with_user(self.sponsor).action_confirm_delivery()
        self.assertEqual(self.need.delivery_decision_by, "deputy")

    def test_facilitator_notes_what_people_without_account_said(self):
        guest = self.env["res.partner"].create({"name": "Guest"})
        values = {"session_id": self.session.id, "partner_id": guest.id, "department_id": self.sales.id}
        participant = self.env["crm.facilitation.participant"].create(values)
        need = self.need.create({"name": "Bigger letters", "session_id": self.session.id, "author_id": participant.id})
        need.action_accept()
        need.action_plan().write({"nothing_to_configure": "The standard does it", "state": "1_done"})
        need.action_confirm_delivery()
        self.assertEqual((need.delivery_state, need.delivery_decision_by), ("accepted", "recorder"))
        self.assertTrue(self.row_of(need)["recorded_by_facilitator"])

    def row_of(self, need):
        """What the evidence says of the answer."""
        kinds = ("delivery_accepted", "delivery_refused")
        rows = self.env["crm.facilitation.event"].search([("record_id", "=", need.id), ("kind", "in", kinds)])
        return rows.payload

    def test_nobody_writes_down_what_somebody_could_say_themself(self):
        """By an account, a link that is good, or the mail that brings one; taking the link back is no way round."""
        guest = self.env["res.partner"].create({"name": "Guest", "email": "guest@example.com"})
        values = {"session_id": self.session.id, "partner_id": guest.id, "department_id": self.sales.id}
        place = self.env["crm.facilitation.participant"].create(values)
        need = self.need.create({"name": "Bigger letters", "session_id": self.session.id, "author_id": place.id})
        need.action_accept()
        need.action_plan().write({"nothing_to_configure": "The standard does it", "state": "1_done"})
        refused = {
            "a mail": lambda: None,
            "a link taken back, and a mail": place.with_user(self.facilitator).action_remove_link,
            "a link and no mail": lambda: (guest.sudo().write({"email": False}), place._draw_key("link")),
        }
        for words, prepare in refused.items():
            prepare()
            with self.subTest(words), self.assertRaises(AccessError):
                need.action_confirm_delivery()
            self.assertFalse(need.delivery_decision)
        place.with_user(self.facilitator).action_remove_link()
        need.action_confirm_delivery()
        self.assertEqual((need.delivery_state, need.delivery_decision_by), ("accepted", "recorder"))

    def test_what_waits_for_me_is_one_list(self):
        self.configure()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.need_action_confirm")
        domain = action["domain"].replace(
            "context_today().strftime('%Y-%m-%d')", repr(fields.Date.to_string(fields.Date.today()))
        )
        needs = self.env["crm.facilitation.need"]
        for user, expected in ((self.employee_sales, self.need), (self.employee_logistics, needs)):
            found = needs.with_user(user).search(eval(domain, {"uid": user.id}))
            self.assertEqual(found, expected)

    def test_form_gives_days_and_deputy(self):
        with Form(self.project, "crm_facilitation.project_project_view_form") as form:
            form.acceptance_days = 3
            form.acceptance_deputy_id = self.deputy
        self.configure()
        self.assertEqual(self.need.acceptance_deadline, fields.Date.today() + timedelta(days=3))
        self.assertEqual(self.need.acceptance_deputy_id, self.deputy)
