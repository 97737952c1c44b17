"""A KPI's own page, its forecast, its entry screen, and where they appear."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .test_kpi import KpiCase

TODAY = "2026-09-10"


class PageCase(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goal = cls.env["crm.facilitation.goal"].create({"name": "Trusted figures", "project_id": cls.project.id})
        cls.kpi = cls.make_kpi(
            definition_id=cls.manual.id,
            goal_id=cls.goal.id,
            baseline_value=2,
            baseline_date="2026-03-01",
            target_value=4,
            target_date="2026-12-01",
        )

    def setUp(self):
        super().setUp()
        clock = freeze_time(TODAY)
        clock.start()
        self.addCleanup(clock.stop)

    def enter(self, values, first=3):
        self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales).create(
            [
                {
                    "kpi_id": self.kpi.id,
                    "period_start": date(2026, first + month, 1),
                    "period_end": date(2026, first + month + 1, 1),
                    "value": value,
                }
                for month, value in enumerate(values)
            ]
        )

    def remind(self):
        """The night's look at the manual KPIs, without its commits."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            self.env["crm.facilitation.kpi"]._cron_remind()

    def page(self, user=None):
        return self.kpi.with_user(user or self.sponsor).page()


class TestForecast(PageCase):
    def test_the_trend_is_carried_to_the_target_date_with_its_uncertainty(self):
        self.enter([2.2, 2.4, 2.6, 2.8, 3.0, 3.2])
        text = self.kpi.with_user(self.sponsor).forecast_text
        self.assertIn("At this pace 3.8", text)
        self.assertIn("12/01/2026", text)
        self.assertIn("likely between", text)
        self.assertIn("probably be missed", text)

    def test_a_steep_trend_will_probably_meet_the_target(self):
        self.enter([2.2, 2.6, 3.0, 3.4, 3.8])
        self.assertIn("probably be met", self.kpi.forecast_text)

    def test_a_scattered_trend_leaves_it_open(self):
        self.enter([2.0, 4.5, 2.2, 4.4, 2.1])
        self.assertIn("may be met or missed; chances are about 40 % to meet it", self.kpi.forecast_text)

    def test_fewer_than_three_whole_periods_make_no_trend(self):
        self.enter([2.2, 2.4])
        self.assertIn("three whole periods", self.kpi.forecast_text)

    def test_the_running_period_does_not_speak(self):
        self.enter([2.2, 2.4, 2.6, 2.8, 3.0, 3.2])
        before = self.kpi.forecast_text
        self.enter([0.1], first=9)
        self.kpi.invalidate_recordset()
        [card] = [one for one in self.kpi.with_user(self.sponsor).board()["cards"] if one["id"] == self.kpi.id]
        self.assertEqual([point["start"] for point in card["points"]][-2:], ["2026-07-01", "2026-08-01"])
        self.assertEqual(self.kpi.forecast_text, before)

    def test_time_before_the_baseline_does_not_speak_for_the_time_after(self):
        self.enter([9.0], first=1)
        self.enter([2.2, 2.4, 2.6, 2.8, 3.0, 3.2])
        self.assertIn("At this pace 3.8", self.kpi.forecast_text)

    def test_past_its_target_date_a_kpi_has_no_forecast(self):
        self.enter([2.2, 2.4, 2.6])
        with freeze_time("2026-12-02"):
            self.kpi.invalidate_recordset()
            self.assertFalse(self.kpi.forecast_text)

    def test_a_card_of_the_dashboard_says_it_too(self):
        self.enter([2.2, 2.4, 2.6, 2.8, 3.0, 3.2])
        cards = self.env["crm.facilitation.kpi"].with_user(self.sponsor).board()["cards"]
        card = next(card for card in cards if card["id"] == self.kpi.id)
        self.assertEqual(card["forecast"], self.kpi.with_user(self.sponsor).forecast_text)


