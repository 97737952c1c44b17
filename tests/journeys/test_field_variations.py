"""Variations of the situations from the field that found something, and the hardest of those that held. See docs/field.md."""

import unicodedata
from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.crm_facilitation.tools.kpis.periods import Calendar, is_foreign, period_of, shift

from ..configuration.test_scan import ScanCase
from ..kpis.test_field import OCTOBER, SEPTEMBER, FieldCase
from ..sessions.test_people import PeopleCase
from .test_field_imports import ImportFieldCase

SKIP, UPDATE = "Leave it as it is", "Bring it up to date"
HALF_A_PAIR = "a\ud83d"


class TestConfiguration(ScanCase):
    def test_1_a_server_action_that_the_administrator_runs_is_theirs(self):
        stage = self.env.ref("crm.stage_lead1")
        action = self.env["ir.actions.server"].create(
            {
                "name": "Rename",
                "model_id": self.env["ir.model"]._get("crm.stage").id,
                "state": "code",
                "code": f"env['crm.stage'].browse({stage.id}).sudo().write({{'name': 'By action'}})",
            }
        )
        self.project.with_user(self.sponsor).action_config_rebaseline("The action is there")
        action.with_user(self.facilitator).run()
        self.touch(stage)
        item = self.findings()
        self.assertEqual((item.res_id, item.changed_by_id), (stage.id, self.facilitator))
        self.assertEqual((item.is_module_update, item.is_untraced), (False, True))

    def test_5_a_watch_whose_field_was_renamed_says_so(self):
        model = self.work["ir.model"]._get("crm.tag")
        field = self.work["ir.model.fields"].create(
            {"name": "x_visit", "model_id": model.id, "field_description": "Visit", "ttype": "char"}
        )
        self.env["crm.facilitation.watch"].search([("model", "=", "crm.tag")]).unlink()
        watch = self.work["crm.facilitation.watch"].create({"model": "crm.tag", "field_names": "name,x_visit"})
        self.assertFalse(watch.stop_reason)
        field.name = "x_call"
        self.env.invalidate_all()
        self.assertEqual(watch.stop_reason, "Renamed or removed since it was chosen: x_visit")


