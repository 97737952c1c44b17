"""KPIs as people use them: agreed, measured, seen by those who may see them."""

from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, mute_logger

from ..common import FacilitationCase


class KpiCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.created = cls.env.ref("crm_facilitation.kpi_definition_created_leads")
        cls.manual = cls.env.ref("crm_facilitation.kpi_definition_trust")
        # any figure: its scale is tried elsewhere
        cls.manual.has_scale = False
        cls.month = cls.env["crm.facilitation.kpi"].new({"definition_id": cls.created.id})._get_period()

    @classmethod
    def make_kpi(cls, **values):
        own = {"definition_id": cls.created.id, "project_id": cls.project.id, "owner_id": cls.employee_sales.id}
        kpi = cls.env["crm.facilitation.kpi"].with_user(cls.facilitator).create(own | values)
        cls.accept(kpi)
        return kpi

    @classmethod
    def accept(cls, kpi):
        """The person proposed becomes the owner."""
        if kpi.owner_id:
            kpi.with_user(kpi.owner_id).action_accept_ownership()

    @classmethod
    def make_leads(cls, count, user, **values):
        own = {"type": "opportunity", "user_id": user.id, "team_id": False}
        return cls.env["crm.lead"].create([own | {"name": f"Lead {number}"} | values for number in range(count)])

    def overall(self, kpi, period=None):
        rows = kpi._measure([period or self.month])
        return next(row["value"] for row in rows if not row["group_value"])


