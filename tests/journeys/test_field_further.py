"""Twelve further situations that public reports of other systems describe. See docs/field.md."""

import csv
import io
from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..kpis.test_kpi import KpiCase
from .test_field_imports import ImportFieldCase


class TestFigures(KpiCase):
    def entered(self, value, start="2026-08-01", **values):
        kpi = self.make_kpi(definition_id=self.manual.id, **values)
        end = fields.Date.add(fields.Date.to_date(start), months=1)
        row = {"kpi_id": kpi.id, "period_start": start, "period_end": end, "value": value}
        self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales).create(row)
        return kpi

    def test_further_1_a_target_of_zero_divides_nothing(self):
        course = {"baseline_date": "2026-01-01", "target_date": "2026-12-01", "direction": "down"}
        with freeze_time("2026-09-10"):
            half = self.entered(4, baseline_value=8, target_value=0, **course)
            held = self.entered(0, baseline_value=0, target_value=0, **course)
            self.assertEqual((half.attainment, held.attainment, held.status), (0.5, 1.0, "on_track"))
            for kpi in (half, held):
                self.assertTrue(kpi.with_user(self.sponsor).page()["points"])
            self.assertTrue(self.env["crm.facilitation.kpi"].with_user(self.sponsor).board(self.project.id)["cards"])

    def test_further_2_what_is_to_stay_is_not_reached_by_standing_still_elsewhere(self):
        course = {"baseline_date": "2026-01-01", "target_date": "2026-12-01", "direction": "down"}
        with freeze_time("2026-09-10"):
            kpi = self.entered(40, baseline_value=30, target_value=30, **course)
            self.assertEqual((kpi.attainment, kpi.status), (0.0, "off_track"))

    def test_further_3_a_value_that_stays_the_same_still_runs_out_of_time(self):
        course = {"baseline_date": "2026-01-01", "target_date": "2026-09-01"}
        with freeze_time("2026-05-02"):
            kpi = self.entered(60, "2026-04-01", baseline_value=20, target_value=100, **course)
            self.assertEqual(kpi.status, "on_track")
        for start in ("2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01"):
            end = fields.Date.add(fields.Date.to_date(start), months=1)
            row = {"kpi_id": kpi.id, "period_start": start, "period_end": end, "value": 60}
            with freeze_time(end):
                self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales).create(row)
        with freeze_time("2026-09-02"):
            kpi._carry_on()
            self.assertEqual((kpi.current_value, kpi.status), (60, "off_track"))

    def test_further_4_a_week_goes_over_the_end_of_the_year(self):
        self.env.company.partner_id.write({"tz": "UTC", "lang": "en_US"})
        self.env["res.lang"]._lang_get("en_US").week_start = "1"
        leads = self.make_leads(2, self.employee_sales)
        self.env.flush_all()
        for lead, moment in zip(leads, ("2026-12-31 12:00:00", "2027-01-01 12:00:00"), strict=True):
            self.env.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id = %s", [moment, lead.id])
        self.env.invalidate_all()
        kpi = self.make_kpi(frequency="week")
        with freeze_time("2027-01-05"):
            kpi.action_measure()
        row = kpi.measurement_ids.filtered(lambda row: not row.group_value and row.value)
        self.assertEqual((row.period_start, row.period_end, row.value), (date(2026, 12, 28), date(2027, 1, 4), 2))