class TestImports(ImportFieldCase):
    COLUMNS = ["name", "problem", "session_id", "department_id"]

    def efforts(self, *cells):
        rows = [[f"{cell!a} {number}", self.session.name, cell] for number, cell in enumerate(cells)]
        result = self.bring_in("crm.facilitation.need", ["name", "session_id", "effort_days"], rows)
        if not result.get("ids"):
            return self.words(result)
        return self.env["crm.facilitation.need"].browse(result["ids"]).mapped("effort_days")

    def needs_in(self, *rows, choice=None):
        columns = [*self.COLUMNS, *(["if_known"] if choice else [])]
        rows = [[*row, self.session.name, "Sales", *([choice] if choice else [])] for row in rows]
        return self.bring_in("crm.facilitation.need", columns, rows)

    def problems(self):
        return self.env["crm.facilitation.need"].search([("session_id", "=", self.session.id)]).mapped("problem")

    def test_2_figures_of_other_scripts_and_keyboards(self):
        for cell, number in {
            "٣": 3, "١٬٢٣٤٫٥": 1234.5, "1\N{THIN SPACE}234,5": 1234.5, "1‘234.50": 1234.5, "1ʼ234,5": 1234.5, "1´234": 1234,
            "1E-1": 0.1, "1,5E+02": 150, "\u200e0,5": 0.5, "\u202a5,5\u202c": 5.5, "0,5\u200b": 0.5,
        }.items():  # fmt: skip
            with self.subTest(ascii(cell)):
                self.assertEqual(self.efforts(cell), [number])

    def test_2_what_programs_write_for_no_figure_is_refused_with_its_cell(self):
        for cell in (" 5 %", "5٪", "€ 0,5", "1,2,3", "1/2", "1:30", "#N/A", "#REF!", "-", "—", "10^2", "1,5e3,0"):
            with self.subTest(cell):
                self.assertIn("Row 3", self.efforts("1", cell))

    def test_20_a_row_that_the_file_holds_twice_is_named(self):
        result = self.needs_in(["A list of calls", ""], ["a  LIST of calls ", ""])
        self.assertIn("is there already", self.words(result))
        self.assertFalse(self.problems())

    def test_20_a_row_that_the_file_holds_twice_brings_the_first_up_to_date(self):
        self.assertFalse(self.needs_in(["Calls", "One"], ["Calls", "Two"], ["Mails", ""], choice=UPDATE)["messages"])
        self.assertEqual(sorted(map(str, self.problems())), ["False", "Two"])
        self.assertFalse(self.needs_in(["Calls", "Three"], ["calls", "Four"], choice=SKIP)["messages"])
        self.assertEqual(len(self.problems()), 2)

    def test_20_a_row_that_the_file_holds_twice_is_named_in_an_anonymous_session(self):
        self.session.agenda_item_ids[:1].anonymous = True
        self.assertIn("is there already", self.words(self.needs_in(["A list of calls", ""], ["A list of calls", ""])))
        self.assertFalse(self.needs_in(["A list of calls", ""])["messages"])

    def test_20_another_order_case_and_form_is_the_same_file(self):
        rows = [["Größe der Aufträge", ""], ["A list of calls", ""]]
        self.needs_in(*rows)
        for title in (unicodedata.normalize("NFD", rows[0][0].upper()), "\u200eA list\u2060 of\u00ad calls"):
            with self.subTest(ascii(title)):
                self.assertIn("is there already", self.words(self.needs_in([title, ""])))
        self.assertFalse(self.needs_in(*reversed(rows), choice=SKIP)["messages"])
        self.assertEqual(len(self.problems()), 2)

    def test_27_what_cannot_be_stored_is_a_sentence_in_every_column(self):
        needs, session = self.env["crm.facilitation.need"].with_user(self.facilitator), str(self.session.id)
        for columns, row in (
            (["name", "session_id"], ["A", HALF_A_PAIR]),
            (["name", "session_id"], ["A", "a\0"]),
            (["id", "name", "session_id/.id"], [HALF_A_PAIR, "A", session]),
            (["name", "session_id/.id", "tag_ids"], ["A", session, HALF_A_PAIR]),
            (["name", "session_id/.id", "moscow"], ["A", session, HALF_A_PAIR]),
            (["name", "session_id/.id", "effort_days"], ["A", session, HALF_A_PAIR]),
        ):
            with self.subTest(columns=columns, row=ascii(row)):
                answer = needs.load(columns, [row])
                [message] = answer.pop("messages")
                self.assertIn("holds a character that cannot be stored", message["message"])
                self.assertEqual(answer, {"ids": False, "nextrow": 0})
        self.assertFalse(self.problems())

    def test_27_what_cannot_be_stored_is_a_sentence_where_it_is_looked_for(self):
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        for way in (
            lambda text: needs.search([("name", "ilike", text)]),
            lambda text: needs.search([("name", "in", ["A", text])]),
            lambda text: needs.search(["|", ("state", "=", "accepted"), ("session_id.name", "=", text)]),
            lambda text: needs.name_search(text),
            lambda text: needs.web_search_read([("name", "=", text)], {"name": {}}),
            lambda text: needs.web_read_group([("name", "ilike", text)], ["state"], []),
            lambda text: self.env["crm.facilitation.need.tag"].with_user(self.facilitator).name_create(text),
        ):
            for text in (HALF_A_PAIR, "a\0"):
                with self.assertRaisesRegex(UserError, "cannot be stored"), mute_logger("odoo.sql_db"):
                    way(text)


class TestWording(PeopleCase):
    def test_21_marks_that_nobody_sees_change_nothing(self):
        need = self.make_need("Größe der Aufträge für alle", wish="One place\nfor all")
        need.action_accept()
        words, before = need.name, self.evidence(need)
        for same in (
            words.replace("Auf", "Auf\u00ad"), f"\u200e{words}", f"{words}\u200f", f"\u2060{words}", f"\u202a{words}\u202c",
            f"\u2068{words}\u2069", f"{words}\u061c", words.replace(" ", "\u3000"), words.replace(" ", "\u2003"),
        ):  # fmt: skip
            with self.subTest(ascii(same)):
                need.name = same
                self.assertFalse(need.is_suspect)
        for same in ("One place\rfor all", "One place\u2028for all", "One place\x0bfor all"):
            with self.subTest(ascii(same)):
                need.wish = same
                self.assertFalse(need.is_suspect)
        self.assertEqual(self.evidence(need), before)