class TestMeasuring(KpiCase):
    def test_owner_gets_the_figure_of_what_they_may_see(self):
        manager = self._new_user("manager", "sales_team.group_sale_salesman_all_leads")
        self.make_leads(2, self.employee_sales)
        self.make_leads(3, manager)
        everything = self.overall(self.make_kpi(owner_id=manager.id))
        self.assertEqual(self.overall(self.make_kpi()), 2)
        self.assertGreaterEqual(everything, 5)

    def test_owner_without_access_to_leads_gets_no_figure(self):
        kpi = self.make_kpi(owner_id=self.employee_service.id)
        with self.assertRaises(AccessError):
            kpi._measure([self.month])

    def test_records_of_another_company_are_not_measured(self):
        manager = self._new_user("manager", "sales_team.group_sale_salesman_all_leads")
        other = self.env["res.company"].create({"name": "Other"})
        manager.company_ids += other
        kpi = self.make_kpi(owner_id=manager.id)
        before = self.overall(kpi) or 0
        self.make_leads(2, self.env["res.users"], company_id=other.id)
        self.assertEqual(self.overall(kpi) or 0, before)

    def test_not_even_a_superuser_measures_another_company(self):
        bot = self.env.ref("base.user_root")
        other = self.env["res.company"].create({"name": "Other"})
        definition = self.created.with_user(bot)
        before = definition._measure_periods([self.month], bot, self.env.company)
        self.make_leads(2, self.env["res.users"], company_id=other.id)
        self.assertEqual(definition._measure_periods([self.month], bot, self.env.company), before)
        theirs = definition._measure_periods([self.month], bot, other)
        self.assertEqual(theirs[definition][self.month, False], 2)

    def make_foreign_amounts(self, rates, **values):
        """A KPI on amounts of a currency whose rates are ``{day: rate}``, and what the company's own is worth."""
        company = self.env.company
        foreign = self.env["res.currency"].create({"name": "FRG", "symbol": "F"})
        for day, rate in rates.items():
            self.env["res.currency.rate"].create(
                {"currency_id": foreign.id, "name": day, "rate": rate, "company_id": company.id}
            )
        model, fields = self.env["ir.model"]._get("crm.lead"), self.env["ir.model.fields"]
        definition = self.env["crm.facilitation.kpi.definition"].create(
            {
                "name": "Amount",
                "measure": "sum",
                "model_id": model.id,
                "domain": "[('type', '=', 'opportunity')]",
                "date_field_id": fields._get("crm.lead", "date_deadline").id,
                "measure_field_id": fields._get("crm.lead", "expected_revenue").id,
            }
            | values
        )
        own = self.env["res.currency"].browse(company.currency_id.id)._get_rates(company, next(iter(rates)))
        original = type(self.env["crm.lead"])._field_to_sql

        def foreign_currency(model, alias, field_expr, query=None):
            if field_expr == "company_currency":
                return SQL("%s", foreign.id)
            return original(model, alias, field_expr, query)

        self.startPatcher(patch.object(type(self.env["crm.lead"]), "_field_to_sql", foreign_currency))
        return self.make_kpi(definition_id=definition.id), own[company.currency_id.id]

    def test_foreign_amounts_count_at_the_rate_of_their_day(self):
        kpi, own = self.make_foreign_amounts({date(2026, 1, 1): 2.0, date(2026, 2, 1): 4.0})
        self.make_leads(1, self.employee_sales, date_deadline="2026-01-15", expected_revenue=100)
        self.make_leads(1, self.employee_sales, date_deadline="2026-02-15", expected_revenue=100)
        periods = [(date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 2, 1), date(2026, 3, 1))]
        figures = [self.overall(kpi, period) for period in periods]
        self.assertEqual(figures, [100 / 2.0 * own, 100 / 4.0 * own])

    def test_foreign_amounts_of_now_count_at_the_rate_of_today(self):
        today, day = self.env.company._get_facilitation_today(), timedelta(days=1)
        rates = {today - day: 2.0, today: 4.0, today + day: 8.0, today + 2 * day: 16.0}
        kpi, own = self.make_foreign_amounts(rates, date_field_id=False)
        self.make_leads(1, self.employee_sales, expected_revenue=100)
        self.assertEqual(self.overall(kpi), 100 / 4.0 * own)

    def test_nothing_is_zero_now_and_unknown_where_nothing_can_be(self):
        now = self.created.copy({"name": "Now", "date_field_id": False, "domain": "[('probability', '>', 101)]"})
        self.assertEqual(self.overall(self.make_kpi(definition_id=now.id)), 0)
        never = self.created.copy({"name": "Never", "domain": "[('id', 'in', [])]"})
        self.assertIsNone(self.overall(self.make_kpi(definition_id=never.id)))

    def test_measuring_twice_keeps_one_row_per_period_and_group(self):
        self.make_leads(2, self.employee_sales)
        kpi = self.make_kpi()
        kpi.action_backfill()
        rows = len(kpi.measurement_ids)
        self.make_leads(1, self.employee_sales)
        kpi.action_backfill()
        self.assertEqual(len(kpi.measurement_ids), rows)
        self.assertEqual(kpi.current_value, 3)

    def test_archived_leads_count(self):
        leads = self.make_leads(2, self.employee_sales)
        leads[0].active = False
        self.assertEqual(self.overall(self.make_kpi()), 2)

    def test_a_period_to_come_has_no_value(self):
        self.make_leads(2, self.employee_sales)
        start = self.month[1] + timedelta(days=40)
        self.assertIsNone(self.overall(self.make_kpi(), (start, start + timedelta(days=7))))

    def test_a_period_ends_after_it_begins(self):
        start, _end = self.month
        for period in ((start, start), (start, start - timedelta(days=1))):
            with self.assertRaisesRegex(UserError, "its end is the first day not in it"):
                self.make_kpi()._measure([self.month, period])

    def test_a_baseline_is_of_a_whole_period_with_something_in_it(self):
        kpi = self.make_kpi()
        with self.assertRaisesRegex(UserError, "there is nothing to measure yet"):
            kpi.action_capture_baseline()
        self.make_leads(2, self.employee_sales)
        with freeze_time(self.month[1] - timedelta(days=1)):
            with self.assertRaisesRegex(UserError, "the first period with records is not over yet"):
                kpi.action_capture_baseline()
        self.assertFalse(kpi.has_baseline)
        with freeze_time(self.month[1]):
            kpi.action_capture_baseline()
        self.assertEqual((kpi.baseline_value, kpi.baseline_date), (2, self.month[1]))

    def test_two_values_for_one_period_are_refused(self):
        kpi = self.make_kpi(definition_id=self.manual.id)
        values = {"kpi_id": kpi.id, "period_start": "2026-01-01", "period_end": "2026-02-01", "value": 4}
        measurements = self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales)
        measurements.create(values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            measurements.create(values)

    def test_value_of_a_measured_kpi_cannot_be_entered(self):
        kpi = self.make_kpi()
        values = {"kpi_id": kpi.id, "period_start": "2026-01-01", "period_end": "2026-02-01", "value": 4}
        with self.assertRaises(UserError):
            self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales).create(values)
        self.assertFalse(kpi.measurement_ids)

    def test_a_broken_definition_does_not_take_the_others_of_its_query_with_it(self):
        self.make_leads(2, self.employee_sales)
        broken = self.make_kpi(definition_id=self.created.copy({"name": "Broken"}).id)
        sound = self.make_kpi()
        # as after an uninstalled app whose field the filter names
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_facilitation_kpi_definition SET domain = '[(''gone'', ''='', 1)]' WHERE id = %s",
            (broken.definition_id.id,),
        )
        self.env.invalidate_all()
        self.assertEqual(broken.definition_id._get_frame(), sound.definition_id._get_frame())
        committing = patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60)
        with committing, mute_logger("odoo.addons.crm_facilitation.models.kpis.kpi_measuring"):
            (broken | sound)._measure_each()
        self.assertTrue(broken.last_error)
        self.assertEqual((sound.last_error, sound.current_value), (False, 2))

    def test_night_goes_on_after_a_kpi_that_cannot_be_measured(self):
        self.make_leads(2, self.employee_sales)
        broken = self.make_kpi(owner_id=self.employee_service.id)
        sound = self.make_kpi()
        committing = patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60)
        with committing, self.assertLogs("odoo.addons.crm_facilitation.models.kpis.kpi_measuring", "WARNING") as logs:
            (broken | sound)._measure_each()
        self.assertTrue(broken.last_error)
        self.assertEqual(sound.current_value, 2)
        # whoever runs the server finds which it was, and where it failed
        [told] = logs.records
        self.assertEqual(told.getMessage(), f"KPIs {broken.ids} could not be measured")
        self.assertTrue(told.exc_info)


