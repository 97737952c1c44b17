"""Why is this here: for everybody who meets the record, each part as far as they may know it."""

import json
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

from ..common import FacilitationCase
from .common import make_kpi_of

KEYS = {"need", "asked_by", "department", "session", "decision", "reason", "decided_on", "task", "kpis"}


class WhyHere:
    """A stage that somebody of Sales asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.needle = cls._new_user("xantippe", "base.group_user")
        cls.author = cls.make_participant(cls.needle, cls.sales, session=cls.participant_sales.session_id)
        cls.need = cls.make_need("Site visits", cls.author)
        cls.need.action_accept()
        cls.need.decision_reason = "Half of the offers were wrong without one."
        cls.task = cls.need.action_plan()
        cls.stage = cls.env["crm.stage"].create({"name": "Site visit"})
        cls.feature = cls.configure(cls.stage)

    @classmethod
    def configure(cls, record, task=None):
        features = cls.env["crm.facilitation.feature"].with_user(cls.facilitator)
        task = task or cls.task
        feature = features.create({"task_id": task.id, "res_model": record._name, "res_id": record.id})
        feature.action_confirm()
        return feature

    @classmethod
    def fill_sales(cls):
        """Sales has three people who can raise needs, and so have the others together."""
        for number in range(2):
            user = cls._new_user(f"seller{number}", "base.group_user")
            cls.make_participant(user, cls.sales, session=cls.author.session_id)
        fitter = cls._new_user("fitter", "base.group_user")
        cls.make_participant(fitter, cls.service, session=cls.author.session_id)

    def why(self, user, record=None):
        record = record or self.stage
        return self.env["project.project"].with_user(user).why_here(record._name, record.id)


class WhyHereCase(WhyHere, FacilitationCase):
    """The same without a browser."""


class TestWhoKnowsWhat(WhyHereCase):
    def test_participant_reads_who_asked_and_what_was_decided(self):
        [row] = self.why(self.employee_service)
        self.assertEqual(set(row), KEYS)
        self.assertEqual(
            (row["need"], row["asked_by"], row["department"], row["session"], row["decision"], row["reason"]),
            ("Site visits", "Xantippe", "Sales", "Discovery", "Accepted", "Half of the offers were wrong without one."),
        )
        self.assertTrue(row["decided_on"])

    def test_employee_without_a_session_reads_department_and_session_instead_of_the_name(self):
        self.fill_sales()
        [row] = self.why(self.outsider)
        self.assertEqual(
            (row["need"], row["asked_by"], row["department"], row["session"], row["reason"]),
            ("Site visits", "", "Sales", "Discovery", "Half of the offers were wrong without one."),
        )
        self.assertNotIn("antippe", json.dumps([row]).lower())

    def test_department_of_few_people_is_not_told_to_strangers(self):
        [row] = self.why(self.outsider)
        self.assertEqual((row["asked_by"], row["department"], row["session"]), ("", "", "Discovery"))

    def test_a_decision_that_was_taken_back_has_no_day(self):
        self.assertEqual(self.why(self.facilitator)[0]["decided_on"], str(self.need.decided_on.date()))
        self.need._write_past_guards({"state": "raised", "decided_on": False})
        [row] = self.why(self.facilitator)
        self.assertEqual((row["decision"], row["decided_on"]), ("Raised", False))

    def test_task_and_kpis_are_told_to_those_who_may_read_them(self):
        kpi = make_kpi_of(self, self.need)
        self.project.privacy_visibility = "followers"
        [row] = self.why(self.facilitator)
        self.assertEqual((row["task"], row["kpis"]), (self.task.name, [kpi.name]))
        [row] = self.why(self.outsider)
        self.assertEqual((row["task"], row["kpis"]), ("", []))

    def test_anonymous_need_names_nobody_to_nobody(self):
        self.session.current_item_id.write({"anonymous": True, "can_raise": True})
        created = self.env["crm.facilitation.need"].with_user(self.needle)
        need = created.create({"name": "No list on the wall", "session_id": self.session.id})
        self.assertTrue(need.sudo().is_anonymous)
        need = need.with_user(self.facilitator)
        need.action_accept()
        other = self.env["crm.stage"].create({"name": "Asked for"})
        self.configure(other, need.action_plan())
        for user in (self.outsider, self.employee_service, self.needle, self.facilitator, self.sponsor):
            [row] = self.why(user, other)
            self.assertEqual((row["need"], row["asked_by"]), ("No list on the wall", ""))
            self.assertNotIn("antippe", json.dumps([row]).lower())

    def test_what_nobody_asked_for_has_no_reasons(self):
        self.assertEqual(self.why(self.outsider, self.env["crm.stage"].create({"name": "Other"})), [])

    def test_proposed_feature_is_no_reason_yet(self):
        other = self.env["crm.stage"].create({"name": "Asked for"})
        features = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        features.create({"task_id": self.task.id, "res_model": "crm.stage", "res_id": other.id})
        self.assertEqual(self.why(self.facilitator, other), [])

    def test_authors_of_merged_needs_have_asked_too(self):
        other = self.make_need("Look at the roof first", self.participant_logistics)
        other.action_merge_into(self.need)
        [row] = self.why(self.employee_service)
        self.assertEqual(row["asked_by"], "Xantippe, Log")

    def test_called_on_a_rollout_it_tells_of_that_one_alone(self):
        other = self.project.create({"name": "Other", "is_facilitation": True})
        ask = (self.project | other).with_user(self.outsider)
        self.assertEqual(len(ask[0].why_here("crm.stage", self.stage.id)), 1)
        self.assertEqual(ask[1].why_here("crm.stage", self.stage.id), [])


class TestWhoMayAsk(WhyHereCase):
    def test_people_of_another_company_are_told_nothing(self):
        company = self.env["res.company"].create({"name": "Another company"})
        foreign = self._new_user("foreign", "base.group_user")
        foreign.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        self.assertEqual(self.why(foreign), [])

    def test_portal_users_may_not_ask(self):
        guest = new_test_user(self.env, login="guest", groups="base.group_portal")
        told = self.env["crm.facilitation.asked.built"].with_user(guest)
        for ask in (lambda: self.why(guest), told.show):
            with self.assertRaisesRegex(AccessError, "Only people who work in the CRM"):
                ask()

    def test_who_may_not_read_the_record_may_not_ask_about_it(self):
        rule = self.env["ir.rule"].create({"name": "Any", "model_id": self.env["ir.model"]._get_id("crm.stage")})
        self.configure(rule)
        with self.assertRaises(AccessError):
            self.why(self.outsider, rule)

    def test_unknown_models_are_refused(self):
        for model in ("", "no.such", "crm.facilitation.guarded"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env["project.project"].with_user(self.outsider).why_here(model, 1)

    def test_many_features_cost_the_queries_of_few(self):
        ask = self.env["project.project"].with_user(self.outsider)
        self.why(self.outsider)
        few = self.count_queries(lambda: ask.why_here("crm.stage", self.stage.id))
        for number in range(10):
            need = self.make_need(f"Visit {number}")
            need.action_accept()
            self.configure(self.stage, need.action_plan())
        many = self.count_queries(lambda: ask.why_here("crm.stage", self.stage.id))
        self.assertEqual(many, few)


class TestCustomField(WhyHereCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.field = cls.env["ir.model.fields"].create(
            {
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "name": "x_permit",
                "field_description": "Permit",
                "ttype": "char",
            }
        )
        cls.helped = cls.field.copy(
            {"name": "x_helped", "field_description": "Number", "help": "Of the building permit"}
        )
        # people without rights in the CRM see no deals
        cls.hidden = cls.field.copy({"model_id": cls.env["ir.model"]._get_id("crm.lead"), "name": "x_hidden"})
        for field in (cls.field, cls.helped, cls.hidden):
            cls.configure(field)

    def test_custom_field_is_asked_about_by_whoever_sees_it(self):
        self.assertEqual([row["need"] for row in self.why(self.outsider, self.field)], ["Site visits"])
        self.assertEqual([row["need"] for row in self.why(self.employee_sales, self.hidden)], ["Site visits"])
        with self.assertRaises(AccessError):
            self.why(self.outsider, self.hidden)

    def help_of(self, user, name="x_permit"):
        partners = self.env["res.partner"].with_user(user)
        arch = f"<form><field name='name'/><field name='{name}'/></form>"
        view = self.env["ir.ui.view"].create({"name": "Permit", "model": "res.partner", "arch": arch, "type": "form"})
        return partners.get_views([(view.id, "form")])["models"]["res.partner"]["fields"][name].get("help")

    def test_its_tooltip_says_who_asked_as_far_as_the_reader_may_know(self):
        self.assertEqual(self.help_of(self.outsider), "Asked for: “Site visits” (Discovery)")
        self.assertEqual(self.help_of(self.employee_service), "Asked for: “Site visits” (Xantippe, Sales, Discovery)")

    def test_a_tooltip_tells_people_from_outside_nothing(self):
        guest = new_test_user(self.env, login="guest", groups="base.group_portal")
        self.assertFalse(self.help_of(guest))

    def test_its_own_help_stays_and_nothing_is_stored(self):
        told = self.help_of(self.outsider, "x_helped")
        self.assertEqual(told, "Of the building permit\nAsked for: “Site visits” (Discovery)")
        self.assertEqual(self.helped.help, "Of the building permit")

    def test_other_fields_have_the_help_they_had(self):
        self.configure(self.env["ir.model.fields"]._get("res.partner", "name"))
        plain = self.env["res.partner"]._fields["name"].help or None
        self.assertEqual(self.help_of(self.outsider, "name"), plain)

    def test_while_the_addon_leaves_screens_open_without_it(self):
        with patch.object(self.registry, "facilitation_is_leaving", True, create=True):
            self.assertFalse(self.help_of(self.outsider))