class TestPage(PageCase):
    def test_a_card_says_all_that_is_known_of_its_kpi_and_nothing_more(self):
        bare = self.env["crm.facilitation.kpi"].with_user(self.sponsor)
        bare = bare.create({"definition_id": self.manual.id, "project_id": self.project.id, "owner_id": False})
        self.enter([2.2, 2.4, 2.6, 2.8, 3.0, 3.2])
        self.enter([0.1], first=9)
        board = self.kpi.with_user(self.sponsor).board(self.project.id)
        full, empty = ({name: card[name] for name in sorted(card)} for card in board["cards"])
        same = {
            "name": self.manual.name,
            "unit": "points",
            "direction": "up",
            "error": "",
            "grouped_by": "",
            "groups": [],
            "is_vanity": False,
        }
        expected = {
            "id": self.kpi.id,
            "goal": "Trusted figures",
            "owner": self.employee_sales.name,
            "status": "at_risk",
            "baseline": 2,
            "target": 4,
            "target_date": "12/01/2026",
            "current_date": "08/31/2026",
            "current": 3.2,
            "attainment": full["attainment"],
            "forecast": self.kpi.with_user(self.sponsor).forecast_text,
            "points": [
                {"start": f"2026-0{month}-01", "label": f"0{month}/01/2026", "value": value}
                for month, value in zip(range(3, 9), (2.2, 2.4, 2.6, 2.8, 3.0, 3.2), strict=True)
            ],
        }
        self.assertEqual(full, same | expected)
        self.assertAlmostEqual(full["attainment"], 0.6)
        expected = dict.fromkeys(expected, "") | dict.fromkeys(("baseline", "target", "current", "attainment"))
        expected |= {"id": bare.id, "status": "no_data", "target_date": False, "current_date": False, "points": []}
        expected["error"] = "Nobody owns this KPI. Propose an owner."
        self.assertEqual(empty, same | expected)
        self.assertTrue(board["can_agree"])
        self.assertEqual(board["projects"], [{"id": self.project.id, "name": self.project.name}])
        self.assertEqual(board["goals"], [{"id": self.goal.id, "name": self.goal.name, "project_id": self.project.id}])

    def test_the_guide_asks_for_figures_until_each_is_complete(self):
        asked = "Agree by which figures the roll-out is judged"

        def due(rollout):
            [step] = [step for step in rollout.with_user(self.facilitator)._get_steps_of_guide() if step.name == asked]
            return bool(step.is_due())

        self.assertFalse(due(self.project), "the one figure has its owner, its value of today and its target")
        self.assertTrue(due(self.project.create({"name": "Another", "is_facilitation": True})), "there is none yet")
        self.make_kpi(definition_id=self.manual.id)
        self.assertTrue(due(self.project), "this one has no target")

    def test_cards_are_those_of_the_roll_out_and_of_the_goal_that_were_chosen(self):
        goal = self.goal.copy({"name": "Fewer calls"})
        other = self.project.create({"name": "Another", "is_facilitation": True})
        kpis = [self.kpi, self.make_kpi(definition_id=self.manual.id, goal_id=goal.id)]
        kpis.append(self.make_kpi(definition_id=self.manual.id, project_id=other.id))
        cases = (((), kpis), ((self.project.id,), kpis[:2]), ((self.project.id, goal.id), kpis[1:2]))
        for chosen, shown in (*cases, ((False, goal.id), kpis[1:2]), ((other.id, goal.id), [])):
            with self.subTest(chosen):
                cards = self.kpi.with_user(self.sponsor).board(*chosen)["cards"]
                self.assertEqual({card["id"] for card in cards}, {kpi.id for kpi in shown})

    def test_the_page_says_all_that_is_known_of_each_period(self):
        self.enter([2.2, 2.4, 2.6, 2.8, 3.0, 3.2])
        self.enter([0.1], first=9)
        page = self.page()
        known = {name: page[name] for name in ("unit", "baseline", "target", "direction", "happenings")}
        self.assertEqual(known, {"unit": "points", "baseline": 2, "target": 4, "direction": "up", "happenings": []})
        self.assertEqual(page["forecast"], self.kpi.with_user(self.sponsor).forecast_text)
        first, last, running, ahead = (page["points"][index] for index in (0, 5, 6, -1))
        self.assertEqual(len(page["points"]), 10)
        nothing = dict.fromkeys(("forecast", "low", "high"))
        span = {"start": "2026-03-01", "end": "2026-04-01", "label": "Mar 26", "is_running": False}
        self.assertEqual(first, span | nothing | {"value": 2.2, "target": 4, "expected": first["expected"]})
        self.assertAlmostEqual(first["expected"], 2 + 2 * 31 / 275)
        self.assertEqual((last["label"], last["is_running"], last["value"]), ("Aug 26", False, 3.2))
        self.assertAlmostEqual(last["forecast"], 3.2, places=2)
        self.assertEqual((running["label"], running["is_running"], running["value"]), ("Sep 26", True, 0.1))
        self.assertEqual((ahead["value"], ahead["expected"], ahead["is_running"]), (None, 4, False))
        self.assertTrue(ahead["low"] < ahead["forecast"] < ahead["high"])

    def test_of_a_kpi_about_which_nothing_is_known_nothing_is_drawn(self):
        bare = self.env["crm.facilitation.kpi"].with_user(self.sponsor)
        bare = bare.create({"definition_id": self.manual.id, "project_id": self.project.id})
        page = bare.page()
        expected = {"points": [], "happenings": [], "forecast": "", "unit": "points", "baseline": None, "target": None}
        self.assertEqual({name: page[name] for name in expected}, expected)
        figures = ("baseline_text", "target_text", "current_text", "expected_text", "current_day")
        self.assertEqual([bare[name] for name in figures], [False] * 5)
        for given in ({"baseline_value": 2, "baseline_date": "2026-03-01"}, {"target_value": 4}):
            copy = bare.create({"definition_id": self.manual.id, "project_id": self.project.id, "name": "Half"} | given)
            self.assertTrue(copy.has_baseline or copy.has_target)
            self.assertIs(copy.expected_text, False, "there is no line with one end")
        self.enter([2.2])
        kpi = self.kpi.with_user(self.sponsor)
        told = [kpi[name].replace("\xa0", " ") for name in figures[:4]]
        self.assertEqual(told[:3], ["2 points", "4 points", "2.2 points"])
        self.assertRegex(told[3], r"^[23]\.\d points$")
        self.assertEqual(kpi.current_day, date(2026, 3, 31))

    def test_points_run_from_the_first_value_to_the_target_date(self):
        self.enter([2.2, 2.4, 2.6, 2.8, 3.0, 3.2])
        points = self.page()["points"]
        self.assertEqual((points[0]["start"], points[-1]["start"]), ("2026-03-01", "2026-12-01"))
        self.assertEqual([point["value"] for point in points][5:7], [3.2, None])
        self.assertEqual([point["forecast"] is None for point in points], [True] * 5 + [False] * 5)
        self.assertTrue(all(point["low"] <= point["forecast"] <= point["high"] for point in points[5:]))
        self.assertEqual([point["is_running"] for point in points].index(True), 6)

    def test_launch_and_confirmed_features_are_marked_in_their_period(self):
        self.enter([2.2, 2.4, 2.6, 2.8, 3.0, 3.2])
        need = self.make_need("See the last call", goal_ids=[(4, self.goal.id)])
        need.action_accept()
        need.action_plan()
        team = self.env["crm.team"].create({"name": "North"})
        feature = {"task_id": need.task_ids.id, "res_model": "crm.team", "res_id": team.id, "state": "confirmed"}
        features = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        features.create(feature | {"configured_on": "2026-05-20 10:00:00"})
        features.create(feature | {"configured_on": "2026-05-21 10:00:00", "state": "proposed"})
        with freeze_time("2026-06-15"):
            self.project.with_user(self.sponsor).action_facilitation_launch_override("It is urgent.")
        found = [(row["kind"], row["day"], row["point"]) for row in self.page()["happenings"]]
        self.assertEqual(found, [("feature", "2026-05-20", 2), ("launch", "2026-06-15", 3)])

    def test_the_old_target_stays_visible(self):
        self.enter([2.2, 2.4, 2.6, 2.8, 3.0, 3.2])
        with freeze_time("2026-06-15"):
            self.kpi.with_user(self.sponsor).target_value = 3.5
        page = self.page()
        self.assertEqual([point["target"] for point in page["points"]], [4.0] * 3 + [3.5] * 7)
        (change,) = page["happenings"]
        self.assertEqual((change["kind"], change["point"]), ("target", 3))
        self.assertIn("4", change["text"])
        self.assertIn("3.5", change["text"])
        self.assertIn("Spo", change["text"])

    def test_a_period_that_ended_by_the_day_of_the_change_had_the_old_target(self):
        self.enter([2.2, 2.4, 2.6, 2.8])
        with freeze_time("2026-06-01 12:00"):
            self.kpi.with_user(self.sponsor).target_value = 3.5
        self.assertEqual([point["target"] for point in self.page()["points"][:4]], [4.0, 4.0, 4.0, 3.5])

    def test_a_moved_baseline_is_evidence_too(self):
        self.kpi.with_user(self.sponsor).baseline_value = 1
        self.assertEqual(
            self.evidence(self.kpi),
            ["kpi_target_set", "kpi_owner_proposed", "kpi_owner_accepted", "kpi_baseline_changed"],
        )

    def test_the_owner_sees_the_page_of_the_own_kpi_and_nobody_else(self):
        self.enter([2.2, 2.4, 2.6])
        self.assertEqual(self.page(self.employee_sales)["backtrace"]["goal"]["name"], "Trusted figures")
        for user in (self.employee_service, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.page(user)

    def test_a_kpi_without_values_has_an_empty_page(self):
        page = self.page()
        self.assertEqual((page["points"], page["happenings"]), ([], []))

    def test_the_page_reads_in_a_constant_number_of_queries(self):
        self.enter([2.2, 2.4, 2.6])

        self.make_need("Need", goal_ids=[(4, self.goal.id)]).action_reject("It costs too much.")
        self.page()
        few = self.count_queries(self.page)
        for number in range(8):
            self.make_need(f"Need {number}", goal_ids=[(4, self.goal.id)]).action_reject("It costs too much.")
        self.enter([2.8, 3.0, 3.2], first=6)
        self.page()
        self.assertLessEqual(self.count_queries(self.page), few)


class TestBacktrace(PageCase):
    def test_agreements_against_objection_and_open_tasks_are_named(self):
        need = self.make_need("See the last call", goal_ids=[(4, self.goal.id)])
        need.action_accept()
        need.action_plan()
        conflict = self.env["crm.facilitation.conflict"].create(
            {
                "name": "Calls are private",
                "kind": "objection",
                "session_id": self.session.id,
                "project_id": self.project.id,
                "need_ids": [(4, need.id)],
            }
        )
        self.env.cr.execute(
            "UPDATE crm_facilitation_conflict SET state = 'agreed', agreement = 'Only own calls' WHERE id = %s",
            (conflict.id,),
        )
        conflict.invalidate_recordset()
        found = self.kpi.with_user(self.facilitator).backtrace()
        self.assertEqual([row["agreement"] for row in found["agreements"]], ["Only own calls"])
        self.assertEqual([task["name"] for task in found["tasks"]], ["See the last call"])
        need.task_ids.sudo().write({"state": "1_canceled"})
        self.assertFalse(self.kpi.with_user(self.facilitator).backtrace()["tasks"])

    def agree(self, **values):
        """An agreed conflict, as far as the backtrace looks at it."""
        own = {"name": "Calls are private", "session_id": self.session.id}
        conflict = self.env["crm.facilitation.conflict"].create(own | values)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_facilitation_conflict SET state = 'agreed', agreement = 'Only own calls' WHERE id = %s",
            (conflict.id,),
        )
        conflict.invalidate_recordset()
        return conflict

    def contested(self):
        return [row["id"] for row in self.kpi.with_user(self.facilitator).backtrace()["agreements"]]

    def test_an_agreement_on_the_kpi_or_its_goal_is_found_without_a_need(self):
        by_kpi = self.agree(kind="goal_clash", kpi_ids=[(4, self.kpi.id)])
        by_goal = self.agree(kind="goal_clash", goal_ids=[(4, self.goal.id)])
        self.agree(kind="goal_clash", goal_ids=[(4, self.goal.copy().id)])
        self.assertEqual(sorted(self.contested()), sorted((by_kpi | by_goal).ids))

    def test_what_people_said_to_the_option_decides_whether_it_was_contested(self):
        need = self.make_need("See the last call", goal_ids=[(4, self.goal.id)])
        consents = {"blocked": True, "objections": True, "consent": False, "none": False}
        for kind, asked in (("manual", consents), ("contradiction", consents | {"none": True})):
            for consent, found in asked.items():
                with self.subTest(kind=kind, consent=consent):
                    conflict = self.agree(kind=kind, need_ids=[(4, need.id)])
                    option = self.env["crm.facilitation.conflict.option"].sudo()
                    option = option.create({"conflict_id": conflict.id, "name": "Only own calls"})
                    option.chosen = True
                    self.patch(type(option), "_get_consent", lambda _self, _last, _total, said=consent: said)
                    self.env.invalidate_all()
                    self.assertEqual(conflict.id in self.contested(), found)

    def test_what_was_merged_or_archived_is_not_lost(self):
        whole, late = self.make_need("One list of calls"), self.make_need("Ring tones", goal_ids=[(4, self.goal.id)])
        part = self.make_need("See the last call", self.participant_service, goal_ids=[(4, self.goal.id)])
        part.action_merge_into(whole)
        whole.action_accept()
        whole.action_plan()
        promised = self.make_need("Call back", goal_ids=[(4, self.goal.id)])
        promised.action_accept()
        (promised | late).action_archive()
        found = self.kpi.with_user(self.facilitator).backtrace()
        self.assertEqual({need["name"] for need in found["needs"]}, {"One list of calls", "Call back"})
        self.assertEqual([task["name"] for task in found["tasks"]], ["One list of calls"])
        session = self.env["crm.facilitation.session"].browse(
            self.kpi.with_user(self.facilitator).action_plan_follow_up()["res_id"]
        )
        self.assertEqual(session.sudo().with_context(active_test=False).follow_up_need_ids, whole | promised)
        self.assertIn(self.employee_service.partner_id, session.participant_ids.partner_id)

    def test_a_follow_up_votes_on_what_it_takes_up_and_its_people_read_it(self):
        elsewhere = self.session.copy({"name": "Before", "participant_ids": []})
        author = self.make_participant(self.employee_logistics, self.logistics, elsewhere)
        elsewhere.action_start()
        need = self.make_need("See the last call", author, goal_ids=[(4, self.goal.id)])
        own = self.make_need("Another wish", goal_ids=[(4, self.goal.id)])
        own.action_accept()
        with self.assertRaises(AccessError):
            need.with_user(self.employee_sales).read(["name"])
        action = self.kpi.with_user(self.facilitator).action_plan_follow_up()
        session = self.env["crm.facilitation.session"].with_user(self.facilitator).browse(action["res_id"])
        self.env.invalidate_all()
        shown = self.env["crm.facilitation.need"].get_views([(False, name) for name in ("list", "kanban", "form")])
        shown = list(shown["models"]["crm.facilitation.need"]["fields"])
        self.env.invalidate_all()
        (read,) = need.with_user(self.employee_sales).read(shown)
        self.assertEqual(read["name"], "See the last call")
        with self.assertRaises(AccessError):
            need.with_user(self.outsider).read(["name"])
        session.action_start()
        session.action_go_to(session.agenda_item_ids.filtered("can_vote")[0])
        ballot_round = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = ballot_round.create({"name": "Again", "session_id": session.id})
        ballot_round.action_open()
        self.assertEqual(ballot_round.need_ids, need | own)
        ballot_round.with_user(self.employee_sales).cast({need.id: 3})

    def test_a_planned_follow_up_is_opened_not_planned_again(self):
        need = self.make_need("See the last call", goal_ids=[(4, self.goal.id)])
        need.with_user(self.employee_service).action_support()
        kpi = self.kpi.with_user(self.facilitator)
        first, second = kpi.action_plan_follow_up(), kpi.action_plan_follow_up()
        self.assertEqual(first["res_id"], second["res_id"])
        session = self.env["crm.facilitation.session"].browse(first["res_id"])
        self.assertEqual(
            session.participant_ids.partner_id, self.employee_sales.partner_id | self.employee_service.partner_id
        )
        form = Form(session.with_user(self.facilitator))
        self.assertEqual((form.follow_up_need_ids.ids, form.follow_up_kpi_id), (need.ids, self.kpi))


