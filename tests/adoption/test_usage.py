"""Asked and used: what points at the configured record since it was confirmed, and nothing about a person."""

import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import SQL

from ..common import FacilitationCase


class UsageCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        need = cls.make_need("Site visits")
        need.action_accept()
        cls.task = need.action_plan()
        cls.people = cls._team(cls.sales, "Seller", 4) | cls._team(cls.service, "Fitter", 3)

    @classmethod
    def _team(cls, department, name, size):
        """So many users who are employees of the department."""
        users = cls.env["res.users"].create(
            [{"name": f"{name} {number}", "login": f"{name}{number}@example.com"} for number in range(size)]
        )
        cls.env["hr.employee"].create(
            [{"name": user.name, "user_id": user.id, "department_id": department.id} for user in users]
        )
        return users

    def feature(self, record, confirmed=True, **values):
        """A feature of this record, confirmed 100 days ago."""
        features = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        feature = features.create({"task_id": self.task.id, "res_model": record._name, "res_id": record.id} | values)
        if confirmed:
            feature.action_confirm()
            feature._write_past_guards({"confirmed_on": fields.Datetime.now() - timedelta(days=100)})
        return feature

    def leads(self, users, days_ago=0, **values):
        """One deal of each of these users, last touched so many days ago."""
        leads = self.env["crm.lead"].create(
            [{"name": "Roof", "user_id": user.id, "type": "opportunity"} | values for user in users]
        )
        self.touch(leads, days_ago)
        return leads

    def touch(self, records, days_ago):
        moments = ["create_date", "write_date"]
        moments += [name for name in ("date_last_stage_update", "date_closed") if name in records._fields]
        self.env.flush_all()
        at = fields.Datetime.now() - timedelta(days=days_ago)
        for moment in moments:
            self.env.cr.execute(
                SQL("UPDATE %s SET %s = %s WHERE id IN %s",
                    SQL.identifier(records._table), SQL.identifier(moment), at, tuple(records.ids))
            )  # fmt: skip
        records.invalidate_recordset(flush=False)


class TestKinds(UsageCase):
    def assert_counted(self, record, values):
        """Deals that point at the record since the confirmation count, and no others."""
        feature = self.feature(record)
        self.assertEqual(feature.usage(), {"state": "unused", "count": 0, "last_used": False, "by_department": []})
        self.leads(self.people[:1])
        self.leads(self.people[:2], days_ago=120, **values)
        self.leads(self.people[:3], days_ago=20, **values)
        last = fields.Date.to_string(fields.Date.today() - timedelta(days=20))
        usage = feature.usage()
        self.assertEqual((usage["state"], usage["count"], usage["last_used"]), ("used", 3, last))

    def test_stage(self):
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        self.assert_counted(stage, {"stage_id": stage.id})

    def test_team(self):
        team = self.env["crm.team"].create({"name": "Roofs"})
        self.assert_counted(team, {"team_id": team.id})

    def test_tag(self):
        tag = self.env["crm.tag"].create({"name": "Builder"})
        self.assert_counted(tag, {"tag_ids": [Command.set(tag.ids)]})

    def test_lost_reason_of_deals_that_are_archived(self):
        reason = self.env["crm.lost.reason"].create({"name": "No permit"})
        self.assert_counted(reason, {"lost_reason_id": reason.id, "active": False, "probability": 0})

    def test_recurring_plan(self):
        plan = self.env["crm.recurring.plan"].create({"name": "Fifth quarter", "number_of_months": 15})
        self.assert_counted(plan, {"recurring_plan": plan.id})

    def test_utm_source(self):
        source = self.env["utm.source"].create({"name": "Site sign"})
        self.assert_counted(source, {"source_id": source.id})

    def test_activity_type_of_planned_and_finished_activities(self):
        kind = self.env["mail.activity.type"].create({"name": "Complaint"})
        feature = self.feature(kind)
        lead = self.leads(self.people[:1])
        activities = self.env["mail.activity"].create(
            [
                {"res_model_id": self.env["ir.model"]._get_id("crm.lead"), "res_id": lead.id,
                 "activity_type_id": kind.id, "user_id": user.id}
                for user in self.people[:3]
            ]
        )  # fmt: skip
        activities[0].action_done()
        usage = feature.usage()
        self.assertEqual((usage["state"], usage["count"]), ("used", 3))

    def test_deals_that_came_through_a_stage_count_once(self):
        stage, after = self.env["crm.stage"].create([{"name": "Site visit"}, {"name": "After it"}])
        feature = self.feature(stage)
        env = self.env(context={"tracking_disable": False})
        lead = env["crm.lead"].create({"name": "Roof", "type": "opportunity"})
        self.flush_tracking()
        for step in (stage, after, stage, after):
            lead.with_env(env).stage_id = step
            self.flush_tracking()
        usage = feature.usage()
        self.assertEqual((usage["state"], usage["count"]), ("used", 1))

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()


