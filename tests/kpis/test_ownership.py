"""Whose rights measure a KPI: one becomes its owner by accepting."""

import runpy
from pathlib import Path
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_module_path
from odoo.tests import Form
from odoo.tools import mute_logger

from .test_kpi import KpiCase


class OwnershipCase(KpiCase):
    @classmethod
    def accept(cls, kpi):
        """Nobody accepts here unless the test says so."""

    def setUp(self):
        super().setUp()
        self.make_leads(2, self.employee_sales)
        self.kpi = self.make_kpi().with_user(self.facilitator)
        self.mine = self.kpi.with_user(self.employee_sales)

    def assertMeasuresNothing(self, kpi=None):
        kpi = kpi or self.kpi
        for button in (kpi.action_measure, kpi.action_backfill, kpi.action_capture_baseline):
            with self.subTest(button.__name__), self.assertRaises(UserError) as refusal:
                button()
            self.assertIn("Waits for Sal to accept it, since", str(refusal.exception))
        self.assertEqual(self.overall(kpi), None)
        self.assertFalse(kpi.measurement_ids)
        self.assertFalse(kpi.has_baseline)


class TestAccepting(OwnershipCase):
    def test_h_who_is_named_lends_nothing_before_they_accept(self):
        self.assertEqual(self.kpi.ownership, "proposed")
        self.assertMeasuresNothing()
        self.mine.action_accept_ownership()
        self.kpi.action_measure()
        self.assertEqual((self.kpi.ownership, self.kpi.current_value), ("accepted", 2))
        self.assertEqual(self.evidence(self.kpi), ["kpi_owner_proposed", "kpi_owner_accepted"])
        actors = self.env["crm.facilitation.event"].search([("record_id", "=", self.kpi.id),
                                                            ("record_model", "=", self.kpi._name)], order="id").actor_id  # fmt: skip
        self.assertEqual(actors, self.facilitator | self.employee_sales)

    def test_the_night_measures_what_was_accepted_alone(self):
        accepted = self.make_kpi(name="Accepted")
        accepted.with_user(self.employee_sales).action_accept_ownership()
        (self.kpi | accepted)._keep_measurements()
        self.assertFalse(self.kpi.measurement_ids)
        self.assertEqual(accepted.current_value, 2)

    def test_proposing_oneself_is_accepting(self):
        own = self.make_kpi(owner_id=self.facilitator.id)
        self.assertEqual((own.ownership, self.evidence(own)), ("accepted", ["kpi_owner_accepted"]))
        self.kpi.owner_id = self.facilitator
        self.assertEqual(self.kpi.ownership, "accepted")

    def test_only_the_person_proposed_accepts(self):
        for user in (self.facilitator, self.sponsor):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.kpi.with_user(user).action_accept_ownership()
        with self.assertRaises(AccessError):
            self.kpi.with_user(self.employee_service).action_accept_ownership()
        self.assertMeasuresNothing()

    def test_no_value_default_or_import_accepts_for_somebody(self):
        sneaked = {"accepted_by_id": self.employee_sales.id}
        with self.assertRaises(AccessError):
            self.kpi.write(sneaked)
        with self.assertRaises(AccessError):
            self.make_kpi(**sneaked)
        own = {"definition_id": self.created.id, "project_id": self.project.id}
        defaults = {
            f"default_{name}": value for name, value in (sneaked | {"owner_id": self.employee_sales.id}).items()
        }
        kpis = self.env["crm.facilitation.kpi"].with_user(self.facilitator)
        try:
            self.assertEqual(kpis.with_context(**defaults).create(own).ownership, "proposed")
        except AccessError:
            pass
        loaded = kpis.load(
            ["name", "definition_id/.id", "project_id/.id", "owner_id/.id", "accepted_by_id/.id"],
            [["Loaded", self.created.id, self.project.id, self.employee_sales.id, self.employee_sales.id]],
        )
        self.assertFalse(loaded["ids"])
        self.env.invalidate_all()
        self.assertFalse(kpis.sudo().search([("accepted_by_id", "=", self.employee_sales.id)]))
        self.assertMeasuresNothing()

    def test_nobody_else_is_noted_as_the_one_who_accepted(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env.cr.execute(
                "UPDATE crm_facilitation_kpi SET accepted_by_id = %s WHERE id = %s",
                [self.employee_service.id, self.kpi.id],
            )

    def test_a_new_owner_accepts_anew(self):
        self.mine.action_accept_ownership()
        self.kpi.owner_id = self.employee_service
        self.kpi.owner_id = self.employee_sales
        self.assertEqual(self.kpi.ownership, "proposed")
        self.assertMeasuresNothing()

    def test_a_copy_is_accepted_anew(self):
        self.mine.action_accept_ownership()
        self.assertMeasuresNothing(self.kpi.copy())

    def given_back(self):
        events = self.env["crm.facilitation.event"].sudo()
        return events.search([("kind", "=", "kpi_owner_gave_back")], order="id desc", limit=1).payload

    def test_evidence_tells_whether_who_gave_it_back_had_accepted(self):
        self.mine.action_give_back_ownership()
        self.assertEqual(self.given_back(), {"owner": self.employee_sales.id, "accepted": False})

    def test_whoever_is_asked_reads_what_their_rights_are_lent_for(self):
        asked = "it is measured with your rights: records of “%s”%s. Leaders see the figures."
        self.assertIn(asked % ("Lead", ", broken down by “Sales Team”"), self.mine.ownership_text)
        self.created.group_field_id = False
        self.env.invalidate_all()
        self.assertIn(asked % ("Lead", ""), self.mine.ownership_text)
        # as after the app went that the records were of
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_facilitation_kpi_definition SET model_id = NULL, lost_parts = 'Branch' WHERE id = %s",
            [self.kpi.definition_id.id],
        )
        self.env.invalidate_all()
        self.assertIn(asked % ("Branch", ""), self.mine.ownership_text)

    def test_the_owner_gives_it_back(self):
        self.mine.action_accept_ownership()
        self.kpi.action_measure()
        self.mine.action_give_back_ownership()
        self.assertEqual((self.kpi.ownership, self.kpi.current_value), ("none", 2))
        self.assertFalse(self.kpi.sudo().accepted_by_id)
        self.assertEqual(self.evidence(self.kpi)[-1], "kpi_owner_gave_back")
        self.assertEqual(self.given_back(), {"owner": self.employee_sales.id, "accepted": True})
        with self.assertRaises(UserError):
            self.kpi.action_measure()
        with self.assertRaises(AccessError):
            self.mine.action_accept_ownership()

    def test_who_is_asked_again_has_one_question(self):
        self.mine.action_accept_ownership()
        self.kpi._ask_owner()
        questions = self.kpi.sudo().with_context(active_test=False).activity_ids
        self.assertEqual(questions, self.kpi.sudo().ownership_question_id)

    def test_a_person_declines_and_nobody_does_it_for_them(self):
        with self.assertRaises(UserError):
            self.kpi.action_give_back_ownership()
        self.assertEqual(self.kpi.owner_id, self.employee_sales)
        self.mine.action_give_back_ownership()
        self.assertEqual(self.evidence(self.kpi), ["kpi_owner_proposed", "kpi_owner_gave_back"])
        self.assertFalse(self.kpi.sudo().ownership_question_id)

    def test_the_values_of_a_manual_kpi_are_entered_by_whom_accepted(self):
        kpi = self.make_kpi(definition_id=self.manual.id)
        values = {"kpi_id": kpi.id, "period_start": "2026-01-01", "period_end": "2026-02-01", "value": 4}
        measurements = self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales)
        with self.assertRaises(UserError) as refusal:
            measurements.create(values)
        self.assertIn("accept this KPI first", str(refusal.exception))
        self.assertFalse(kpi.measurement_ids)
        kpi.with_user(self.employee_sales).action_accept_ownership()
        row = measurements.create(values)
        self.assertEqual(row.value, 4)
        kpi.owner_id = self.employee_service
        kpi.owner_id = self.employee_sales
        wizards = self.env["crm.facilitation.kpi.entry.wizard"].with_user(self.employee_sales)
        with self.assertRaisesRegex(UserError, "accept this KPI first"):
            wizards.create({"kpi_id": kpi.id, "day": "2026-01-10", "value": 9}).action_enter()
        self.assertEqual(row.value, 4)

    def test_launch_asks_for_owners_who_accepted(self):
        self.kpi.write({"target_value": 5, "baseline_value": 1})

        def complete():
            return next(c["ok"] for c in self.project.facilitation_readiness() if c["code"] == "kpis_complete")

        self.assertFalse(complete())
        self.mine.action_accept_ownership()
        self.env.invalidate_all()
        self.assertTrue(complete())

    def test_owners_of_former_times_keep_their_kpis(self):
        nobody = self.make_kpi(owner_id=False)
        self.env.flush_all()
        script = Path(get_module_path("crm_facilitation"), "migrations/19.0.1.3.0/post-kpis.py")
        runpy.run_path(str(script))["migrate"](self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertEqual((self.kpi.ownership, nobody.ownership), ("accepted", "none"))


class TestAsking(OwnershipCase):
    def test_it_waits_on_the_desk_and_as_an_activity(self):
        def waiting():
            lines = self.env["crm.facilitation.desk"].with_user(self.employee_sales).desk()["waiting"]
            return [line["action"]["res_id"] for line in lines if line["code"] == "own"]

        question = self.kpi.sudo().ownership_question_id
        self.assertEqual(question.user_id, self.employee_sales)
        self.assertEqual(waiting(), self.kpi.ids)
        [line] = self.env["crm.facilitation.desk"].with_user(self.employee_sales)._get_kpis_to_accept()
        opened = self.mine.get_views(line["action"]["views"])["views"]["form"]["id"]
        self.assertEqual(opened, self.mine.get_view(view_type="form")["id"], "it opens the usual form")
        self.mine.action_accept_ownership()
        self.assertEqual((waiting(), question.active), ([], False))

    def test_the_person_is_told_what_is_read_with_their_rights(self):
        self.assertIn("records of “Lead", self.mine.ownership_text)
        self.assertIn("broken down by “Sales Team”", self.mine.ownership_text)
        card = next(c for c in self.kpi.with_user(self.sponsor).board()["cards"] if c["id"] == self.kpi.id)
        self.assertIn("Waits for Sal to accept it", card["error"])

    def test_what_waits_is_found(self):
        accepted = self.make_kpi(name="Accepted")
        accepted.with_user(self.employee_sales).action_accept_ownership()
        both = self.kpi | accepted
        kpis = self.env["crm.facilitation.kpi"].with_user(self.facilitator)
        for state, found in (("proposed", self.kpi), ("accepted", accepted), ("none", kpis)):
            with self.subTest(state):
                self.assertEqual(kpis.search([("ownership", "=", state), ("id", "in", both.ids)]), found)
                self.assertEqual(kpis.search([("ownership", "!=", state), ("id", "in", both.ids)]), both - found)


class TestMore(OwnershipCase):
    """What a KPI reads becomes more: its owner is asked again."""

    def setUp(self):
        super().setUp()
        groups = "crm_facilitation.group_facilitator,sales_team.group_sale_salesman_all_leads"
        self.author = self._new_user("author", groups)
        self.definition = self.created.with_user(self.author).copy()
        self.kpi.definition_id = self.definition
        self.mine.action_accept_ownership()

    def ask(self, **values):
        self.definition.write(values)
        return self.kpi.ownership

    def test_another_model_filter_or_breakdown_asks_again(self):
        for values in (
            {"domain": "[('type', '=', 'lead')]"},
            {"domain": "[('type', '=', 'lead'), ('active', '=', True)]"},
            {"group_field_id": self._field("user_id")},
            {"measure": "sum", "measure_field_id": self._field("expected_revenue")},
            {"date_field_id": self._field("date_closed")},
            {"measure": "ratio", "numerator_domain": "[('won_status', '=', 'won')]"},
        ):
            with self.subTest(values):
                self.assertEqual(self.ask(**values), "proposed")
                self.assertEqual(self.evidence(self.kpi)[-1], "kpi_owner_asked_again")
                self.mine.action_accept_ownership()

    def test_less_or_the_same_does_not(self):
        for values in (
            {"group_field_id": False},
            {"name": "Leads that came in", "unit": "pieces"},
            {"domain": self.definition.domain},
            {"include_archived": False},
            {"measure": "manual"},
        ):
            with self.subTest(values):
                self.assertEqual(self.ask(**values), "accepted")

    def test_another_definition_asks_again(self):
        self.kpi.definition_id = self.env.ref("crm_facilitation.kpi_definition_won_revenue")
        self.assertEqual(self.kpi.ownership, "proposed")

    def test_who_widens_it_has_agreed(self):
        own = self.env["crm.facilitation.kpi"].with_user(self.author)
        own = own.create({"definition_id": self.definition.id, "project_id": self.project.id})
        put_away = self.kpi.copy()
        put_away.with_user(self.employee_sales).action_accept_ownership()
        put_away.active = False
        self.ask(domain="[('type', '=', 'lead')]")
        self.assertEqual((own.ownership, self.kpi.ownership), ("accepted", "proposed"))
        self.assertEqual(put_away.ownership, "proposed", "it may be brought back")

    def _field(self, name):
        return self.env["ir.model.fields"]._get("crm.lead", name).id


class TestForm(OwnershipCase):
    def test_the_form_proposes(self):
        form = Form(self.env["crm.facilitation.kpi"].with_user(self.sponsor))
        form.definition_id = self.created.with_user(self.sponsor)
        form.project_id = self.project.with_user(self.sponsor)
        form.owner_id = self.employee_sales
        self.assertEqual(form.save().ownership, "proposed")


class TestMenus(OwnershipCase):
    def shown(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        return self.env.ref("crm_facilitation.kpi_menu_root").id in menus

    def test_menus_of_kpis_are_there_for_those_who_lead_and_for_owners(self):
        self.assertEqual([self.shown(user) for user in (self.facilitator, self.sponsor)], [True, True])
        self.assertTrue(self.shown(self.employee_sales), "who is asked to be the owner")
        self.assertFalse(self.shown(self.employee_service))
        self.mine.action_give_back_ownership()
        self.assertFalse(self.shown(self.employee_sales))
        self.assertFalse(self.shown(self.employee_service))
        self.make_kpi(owner_id=self.employee_service.id)
        self.assertTrue(self.shown(self.employee_service), "who had none before")

    def test_what_is_kept_for_everybody_is_not_forgotten_with_each_change_of_a_kpi(self):
        """Menus, rights and views are read anew by everybody once they are forgotten."""
        with patch.object(self.env.registry, "clear_cache") as forget:
            self.kpi.name = "Reworded"
            self.assertFalse(forget.called)
            self.kpi.owner_id = False
            self.assertTrue(forget.called)
