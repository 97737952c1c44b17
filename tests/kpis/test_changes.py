"""What happens to a KPI on its way: another definition, frequency or owner, nobody who feeds it, another roll-out."""

import runpy
from datetime import date
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.modules.module import get_module_path
from odoo.tests import Form

from .test_kpi import KpiCase
from .test_page import PageCase


class TestByHandOrMeasured(PageCase):
    def overall(self, day):
        rows = self.kpi.measurement_ids.filtered(lambda row: row.period_start == day and not row.group_value)
        return [(row.value, row.source) for row in rows]

    def test_what_was_entered_stands_when_the_kpi_is_measured_from_then_on(self):
        self.enter([3.5], first=8)
        self.make_leads(2, self.employee_sales)
        self.kpi.definition_id = self.created
        # it is to read opportunities from now on: its owner is asked again
        self.accept(self.kpi)
        self.kpi.with_user(self.employee_sales).action_measure()
        self.kpi.with_user(self.employee_sales).action_backfill()
        self.assertEqual(self.overall(date(2026, 8, 1)), [(3.5, "manual")])
        self.assertFalse(self.kpi.last_error)

    def test_what_was_measured_is_corrected_by_hand_when_the_kpi_is_entered_from_then_on(self):
        self.env["crm.facilitation.kpi.measurement"].sudo().create(
            {
                "kpi_id": self.kpi.id,
                "period_start": "2026-08-01",
                "period_end": "2026-09-01",
                "value": 9,
                "source": "query",
            }
        )
        wizards = self.env["crm.facilitation.kpi.entry.wizard"].with_user(self.employee_sales)
        form = Form(wizards.with_context(default_kpi_id=self.kpi.id))
        self.assertEqual(form.value, 9)
        form.value = 3
        form.save().action_enter()
        self.assertEqual(self.overall(date(2026, 8, 1)), [(3.0, "manual")])

    def test_a_measured_kpi_still_takes_no_values(self):
        kpi = self.make_kpi()
        row = (
            self.env["crm.facilitation.kpi.measurement"]
            .sudo()
            .create(
                {
                    "kpi_id": kpi.id,
                    "period_start": "2026-08-01",
                    "period_end": "2026-09-01",
                    "value": 9,
                    "source": "query",
                }
            )
        )
        wizards = self.env["crm.facilitation.kpi.entry.wizard"].with_user(self.employee_sales)
        with self.assertRaises(UserError):
            wizards.create({"kpi_id": kpi.id, "day": "2026-08-10", "value": 3}).action_enter()
        with self.assertRaises(UserError):
            row.with_user(self.employee_sales).value = 3
        self.assertEqual((row.value, row.source), (9, "query"))

    def test_nobody_passes_a_value_off_as_measured_or_as_entered(self):
        """A value says where it comes from: what was measured is not renamed on the way round the wizard."""
        self.enter([3.5], first=8)
        entered = self.kpi.measurement_ids
        measured = {"kpi_id": self.kpi.id, "period_start": "2026-07-01", "period_end": "2026-08-01", "value": 9}
        measured = entered.sudo().create(measured | {"source": "query"})
        for row, values in (
            (entered, {"source": "query"}),
            (measured, {"source": "manual"}),
            (measured, {"source": "manual", "value": 3}),
        ):
            for user in (self.employee_sales, self.sponsor):
                with self.subTest(values=values, user=user.login), self.assertRaises(UserError):
                    row.with_user(user).write(values)
        with self.assertRaises(UserError):
            measured.with_user(self.sponsor).create(
                {"kpi_id": self.kpi.id, "period_start": "2026-06-01", "period_end": "2026-07-01", "source": "query"}
            )
        self.assertEqual([(row.value, row.source) for row in entered | measured], [(3.5, "manual"), (9, "query")])


