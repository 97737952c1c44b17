"""What time does to KPIs: what records look like now, another frequency, periods that become whole."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .test_kpi import KpiCase
from .test_page import PageCase


class TestSnapshot(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshot = cls.env.ref("crm_facilitation.kpi_definition_next_activity")
        cls.make_leads(2, cls.employee_sales)[0].activity_schedule("mail.mail_activity_data_todo")

    def rows(self, kpi):
        overall = kpi.measurement_ids.filtered(lambda row: not row.group_value).sorted("period_start")
        return [(row.period_start, row.value) for row in overall]

    def test_its_history_grows_from_month_to_month(self):
        kpi = self.make_kpi(definition_id=self.snapshot.id)
        with freeze_time("2026-05-20"):
            kpi.action_measure()
        for day in ("2026-06-01", "2026-06-02"):
            with self.subTest(day), freeze_time(day):
                kpi.action_measure()
                self.assertEqual(self.rows(kpi), [(date(2026, 5, 1), 50.0), (date(2026, 6, 1), 50.0)])
        self.assertFalse(kpi._get_starts(), "days gone by are not asked again")
        with freeze_time("2026-06-02"):
            with self.assertRaisesRegex(UserError, "as they are now"):
                kpi.action_backfill()
            self.assertEqual(len(self.rows(kpi)), 2)
            kpi.action_capture_baseline()
            self.assertEqual((kpi.baseline_value, kpi.baseline_date), (50.0, date(2026, 6, 2)), "as of now")
            # what is there no more has no value this month, and had one last month
            self.env["crm.lead"].search([("user_id", "=", self.employee_sales.id)]).unlink()
            kpi.action_measure()
            self.assertEqual(self.rows(kpi), [(date(2026, 5, 1), 50.0)])

    def test_kpis_of_different_frequency_share_the_query_and_keep_their_figure(self):
        kpis = self.make_kpi(definition_id=self.snapshot.id, frequency="week")
        kpis += self.make_kpi(definition_id=self.snapshot.id, frequency="month")
        kpis += self.make_kpi(definition_id=self.snapshot.id, frequency="quarter")
        for day in ("2026-05-10", "2026-06-10", "2026-06-30"):
            with freeze_time(day):
                kpis._keep_measurements()
                for kpi in kpis:
                    self.assertEqual(self.rows(kpi)[-1], (kpi._get_period()[0], 50.0), (day, kpi.frequency))


class TestFrequency(PageCase):
    def test_values_of_another_frequency_are_no_step_of_the_line(self):
        self.enter([2.2, 2.4, 2.6])
        self.assertEqual([point["value"] for point in self.page()["points"]][:3], [2.2, 2.4, 2.6])
        self.kpi.frequency = "quarter"
        self.assertEqual(self.page()["points"], [])
        self.assertEqual(self.kpi.with_user(self.sponsor).board(self.project.id)["cards"][0]["points"], [])

    def test_a_line_with_gaps_keeps_its_end(self):
        start = date(2023, 1, 1)
        months = [date(start.year + month // 12, month % 12 + 1, 1) for month in range(0, 44, 3)]
        self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales).create(
            [
                {"kpi_id": self.kpi.id, "period_start": day, "period_end": day.replace(month=day.month + 1), "value": 3}
                for day in months
            ]
        )
        self.kpi.target_date = "9999-12-31"
        points = self.page()["points"]
        self.assertEqual(len(points), 36 + 1 + 24)
        self.assertIn(months[-1].isoformat(), [point["start"] for point in points if point["value"] is not None])


class TestPassing(PageCase):
    def test_what_was_entered_while_its_month_ran_counts_once_it_is_whole(self):
        self.enter([3.5, 2.0], first=8)
        self.assertEqual((self.kpi.current_value, self.kpi.status), (3.5, "on_track"))
        with freeze_time("2026-10-02"):
            self.remind()
            self.assertEqual((self.kpi.current_value, self.kpi.status), (2.0, "off_track"))
            self.assertTrue(self.kpi.alerted_status)

    def test_the_digest_counts_it_as_on_track_and_then_as_missed(self):
        digest = self.env["digest.digest"].create(
            {"name": "Weekly", "kpi_facilitation_on_track": True, "kpi_facilitation_missed": True}
        )

        def counted():
            self.env.invalidate_all()
            read = digest.with_user(self.sponsor)
            return read.kpi_facilitation_on_track_value, read.kpi_facilitation_missed_value

        on_track, missed = counted()
        self.enter([3.5], first=8)
        self.assertEqual(counted(), (on_track + 1, missed))
        self.kpi.measurement_ids.with_user(self.employee_sales).value = 2.0
        self.assertEqual(counted(), (on_track, missed + 1))
        other = self.env["res.company"].create({"name": "Other"})
        self.sponsor.company_ids += other
        theirs = digest.copy({"company_id": other.id}).with_user(self.sponsor)
        both = (self.env.company | other).ids
        self.assertEqual(theirs.with_context(allowed_company_ids=both).kpi_facilitation_missed_value, 0)

    def test_a_value_names_its_period_and_whether_that_still_runs(self):
        self.enter([3.5, 2.0], first=8)
        rows = self.kpi.measurement_ids
        quarter = {"kpi_id": self.kpi.id, "period_start": "2026-04-01", "period_end": "2026-07-01", "value": 3}
        rows |= rows.create(quarter)
        self.assertEqual(
            rows.sorted("period_start").mapped("period_text"),
            ["04/01/2026 – 06/30/2026", "Aug 26", "Sep 26 (so far)"],
        )
        with freeze_time("2026-10-01"):
            self.env.invalidate_all()
            self.assertEqual(rows.sorted("period_start")[-1].period_text, "Sep 26")


class TestStrangers(PageCase):
    def test_an_owner_who_takes_no_part_reads_what_the_kpi_is_for(self):
        self.kpi.owner_id = self.outsider
        (card,) = self.kpi.with_user(self.outsider).board()["cards"]
        self.assertEqual((card["name"], card["goal"]), (self.kpi.name, self.goal.name))
        self.assertEqual(self.page(self.outsider)["backtrace"]["goal"]["name"], self.goal.name)

    def test_nobody_reads_a_figure_through_the_entry_window(self):
        self.enter([3.5], first=8)
        wizards = self.env["crm.facilitation.kpi.entry.wizard"].with_user(self.employee_service)
        said = {"kpi_id": self.kpi.id, "day": "2026-08-10", "value": 0}
        for way in (
            lambda: wizards.create(said),
            lambda: wizards.onchange(said, ["day"], {name: {} for name in (*said, "offered")}),
            lambda: wizards.onchange(said, ["day"], {name: {} for name in (*said, "unit", "formula")}),
        ):
            # as in a request of their own: nothing was read before
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                way()

    def test_a_value_does_not_move_to_another_kpi(self):
        self.enter([3.5], first=8)
        row = self.kpi.measurement_ids.with_user(self.employee_sales)
        for owner in (self.employee_service, self.employee_sales):
            other = self.make_kpi(definition_id=self.manual.id, owner_id=owner.id)
            with self.subTest(owner.login), self.assertRaisesRegex(UserError, "A value stays with its KPI"):
                row.kpi_id = other.id
            self.env.invalidate_all()
            self.assertEqual((row.kpi_id, other.measurement_ids), (self.kpi, row.browse()))

    def test_a_trip_wire_does_not_tell_how_a_kpi_of_others_stands(self):
        self.enter([3.5], first=8)
        elsewhere = self.env["project.project"].create({"name": "Elsewhere", "is_facilitation": True})
        session = self.env["crm.facilitation.session"].create({"name": "There", "project_id": elsewhere.id})
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict = conflict.create({"name": "Ours", "session_id": session.id})
        for limit in (3.4, 3.6):
            wire = {"tripwire_kpi_id": self.kpi.id, "tripwire_when": "limit", "tripwire_limit": limit}
            with self.assertRaises(ValidationError) as refused:
                conflict.action_agree(text="We try it", **wire)
            self.assertIn("of the same roll-out", str(refused.exception))
        with self.assertRaises(ValidationError):
            conflict.kpi_ids = [Command.set(self.kpi.ids)]
        self.env.invalidate_all()
        self.assertEqual((conflict.state, conflict.kpi_ids), ("open", self.kpi.browse()))