class TestDefinition(KpiCase):
    def test_library_measures_without_failure(self):
        manager = self._new_user("manager", "sales_team.group_sale_salesman_all_leads")
        library = self.env["crm.facilitation.kpi.definition"].search([])
        self.assertGreaterEqual(len(library), 15)
        self.assertFalse(library.filtered(lambda definition: not (definition.formula and definition.traps)))
        for definition in library:
            with self.subTest(definition.name):
                self.make_kpi(definition_id=definition.id, owner_id=manager.id)._measure([self.month])

    def test_domain_is_a_literal(self):
        for text in ("[('user_id', '=', uid)]", "__import__('os').getcwd()", "[('nowhere', '=', 1)]", "{}", "["):
            with self.subTest(text), self.assertRaises(ValidationError):
                self.created.with_user(self.facilitator).copy({"domain": text})

    def test_field_of_another_model_is_refused(self):
        field = self.env["ir.model.fields"]._get("project.task", "create_date")
        with self.assertRaises(ValidationError):
            self.created.copy({"date_field_id": field.id})

    def test_what_could_not_be_measured_is_refused_when_it_is_saved(self):
        fields = self.env["ir.model.fields"]

        def lead(name):
            return fields._get("crm.lead", name).id

        before = self.env["crm.facilitation.kpi.definition"].search_count([])
        for values, words in (
            ({"model_id": False}, "choose whose records are measured"),
            ({"measure": "sum"}, "choose the field to add up"),
            ({"measure": "average"}, "choose the field to add up"),
            ({"measure": "sum", "measure_field_id": lead("name")}, "the field name cannot be used here"),
            (
                {"measure": "sum", "measure_field_id": lead("duplicate_lead_count")},
                "duplicate_lead_count cannot be used",
            ),
            ({"date_field_id": lead("color")}, "the field color cannot be used here"),
            ({"date_field_id": fields._get("project.task", "create_date").id}, "create_date cannot be used here"),
            ({"group_field_id": lead("city")}, "the field city cannot be used here"),
            ({"group_field_id": lead("company_currency")}, "the field company_currency cannot be used here"),
            ({"domain": "[('gone', '=', 1)]"}, "cannot be measured"),
        ):
            with self.subTest(values=values):
                with self.assertRaises(ValidationError) as refused:
                    self.created.copy({"group_field_id": False} | values)
                self.assertIn(words, str(refused.exception))
        self.assertEqual(self.env["crm.facilitation.kpi.definition"].search_count([]), before)
        by_hand = self.created.copy({"measure": "manual", "model_id": False, "date_field_id": False})
        self.assertTrue(by_hand, "what is entered by hand has no records")

    def test_model_the_author_may_not_read_is_refused(self):
        parameters = self.env["ir.model"]._get("ir.config_parameter")
        values = {"name": "Secrets", "model_id": parameters.id, "measure": "count"}
        with self.assertRaises(ValidationError):
            self.env["crm.facilitation.kpi.definition"].with_user(self.facilitator).create(values)