class TestEntry(PageCase):
    def wizard(self, user=None):
        wizards = self.env["crm.facilitation.kpi.entry.wizard"].with_user(user or self.employee_sales)
        return Form(wizards.with_context(default_kpi_id=self.kpi.id))

    def test_the_owner_enters_the_value_of_the_last_whole_period(self):
        self.kpi._remind()
        self.assertEqual(self.kpi.sudo().activity_ids.user_id, self.employee_sales)
        form = self.wizard()
        self.assertIn("08/01/2026", form.period_label)
        form.value = 3.5
        form.save().action_enter()
        row = self.kpi.measurement_ids
        self.assertEqual((row.period_start, row.period_end, row.value), (date(2026, 8, 1), date(2026, 9, 1), 3.5))
        self.assertEqual(row.source, "manual")
        self.assertFalse(self.kpi.sudo().activity_ids.filtered(lambda a: a == self.kpi.sudo().reminder_id))
        self.assertEqual(self.kpi.current_value, 3.5)

    def test_what_was_entered_before_is_there_to_be_corrected(self):
        form = self.wizard()
        form.value = 3.5
        form.save().action_enter()
        again = self.wizard()
        self.assertEqual(again.value, 3.5)
        again.save().action_enter()
        self.assertEqual(self.kpi.measurement_ids.mapped("value"), [3.5])
        again = self.wizard()
        again.value = 2.5
        again.day = "2026-07-04"
        self.assertEqual(again.value, 2.5)
        untouched = self.wizard()
        untouched.day = "2026-07-04"
        self.assertEqual(untouched.value, 0, "August's figure is not July's")

    def test_a_second_entry_replaces_the_first(self):
        for value in (3.5, 3.7):
            form = self.wizard()
            form.value = value
            form.save().action_enter()
        self.assertEqual(self.kpi.measurement_ids.mapped("value"), [3.7])

    def test_a_value_that_is_put_right_is_told_as_a_new_one_is(self):
        form = self.wizard()
        form.value = 3.9
        form.save().action_enter()
        self.assertFalse(self.kpi.sudo().activity_ids)
        self.kpi.measurement_ids.with_user(self.employee_sales).value = 0.5
        self.assertEqual(self.kpi.sudo().activity_ids.summary, f"{self.kpi.name}: Off track")

    def test_a_period_to_come_and_another_persons_kpi_are_refused(self):
        form = self.wizard()
        form.day = "2026-11-01"
        with self.assertRaises(UserError):
            form.save().action_enter()
        with self.assertRaises(AccessError):
            form = self.wizard(self.employee_service)
            form.save().action_enter()
        self.assertFalse(self.kpi.measurement_ids)