class TestAnotherFrequency(PageCase):
    def put(self, start, end, value, group=False):
        self.env["crm.facilitation.kpi.measurement"].sudo().create(
            {"kpi_id": self.kpi.id, "period_start": start, "period_end": end, "value": value, "group_value": group,
             "group_label": group}
        )  # fmt: skip

    def test_the_figure_is_that_of_the_kpis_own_frequency(self):
        self.kpi.frequency = "quarter"
        self.put("2026-04-01", "2026-07-01", 9)
        self.put("2026-04-01", "2026-07-01", 9, "of the quarter")
        self.assertEqual(self.kpi.current_value, 9)
        self.kpi.frequency = "month"
        self.put("2026-06-01", "2026-07-01", 3)
        self.put("2026-06-01", "2026-07-01", 3, "of the month")
        self.assertEqual((self.kpi.current_value, self.kpi.current_date), (3, date(2026, 7, 1)))
        (card,) = self.kpi.with_user(self.sponsor).board(self.project.id)["cards"]
        self.assertEqual([group["name"] for group in card["groups"]], ["of the month"])
        self.kpi.frequency = "quarter"
        self.assertEqual(self.kpi.current_value, 9)


class TestCompanyDay(PageCase):
    def test_a_month_is_whole_when_it_is_in_the_company(self):
        self.env.company.partner_id.tz = "Europe/Moscow"
        self.enter([2.2, 2.4, 2.6, 2.8], first=5)
        # the first of September in Moscow, the last of August in London
        with freeze_time("2026-08-31 22:30:00"):
            self.kpi._carry_on()
            self.assertEqual((self.kpi.current_value, self.kpi.current_date), (2.8, date(2026, 9, 1)))
            self.assertEqual([end for end, _value in self.kpi._get_trend(self.kpi._get_series()[self.kpi.id])][-1],
                             date(2026, 9, 1))  # fmt: skip
            running = [point["start"] for point in self.page()["points"] if point["is_running"]]
            self.assertEqual(running, ["2026-09-01"])


class TestNobodyFeedsIt(PageCase):
    def tonight(self):
        self.remind()
        return self.kpi.status

    def test_a_figure_that_nobody_renews_does_not_stay_on_course(self):
        self.enter([2.3], first=3)
        with freeze_time("2026-04-02"):
            self.assertEqual(self.tonight(), "on_track")
        # the value of April may come in while May runs
        with freeze_time("2026-05-20"):
            self.assertEqual(self.tonight(), "on_track")
        with freeze_time("2026-08-02"):
            self.assertEqual(self.tonight(), "off_track")
            self.assertTrue(self.kpi.alerted_status)
        with freeze_time("2027-03-02"):
            self.assertEqual((self.tonight(), self.kpi.expected_value), ("off_track", 4))

    def test_nor_does_one_whose_owner_left(self):
        self.make_leads(1, self.employee_sales)
        kpi = self.make_kpi(baseline_value=0, baseline_date="2026-01-01", target_value=10, target_date="2026-12-01")
        self.env["crm.facilitation.kpi.measurement"].sudo().create(
            {"kpi_id": kpi.id, "period_start": "2026-01-01", "period_end": "2026-02-01", "value": 2, "source": "query"}
        )
        self.employee_sales.active = False
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            kpi._measure_each()
        self.assertEqual(kpi.status, "off_track")
        self.assertIn("Choose an owner", kpi.last_error)


