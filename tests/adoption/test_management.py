"""The page of management: what is off track and why, what stands before launch, who holds it, what was overridden."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..common import FacilitationCase, FacilitationHttpCase


class ManagementCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goal = cls.env["crm.facilitation.goal"].create({"name": "Trusted figures", "project_id": cls.project.id})
        cls.kpi = cls.env["crm.facilitation.kpi"].with_user(cls.sponsor).create(
            {
                "definition_id": cls.env.ref("crm_facilitation.kpi_definition_trust").id,
                "project_id": cls.project.id,
                "goal_id": cls.goal.id,
                "owner_id": cls.sponsor.id,
                "baseline_value": 2,
                "baseline_date": "2025-01-01",
                "target_value": 4,
                "target_date": "2026-01-01",
            }
        )  # fmt: skip
        cls.env["crm.facilitation.kpi.measurement"].with_user(cls.sponsor).create(
            {"kpi_id": cls.kpi.id, "period_start": "2025-12-01", "period_end": "2026-01-01", "value": 2.1}
        )
        cls.late = cls.make_need("No field twice", goal_ids=[Command.set(cls.goal.ids)])
        cls.late.action_accept()
        cls.task = cls.late.action_plan()
        cls.refused = cls.make_need("Colour of the cards", goal_ids=[Command.set(cls.goal.ids)])
        cls.refused.action_reject("Nobody needs it")
        cls.env.invalidate_all()

    def page(self, user=None, **arguments):
        return self.env["crm.facilitation.management"].with_user(user or self.sponsor).page(**arguments)


class TestManagement(ManagementCase):
    def test_what_is_off_track_says_why(self):
        self.assertEqual(self.kpi.status, "off_track")
        [kpi] = self.page()["kpis"]
        self.assertEqual((kpi["name"], kpi["status"]), (self.kpi.name, "off_track"))
        self.assertEqual(kpi["why"], ["Not done yet: No field twice", "Decided against: Colour of the cards"])

    def test_the_desk_counts_what_is_behind_and_opens_the_roll_out_that_is_worst_off(self):
        begun = self.project.create({"name": "Only begun", "is_facilitation": True})
        behind = self.kpi.copy(
            {"project_id": begun.id, "goal_id": False, "baseline_value": 2, "baseline_date": "2025-01-01"}
        )
        behind.measurement_ids.create(
            {"kpi_id": behind.id, "period_start": "2025-12-01", "period_end": "2026-01-01", "value": 3.7}
        )
        self.assertEqual((self.kpi.status, behind.status), ("off_track", "at_risk"))
        desk = self.env["crm.facilitation.desk"].with_user(self.sponsor)
        for missed in (self.kpi | behind, behind | self.kpi):
            [line] = desk._get_missed(missed)
            action = line.pop("action")
            self.assertEqual(
                (action["tag"], action["params"], action["context"]),
                ("crm_facilitation.management", {"project_id": self.project.id}, {"active_id": self.project.id}),
            )
            self.assertEqual(
                line,
                {
                    "code": "kpis", "icon": "fa-line-chart", "title": "KPIs behind their course", "detail": "", "count": 2,
                    "since": False, "until": False, "is_late": False, "round": False,
                },
            )  # fmt: skip
        self.assertIn("kpis", [line["code"] for line in desk.desk()["waiting"]])

    def test_before_launch_each_check_has_who_and_since_when(self):
        undecided = self.make_need("Undecided")
        open_checks = {check["code"]: check for check in self.page()["readiness"]["open"]}
        self.assertEqual(open_checks["needs_decided"]["holder"], self.facilitator.name)
        self.assertEqual(open_checks["needs_decided"]["since"], format_date(self.env, self.session.date_start))
        self.assertEqual(open_checks["needs_decided"]["count"], 1)
        self.assertEqual(open_checks["tasks_done"]["holder"], self.project.user_id.name or "The facilitator")
        undecided.action_reject("No")

    def test_an_open_conflict_waits_for_management_since_the_day_it_was_found(self):
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict = conflict.create({"name": "Who calls back", "session_id": self.session.id, "is_blocking": True})
        holders = {
            check["code"]: check["holder"] for check in self.page(project_id=self.project.id)["readiness"]["open"]
        }
        self.assertIn("Management", holders.values(), holders)
        self.assertEqual(self.project._get_holders(conflict)[1], fields.Date.context_today(conflict))

    def test_of_several_rollouts_the_one_with_figures_comes_first(self):
        begun = self.project.create({"name": "Only begun", "is_facilitation": True})
        self.assertEqual(self.page()["project"]["id"], self.project.id)
        other = self.page(project_id=begun.id)
        self.assertEqual(other["project"]["name"], "Only begun")
        readiness = other["readiness"]
        # of each check what is missing is said, not what must hold
        self.assertTrue(readiness["open"][0]["name"].startswith("Missing: "), readiness["open"][0]["name"])
        self.assertEqual(readiness["holding"] + readiness["empty"] + len(readiness["open"]), readiness["all"])
        self.assertGreater(readiness["empty"], 5)

    def test_what_changed_is_told_since_the_last_look(self):
        self.assertFalse(self.page()["changes"])
        now = fields.Datetime.to_string(fields.Datetime.now() - timedelta(days=1))
        changes = {change["name"]: change for change in self.page(since=now)["changes"]}
        self.assertEqual(changes["Need rejected"]["count"], 1)
        self.assertIn("Colour of the cards", changes["Need rejected"]["last"])
        self.make_need("Another colour").action_reject("Nor this")
        [rejected] = [change for change in self.page(since=now)["changes"] if change["name"] == "Need rejected"]
        self.assertEqual((rejected["count"], rejected["last"]), (2, ""), "of several none is told alone")
        later = fields.Datetime.to_string(fields.Datetime.now() + timedelta(days=1))
        self.assertEqual(self.page(since=later)["changes"], [])
        self.assertFalse(self.page(since="drop table")["changes"])

    def test_the_override_says_what_and_why_and_stays_in_sight(self):
        self.assertIs(self.page()["override"], False)
        context = {"facilitation_method": "action_facilitation_launch_override", "active_ids": self.project.ids}
        wizard = self.env["crm.facilitation.reason.wizard"].with_user(self.sponsor)
        notice = wizard.with_context(**context).default_get(["notice"])["notice"]
        # what must hold would read as if it held
        self.assertIn("– Configuration tasks that are not done: 1", notice.splitlines())
        self.assertNotIn("Every configuration task is done", notice)
        self.assertIn("final", notice)
        self.assertFalse(wizard.default_get(["notice"])["notice"])
        self.project.with_user(self.sponsor).action_facilitation_launch_override("The fair is on Monday")
        for shown in (self.page()["override"], self.project.with_user(self.sponsor).get_launch_screen()["override"]):
            self.assertEqual((shown["by"], shown["reason"]), (self.sponsor.name, "The fair is on Monday"))
            self.assertIn("Configuration tasks that are not done: 1", shown["failed"])
        self.assertFalse(self.page()["readiness"])

    def test_each_team_is_held_against_the_target_whichever_way_is_better(self):
        period = {"kpi_id": self.kpi.id, "period_start": "2025-12-01", "period_end": "2026-01-01", "source": "query"}
        self.env["crm.facilitation.kpi.measurement"].create(
            [
                period | {"group_value": name, "group_label": name, "value": value}
                for name, value in (("North", 3), ("South", 4), ("East", 5))
            ]
        )

        def reached():
            [kpi] = self.page()["teams"]
            return {team["name"] for team in kpi["groups"] if team["ok"]}

        self.assertEqual(reached(), {"South", "East"})
        [kpi] = self.page()["teams"]
        self.assertEqual((kpi["kpi"], kpi["unit"], kpi["target"]), (self.kpi.name, self.kpi.unit, 4))
        self.kpi.direction = "down"
        self.assertEqual(reached(), {"North", "South"})

    def test_a_figure_that_no_need_leads_to_says_so(self):
        self.kpi.goal_id = self.goal.copy({"name": "Nobody asked for it", "need_ids": False})
        self.assertEqual(
            self.page()["kpis"][0]["why"], ["No need leads to this figure: nobody asked for what would move it."]
        )

    def test_management_asks_for_a_session_and_who_leads_is_told_once(self):
        kpi = self.kpi.with_user(self.sponsor)
        kpi.action_ask_follow_up()
        kpi.action_ask_follow_up()
        asked = self.kpi.sudo().activity_ids.filtered(lambda activity: activity.user_id == self.facilitator)
        self.assertEqual(len(asked), 1)
        self.assertIn("follow_up_asked", self.evidence(self.kpi))
        with self.assertRaises(AccessError):
            self.kpi.with_user(self.employee_sales).action_ask_follow_up()
        before = self.evidence(self.kpi)
        self.facilitator.active = False
        with self.assertRaisesRegex(UserError, "Nobody leads this roll-out"):
            kpi.action_ask_follow_up()
        self.assertEqual(self.evidence(self.kpi), before)

    def test_a_facilitator_plans_it_at_once(self):
        action = self.kpi.with_user(self.facilitator).action_ask_follow_up()
        self.assertEqual(action["res_model"], "crm.facilitation.session")

    def test_it_is_for_those_who_answer_for_the_rollout(self):
        for user in (self.employee_sales, self.outsider):
            with self.assertRaises(AccessError):
                self.page(user)
        self.assertTrue(self.page(self.facilitator)["project"])

    def test_after_launch_it_tells_hours_and_use(self):
        self.project.with_user(self.sponsor).action_facilitation_launch_override("The fair is on Monday")
        page = self.page()
        self.assertEqual(page["saved"], {"hours": 0, "answers": 0})
        self.assertEqual(page["usage"], [])
        self.late._write_past_guards({"minutes_lost_weekly": 90})
        pulse = {"need_id": self.late.id, "participant_id": self.participant_sales.id, "minutes_weekly": 60}
        today = fields.Date.today()
        self.env["crm.facilitation.pulse"].sudo().create(pulse | {"verdict": "better", "answered_on": today})
        self.env.flush_all()
        self.assertEqual(self.page()["saved"], {"hours": 0.5, "answers": 1})

    def test_menus_are_read_though_that_of_kpis_was_deleted_or_the_addon_leaves(self):
        menus = self.env["ir.ui.menu"].with_user(self.employee_service)
        kpis = self.env.ref("crm_facilitation.kpi_menu_root")
        self.assertIn(kpis.id, menus._load_menus_blacklist())
        with patch.object(self.registry, "facilitation_is_leaving", True, create=True):
            self.assertNotIn(kpis.id, menus._load_menus_blacklist())
        kpis.unlink()
        self.assertNotIn(kpis.id, menus._load_menus_blacklist())


class TestManagementTour(FacilitationHttpCase, ManagementCase):
    def test_from_login_to_what_is_off_track_and_why_in_two_clicks(self):
        self.start_tour("/odoo/action-crm_facilitation.desk_action", "crm_facilitation_off_track", login="spo")