class TestCustomFields(UsageCase):
    """Made once for the class: the registry keeps fields for as long as their columns are there."""

    FILLED = {"char": "17/3", "text": "17/3", "integer": 4, "float": 0.5, "boolean": True, "date": "2026-01-01"}
    EMPTY = {"integer": 0, "float": 0.0, "html": "<p><br></p>"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fields_of = {
            kind: cls.custom_field(kind) for kind in (*cls.FILLED, "html", "many2one", "many2many", "computed")
        }

    @classmethod
    def custom_field(cls, kind):
        values = {
            "model_id": cls.env["ir.model"]._get_id("crm.lead"),
            "name": f"x_{kind}",
            "field_description": f"Permit as {kind}",
            "ttype": kind,
        }
        if kind == "computed":
            values |= {"ttype": "char", "depends": "name", "compute": "for lead in self: lead['x_computed'] = 'x'"}
        return cls.env["ir.model.fields"].create(values | ({"relation": "res.partner"} if "many" in kind else {}))

    def test_custom_fields_of_each_type_count_once_they_are_filled(self):
        partner = self.facilitator.partner_id
        values = self.FILLED | {"html": "<p>17/3</p>", "many2one": partner.id, "many2many": [Command.set(partner.ids)]}
        for kind, value in values.items():
            with self.subTest(type=kind):
                feature = self.feature(self.fields_of[kind])
                self.leads(self.people[:2], **{f"x_{kind}": self.EMPTY.get(kind, False)})
                self.assertEqual(feature.usage()["state"], "unused")
                self.leads(self.people[:3], days_ago=120, **{f"x_{kind}": value})
                self.assertEqual(feature.usage()["state"], "unused")
                self.leads(self.people[:3], **{f"x_{kind}": value})
                self.assertEqual((feature.usage()["state"], feature.usage()["count"]), ("used", 3))

    def test_field_that_fills_itself_in_cannot_be_measured(self):
        feature = self.feature(self.fields_of["computed"])
        self.leads(self.people[:2])
        self.assertEqual(feature.usage()["state"], "unmeasurable")

    def test_field_of_odoo_cannot_be_measured(self):
        feature = self.feature(self.env["ir.model.fields"]._get("crm.lead", "email_from"), change="changed")
        self.assertEqual(feature.usage()["state"], "unmeasurable")

    def test_many_fields_cost_the_queries_of_few(self):
        features = self.env["crm.facilitation.feature"].browse(
            [self.feature(field).id for field in self.fields_of.values()]
        )
        few = self.count_queries(features[:3]._store_usage)
        self.assertEqual(self.count_queries(features._store_usage), few)


class TestStates(UsageCase):
    def setUp(self):
        super().setUp()
        self.tag = self.env["crm.tag"].create({"name": "Builder"})

    def test_used_and_then_nothing_for_two_usual_intervals_is_abandoned(self):
        feature = self.feature(self.tag)
        leads = self.leads(self.people, days_ago=60, tag_ids=[Command.set(self.tag.ids)])
        self.assertEqual((feature.usage()["state"], feature.usage()["count"]), ("abandoned", 7))
        self.touch(leads[0], 59)
        self.assertEqual(feature.usage()["state"], "used")

    def test_what_was_done_a_moment_ago_counts(self):
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        feature = self.feature(stage)
        lead = self.leads(self.people[:1])
        lead.stage_id = stage
        self.assertEqual(feature.usage()["count"], 1)

    def test_what_nobody_answers_for_is_of_whoever_made_it(self):
        reader = self.env["crm.facilitation.usage.reader"]
        self.assertEqual(reader._get_person(self.env["crm.lead"]).code, "COALESCE(r.user_id, r.create_uid)")
        self.assertEqual(reader._get_person(self.env["crm.stage"]).code, "r.create_uid")

    def test_what_leaves_nothing_behind_cannot_be_measured(self):
        model = self.env["ir.model"]._get("crm.lead")
        records = [
            self.env["mail.template"].create({"name": "Offer", "model_id": model.id}),
            self.env["ir.filters"].create({"name": "To call", "model_id": "crm.lead", "user_ids": []}),
            self.env["res.groups"].create({"name": "Fitters"}),
            self.env["ir.config_parameter"].create({"key": "crm.some", "value": "1"}),
        ]
        for record in records:
            with self.subTest(model=record._name):
                usage = self.feature(record).usage()
                self.assertEqual(
                    usage, {"state": "unmeasurable", "count": False, "last_used": False, "by_department": []}
                )

    def test_automation_is_not_measured_and_tells_its_last_run(self):
        cron = self.env.ref("base.autovacuum_job")
        cron.lastcall = fields.Datetime.now() - timedelta(days=3)
        usage = self.feature(cron, change="changed").usage()
        day = fields.Date.to_string(fields.Date.today() - timedelta(days=3))
        self.assertEqual((usage["state"], usage["last_used"]), ("unmeasurable", day))

    def test_proposed_removed_and_gone_ones_are_not_called_unused(self):
        other = self.env["crm.tag"].create({"name": "Other"})
        proposed = self.feature(self.tag, confirmed=False)
        removed = self.feature(self.tag, change="removed")
        gone = self.feature(other)
        other.unlink()
        self.assertEqual({feature.usage()["state"] for feature in proposed | removed | gone}, {"unmeasurable"})

    def test_deals_of_another_company_do_not_count(self):
        feature = self.feature(self.tag)
        company = self.env["res.company"].create({"name": "Another company"})
        self.env["crm.lead"].create(
            {"name": "Roof", "company_id": company.id, "user_id": False, "team_id": False, "tag_ids": self.tag.ids}
        )
        self.assertEqual(feature.usage()["state"], "unused")


class TestDepartments(UsageCase):
    def setUp(self):
        super().setUp()
        self.tag = self.env["crm.tag"].create({"name": "Builder"})
        self.used = self.feature(self.tag)

    def tagged_by(self, users):
        return self.leads(users, tag_ids=[Command.set(self.tag.ids)])

    def cells(self):
        return {cell["department_id"]: cell["count"] for cell in self.used.usage()["by_department"]}

    def test_departments_of_three_people_are_told(self):
        self.tagged_by(self.people)
        self.tagged_by(self.people[:1])
        self.assertEqual(self.cells(), {self.sales.id: 5, self.service.id: 3})

    def test_many_deals_of_two_people_are_two_people(self):
        for _again in range(5):
            self.tagged_by(self.people[:2])
        self.assertEqual((self.cells(), self.used.usage()["count"]), ({}, 10))

    def test_few_are_not_found_by_subtraction(self):
        self.tagged_by(self.people[:4] | self.people[4:5])
        self.assertEqual((self.cells(), self.used.usage()["count"]), ({}, 5))

    def test_nobody_is_named(self):
        self.tagged_by(self.people)
        told = json.dumps(self.used.with_user(self.employee_sales).usage())
        self.assertEqual(set(self.used.usage()), {"state", "count", "last_used", "by_department"})
        for person in self.people:
            self.assertNotIn(person.name, told)

    def test_people_outside_the_rollout_may_not_ask(self):
        with self.assertRaises(AccessError):
            self.used.with_user(self.outsider).usage()


class TestNightly(UsageCase):
    def test_figures_are_kept_for_lists_and_nobody_writes_them(self):
        tag = self.env["crm.tag"].create({"name": "Builder"})
        used, unused = self.feature(tag), self.feature(self.env["crm.tag"].create({"name": "Other"}))
        self.leads(self.people[:3], days_ago=2, tag_ids=[Command.set(tag.ids)])
        written = used.write_date
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            self.env["project.project"]._cron_count_usage()
        self.assertEqual((used | unused).mapped("usage_state"), ["used", "unused"])
        self.assertEqual((used.usage_count, used.usage_last), (3, fields.Date.today() - timedelta(days=2)))
        self.assertEqual((used.usage_counted_on, used.write_date), (fields.Date.today(), written))
        with self.assertRaises(AccessError):
            used.with_user(self.facilitator).usage_state = "abandoned"
        self.assertEqual(used.usage_state, "used")

    def test_fifty_features_cost_the_queries_of_five(self):
        stages = self.env["crm.stage"].create([{"name": f"Step {number}"} for number in range(25)])
        tags = self.env["crm.tag"].create([{"name": f"Tag {number}"} for number in range(25)])
        features = self.env["crm.facilitation.feature"].browse(
            self.feature(record).id for pair in zip(stages, tags, strict=True) for record in pair
        )
        features._store_usage()
        few = self.count_queries(features[:6]._store_usage)
        self.assertEqual(self.count_queries(features._store_usage), few)
        self.assertLessEqual(few, 12)