class TestVotes(ImportFieldCase):
    def open_round(self, **values):
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = rounds.create({"name": "Vote", "session_id": self.session.id} | values)
        ballot_round.action_open()
        return ballot_round

    def test_further_5_who_changes_a_vote_is_counted_once(self):
        need = self.make_need("One")
        ballot_round = self.open_round(min_cell=2)
        for points in (1, 3, 2):
            ballot_round.with_user(self.employee_sales).cast({need.id: points})
        ballot_round.with_user(self.employee_service).cast({need.id: 1})
        ballot_round.action_close()
        self.env.invalidate_all()
        cell = ballot_round.tally_ids.filtered(lambda row: not row.department_id)
        self.assertEqual((cell.voters, cell.points, ballot_round.voted_count), (2, 3, 2))

    def test_further_6_abstaining_is_an_answer_and_silence_is_none(self):
        need = self.make_need("One")
        ballot_round = self.open_round(method="consent", min_cell=2)
        for user, choice in ((self.employee_sales, "abstain"), (self.employee_service, "agree")):
            ballot_round.with_user(user).cast({need.id: {"choice": choice, "reason": ""}})
        ballot_round.action_close()
        self.env.invalidate_all()
        cell = ballot_round.tally_ids.filtered(lambda row: not row.department_id)
        self.assertEqual((cell.voters, cell.agree, cell.abstain), (2, 1, 1))
        self.assertEqual((ballot_round.voted_count, ballot_round.elector_count), (2, 3))

    def test_further_7_who_has_left_since_the_opening_may_vote_or_may_not_but_never_half(self):
        need = self.make_need("One")
        ballot_round = self.open_round()
        self.participant_service.with_user(self.facilitator).active = False
        voter = self.env["crm.facilitation.round"].with_user(self.employee_service)
        waits = [row["id"] for row in voter.awaiting()]
        if ballot_round.id in waits:
            voter.browse(ballot_round.id).cast({need.id: 1})
        else:
            with self.assertRaises(UserError):
                voter.browse(ballot_round.id).cast({need.id: 1})

    def test_further_8_a_round_without_a_vote_has_results_and_divides_nothing(self):
        self.make_need("One")
        self.project.facilitation_capacity_days = 10
        for method in ("dots", "matrix", "consent"):
            with self.subTest(method):
                ballot_round = self.open_round(method=method, quorum=50)
                ballot_round.action_close()
                self.assertEqual(ballot_round.with_user(self.employee_sales).results()["needs"], [])
                self.assertTrue(ballot_round.recount())


class TestNeeds(ImportFieldCase):
    def test_further_9_the_short_form_that_arrives_twice_raises_one_need(self):
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        words = {"name": "See the last call", "problem": "Nobody knows", "wish": "A list"}
        first, second = (needs.raise_need(self.session.id, dict(words))["id"] for _time in range(2))
        self.assertEqual(first, second)
        self.assertEqual(needs.search_count([("name", "=", "See the last call")]), 1)
        other = needs.raise_need(self.session.id, words | {"wish": "A map"})["id"]
        colleague = needs.with_user(self.employee_service).raise_need(self.session.id, words)["id"]
        self.assertEqual(len({first, other, colleague}), 3)
        self.env.cr.execute(
            "UPDATE crm_facilitation_need SET create_date = create_date - interval '1 hour' WHERE id = %s", [first]
        )
        self.env.invalidate_all()
        self.assertNotEqual(needs.raise_need(self.session.id, words)["id"], first, "said again later")

    def test_further_10_what_was_exported_comes_back_as_it_was(self):
        words = ("=1+1 is what it shows", "-5 % each week", "+7 900", "@home", "plain")
        made = self.env["crm.facilitation.need"]
        for title in words:
            made |= self.make_need(title, problem=title, effort_days=1.125)
        made.action_accept()
        columns = ["id", "name", "problem", "effort_days"]
        exported = made.export_data(columns)["datas"]
        content = io.StringIO()
        csv.writer(content, delimiter=";", quoting=csv.QUOTE_ALL).writerows([columns, *exported])
        result = self.bring_in_file(
            made._name, columns, content.getvalue().encode(), "rows.csv", "text/csv", self.env.user
        )
        self.assertFalse(result["messages"])
        self.env.invalidate_all()
        self.assertEqual(made.mapped("name"), list(words))
        self.assertEqual(made.mapped("problem"), list(words))
        self.assertFalse(any(made.mapped("is_suspect")))
        self.assertEqual(set(made.mapped("effort_days")), {1.125})

    def test_further_11_an_archived_roll_out_is_not_deleted_with_what_was_said_in_it(self):
        need = self.make_need("One")
        need.active = False
        self.project.active = False
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.project.unlink()
        self.assertTrue(need.exists() and self.project.exists() and self.session.exists())

    def test_further_12_a_copied_roll_out_begins_anew(self):
        need = self.make_need("One")
        need.action_accept()
        archived = self.env["project.task"].create({"name": "Old", "project_id": self.project.id, "active": False})
        need.action_plan()
        self.env.flush_all()
        self.env.cr.execute("UPDATE project_project SET launch_date = '2026-01-01' WHERE id = %s", [self.project.id])
        self.env.invalidate_all()
        copied = self.project.copy()
        self.assertEqual(
            (copied.launch_date, copied.facilitation_phase, copied.session_ids.ids), (False, "discovery", [])
        )
        tasks = copied.with_context(active_test=False).task_ids
        self.assertFalse(tasks.facilitation_need_ids)
        self.assertEqual(tasks.filtered(lambda task: task.name == archived.name and task.active).ids, [])
        self.assertFalse(
            self.env["crm.facilitation.event"].search([("project_id", "=", copied.id), ("kind", "=", "need_accepted")])
        )