class TestOwner(PageCase):
    def open_activities(self, user):
        """What waits for ``user``, but for the question whether they will own the KPI."""
        waiting = self.kpi.sudo().activity_ids - self.kpi.sudo().ownership_question_id
        return waiting.filtered(lambda activity: activity.user_id == user)

    def test_what_waits_goes_to_the_new_owner(self):
        self.enter([2.0], first=8)
        self.remind()
        self.assertEqual(self.kpi.alerted_status, "off_track")
        with freeze_time("2026-10-02"):
            self.remind()
        waiting = self.open_activities(self.employee_sales)
        self.assertEqual(len(waiting), 2)
        self.kpi.owner_id = self.employee_service
        self.assertEqual(self.open_activities(self.employee_service), waiting)

    def test_a_new_owner_of_a_missed_kpi_is_told_though_the_former_one_was(self):
        self.enter([2.0], first=8)
        self.open_activities(self.employee_sales).action_feedback()
        self.assertEqual(self.kpi.alerted_status, "off_track")
        self.kpi.owner_id = self.employee_service
        self.assertEqual(len(self.open_activities(self.employee_service)), 1)

    def test_without_an_owner_the_buttons_say_what_is_missing(self):
        kpi = self.make_kpi(owner_id=False)
        for button in (kpi.action_measure, kpi.action_backfill, kpi.action_capture_baseline):
            with self.subTest(button.__name__), self.assertRaisesRegex(UserError, "choose an owner"):
                button()
        self.assertFalse(kpi.last_attempt)
        kpi.owner_id = self.employee_service
        with self.assertRaisesRegex(UserError, "Waits for Ser"):
            kpi.action_measure()
        self.employee_service.active = False
        with self.assertRaisesRegex(UserError, "choose an owner who works here"):
            kpi.action_measure()

    def test_a_failure_is_forgotten_once_it_is_measured(self):
        kpi = self.make_kpi()
        kpi.sudo().last_error = "It broke"
        kpi.with_user(self.employee_sales).action_measure()
        self.assertFalse(kpi.last_error)

    def test_an_owner_who_left_answers_for_nothing_at_launch(self):
        def complete():
            checks = self.project.facilitation_readiness()
            return next(check["ok"] for check in checks if check["code"] == "kpis_complete")

        self.assertTrue(complete())
        self.employee_sales.active = False
        self.assertFalse(complete())

    def test_the_question_about_a_goal_goes_to_its_new_owner(self):
        self.goal.owner_id = self.facilitator
        self.goal._ask_relevance("quarter")
        question = self.goal.question_id
        self.goal.with_user(self.facilitator).owner_id = self.sponsor
        self.assertEqual((question.user_id, len(self.goal.activity_ids)), (self.sponsor, 1))


class TestNotBrokenDown(KpiCase):
    def test_what_nothing_breaks_down_is_one_figure(self):
        definition = self.created.copy({"group_field_id": False})
        self.make_leads(3, self.employee_sales)
        kpi = self.make_kpi(definition_id=definition.id)
        kpi.with_user(self.employee_sales).action_measure()
        self.assertEqual([(row.group_value, row.value) for row in kpi.measurement_ids], [(False, 3.0)])

    def test_a_baseline_is_of_all_records_together(self):
        field = self.env["ir.model.fields"]._get("crm.lead", "type")
        kpi = self.make_kpi(definition_id=self.created.copy({"group_field_id": field.id}).id)
        self.make_leads(2, self.employee_sales)
        self.make_leads(1, self.employee_sales, type="lead")
        with freeze_time(self.month[1]):
            kpi.action_capture_baseline()
        self.assertEqual(kpi.baseline_value, 3)

    def test_what_has_an_empty_key_is_no_group_and_not_everything(self):
        field = self.env["ir.model.fields"]._get("crm.lead", "type")
        leads = self.make_leads(3, self.employee_sales)
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET type = '' WHERE id IN %s", [tuple(leads[:2].ids)])
        kpi = self.make_kpi(definition_id=self.created.copy({"group_field_id": field.id}).id)
        kpi.with_user(self.employee_sales).action_measure()
        figures = {row.group_value: row.value for row in kpi.measurement_ids}
        self.assertEqual(figures, {False: 3.0, "none": 2.0, "opportunity": 1.0})