class TestPeople(PeopleCase):
    def become(self, account, **values):
        account.with_user(self.env.ref("base.user_admin")).write(values)
        self.env.flush_all()

    def test_3_an_archived_record_and_a_department_that_somebody_leads_say_nothing(self):
        person = self.env["res.partner"].create({"name": "Two records"})
        old, new = (self.employ(self.env.company, name, work_contact_id=person.id) for name in ("Old", "New"))
        new.active = False
        self.service.manager_id = self.logistics.manager_id = old
        self.assertEqual(self.invite(person).department_id, old.department_id)

    def test_6_an_account_of_the_portal_that_becomes_internal_comes_to_its_place(self):
        place = self.invite(self.guest)
        portal = self.env.ref("base.group_portal")
        account = self.make_account(partner_id=self.guest.id, group_ids=[Command.set(portal.ids)])
        self.assertFalse(place.user_id)
        self.become(account, group_ids=[Command.set(self.env.ref("base.group_user").ids)])
        self.assertEqual((place.user_id, self.evidence(place)[-1:]), (account, ["account_linked"]))

    def test_6_an_archived_account_that_comes_back_comes_to_its_place(self):
        account = self.make_account(partner_id=self.guest.id)
        account.active = False
        place = self.invite(self.guest)
        self.assertFalse(place.user_id)
        self.become(account, active=True)
        self.assertEqual(place.user_id, account)

    def test_6_a_mail_that_the_administrator_corrects_leads_to_the_place_and_ones_own_does_not(self):
        place = self.invite(self.guest)
        account = self.make_account(login="gus", email="gsu@example.com")
        account.with_user(account).write({"email": "gus@example.com"})
        self.assertEqual((place.user_id.ids, place.waiting_user_id.ids), ([], []))
        self.become(account, email="gus@example.com")
        self.assertEqual(place.user_id, account)

    def test_16_three_contacts_of_one_person_become_one_place_with_its_ballot(self):
        twins = self.env["res.partner"].create([{"name": "Sal again"}, {"name": "Sal thrice", "is_company": True}])
        need = self.make_need("Open the map", participant=self.participant_service)
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        opened = rounds.create({"name": "First", "session_id": self.session.id, "need_ids": [Command.set(need.ids)]})
        opened.action_open()
        opened.with_user(self.employee_sales).cast({need.id: 2})
        places = self.invite(twins[0]) | self.invite(twins[1])
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([*twins.ids, self.employee_sales.partner_id.id], twins[0])
        self.assertEqual((places.exists().ids, self.participant_sales.partner_id), ([], twins[0]))
        opened.action_close()
        self.assertTrue(opened.recount())

    def transfer(self, day):
        worker = self.employ(self.env.company, "Before")
        worker.version_id.date_version = "2020-01-01"
        place = self.invite(worker.work_contact_id, self.draft())
        self.env["hr.version"].create({"employee_id": worker.id, "date_version": day, "department_id": self.service.id})
        self.env.flush_all()
        return place

    def test_26_a_transfer_by_a_new_version_is_followed(self):
        self.assertEqual(self.transfer("2021-01-01").department_id, self.service)

    def test_26_a_transfer_that_is_entered_ahead_is_followed_when_it_begins(self):
        later = fields.Date.today() + timedelta(days=30)
        place = self.transfer(later)
        self.assertEqual(place.department_id.name, "Before")
        with freeze_time(later + timedelta(days=1)):
            self.env.invalidate_all()
            self.env["hr.employee"]._cron_update_current_version_id()
        self.assertEqual(place.department_id, self.service)

    def test_26_a_transfer_that_is_taken_back_is_followed(self):
        place = self.transfer("2021-01-01")
        [employee] = self.env["hr.employee"].search([("work_contact_id", "=", place.partner_id.id)])
        employee.version_ids.filtered(lambda version: version.department_id == self.service).unlink()
        self.env.flush_all()
        self.assertEqual(place.department_id.name, "Before")


