"""Situations from public bug reports: what a KPI says of time, late records, names and small figures. See docs/field.md."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_facilitation.tools.kpis.periods import Calendar

from .test_kpi import KpiCase
from .test_page import PageCase

SEPTEMBER, OCTOBER = (date(2026, 9, 1), date(2026, 10, 1)), (date(2026, 10, 1), date(2026, 11, 1))


class FieldCase(KpiCase):
    def dated(self, leads, moment):
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id IN %s", [moment, tuple(leads.ids)])
        self.env.invalidate_all()

    def people_in(self, zone, *users):
        company = self.env.company
        company.partner_id.tz = False
        self.env["res.users"].search([("company_ids", "in", company.ids)]).partner_id.tz = False
        for user in users:
            user.partner_id.tz = zone
        return company


class TestDays(FieldCase):
    def test_a_company_without_a_zone_has_that_of_most_of_its_people(self):
        self.people_in("Australia/Brisbane", self.employee_sales, self.employee_service)
        self.employee_logistics.partner_id.tz = "Europe/Riga"
        self.dated(self.make_leads(5, self.employee_sales), "2026-09-30 22:00:00")
        kpi = self.make_kpi()
        with freeze_time("2026-10-20"):
            self.assertEqual((self.overall(kpi, SEPTEMBER) or 0, self.overall(kpi, OCTOBER)), (0, 5))
            self.assertIn("Australia/Brisbane", kpi.with_user(self.sponsor).calendar_text)

    def test_the_companys_own_zone_comes_first_and_working_hours_last(self):
        company = self.people_in("Australia/Brisbane", self.employee_sales)
        company.resource_calendar_id.tz = "America/Lima"
        self.assertEqual(company.facilitation_tz, "Australia/Brisbane")
        company.partner_id.tz = "Europe/Riga"
        self.assertEqual(company.facilitation_tz, "Europe/Riga")
        company.partner_id.tz = False
        self.employee_sales.active = False
        self.assertEqual(company.facilitation_tz, "America/Lima")

    def test_a_tie_is_settled_by_the_name_and_not_by_chance(self):
        company = self.people_in("Europe/Riga", self.employee_sales)
        self.employee_service.partner_id.tz = "Europe/Berlin"
        self.assertEqual(company.facilitation_tz, "Europe/Berlin")

    def test_a_zone_that_the_server_does_not_know_is_read_as_utc_and_the_board_stands(self):
        self.env.company.partner_id.tz = "US/Pacific"
        kpi = self.make_kpi()
        unknown = patch("odoo.addons.crm_facilitation.tools.sessions.zones.ZoneInfo", side_effect=KeyError)
        with unknown, freeze_time("2026-10-01 03:00:00"):
            self.dated(self.make_leads(2, self.employee_sales), "2026-10-01 02:00:00")
            kpi.action_measure()
            cards = self.env["crm.facilitation.kpi"].with_user(self.sponsor).board()["cards"]
            self.assertIn(kpi.id, [card["id"] for card in cards])
            self.assertEqual(kpi._get_period(), OCTOBER)
            self.assertIn("knows no zone US/Pacific", kpi.calendar_text)

    def test_a_session_closes_on_the_companys_day(self):
        self.people_in("Australia/Brisbane", self.employee_sales)
        with freeze_time("2026-03-01 22:30:00"):
            self.session.action_close()
        self.assertEqual(self.session.closed_on, date(2026, 3, 2))


class TestLate(FieldCase):
    """June is what its records say today."""

    def setUp(self):
        super().setUp()
        self.env.company.partner_id.tz = "UTC"
        self.leads = self.make_leads(3, self.employee_sales)
        self.dated(self.leads, "2026-06-10 12:00:00")
        self.kpi = self.make_kpi()
        with freeze_time("2026-07-01 12:00:00"):
            self.kpi.action_measure()

    def june(self):
        """June, as the night before the 20th of October leaves it."""
        with (
            freeze_time("2026-10-20 02:00:00"),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60),
        ):
            self.kpi._measure_each()
        return self.kpi.measurement_ids.filtered(
            lambda row: row.period_start == date(2026, 6, 1) and not row.group_value
        ).value

    def test_what_is_entered_later_counts(self):
        self.dated(self.make_leads(2, self.employee_sales), "2026-06-20 12:00:00")
        self.assertEqual(self.june(), 5)

    def test_what_is_dated_otherwise_does_not_count_any_more(self):
        self.dated(self.leads[0], "2026-09-20 12:00:00")
        self.assertEqual(self.june(), 2)

    def test_what_is_deleted_does_not_count_any_more(self):
        self.leads[:2].unlink()
        self.assertEqual(self.june(), 1)

    def test_the_kpi_says_what_becomes_of_late_records(self):
        snapshot = self.make_kpi(name="Now", definition_id=self.created.copy({"date_field_id": False}).id)
        by_hand = self.make_kpi(name="By hand", definition_id=self.manual.id)
        self.assertIn("measured again every night", self.kpi.calendar_text)
        self.assertIn("days gone by are not measured again", snapshot.calendar_text)
        self.assertNotIn("measured", by_hand.calendar_text)

    def test_no_history_is_made_up_for_a_kpi_that_has_none(self):
        fresh = self.make_kpi(name="Fresh")
        self.kpi |= fresh
        self.june()
        self.assertEqual(min(fresh.measurement_ids.mapped("period_start")), date(2026, 9, 1))


class TestNames(FieldCase):
    def test_a_group_is_called_what_it_is_called_today(self):
        team = self.env["crm.team"].create({"name": "North"})
        self.make_leads(2, self.employee_sales, team_id=team.id)
        kpi = self.make_kpi()
        kpi.action_measure()
        team.name = "Nordics"
        (card,) = [c for c in kpi.with_user(self.sponsor).board()["cards"] if c["id"] == kpi.id]
        self.assertEqual([group["name"] for group in card["groups"]], ["Nordics"])
        row = kpi.measurement_ids.filtered(lambda row: row.group_value == str(team.id))
        self.env["crm.lead"].search([("team_id", "=", team.id)]).team_id = False
        team.unlink()
        self.env.invalidate_all()
        self.assertEqual(row.group_name, "North")

    def test_yes_and_no_are_words_and_none_is_nothing(self):
        field = self.env["ir.model.fields"]._get("crm.lead", "active")
        definition = self.created.copy({"group_field_id": field.id})
        self.assertEqual(
            definition._get_group_labels(["True", "False", "none"]), {"True": "Yes", "False": "No", "none": "None"}
        )

    def test_a_long_key_is_kept_and_its_name_shortened(self):
        field = self.env["ir.model.fields"]._get("crm.lead", "type")
        kpi = self.make_kpi(definition_id=self.created.copy({"group_field_id": field.id}).id)
        values = {
            "kpi_id": kpi.id,
            "period_start": "2026-06-01",
            "period_end": "2026-07-01",
            "value": 1,
            "source": "query",
        }
        # no two characters alike in a row, so that no compression helps
        key = "".join(chr(0x4E00 + number) for number in range(9000))
        rows = self.env["crm.facilitation.kpi.measurement"].sudo()
        row = rows.create(values | {"group_value": key, "group_label": key})
        self.env.flush_all()
        self.assertEqual(len(row.group_name), 80)


class TestFieldsThatGo(FieldCase):
    def test_a_field_that_kpis_are_measured_by_is_not_deleted(self):
        definitions = self.created.copy({"name": "Ranked"}) | self.created.copy({"name": "Big ones", "active": False})
        self.env.flush_all()
        # as somebody made it by hand; the registry of the tests does not have to know it
        self.env.cr.execute(
            "INSERT INTO ir_model_fields (name, model, model_id, field_description, ttype, state, store)"
            " SELECT 'x_rank', model, id, '{\"en_US\": \"Rank\"}', 'integer', 'manual', TRUE FROM ir_model"
            " WHERE model = 'crm.lead' RETURNING id"
        )
        field = self.env["ir.model.fields"].browse(self.env.cr.fetchone())
        for name, value in (("measure_field_id", field.id), ("domain", "[('id', 'any', [('x_rank', '>', 9)])]")):
            definition = definitions[0] if name == "measure_field_id" else definitions[1]
            self.env.cr.execute(
                f"UPDATE crm_facilitation_kpi_definition SET {name} = %s WHERE id = %s", [value, definition.id]
            )
        self.env.invalidate_all()
        with self.assertRaises(UserError) as refusal:
            field.unlink()
        self.assertIn("Ranked", str(refusal.exception))
        self.assertIn("Big ones", str(refusal.exception))
        self.assertTrue(field.exists())
        self.assertEqual(definitions.exists(), definitions)

    def test_a_filter_that_cannot_be_read_any_more_keeps_no_field(self):
        definition = self.created.copy({"name": "Old"})
        field = self.env["ir.model.fields"]._get("crm.lead", "probability")
        self.assertFalse(definition._uses(field))
        self.env.flush_all()
        for domain, is_used in (("[('probability', '>', 1)]", True), ("[('gone', ", False)):
            self.env.cr.execute(
                "UPDATE crm_facilitation_kpi_definition SET domain = %s WHERE id = %s", [domain, definition.id]
            )
            self.env.invalidate_all()
            self.assertEqual(definition._uses(field), is_used, domain)

    def give_field(self, definition, name, state):
        """A field that the registry does not know, by which the definition is measured."""
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO ir_model_fields (name, model, model_id, field_description, ttype, state, store)"
            " SELECT 'x_rank', model, id, '{\"en_US\": \"Rank\"}', 'integer', %s, TRUE FROM ir_model"
            " WHERE model = 'crm.lead' RETURNING id",
            [state],
        )
        [field] = self.env.cr.fetchone()
        self.env.cr.execute(
            f"UPDATE crm_facilitation_kpi_definition SET {name} = %s WHERE id = %s", [field, definition.id]
        )
        self.env.invalidate_all()
        return self.env["ir.model.fields"].browse(field)

    def uninstalled(self, definition, name):
        """The definition, measured by a field of an app that has been uninstalled."""
        # as Odoo does it, whatever the guards of custom fields say
        self.give_field(definition, name, "base").with_context(_force_unlink=True).unlink()
        self.env.invalidate_all()
        return definition

    def check_kept(self, part, name, definition):
        """A field or kind of record of this name stays, and whoever may not delete it does not read why."""
        with self.assertRaises(UserError) as refusal:
            part.unlink()
        self.assertIn(f"“{name}” is used by definitions of KPIs: {definition}.", str(refusal.exception))
        for reader in (self.facilitator, self.employee_logistics):
            with self.assertRaises(AccessError) as refusal:
                # names of definitions are for those who delete what they need
                part.with_user(reader).unlink()
            self.assertNotIn(definition, str(refusal.exception))
        self.assertTrue(part.exists())

    def test_a_field_by_which_kpis_are_measured_is_not_deleted_by_hand(self):
        field = self.give_field(self.created.copy({"name": "Ranked"}), "measure_field_id", "manual")
        self.check_kept(field, "Rank", "Ranked")

    def test_row_17_a_kpi_outlives_the_app_by_whose_field_it_is_measured_and_says_what_went(self):
        for name in ("date_field_id", "measure_field_id"):
            with self.subTest(name):
                self.make_leads(2, self.employee_sales)
                kpi = self.make_kpi(definition_id=self.created.copy({"name": f"Ranked {name}"}).id, target_value=5)
                kpi.action_measure()
                rows, chosen = kpi.measurement_ids, kpi.definition_id.date_field_id
                definition = self.uninstalled(kpi.definition_id, name)
                self.assertEqual((kpi.measurement_ids, kpi.definition_id), (rows, definition))
                self.assertIn("took along: Rank", kpi.last_error)
                self.assertEqual(self.evidence(kpi)[-1], "kpi_definition_changed")
                with self.assertRaisesRegex(UserError, "took along: Rank"):
                    kpi.action_measure()
                with self.assertRaisesRegex(UserError, "took along: Rank"):
                    definition.copy()
                # another day may show more than its owner agreed to be measured: they are asked again
                self.created.browse(definition.id).write({"date_field_id": chosen.id})
                self.accept(kpi)
                kpi.action_measure()
                self.assertEqual((definition.lost_parts, kpi.last_error), (False, False))

    def test_row_17_a_breakdown_that_went_with_its_app_leaves_the_figure(self):
        self.make_leads(2, self.employee_sales)
        kpi = self.make_kpi(definition_id=self.created.copy({"name": "Ranked"}).id, target_value=5)
        unused = self.uninstalled(self.created.copy({"name": "Unused"}), "group_field_id")
        self.assertTrue(unused.exists())
        self.uninstalled(kpi.definition_id, "group_field_id")
        kpi.action_measure()
        self.assertEqual((kpi.current_value, kpi.definition_id.lost_parts), (2, False))
        self.assertEqual(self.evidence(kpi)[-1], "kpi_definition_changed")

    def counted(self, name, state):
        """A KPI that counts records of a kind that the registry does not know, and this kind."""
        definition = self.created.copy({"name": name, "date_field_id": False, "group_field_id": False})
        kpi = self.make_kpi(definition_id=definition.id, target_value=5)
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO ir_model (model, name, state, \"order\") VALUES (%s, %s, %s, 'id') RETURNING id",
            [f"x_{state}", '{"en_US": "Branch"}', state],
        )
        [model] = self.env.cr.fetchone()
        self.env.cr.execute(
            "UPDATE crm_facilitation_kpi_definition SET model_id = %s WHERE id = %s", [model, definition.id]
        )
        self.env.invalidate_all()
        return kpi, self.env["ir.model"].browse(model)

    def test_row_17_a_kind_of_record_that_kpis_count_is_not_deleted_by_hand_and_named_when_its_app_goes(self):
        kpi, model = self.counted("Branches", "manual")
        with self.assertRaisesRegex(UserError, "are not installed any more"):
            kpi.action_measure()
        self.check_kept(model, "Branch", "Branches")
        kpi, model = self.counted("Branches of an app", "base")
        kpi.active = False
        model.with_context(_force_unlink=True).unlink()
        self.env.invalidate_all()
        self.assertEqual((model.exists(), kpi.definition_id.lost_parts), (model.browse(), "Branch"))
        self.assertIn("took along: Branch", kpi.last_error)
        self.assertEqual(self.evidence(kpi)[-1], "kpi_definition_changed")

    def test_a_filter_says_which_field_is_gone(self):
        definition = self.created.copy()
        kpi = self.make_kpi(definition_id=definition.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_facilitation_kpi_definition SET domain = %s WHERE id = %s",
            ["[('x_branch', '=', 1)]", definition.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError) as refusal:
            kpi.action_measure()
        self.assertIn("no field “x_branch” any more", str(refusal.exception))


class TestFigures(PageCase):
    def test_small_figures_keep_two_digits_and_their_sign(self):
        written = [
            self.kpi._format_figure(value).split("\N{NO-BREAK SPACE}")[0] for value in (0.17, 0.19, 0.24, 0.04, -0.04)
        ]
        self.assertEqual(written, ["0.17", "0.19", "0.24", "0.04", "-0.04"])
        self.assertEqual(self.kpi._format_figure(-0.0).split("\N{NO-BREAK SPACE}")[0], "0")

    def test_a_baseline_without_its_day_puts_nobody_off_track(self):
        kpi = self.make_kpi(definition_id=self.manual.id, baseline_value=2, target_value=4, target_date="2026-12-01")
        row = {"kpi_id": kpi.id, "period_start": "2026-08-01", "period_end": "2026-09-01", "value": 2}
        self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales).create(row)
        self.assertEqual(kpi.status, "no_data")
        kpi.baseline_date = "2026-09-01"
        self.assertEqual(kpi.status, "on_track")

    def test_a_roll_out_with_figures_stays_in_its_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        company = self.kpi.company_id
        with self.assertRaises(UserError):
            self.project.sudo().company_id = other
        self.env.invalidate_all()
        self.assertEqual(
            (self.kpi.company_id, self.project.sudo().company_id), (company, self.project.sudo().company_id)
        )
        self.assertNotEqual(self.project.sudo().company_id, other)

    def test_row_26_the_currency_of_a_company_with_agreed_amounts_stays(self):
        company, other = self.env.company, self.env.ref("base.CHF")
        revenue = self.env["ir.model.fields"]._get("crm.lead", "expected_revenue")
        definition = self.created.copy(
            {"name": "Revenue", "measure": "sum", "measure_field_id": revenue.id, "unit": False}
        )
        kpi = self.make_kpi(definition_id=definition.id, name="Revenue won")
        company.currency_id = other
        self.assertEqual(kpi.unit, "CHF", "nothing was agreed yet")
        kpi.target_value = 1000
        with self.assertRaisesRegex(UserError, "Revenue won"):
            company.currency_id = self.env.ref("base.GBP")
        self.env.invalidate_all()
        self.assertEqual((company.currency_id, kpi.unit), (other, "CHF"))
        with self.assertRaises(AccessError) as refusal:
            # names of KPIs are for those who change the currency
            company.with_user(self.employee_logistics).write({"currency_id": self.env.ref("base.GBP").id})
        self.assertNotIn("Revenue won", str(refusal.exception))
        company.write({"currency_id": other.id, "name": "Renamed"})
        kpi.active = False
        company.currency_id = self.env.ref("base.GBP")
        self.assertEqual(company.currency_id, self.env.ref("base.GBP"))
        self.env.invalidate_all()
        self.assertEqual(kpi.unit, "CHF", "what was measured in one currency is not told in another")
        with self.assertRaisesRegex(UserError, "in CHF"):
            kpi.active = True
        self.assertFalse(kpi.active)
        company.currency_id = other
        kpi.active = True
        self.assertEqual((kpi.active, kpi.unit), (True, "CHF"))

    def test_row_26_other_companies_and_other_figures_change_their_currency(self):
        kpi = self.make_kpi(target_value=12)
        self.env.company.currency_id = self.env.ref("base.CHF")
        self.env["res.company"].create({"name": "Other"}).currency_id = self.env.ref("base.GBP")
        self.assertNotIn("CHF", kpi.unit or "")

    def test_row_26_figures_in_words_follow_the_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        russian = self.kpi.with_context(lang="ru_RU")
        self.assertEqual(russian._format_figure(4.3).split("\N{NO-BREAK SPACE}")[0], "4,3")
        need = self.make_need("Slow", effort_days=0.25).with_context(lang="ru_RU")
        self.assertIn("0,25", need.score_explanation)
        self.assertNotRegex(need.score_explanation, r"\d\.\d")


class TestRow24Calendar(FieldCase):
    def speak(self, code, week_start):
        self.env["res.lang"]._activate_lang(code)
        self.env["res.lang"]._lang_get(code).week_start = week_start
        self.env.company.partner_id.lang = code

    def test_row_24_weeks_begin_as_in_the_language_of_the_company(self):
        kpi = self.make_kpi(frequency="week")
        for code, week_start, first, name in (
            ("en_US", "7", date(2026, 10, 18), "Sunday"),
            ("de_DE", "1", date(2026, 10, 19), "Monday"),
            ("ar_001", "6", date(2026, 10, 17), "Saturday"),
        ):
            with self.subTest(code), freeze_time("2026-10-22 12:00:00"):
                self.speak(code, week_start)
                self.env.invalidate_all()
                self.assertEqual(kpi._get_period()[0], first)
                self.assertIn(f"Weeks begin on {name}", kpi.with_context(lang="en_US").calendar_text)

    def test_row_24_the_readers_language_moves_no_week(self):
        kpi = self.make_kpi(frequency="week")
        self.speak("de_DE", "1")
        with freeze_time("2026-10-22 12:00:00"):
            self.assertEqual(kpi.with_context(lang="en_US")._get_period()[0], date(2026, 10, 19))

    def test_row_24_quarters_are_those_of_the_fiscal_year(self):
        kpi = self.make_kpi(frequency="quarter").with_context(lang="en_US")
        for last_month, start, end, year in (
            ("12", date(2026, 10, 1), date(2027, 1, 1), "1 January"),
            ("3", date(2026, 10, 1), date(2027, 1, 1), "1 April"),
            ("1", date(2026, 8, 1), date(2026, 11, 1), "1 February"),
            ("2", date(2026, 9, 1), date(2026, 12, 1), "1 March"),
        ):
            with self.subTest(last_month), freeze_time("2026-10-22 12:00:00"):
                self.env.company.facilitation_year_end_month = last_month
                self.assertEqual(kpi._get_period(), (start, end))
                self.assertIn(year, kpi.calendar_text)

    def test_row_24_months_stay_months(self):
        kpi = self.make_kpi()
        self.env.company.facilitation_year_end_month = "1"
        with freeze_time("2026-10-22 12:00:00"):
            self.assertEqual(kpi._get_period(), OCTOBER)
            self.assertNotIn("begin on", kpi.calendar_text)

    def test_row_24_a_fiscal_year_that_ends_within_a_month(self):
        kpi = self.make_kpi(frequency="quarter")
        british = patch.object(
            type(kpi.company_id), "_get_facilitation_calendar", return_value=Calendar(year_end=(4, 5))
        )
        with british, freeze_time("2026-10-05 12:00:00"):
            self.assertEqual(kpi._get_period(), (date(2026, 7, 6), date(2026, 10, 6)))

    def test_row_24_measured_weeks_are_built_anew_and_entered_ones_stand(self):
        self.speak("en_US", "1")
        self.dated(self.make_leads(2, self.employee_sales), "2026-10-18 12:00:00")
        kpi = self.make_kpi(frequency="week")
        manual = self.make_kpi(definition_id=self.manual.id, frequency="week", name="By hand")
        entered = {"kpi_id": manual.id, "period_start": "2026-10-12", "period_end": "2026-10-19", "value": 7}
        entered = self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales).create(entered)
        with freeze_time("2026-10-22 12:00:00"):
            kpi.action_measure()
            self.assertEqual(self.weeks(kpi), [(date(2026, 10, 12), date(2026, 10, 19), 2)])
            self.speak("en_US", "7")
            (kpi + manual)._keep_measurements()
            self.assertEqual(self.weeks(kpi), [(date(2026, 10, 18), date(2026, 10, 25), 2)])
            self.env.invalidate_all()
            self.assertEqual((entered.exists().value, manual.current_value), (7, 7))

    def weeks(self, kpi):
        rows = kpi.measurement_ids.filtered(lambda row: not row.group_value and row.value).sorted("period_start")
        return [(row.period_start, row.period_end, row.value) for row in rows]

    def test_row_24_a_running_week_of_the_former_calendar_does_not_stay_beside_the_new_one(self):
        self.speak("en_US", "1")
        self.dated(self.make_leads(2, self.employee_sales), "2026-10-20 12:00:00")
        kpi = self.make_kpi(frequency="week")
        with freeze_time("2026-10-22 12:00:00"):
            kpi.action_measure()
            self.speak("en_US", "7")
            kpi.action_measure()
            self.assertEqual(self.weeks(kpi), [(date(2026, 10, 18), date(2026, 10, 25), 2)])

    def test_row_24_a_fiscal_quarter_is_named_by_its_months(self):
        kpi = self.make_kpi(frequency="quarter")
        self.dated(self.make_leads(2, self.employee_sales), "2026-09-20 12:00:00")
        with freeze_time("2026-10-22 12:00:00"):
            kpi.action_measure()
            self.assertEqual(kpi.page()["points"][-1]["label"], "Q4 26")
            self.env.company.facilitation_year_end_month = "1"
            kpi.action_measure()
            self.assertEqual(kpi.page()["points"][-1]["label"], "Aug 26 – Oct 26")

    def test_row_24_a_value_is_entered_for_the_week_of_the_company(self):
        manual = self.make_kpi(definition_id=self.manual.id, frequency="week")
        self.speak("en_US", "7")
        with freeze_time("2026-10-22 12:00:00"):
            wizard = self.env["crm.facilitation.kpi.entry.wizard"].with_user(self.employee_sales)
            wizard.create({"kpi_id": manual.id, "day": "2026-10-17", "value": 3}).action_enter()
        self.assertEqual(manual.measurement_ids.period_start, date(2026, 10, 11))