class TestAnotherRollout(PageCase):
    def test_what_was_agreed_stays_in_its_roll_out(self):
        other = self.project.copy({"name": "Another"})
        need = self.make_need("See the last call", goal_ids=[(4, self.goal.id)])
        put_away = self.make_need("See the first call")
        of_put_away = self.goal.copy({"need_ids": [(4, put_away.id)]})
        measured = self.goal.copy({"need_ids": False})
        kept = self.make_kpi(goal_id=measured.id)
        put_away.active = False
        kept.active = False
        for record in (self.kpi, self.goal, self.goal.copy({"need_ids": [(4, need.id)]}), of_put_away, measured):
            with self.subTest(record._name), self.assertRaisesRegex(UserError, "stays in its roll-out"):
                record.with_user(self.facilitator).project_id = other
        self.env.invalidate_all()
        self.assertEqual((self.kpi.project_id, self.goal.project_id), (self.project, self.project))
        fresh = self.goal.copy({"need_ids": False})
        fresh.with_user(self.facilitator).project_id = other
        self.assertEqual(fresh.project_id, other)
        worded = self.make_kpi(definition_id=self.manual.id)
        worded.with_user(self.facilitator).project_id = other
        self.assertEqual(worded.project_id, other, "nothing was agreed of it yet")
        self.kpi.with_user(self.facilitator).write({"project_id": self.project.id, "sequence": 3})
        self.assertEqual(self.kpi.sequence, 3, "a form may send the roll-out again")

    def test_what_is_put_away_is_on_record(self):
        self.kpi.action_archive()
        self.goal.action_archive()
        self.assertEqual(self.evidence(self.kpi)[-1], "kpi_archived")
        self.assertEqual(self.evidence(self.goal)[-1], "goal_archived")
        self.kpi.action_unarchive()
        self.goal.action_unarchive()
        self.assertEqual(self.evidence(self.kpi)[-1], "kpi_brought_back")
        self.assertEqual(self.evidence(self.goal)[-1], "goal_restored")
        before = self.evidence(self.goal)
        self.goal.write({"active": True, "sequence": 3})
        self.assertEqual(self.evidence(self.goal), before, "it was there already")