class TestTargets(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["ir.model"]._get("crm.lead")
        cls.stage = cls.env["crm.stage"].create({"name": "Site visit"})
        cls.target = {"target_model_id": cls.lead.id, "target_stage_id": cls.stage.id}

    def ask(self, participant=None, stance="mandatory", **target):
        return self.make_need("See it", participant, stance=stance, moscow="must", **(target or self.target))

    def test_5_other_blanks_in_its_name_are_no_renaming(self):
        need = self.ask()
        self.stage.name = "Site  visit "
        self.assertFalse(need.is_target_moved or need.is_suspect)

    def test_5_a_stage_that_is_called_as_before_is_under_question_no_more(self):
        need, other = self.ask(), self.ask(self.participant_service, "optional")
        need.action_accept()
        self.stage.name = "Demonstration"
        self.assertTrue(need.is_suspect and need.is_target_moved)
        self.stage.name = "Site visit"
        self.assertFalse(need.is_suspect or need.is_target_moved)
        self.assertEqual(self.evidence(need)[-1], "need_restored")
        self.session.action_detect_conflicts()
        self.assertEqual(self.session.conflict_ids.need_ids, need | other)

    def test_5_who_answered_under_the_other_name_is_asked_again(self):
        need = self.ask()
        self.stage.name = "Demonstration"
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            need.action_accept()
        self.stage.name = "Site visit"
        self.assertEqual((need.is_suspect, need.is_target_moved), (True, False))

    def test_5_words_that_were_changed_meanwhile_stay_under_question(self):
        need = self.ask()
        need.action_accept()
        self.stage.name = "Demonstration"
        need.name = "See it twice"
        self.stage.name = "Site visit"
        self.assertTrue(need.is_suspect)
        need.name = "See it"
        self.assertFalse(need.is_suspect)

    def test_5_a_model_goes_with_the_field_that_a_need_is_about(self):
        model = self.env["ir.model"].create({"name": "Lorries", "model": "x_lorry"})
        field = self.env["ir.model.fields"].create(
            {"name": "x_size", "model_id": model.id, "field_description": "Size", "ttype": "char"}
        )
        need = self.ask(target_model_id=model.id, target_field_id=field.id)
        model.unlink()
        self.env.invalidate_all()
        self.assertTrue(need.is_suspect and need.is_target_moved)
        self.assertRegex(need.target_label, "Size.*Lorries")


class TestKpis(FieldCase):
    def test_7_the_edges_of_the_earth_and_clocks_that_change(self):
        november = (date(2026, 11, 1), date(2026, 12, 1))
        leads, kpi = self.make_leads(1, self.employee_sales), self.make_kpi()
        for zone, moment, period in (
            ("Pacific/Kiritimati", "2026-09-30 10:30:00", OCTOBER),
            ("Pacific/Kiritimati", "2026-09-30 09:30:00", SEPTEMBER),
            ("Pacific/Niue", "2026-10-01 10:30:00", SEPTEMBER),
            ("Asia/Kathmandu", "2026-09-30 18:20:00", OCTOBER),
            ("Europe/Berlin", "2026-10-31 22:30:00", OCTOBER),
            ("Europe/Berlin", "2026-10-31 23:30:00", november),
        ):
            with self.subTest(zone=zone, moment=moment), freeze_time("2026-12-20"):
                self.env.company.partner_id.tz = zone
                self.dated(leads, moment)
                self.assertEqual(self.overall(kpi, period), 1)

    def test_9_nothing_is_due_before_the_day_that_is_baseline_and_target(self):
        kpi = self.make_kpi(
            definition_id=self.manual.id,
            baseline_value=2,
            baseline_date="2026-12-01",
            target_value=4,
            target_date="2026-12-01",
        )
        row = {"kpi_id": kpi.id, "period_start": "2026-08-01", "period_end": "2026-09-01", "value": 2}
        with freeze_time("2026-09-10"):
            self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales).create(row)
            self.assertEqual(kpi.status, "on_track")

    def test_14_a_zone_that_nobody_knows_in_every_place_leaves_the_board_standing(self):
        kpi = self.make_kpi()
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET tz = 'Nowhere/Land'")
        self.env.cr.execute("UPDATE resource_calendar SET tz = 'Nowhere/Land'")
        self.env.invalidate_all()
        kpi.action_measure()
        own = kpi.with_user(self.sponsor).with_context(tz="Nowhere/Land")
        self.assertIn("knows no zone Nowhere/Land", own.calendar_text)
        self.assertTrue(own.page() and own.board()["cards"])

    def test_17_a_kind_of_record_that_kpis_count_is_not_deleted(self):
        model = self.env["ir.model"].create({"name": "Lorries", "model": "x_lorry"})
        definition = self.created.copy({"name": "Lorries counted"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_facilitation_kpi_definition SET model_id = %s, date_field_id = NULL, group_field_id = NULL"
            " WHERE id = %s",
            [model.id, definition.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Lorries counted"):
            model.unlink()
        self.assertEqual((model | model.exists(), definition.exists()), (model, definition))

    def test_23_a_goal_that_is_confirmed_after_the_session_waits_for_nobody(self):
        self.env.company.partner_id.tz = "Australia/Brisbane"
        goal = self.env["crm.facilitation.goal"].with_user(self.facilitator)
        goal = goal.create({"name": "Fewer calls", "project_id": self.project.id, "owner_id": self.sponsor.id})
        with freeze_time("2026-03-01 22:30:00"):
            self.session.action_close()
            goal.with_user(self.sponsor).action_confirm_relevance()
            self.assertEqual((goal.confirmed_on, self.session.closed_on), (date(2026, 3, 2), date(2026, 3, 2)))
            self.assertFalse(self.project._unconfirmed_goals())
            goal.with_user(self.sponsor).action_mark_changed("Fewer still")
            self.assertEqual(goal.confirmed_on, date(2026, 3, 2))

    def test_23_what_is_discussed_promised_and_left_out_is_noted_on_the_companys_day(self):
        self.env.company.partner_id.tz = "Pacific/Niue"
        need = self.make_need("See the last call")
        with freeze_time("2026-03-02 06:00:00"):
            need.action_mark_discussed("We need it")
            reads = self.env["hr.department"].create({"name": "Archive"})
            self.project.action_leave_out_department(reads.id, "They read, no more")
        left_out = self.env["crm.facilitation.left.out"].sudo().search([("project_id", "=", self.project.id)])
        self.assertEqual((need.discussed_on, left_out.left_out_on), (date(2026, 3, 1), date(2026, 3, 1)))

    def test_23_what_was_accepted_on_the_day_of_the_launch_was_accepted_by_it_whoever_reads(self):
        self.env.company.partner_id.tz = "Pacific/Niue"
        need = self.make_need("See the last call")
        with freeze_time("2026-03-02 06:00:00"):
            need.action_accept()
            day = self.env.company._get_facilitation_today()
        self.env.flush_all()
        self.env.cr.execute("UPDATE project_project SET launch_date = %s WHERE id = %s", [day, self.project.id])
        self.env.invalidate_all()
        for zone in ("UTC", "Pacific/Niue", "Pacific/Kiritimati"):
            with self.subTest(zone=zone):
                self.assertTrue(need.with_context(tz=zone)._is_launched_with())

    def test_24_quarters_of_any_fiscal_year_follow_each_other(self):
        for end in ((2, 29), (2, 28), (2, 15), (4, 5), (8, 31), (11, 30)):
            calendar, former = Calendar(year_end=end), None
            for number in range(0, 2300, 3):
                day = date(2023, 1, 1) + timedelta(days=number)
                start, after = period = period_of(day, "quarter", calendar)
                with self.subTest(end=end, day=day):
                    self.assertTrue(start <= day < after and 80 < (after - start).days < 100)
                    self.assertIn(former, (None, period, (shift(start, "quarter", -1, calendar), start)))
                    self.assertFalse(is_foreign(period, "quarter", calendar))
                former = period