class TestTarget(KpiCase):
    def test_changed_target_is_evidence_with_the_old_one(self):
        kpi = self.make_kpi(target_value=40)
        kpi.with_user(self.sponsor).write({"target_value": 30})
        self.assertEqual(
            self.evidence(kpi),
            ["kpi_target_set", "kpi_owner_proposed", "kpi_owner_accepted", "kpi_target_changed"],
        )
        event = self.env["crm.facilitation.event"].search([("kind", "=", "kpi_target_changed")], limit=1)
        self.assertEqual((event.payload["old"]["value"], event.payload["new"]["value"]), (40, 30))

    def test_what_was_agreed_or_measured_is_not_deleted(self):
        agreed, measured = self.make_kpi(target_value=40), self.make_kpi(definition_id=self.manual.id)
        self.env["crm.facilitation.kpi.measurement"].create(
            {"kpi_id": measured.id, "period_start": "2026-01-01", "period_end": "2026-02-01", "value": 4}
        )
        for kpi in (agreed, measured, agreed | self.make_kpi()):
            with self.assertRaises(UserError) as refused:
                kpi.sudo().unlink()
            self.assertIn("stays on record. Archive it instead", str(refused.exception))
            self.assertEqual(kpi.exists(), kpi)
        typed_by_mistake = self.make_kpi(baseline_value=3)
        typed_by_mistake.sudo().unlink()
        self.assertFalse(typed_by_mistake.exists())

    def test_goal_and_owner_are_of_its_roll_out_and_company(self):
        kpi, other = self.make_kpi(), self.project.copy({"name": "Another"})
        goal = self.env["crm.facilitation.goal"].create({"name": "Theirs", "project_id": other.id})
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._new_user("stranger", "base.group_user")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        for values, words in (
            ({"goal_id": goal.id}, "choose a goal of the same roll-out"),
            ({"owner_id": stranger.id}, "the owner does not work in the company"),
        ):
            with self.assertRaises(ValidationError) as refused:
                kpi.write(values)
            self.assertIn(words, str(refused.exception))
        self.assertEqual((kpi.goal_id, kpi.owner_id), (goal.browse(), self.employee_sales))

    def test_the_library_knows_what_is_better(self):
        cycle = self.env.ref("crm_facilitation.kpi_definition_sales_cycle")
        self.assertEqual([self.make_kpi().direction, self.make_kpi(definition_id=cycle.id).direction], ["up", "down"])
        self.assertEqual(self.make_kpi(definition_id=cycle.id, direction="up").direction, "up")

    def test_readiness_asks_for_owner_baseline_and_target(self):
        kpi = self.make_kpi(target_value=40)

        def check():
            return next(c for c in self.project.facilitation_readiness() if c["code"] == "kpis_complete")

        self.assertFalse(check()["ok"])
        kpi.write({"baseline_value": 0, "baseline_date": "2026-01-01"})
        self.assertTrue(check()["ok"])

    def test_status_follows_the_measurements(self):
        kpi = self.make_kpi(
            definition_id=self.manual.id,
            baseline_value=2,
            baseline_date="2026-01-01",
            target_value=4,
            target_date="2026-03-01",
        )
        self.assertEqual(kpi.status, "no_data")
        values = {"kpi_id": kpi.id, "period_start": "2026-01-01", "period_end": "2026-03-01", "value": 3.5}
        row = self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales).create(values)
        self.assertEqual((kpi.attainment, kpi.status), (0.75, "off_track"))
        row.value = 4
        self.assertEqual((kpi.attainment, kpi.status), (1, "on_track"))

    def test_changed_goal_says_what_hangs_on_it(self):
        goal = self.env["crm.facilitation.goal"].create({"name": "Answer fast", "project_id": self.project.id})
        goal = goal.with_user(self.sponsor)
        with self.assertRaises(UserError):
            goal.action_mark_changed(" ")
        goal.action_mark_changed("The market moved.")
        self.assertEqual((goal.relevance, goal.relevance_reason), ("changed", "The market moved."))
        self.assertEqual(self.evidence(goal), ["goal_changed"])


