"""The launch: locked until the readiness list holds, or management says why it goes ahead."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.crm_facilitation.tools.readiness import Check

from ..common import FacilitationCase


class LaunchCase(FacilitationCase):
    @classmethod
    def make_ready(cls):
        """Three departments, each with a wish that was planned, configured, traced and confirmed."""
        cls.participants.action_join()
        cls.project.action_config_baseline()
        stage = cls.env["crm.stage"].create({"name": "Site visit"})
        for participant in cls.participants:
            need = cls.make_need("Wish", participant)
            need.action_mark_discussed("Talked through in the group")
            need.action_accept()
            task = need.action_plan()
            cls.env["crm.facilitation.feature"].with_user(cls.facilitator).create(
                {"task_id": task.id, "res_model": "crm.stage", "res_id": stage.id}
            ).action_confirm()
            task.state = "1_done"
            need.with_user(participant.user_id).action_confirm_delivery()
        goal = cls.env["crm.facilitation.goal"].create({"name": "Faster", "project_id": cls.project.id})
        need.goal_ids = goal
        cls.make_kpi()
        cls.session.action_close()
        goal.action_confirm_relevance()
        cls.project.action_config_scan()
        cls.env.invalidate_all()

    @classmethod
    def make_kpi(cls):
        definition = cls.env["crm.facilitation.kpi.definition"].search([("measure", "=", "manual")], limit=1)
        if not definition:
            definition = cls.env["crm.facilitation.kpi.definition"].search([], limit=1)
        kpi = cls.env["crm.facilitation.kpi"].with_user(cls.sponsor)
        # management owns it itself, which is accepting
        return kpi.create(
            {
                "definition_id": definition.id,
                "project_id": cls.project.id,
                "owner_id": cls.sponsor.id,
                "baseline_value": 1,
                "baseline_date": "2026-01-01",
                "target_value": 2,
                "target_date": "2027-01-01",
            }
        )

    def failed(self):
        return [check["code"] for check in self.project.facilitation_readiness() if not check["ok"]]


class TestLaunch(LaunchCase):
    def test_locked_until_everything_holds(self):
        need = self.make_need("Undecided")
        with self.assertRaisesRegex(UserError, "Needs that are not decided: 1"):
            self.project.action_facilitation_launch()
        self.assertEqual(self.project.facilitation_phase, "discovery")
        need.action_mark_discussed("Talked through in the group")
        need.action_reject("Not now")
        self.make_ready()
        self.assertEqual(self.failed(), [])
        self.assertTrue(self.project.action_facilitation_launch())
        self.assertEqual(self.project.facilitation_phase, "launched")
        self.assertTrue(self.project.launch_date)
        self.assertEqual(self.evidence(self.project).count("launch"), 1)
        self.env.invalidate_all()
        self.assertEqual(self.project.next_step, "See whether the figures move")

    def test_error_says_of_every_failed_check_what_is_missing(self):
        self.make_need("Undecided").action_accept()
        failed = [check for check in self.project.facilitation_readiness() if not check["ok"]]
        with self.assertRaises(UserError) as error:
            self.project.action_facilitation_launch()
        self.assertGreater(len(failed), 3)
        for check in failed:
            self.assertIn(f"– {check['missing']}", str(error.exception))
            # what must hold would read as if it held
            self.assertNotIn(f"– {check['name']}", str(error.exception).replace(check["missing"], ""))

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
        theirs = self.project.with_user(self.sponsor)
        self.assertTrue(theirs.action_facilitation_launch_override("The fair is on Monday"))
        self.assertEqual(self.project.facilitation_phase, "launched")
        with self.assertRaisesRegex(UserError, "is launched already"):
            theirs.action_facilitation_launch_override("The fair is on Tuesday")
        for values in ({"facilitation_phase": "discovery"}, {"launch_date": False}):
            with self.assertRaisesRegex(UserError, "is launched with its button"):
                self.project.write(values)
        event = self.env["crm.facilitation.event"].search([("kind", "=", "launch_override")])
        self.assertEqual((event.payload["reason"], event.actor_id), ("The fair is on Monday", self.sponsor))

    def test_employee_does_not_launch(self):
        with self.assertRaisesRegex(AccessError, "The facilitator or management releases the launch"):
            self.project.with_user(self.employee_sales).action_facilitation_launch()
        self.assertEqual(self.project.facilitation_phase, "discovery")

    def test_screen_shows_each_check_and_opens_its_records(self):
        need = self.make_need("Undecided")
        screen = self.project.with_user(self.sponsor).get_launch_screen()
        line = next(check for check in screen["checks"] if check["code"] == "needs_decided")
        self.assertEqual((line["ok"], line["count"]), (False, 1))
        self.assertEqual(line["action"]["domain"], [("id", "in", need.ids)])
        self.assertEqual((screen["may_override"], screen["may_scan"]), (True, False))
        with self.assertRaises(AccessError):
            self.project.with_user(self.employee_sales).get_launch_screen()

    def test_roll_out_with_nothing_in_it_is_not_ready(self):
        empty = self.project.create({"name": "Empty", "is_facilitation": True})
        failed = {check["code"]: check for check in empty.facilitation_readiness() if not check["ok"]}
        self.assertEqual(set(failed), {check["code"] for check in empty.facilitation_readiness()})
        self.assertEqual(failed["foundations"]["count"], 5)
        for code in set(failed) - {"foundations", "scanned", "forgotten"}:
            with self.subTest(code):
                self.assertIn("nothing to check yet", failed[code]["name"])
                self.assertEqual((failed[code]["count"], failed[code]["action"]), (0, False))
        with self.assertRaisesRegex(UserError, "affected departments"):
            empty.action_facilitation_launch()
        self.assertEqual(empty.facilitation_phase, "discovery")

    def test_what_was_decided_was_decided_though_all_of_it_is_archived(self):
        need = self.make_need("Yesterday's wish")
        need.action_reject("Nobody needs it any more")
        need.active = False
        checks = {check["code"]: check["ok"] for check in self.project.facilitation_readiness()}
        self.assertTrue(checks["needs_decided"])

    def test_ordinary_project_is_not_launched(self):
        ordinary = self.project.create({"name": "Ordinary"})
        with self.assertRaises(UserError):
            ordinary.with_user(self.sponsor).action_facilitation_launch_override("because")
        self.assertEqual(ordinary.facilitation_phase, "discovery")


class TestReadyForLaunch(LaunchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_ready()

    def make_late_need(self, title):
        """A need that the session raised and forgot: the list that holds is made ready without it."""
        self.session.sudo().state = "running"
        need = self.make_need(title)
        need.action_mark_discussed("Talked through in the group")
        self.session.sudo().state = "closed"
        return need

    def test_an_accepted_need_stays_a_promise_when_it_is_archived(self):
        forgotten = self.make_late_need("Forgotten")
        forgotten.action_accept()
        forgotten.active = False
        self.assertEqual(self.failed(), ["needs_planned", "needs_traced", "needs_accepted"])
        forgotten.action_plan()
        self.assertIn("tasks_done", self.failed())
        checks = {check["code"]: check for check in self.project.facilitation_readiness()}
        action = checks["needs_traced"]["action"]
        found = self.env[action["res_model"]].with_context(**action["context"]).search(action["domain"])
        self.assertEqual(found, forgotten)

    def test_goals_are_asked_about_at_the_end_of_a_session_not_when_one_is_planned(self):
        goal = self.project.goal_ids
        self.env["crm.facilitation.session"].with_user(self.facilitator).create(
            {"name": "Next", "project_id": self.project.id, "date_start": "2099-01-01"}
        )
        self.assertEqual(self.failed(), [])
        goal.sudo().confirmed_on = fields.Date.subtract(self.session.closed_on, days=1)
        self.assertEqual(self.failed(), ["goals_confirmed"])
        goal.with_user(self.sponsor).action_confirm_relevance()
        self.assertEqual(self.failed(), [])

    def test_whether_a_goal_holds_is_said_with_its_buttons_alone(self):
        goal = self.project.goal_ids
        for user in (self.facilitator, self.sponsor):
            for values in ({"relevance": "obsolete"}, {"confirmed_on": "2099-01-01"}, {"relevance_reason": "So"}):
                with self.subTest(user.login, values=values), self.assertRaises(UserError):
                    goal.with_user(user).write(values)
                with self.subTest(user.login, values=values), self.assertRaises(UserError):
                    goal.with_user(user).create({"name": "Other", "project_id": self.project.id} | values)
        self.env.invalidate_all()
        self.assertEqual((self.project.goal_ids, goal.relevance), (goal, "relevant"))
        with self.assertRaises(UserError):
            self.session.with_user(self.facilitator).closed_on = "2000-01-01"

    def test_a_task_that_was_put_away_unfinished_is_waited_for(self):
        need = self.project.need_ids[0]
        need.task_ids.write({"state": "01_in_progress"})
        need.task_ids.action_archive()
        self.assertIn("tasks_done", self.failed())

    def test_a_cancelled_task_is_not_waited_for_and_answers_nothing(self):
        forgotten = self.make_late_need("Planned twice")
        forgotten.action_accept()
        done = forgotten.action_plan()
        dropped = self.env["project.task"].create(
            {
                "name": "Another way",
                "project_id": self.project.id,
                "is_configuration_task": True,
                "facilitation_need_ids": [Command.link(forgotten.id)],
            }
        )
        self.assertEqual(self.failed(), ["tasks_done", "needs_traced", "needs_accepted"])
        done.write({"nothing_to_configure": "The standard does it", "state": "1_done"})
        self.assertEqual(forgotten.delivery_state, "planned")
        dropped.state = "1_canceled"
        self.assertEqual(forgotten.delivery_state, "configured")
        self.assertEqual(self.failed(), ["needs_accepted"])
        done.state = "1_canceled"
        self.assertEqual(forgotten.delivery_state, "none")
        self.assertEqual(self.failed(), ["needs_planned", "needs_traced", "needs_accepted"])

    def test_untraced_configuration_keeps_the_launch_locked(self):
        self.env["crm.stage"].create({"name": "Nobody asked"})
        self.project.action_config_scan()
        self.assertEqual(self.failed(), ["untraced"])

    def test_old_scan_says_nothing_about_today(self):
        with freeze_time(fields.Datetime.now() + timedelta(hours=25)):
            self.assertEqual(self.failed(), ["scanned"])

    def test_addon_adds_a_check(self):
        def with_training(project):
            checks = readiness(project)
            return [*checks, project._readiness_check("training", "Everybody was trained", project.session_ids)]

        model = self.env.registry["project.project"]
        readiness = model.facilitation_readiness
        with patch.object(model, "facilitation_readiness", with_training):
            self.assertEqual(self.failed(), ["training"])
            with self.assertRaisesRegex(UserError, "Everybody was trained"):
                self.project.action_facilitation_launch()

    def test_addon_puts_a_check_in_its_place_and_the_evidence_names_it(self):
        def with_training(project):
            return [*checks(project), Check("training", 45, "Everybody was trained", lambda: project.session_ids)]

        model = self.env.registry["project.project"]
        checks = model._get_readiness_checks
        with patch.object(model, "_get_readiness_checks", with_training):
            codes = [check["code"] for check in self.project.facilitation_readiness()]
            self.assertEqual(codes.index("training"), codes.index("goals_confirmed") + 1)
            self.assertEqual(self.failed(), ["training"])
            self.project.with_user(self.sponsor).action_facilitation_launch_override("The fair is on Monday")
            event = self.env["crm.facilitation.event"].search([("kind", "=", "launch_override")])
            self.assertIn("Did not hold · Everybody was trained: 1", event.facts)

    def test_order_of_the_list(self):
        self.assertEqual(
            [check["code"] for check in self.project.facilitation_readiness()],
            [
                "foundations", "scanned", "departments", "forgotten", "needs_discussed", "needs_decided", "deviations_explained",
                "goals_confirmed", "needs_planned", "goals_served",
                "tasks_done", "needs_traced", "needs_accepted", "untraced", "suspect", "suspect_needs",
                "conflicts_settled", "kpis_complete",
            ],
        )  # fmt: skip

    def test_each_line_of_the_list(self):
        """What breaks one line breaks that line alone, and the launch with it."""
        need, feature = self.project.need_ids[0], self.project.feature_ids[0]
        late = self.env["hr.department"].create({"name": "Nobody came"})
        for code, ways in {
            "departments": [
                (self.project, "affected_department_ids", [Command.link(late.id)], [Command.unlink(late.id)])
            ],
            "goals_confirmed": [(self.project.goal_ids.sudo(), "confirmed_on", "2020-01-01", fields.Date.today())],
            "kpis_complete": [(self.project.with_user(self.sponsor).kpi_ids, "owner_id", False, self.sponsor.id)],
            "suspect": [(feature.sudo(), "is_suspect", True, False)],
            "suspect_needs": [(need.sudo(), "is_suspect", True, False)],
            "tasks_done": [(need.task_ids, "state", "01_in_progress", "1_done")],
            "needs_accepted": [(need.sudo(), "delivery_decision", "refused", "accepted")],
        }.items():
            for record, name, broken, whole in ways:
                record[name] = broken
                self.assertEqual(self.failed(), [code])
                record[name] = whole
                self.assertEqual(self.failed(), [])

    def test_readiness_costs_the_same_whatever_the_size(self):
        self.failed()
        few = self.count_queries(self.failed)
        self.session.sudo().state = "running"
        for number in range(30):
            self.make_need(f"More {number}").action_accept()
        self.assertEqual(self.count_queries(self.failed), few)

    def test_score_and_advice(self):
        self.assertEqual(self.project.trace_score, 1.0)
        self.session.sudo().state = "running"
        self.make_need("Late wish").action_accept()
        self.env.invalidate_all()
        self.assertAlmostEqual(self.project.trace_score, 0.875)
        self.assertEqual(self.project.trace_advice, "Plan the accepted needs without a task: 1 (worth 12 points)")
        rows = self.env["crm.facilitation.trace"].search(self.project.action_open_trace_advice()["domain"])
        self.assertEqual(rows.need_id.name, "Late wish")

    def test_score_names_each_cause(self):
        feature, need = self.project.feature_ids[0], self.project.need_ids[-1]
        counts = lambda: self.project._get_trace_counts()[self.project.id]  # noqa: E731
        for record, name, value, cause in (
            (feature.sudo(), "is_suspect", True, "suspect_features"),
            (feature.need_ids.sudo(), "is_suspect", True, "suspect_needs"),
            (need.sudo(), "delivery_decision", "refused", "refused"),
        ):
            old = record[name]
            record[name] = value
            self.assertEqual(getattr(counts(), cause), 1, cause)
            self.assertLess(self.project._get_trace_counts()[self.project.id].traced + counts().delivered, 6)
            record[name] = old
        self.assertEqual((counts().traced, counts().delivered), (3, 3))