class TestNight(KpiCase):
    def test_an_owner_without_rights_to_change_the_kpi_measures_it(self):
        self.make_leads(2, self.employee_sales)
        kpi = self.make_kpi()
        kpi.with_user(self.employee_sales).action_measure()
        self.assertEqual(kpi.current_value, 2)
        self.assertTrue(kpi.last_attempt)

    def test_a_night_that_ran_out_of_time_goes_on_with_the_others(self):
        kpis = self.make_kpi() | self.make_kpi(name="Second")
        kpis[0].sudo().last_attempt = fields.Datetime.now()
        turns = []
        self.patch(type(kpis), "_measure_each", lambda found: turns.append(found & kpis))
        kpis._cron_measure()
        self.assertEqual(turns, [kpis[1]])

    def test_a_kpi_whose_owner_left_says_so(self):
        kpi = self.make_kpi()
        self.employee_sales.active = False
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60)
        kpi._measure_each()
        self.assertIn("Choose an owner", kpi.last_error)

    def test_a_month_becomes_whole_without_any_value_changing(self):
        with freeze_time("2026-03-20"):
            self.make_leads(2, self.employee_sales)
            self.env.cr.execute(
                "UPDATE crm_lead SET create_date = '2026-03-05' WHERE user_id = %s", (self.employee_sales.id,)
            )
            kpi = self.make_kpi(definition_id=self.env.ref("crm_facilitation.kpi_definition_assigned").id)
            kpi._keep_measurements()
            self.assertEqual(kpi.current_date, date(2026, 4, 1))
            self.env.cr.execute(
                "UPDATE crm_lead SET create_date = '2026-02-05' WHERE id = (SELECT max(id) FROM crm_lead)"
            )
            kpi._keep_measurements()
            self.assertEqual(kpi.current_date, date(2026, 3, 1))
        with freeze_time("2026-04-01 12:00"):
            kpi._keep_measurements()
            self.assertEqual(kpi.current_date, date(2026, 4, 1))