class TestRights(KpiCase):
    def test_who_may_do_what(self):
        kpi = self.make_kpi()
        people = {
            self.facilitator: {"read", "write"},
            self.sponsor: {"read", "write"},
            self.employee_sales: {"read"},
            self.employee_service: set(),
            self.outsider: set(),
        }
        for user, allowed in people.items():
            for operation in ("read", "write"):
                with self.subTest(user=user.login, operation=operation):
                    self.assertEqual(kpi.with_user(user).has_access(operation), operation in allowed)

    def test_nobody_reads_another_companys_kpi(self):
        other = self.env["res.company"].create({"name": "Other"})
        rollout = self.env["project.project"].create(
            {"name": "Theirs", "is_facilitation": True, "company_id": other.id}
        )
        owner = self._new_user("theirs", "base.group_user")
        owner.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        kpi = self.env["crm.facilitation.kpi"].create(
            {"definition_id": self.manual.id, "project_id": rollout.id, "owner_id": owner.id}
        )
        for user in (self.facilitator, self.sponsor):
            self.assertFalse(kpi.with_user(user).has_access("read"))
        self.assertTrue(kpi.with_user(owner).has_access("read"))


class TestAfterwards(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goal = cls.env["crm.facilitation.goal"].create(
            {"name": "Trusted figures", "project_id": cls.project.id, "owner_id": cls.sponsor.id}
        )
        cls.kpi = cls.make_kpi(
            definition_id=cls.manual.id,
            goal_id=cls.goal.id,
            baseline_value=2,
            baseline_date="2026-01-01",
            target_value=4,
            target_date="2026-03-01",
        )

    def enter(self, month, value):
        values = {
            "kpi_id": self.kpi.id,
            "period_start": date(2026, month, 1),
            "period_end": date(2026, month + 1, 1),
            "value": value,
        }
        self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales).create(values)
        return len(self.kpi.sudo().activity_ids)

    def test_worse_than_a_limit_goes_by_the_figures_like_the_status(self):
        self.kpi.write({"baseline_value": 20, "target_value": 12, "direction": "up"})
        self.assertFalse(self.kpi._is_worse_than(16), "nothing is measured yet")
        self.enter(3, 15)
        self.assertEqual([self.kpi._is_worse_than(limit) for limit in (14, 15, 16)], [True, False, False])

    def test_owner_is_told_once_and_again_after_recovery(self):
        self.assertEqual(self.enter(3, 2.5), 1)
        self.assertEqual(self.enter(4, 2.4), 1)
        self.assertEqual(self.enter(5, 4.2), 1)
        self.assertEqual(self.enter(6, 3.9), 2)
        self.assertEqual(self.enter(7, 2.0), 3)
        self.assertEqual(self.kpi.sudo().activity_ids.user_id, self.employee_sales)

    def test_missed_kpi_leads_back_to_needs_and_their_decisions(self):
        kept = self.make_need("See the last call", goal_ids=[(4, self.goal.id)])
        dropped = self.make_need("No mandatory fields", self.participant_service, goal_ids=[(4, self.goal.id)])
        kept.action_accept()
        dropped.action_reject("Reports depend on them.")
        found = self.kpi.with_user(self.facilitator).backtrace()
        self.assertEqual([need["name"] for need in found["needs"]], ["See the last call"])
        self.assertEqual(found["rejected"][0]["decision_reason"], "Reports depend on them.")
        self.assertEqual(found["goal"]["name"], "Trusted figures")

    def test_what_was_read_for_somebody_else_is_no_way_to_what_a_kpi_rests_on(self):
        read = None
        with self.assertRaises(AccessError):
            # what is in memory is not asked of the tables again, where the rights are
            read = self.kpi.backtrace()
            self.kpi.with_user(self.employee_logistics).backtrace()
        self.assertTrue(read)

    def test_the_unit_stands_in_the_form_of_the_language_of_whoever_reads(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        russian = self.kpi.with_context(lang="ru_RU")
        russian.definition_id.sudo().unit = "сделка|сделки|сделок"
        self.kpi._write_past_guards({"current_value": 21})
        self.assertEqual(russian.unit, "сделка")

    def test_follow_up_brings_exactly_these_people_and_needs(self):
        need = self.make_need("See the last call", goal_ids=[(4, self.goal.id)])
        action = self.kpi.with_user(self.facilitator).action_plan_follow_up()
        session = self.env["crm.facilitation.session"].browse(action["res_id"])
        self.assertEqual(session.participant_ids.partner_id, self.participant_sales.partner_id)
        self.assertEqual(session.follow_up_need_ids, need)

    def test_follow_up_leaves_out_who_left_the_session_or_the_company(self):
        need = self.make_need("See the last call", goal_ids=[(4, self.goal.id)])
        need.supporter_ids = self.participant_service | self.participant_logistics
        self.participant_service.action_archive()
        self.employee_logistics.action_archive()
        self.employee_logistics.partner_id.sudo().action_archive()
        action = self.kpi.with_user(self.facilitator).action_plan_follow_up()
        people = self.env["crm.facilitation.session"].browse(action["res_id"]).participant_ids.partner_id
        self.assertEqual(people.with_context(active_test=False), self.participant_sales.partner_id)

    def test_follow_up_without_needs_is_refused(self):
        before = self.env["crm.facilitation.session"].search_count([])
        with self.assertRaises(UserError):
            self.kpi.with_user(self.facilitator).action_plan_follow_up()
        self.assertEqual(self.env["crm.facilitation.session"].search_count([]), before)

    def test_owner_of_a_manual_kpi_is_reminded_once(self):
        self.kpi._remind()
        self.kpi._remind()
        self.assertEqual(len(self.kpi.sudo().activity_ids), 1)

    def test_closing_a_session_asks_whether_goals_still_hold(self):
        self.session.action_close()
        self.assertEqual(self.goal.sudo().activity_ids.user_id, self.sponsor)

    def test_dashboard_opens_with_a_constant_number_of_queries(self):
        kpis = self.env["crm.facilitation.kpi"].with_user(self.sponsor)

        def queries():
            return len(kpis.board()["cards"]), self.count_queries(kpis.board)

        self.make_kpi(goal_id=self.goal.id)
        few, small = queries()
        for _number in range(50):
            self.make_kpi(goal_id=self.goal.id)
        many, large = queries()
        self.assertEqual(many, few + 50)
        self.assertEqual(large, small)

    def test_card_shows_history_and_breakdown(self):
        self.enter(3, 2.5)
        self.enter(4, 3)
        card = next(c for c in self.kpi.with_user(self.sponsor).board()["cards"] if c["id"] == self.kpi.id)
        self.assertEqual([point["value"] for point in card["points"]], [2.5, 3])
        self.assertEqual((card["current"], card["target"], card["status"]), (3, 4, "off_track"))
        self.assertEqual(card["baseline"], 2)

    def test_missed_kpi_reopens_the_agreement_it_guards(self):
        conflicts = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        self.assertIn("tripwire_kpi_id", conflicts._agreement_terms())
        self.assertIn(self.kpi.id, [indicator.id for indicator in conflicts._gather_indicators(self.project)])

    def test_digest_counts_the_readers_kpis(self):
        self.enter(3, 2.5)
        digest = self.env["digest.digest"].create({"name": "Weekly", "kpi_facilitation_missed": True})
        self.assertGreaterEqual(digest.with_user(self.sponsor).kpi_facilitation_missed_value, 1)
        with self.assertRaises(AccessError):
            self.assertFalse(digest.with_user(self.outsider).kpi_facilitation_missed_value)
