"""Baseline and scan: every change found and attributed, nothing else, secrets never kept."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .common import FacilitationCase


class ScanCase(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.facilitator.group_ids += self.env.ref("base.group_system") + self.env.ref("sales_team.group_sale_manager")
        self.work = self.env(user=self.facilitator)
        self.project.action_config_baseline()
        self.need = self.make_need("Site visits in the pipeline")
        self.need.action_accept()
        self.task = self.need.action_plan()
        self.task.user_ids = [Command.set(self.facilitator.ids)]
        self.env.cr.execute("UPDATE crm_facilitation_work SET date_start = now() - interval '1 hour'")
        self.env.invalidate_all()

    def findings(self):
        self.env.flush_all()
        self.project.action_config_scan()
        self.env.invalidate_all()
        return self.project.config_item_ids.filtered(lambda item: item.status != "unchanged")

    def touch(self, record):
        """As if it was written now: inside one test every write has the same moment as the baseline."""
        record.env.flush_all()
        table, log = record._table, self.facilitator.id
        self.env.cr.execute(
            f"UPDATE {table} SET write_date = now() + interval '1 second', write_uid = %s WHERE id IN %s",
            [log, tuple(record.ids)],
        )
        self.env.invalidate_all()
        return record


class TestScan(ScanCase):
    def test_nothing_changed_nothing_found(self):
        self.assertFalse(self.findings())

    def test_every_kind_of_change_is_found_and_nothing_else(self):
        work = self.work
        lead = work["ir.model"]._get("crm.lead")
        stage = work["crm.stage"].create({"name": "Site visit"})
        team = work["crm.team"].create({"name": "Field sales"})
        field = work["ir.model.fields"].create(
            {"name": "x_visit", "model_id": lead.id, "field_description": "Visit", "ttype": "char"}
        )
        view = work["ir.ui.view"].create(
            {
                "name": "visit",
                "model": "crm.lead",
                "inherit_id": self.env.ref("crm.crm_lead_view_form").id,
                "arch": '<xpath expr="//field[@name=\'tag_ids\']" position="after"><field name="x_visit"/></xpath>',
            }
        )
        server = work["ir.actions.server"].create(
            {"name": "Ring", "model_id": lead.id, "state": "code", "code": "pass"}
        )
        rule = work["ir.rule"].create({"name": "Own visits", "model_id": lead.id, "domain_force": "[]"})
        template = work["mail.template"].create({"name": "Visit", "model_id": lead.id, "subject": "Visit"})
        parameter = work["ir.config_parameter"].create({"key": "crm.visits", "value": "3"})
        made = [stage, team, field, view, server, rule, template, parameter]
        found = {(item.res_model, item.res_id): item for item in self.findings()}
        expected = {(record._name, record.id) for record in made}
        self.assertEqual(set(found), expected | {key for key in found if key[0] == "ir.default"})
        self.assertEqual({found[key].status for key in expected}, {"new"})
        self.assertEqual({found[key].changed_by_id for key in expected}, {self.facilitator})
        self.assertEqual({found[key].task_id for key in expected}, {self.task})
        self.assertTrue(all(found[key].is_untraced for key in expected))

    def test_changed_record_shows_before_and_after(self):
        stage = self.env.ref("crm.stage_lead1").with_user(self.facilitator)
        stage.name = "Fresh"
        self.touch(stage)
        item = self.findings()
        self.assertEqual((item.status, item.changed_by_id), ("changed", self.facilitator))
        self.assertEqual(item.difference, "Stage Name: New → Fresh")

    def test_changed_back_is_no_finding(self):
        stage = self.env.ref("crm.stage_lead1").with_user(self.facilitator)
        stage.name = "Fresh"
        self.assertTrue(self.findings())
        stage.name = "New"
        self.assertFalse(self.findings())

    def test_removed_record_keeps_its_feature_marked_gone(self):
        stage = self.work["crm.stage"].create({"name": "Site visit"})
        item = self.findings()
        item.action_make_feature()
        feature = item.feature_id
        stage.unlink()
        item = self.findings()
        self.assertEqual(item.status, "removed")
        self.assertTrue(feature.exists() and feature.is_gone)
        with self.assertRaises(UserError):
            feature.action_open_record()

    def test_secret_parameter_is_never_stored_yet_its_change_is_seen(self):
        parameter = self.work["ir.config_parameter"].create({"key": "visits.api_key", "value": "needle-7f3a"})
        self.project.with_user(self.sponsor).action_config_rebaseline("The first one came too early")
        parameter.value = "needle-9b2c"
        item = self.findings()
        self.assertEqual(item.difference, "Value: (secret, changed)")
        self.env.cr.execute("SELECT count(*) FROM crm_facilitation_config_item i WHERE i::text LIKE '%needle-%'")
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_mail_server_password_is_never_stored(self):
        self.work["ir.mail_server"].create(
            {"name": "Post", "smtp_host": "localhost", "smtp_user": "x", "smtp_pass": "needle-7f3a"}
        )
        self.assertTrue(self.findings())
        self.env.cr.execute("SELECT count(*) FROM crm_facilitation_config_item i WHERE i::text LIKE '%needle-%'")
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_module_data_written_by_the_system_stands_apart(self):
        stage = self.env["crm.stage"].with_user(self.env.ref("base.user_root")).create({"name": "Shipped"})
        self.env["ir.model.data"].create(
            {"module": "crm", "name": "stage_shipped", "model": "crm.stage", "res_id": stage.id}
        )
        item = self.findings()
        self.assertTrue(item.is_module_update)
        self.assertFalse(item.is_untraced)

    def test_loaded_translation_is_no_change(self):
        stage = self.env.ref("crm.stage_lead1")
        self.env.cr.execute('UPDATE crm_stage SET name = name || \'{"de_DE": "Neu"}\' WHERE id = %s', [stage.id])
        self.assertFalse(self.findings())

    def test_one_click_makes_a_confirmed_feature_of_the_task(self):
        self.work["crm.stage"].create({"name": "Site visit"})
        item = self.findings()
        item.action_make_feature()
        feature = item.feature_id
        self.assertEqual((feature.task_id, feature.state, feature.need_ids), (self.task, "confirmed", self.need))
        self.assertFalse(item.is_untraced)
        item.action_make_feature()
        self.assertEqual(len(item.feature_ids), 1)

    def test_outside_needs_a_reason_and_a_later_change_is_found_again(self):
        stage = self.work["crm.stage"].create({"name": "Test only"})
        item = self.findings()
        with self.assertRaises(UserError):
            item.action_not_part(" ")
        self.assertTrue(item.is_untraced)
        item.action_not_part("A trial of the vendor's")
        self.assertFalse(item.is_untraced)
        stage.name = "No trial"
        self.touch(stage)
        self.assertTrue(self.findings().is_untraced)

    def test_feature_recorded_by_hand_is_recognised(self):
        stage = self.work["crm.stage"].create({"name": "Site visit"})
        feature = self.work["crm.facilitation.feature"].create(
            {"task_id": self.task.id, "res_model": "crm.stage", "res_id": stage.id}
        )
        item = self.findings()
        self.assertEqual(feature.config_item_id, item)
        self.assertFalse(item.is_untraced)

    def test_change_after_confirmation_is_under_question_until_reviewed(self):
        stage = self.work["crm.stage"].create({"name": "Site visit"})
        item = self.findings()
        item.action_make_feature()
        feature = item.feature_id
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_facilitation_feature SET confirmed_on = now() - interval '1 minute'")
        self.env.invalidate_all()
        stage.name = "Visit on site"
        self.touch(stage)
        self.findings()
        self.assertTrue(feature.is_suspect)
        self.assertIn("Visit on site", feature.suspect_reason)
        feature.action_review()
        self.assertFalse(feature.is_suspect)
        self.findings()
        self.assertFalse(feature.is_suspect)
        self.assertIn("suspect_reviewed", self.evidence(feature))

    def test_findings_are_not_edited_by_hand(self):
        self.work["crm.stage"].create({"name": "Site visit"})
        item = self.findings()
        with self.assertRaises(AccessError):
            item.with_user(self.facilitator).write({"status": "unchanged"})
        self.assertEqual(item.status, "new")

    def test_employee_and_management_do_not_scan(self):
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaises(AccessError):
                self.project.with_user(user).action_config_scan()

    def test_nightly_scan(self):
        self.work["crm.stage"].create({"name": "Site visit"})
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("crm_facilitation.ir_cron_config_scan").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.project.untraced_count, 1)

    def test_number_of_queries_does_not_depend_on_the_number_of_records(self):
        self.findings()
        counts = []
        for size in (0, 300):
            self.env["crm.tag"].create([{"name": f"Tag {number} of {size}"} for number in range(size)])
            self.project._take_baseline({})
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.project._scan()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5)


class TestWatch(FacilitationCase):
    def test_facilitator_adds_a_model_to_the_list(self):
        watch = self.env["crm.facilitation.watch"].with_user(self.facilitator)
        watch.create({"model": "res.partner.industry", "field_names": "name, active"})
        self.project.action_config_baseline()
        self.assertIn("res.partner.industry", self.project.config_item_ids.mapped("res_model"))

    def test_unknown_field_and_unreadable_filter_are_refused(self):
        watches = self.env["crm.facilitation.watch"].with_user(self.facilitator)
        for values in ({"field_names": "nothing_such"}, {"field_names": "name", "domain": "open('x')"}):
            with self.assertRaises(ValidationError):
                watches.create({"model": "res.partner.industry"} | values)