class TestDigest(PageCase):
    def test_the_mail_names_each_kpi_with_target_and_status(self):
        self.enter([2.1, 2.0, 2.1])
        digest = self.env["digest.digest"].create({"name": "Weekly", "kpi_facilitation_missed": True})
        rows = {row["name"]: row for row in digest._get_facilitation_kpis(self.sponsor)}
        self.assertEqual(rows[self.kpi.name]["status"], "Off track")
        self.assertIn("12/01/2026", rows[self.kpi.name]["target"])
        self.assertIn("2.1", rows[self.kpi.name]["current"])
        digest._action_send_to_user(self.sponsor, tips_count=0, consume_tips=False)
        mail = self.env["mail.mail"].search([("email_to", "=", self.sponsor.email_formatted)], order="id desc", limit=1)
        self.assertIn(self.kpi.name, mail.body_html)
        self.assertIn("Off track", mail.body_html)

    def test_a_reader_gets_the_kpis_they_may_see(self):
        digest = self.env["digest.digest"].create({"name": "Weekly", "kpi_facilitation_missed": True})
        self.assertFalse(digest._get_facilitation_kpis(self.outsider))
        self.assertEqual(len(digest._get_facilitation_kpis(self.employee_sales)), 1)

    def test_a_reader_of_another_company_gets_the_mail_without_them(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.outsider.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        digest = self.env["digest.digest"].create({"name": "Weekly", "kpi_facilitation_missed": True})
        digest.with_context(allowed_company_ids=(digest.company_id | other).ids)._action_send_to_user(
            self.outsider, tips_count=0, consume_tips=False
        )
        mail = self.env["mail.mail"].search(
            [("email_to", "=", self.outsider.email_formatted)], order="id desc", limit=1
        )
        self.assertTrue(mail)
        self.assertNotIn(self.kpi.name, mail.body_html)

    def test_an_archived_roll_out_is_counted_nowhere(self):
        self.enter([2.1, 2.0, 2.1])
        digest = self.env["digest.digest"].create({"name": "Weekly", "kpi_facilitation_missed": True})

        def seen():
            self.env.invalidate_all()
            board = self.kpi.with_user(self.sponsor).board(self.project.id)["cards"]
            rows = [row for row in digest._get_facilitation_kpis(self.sponsor) if row["name"] == self.kpi.name]
            return len(board), len(rows), digest.with_user(self.sponsor).kpi_facilitation_missed_value

        board, rows, counted = seen()
        self.assertEqual((board, rows), (1, 1))
        # one of no company counts those of whoever reads it
        digest.company_id = False
        self.assertEqual(seen(), (1, 1, counted))
        self.project.action_archive()
        self.assertEqual(seen(), (0, 0, counted - 1))

    def test_the_standard_digest_has_them(self):
        standard = self.env.ref("digest.digest_digest_default")
        self.assertTrue(standard.kpi_facilitation_on_track and standard.kpi_facilitation_missed)

    def test_a_digest_that_does_not_ask_for_them_has_none(self):
        self.assertFalse(self.env["digest.digest"].create({"name": "Weekly"})._get_facilitation_kpis(self.sponsor))