class TestUpdate(PageCase):
    def test_an_older_database_is_brought_to_what_is_kept_now(self):
        self.session.action_close()
        self.session.sudo().closed_on = False
        own, rule = (self.env.ref(f"crm_facilitation.{name}_rule_employee") for name in ("goal", "need"))
        allowed = rule.domain_force
        taking_part = "[('user_id', '=', user.id), ('active', '=', True)]"
        rule.domain_force = f"[('session_id.participant_ids', 'any', {taking_part})]"
        own.domain_force = "[('owner_id', '=', user.id)]"
        measured = self.env["crm.facilitation.kpi.measurement"].sudo()
        kpis = self.make_kpi(definition_id=self.created.copy({"group_field_id": False}).id) | self.make_kpi()
        period = {"period_start": "2026-08-01", "period_end": "2026-09-01", "value": 1, "source": "query"}
        for kpi in kpis:
            measured.create([{"kpi_id": kpi.id, "group_value": group} | period for group in (False, "none")])
        self.env.flush_all()
        script = Path(get_module_path("crm_facilitation"), "migrations/19.0.1.2.0/post-migrate.py")
        runpy.run_path(str(script))["migrate"](self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        closed = self.env["crm.facilitation.event"].search([("kind", "=", "session_closed")], order="id desc", limit=1)
        self.assertEqual(self.session.closed_on, closed.at.date())
        self.assertEqual((rule.domain_force, own.domain_force), (allowed, "[('owner_id', '=', user.id)]"))
        self.assertEqual([len(kpi.measurement_ids) for kpi in kpis], [1, 2])


class TestOnRecord(PageCase):
    """What was agreed of a KPI does not change without a row that says what it was."""

    def last(self):
        return self.env["crm.facilitation.event"].search([("record_id", "=", self.kpi.id)], order="id desc", limit=1)

    def test_each_term_leaves_what_it_was_and_what_it_is(self):
        cycle = self.env.ref("crm_facilitation.kpi_definition_won_deals")
        goal = self.env["crm.facilitation.goal"].create({"name": "More of it", "project_id": self.project.id})
        for name, value, before, after in (
            ("direction", "down", "up", "down"),
            ("frequency", "quarter", "month", "quarter"),
            ("definition_id", cycle.id, self.manual.name, cycle.name),
            ("goal_id", goal.id, "Trusted figures", "More of it"),
            ("name", "Renamed", self.kpi.name, "Renamed"),
        ):
            with self.subTest(name):
                self.kpi.write({name: value})
                changes = self.env["crm.facilitation.event"].search(
                    [("record_id", "=", self.kpi.id), ("kind", "=", "kpi_changed")], order="id desc", limit=1
                )
                payload = changes.payload
                self.assertEqual((payload["before"][name], payload["after"][name]), (before, after))
        self.assertIn("Up", self.env["crm.facilitation.event"].search([("kind", "=", "kpi_changed")])[-1].facts)

    def test_another_goal_is_evidence_before_anything_is_agreed_and_under_the_same_name(self):
        goals = self.env["crm.facilitation.goal"]
        first, second = goals.create([{"name": "More of it", "project_id": self.project.id} for _goal in range(2)])
        fresh = self.make_kpi(definition_id=self.manual.id, goal_id=first.id)
        fresh.goal_id = second
        row = self.env["crm.facilitation.event"].search([("record_id", "=", fresh.id), ("kind", "=", "kpi_changed")])
        self.assertEqual(row.payload["before"], {"goal_id": f"More of it ({first.id})"})
        self.assertEqual(row.payload["after"], {"goal_id": f"More of it ({second.id})"})

    def test_the_same_again_or_before_anything_is_agreed_leaves_nothing(self):
        before = self.evidence(self.kpi)
        self.kpi.write({"direction": "up", "frequency": "month", "name": self.kpi.name})
        self.assertEqual(self.evidence(self.kpi), before)
        fresh = self.make_kpi(definition_id=self.manual.id)
        before = self.evidence(fresh)
        fresh.write({"direction": "down", "frequency": "week"})
        self.assertEqual(self.evidence(fresh), before)

    def test_a_definition_that_is_measured_otherwise_is_evidence_of_its_kpis(self):
        definition = self.created.copy()
        self.kpi.definition_id = definition
        put_away = self.kpi.copy({"target_value": 5})
        put_away.active = False
        definition.write({"domain": "[('type', '=', 'lead')]", "unit": "pieces"})
        events = self.env["crm.facilitation.event"].search([("kind", "=", "kpi_definition_changed")])
        ids = (self.kpi | put_away).ids
        self.assertEqual(sorted(events.mapped("record_id")), sorted(ids), "one of each: it may be brought back")
        event = events.filtered(lambda event: event.record_id == self.kpi.id)
        self.assertEqual(event.payload["before"], {"domain": "[]", "unit": "leads"})
        self.assertEqual(event.payload["after"], {"domain": "[('type', '=', 'lead')]", "unit": "pieces"})

    def test_another_scale_is_evidence_too(self):
        definition = self.created.copy()
        self.kpi.definition_id = definition
        definition.write({"has_scale": True, "scale_from": 1, "scale_to": 500})
        row = self.last()
        self.assertEqual((row.kind, row.record_id), ("kpi_definition_changed", self.kpi.id))
        self.assertEqual(row.payload["before"], {"has_scale": None, "scale_from": None, "scale_to": None})
        self.assertEqual(row.payload["after"], {"has_scale": True, "scale_from": 1, "scale_to": 500})

    def test_a_value_of_the_past_that_is_entered_or_changed_by_hand_is_evidence(self):
        self.enter([3.5], first=8)
        self.assertNotIn("kpi_value_changed", self.evidence(self.kpi))
        self.kpi.measurement_ids.with_user(self.employee_sales).value = 9
        self.assertEqual(self.last().payload["before"]["value"], 3.5)
        self.assertEqual(self.last().payload["after"]["value"], 9)
        self.enter([2.5], first=2)
        self.assertEqual((self.last().payload["before"], self.last().payload["after"]["value"]), (None, 2.5))
        wizards = self.env["crm.facilitation.kpi.entry.wizard"].with_user(self.employee_sales)
        wizards.create({"kpi_id": self.kpi.id, "day": "2026-08-10", "value": 4}).action_enter()
        self.assertEqual((self.last().payload["before"]["value"], self.last().payload["after"]["value"]), (9, 4))

    def test_what_is_measured_anew_is_no_change_by_hand(self):
        kpi = self.make_kpi(target_value=5)
        (period,) = kpi._get_last_periods(1)
        for value in (2.0, 3.0):
            row = {"kpi_id": kpi.id, "period_start": period[0], "period_end": period[1], "group_value": False}
            kpi._keep_rows([row | {"value": value}], [period])
        self.assertEqual(kpi.measurement_ids.value, 3)
        self.assertNotIn("kpi_value_changed", self.evidence(kpi))
