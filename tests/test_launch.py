"""The launch: locked until the readiness list holds, or management says why it goes ahead."""

from odoo.exceptions import AccessError, UserError

from .common import FacilitationCase


class TestLaunch(FacilitationCase):
    def make_ready(self):
        self.participants.action_join()
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        for participant in self.participants:
            need = self.make_need("Wish", participant)
            need.action_accept()
            task = need.action_plan()
            self.env["crm.facilitation.feature"].with_user(self.facilitator).create(
                {"task_id": task.id, "res_model": "crm.stage", "res_id": stage.id}
            ).action_confirm()
            task.state = "1_done"
            need.sudo().delivery_decision = "accepted"

    def failed(self):
        return [check["code"] for check in self.project.facilitation_readiness() if not check["ok"]]

    def test_locked_until_everything_holds(self):
        need = self.make_need("Undecided")
        with self.assertRaisesRegex(UserError, "No need is undecided"):
            self.project.action_facilitation_launch()
        self.assertEqual(self.project.facilitation_phase, "discovery")
        need.action_reject("Not now")
        self.make_ready()
        self.assertEqual(self.failed(), [])
        self.project.action_facilitation_launch()
        self.assertEqual(self.project.facilitation_phase, "launched")
        self.assertTrue(self.project.launch_date)
        self.assertIn("launch", self.evidence(self.project))

    def test_error_names_every_failed_check(self):
        self.make_need("Undecided").action_accept()
        failed = [check for check in self.project.facilitation_readiness() if not check["ok"]]
        with self.assertRaises(UserError) as error:
            self.project.action_facilitation_launch()
        self.assertGreater(len(failed), 3)
        for check in failed:
            self.assertIn(check["name"], str(error.exception))

    def test_untraced_configuration_keeps_the_launch_locked(self):
        self.make_ready()
        self.project.action_config_baseline()
        self.env["crm.stage"].create({"name": "Nobody asked"})
        self.project.action_config_scan()
        self.assertEqual(self.failed(), ["untraced"])

    def test_written_phase_is_refused_on_every_path(self):
        project = self.project
        for way in (
            lambda: project.write({"facilitation_phase": "launched"}),
            lambda: project.write({"launch_date": "2026-01-01"}),
            lambda: project.create({"name": "Quick", "facilitation_phase": "launched"}),
        ):
            with self.assertRaises(UserError):
                way()
        self.assertEqual(project.facilitation_phase, "discovery")

    def test_override_is_managements_with_a_reason_on_record(self):
        self.make_need("Undecided")
        with self.assertRaises(AccessError):
            self.project.action_facilitation_launch_override("we must")
        with self.assertRaises(UserError):
            self.project.with_user(self.sponsor).action_facilitation_launch_override(" ")
        self.assertEqual(self.project.facilitation_phase, "discovery")
        self.project.with_user(self.sponsor).action_facilitation_launch_override("The fair is on Monday")
        self.assertEqual(self.project.facilitation_phase, "launched")
        event = self.env["crm.facilitation.event"].search([("kind", "=", "launch_override")])
        self.assertEqual((event.payload["reason"], event.actor_id), ("The fair is on Monday", self.sponsor))

    def test_employee_does_not_launch(self):
        with self.assertRaises(AccessError):
            self.project.with_user(self.employee_sales).action_facilitation_launch()

    def test_screen_shows_each_check_and_opens_its_records(self):
        self.make_need("Undecided")
        line = self.project.launch_check_ids.filtered(lambda check: check.code == "needs_decided")
        self.assertEqual((line.ok, line.count), (False, 1))
        self.assertEqual(line.action_open()["res_model"], "crm.facilitation.need")

    def test_screen_opens_in_a_read_only_transaction(self):
        self.make_need("Undecided")
        self.env.flush_all()
        fields = {"code": {}, "name": {}, "ok": {}, "count": {}}
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            (seen,) = self.project.web_read({"launch_check_ids": {"fields": fields}})
            savepoint.rollback()
        lines = [(line["code"], line["ok"]) for line in seen["launch_check_ids"]]
        self.assertIn(("needs_decided", False), lines)
        self.assertEqual([ok for _code, ok in lines], sorted(ok for _code, ok in lines))

    def test_score_and_advice(self):
        self.make_ready()
        self.assertEqual(self.project.trace_score, 1.0)
        self.make_need("Late wish").action_accept()
        self.env.invalidate_all()
        self.assertAlmostEqual(self.project.trace_score, 0.875)
        self.assertTrue(self.project.trace_advice)
