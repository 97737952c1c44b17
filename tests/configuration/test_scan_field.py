"""Situations from the field, rows 1, 4 and 25: who changed the configuration, what is none, what recurs."""

from odoo.fields import Command

from .test_scan import LARGE, ScanCase


class TestWhoChangedTheConfiguration(ScanCase):
    """Row 1: only what the installation or update of a module wrote is set apart."""

    unwatched = LARGE

    def found(self, record):
        return self.findings().filtered(lambda item: (item.res_model, item.res_id) == (record._name, record.id))

    def written_by_root(self, stage):
        stage.with_user(self.env.ref("base.user_root")).write({"name": "Fresh"})
        return self.touch(stage, user=self.env.ref("base.user_root"))

    def test_row_1_an_act_of_the_superuser_on_a_modules_data_is_no_modules_work(self):
        item = self.found(self.written_by_root(self.env.ref("crm.stage_lead1")))
        self.assertEqual((item.status, item.is_module_update, item.is_untraced), ("changed", False, True))

    def test_row_1_a_cron_is_no_module(self):
        stage = self.env.ref("crm.stage_lead1")
        cron = self.env["ir.cron"].create(
            {
                "name": "Rename",
                "model_id": self.env["ir.model"]._get("crm.stage").id,
                "state": "code",
                "code": f"env['crm.stage'].browse({stage.id}).write({{'name': 'By cron'}})",
            }
        )
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(stage.name, "By cron")
        item = self.found(self.touch(stage, user=self.env.ref("base.user_root")))
        self.assertEqual((item.is_module_update, item.is_untraced), (False, True))

    def test_row_1_an_external_id_made_by_code_is_no_proof(self):
        stage = self.env["crm.stage"].with_user(self.env.ref("base.user_root")).create({"name": "By code"})
        self.env["ir.model.data"].create({"module": "crm", "name": "by_code", "model": stage._name, "res_id": stage.id})
        item = self.found(stage)
        self.assertEqual((item.is_module_update, item.is_untraced), (False, True))

    def test_row_1_records_imported_under_the_name_of_a_module_are_no_modules_work(self):
        root = self.env(user=self.env.ref("base.user_root"))
        loaded = root["crm.stage"].load(["id", "name"], [["crm.stage_imported", "Imported"]])
        self.assertTrue(loaded["ids"])
        item = self.found(self.env["crm.stage"].browse(loaded["ids"]))
        self.assertEqual((item.is_module_update, item.is_untraced), (False, True))

    def test_row_1_what_the_superuser_removes_is_no_modules_work(self):
        reason = self.env.ref("crm.lost_reason_1")
        reason.with_user(self.env.ref("base.user_root")).unlink()
        self.env.cr.execute("UPDATE ir_module_module SET write_date = now() AT TIME ZONE 'UTC' WHERE name = 'crm'")
        item = self.found(reason)
        self.assertEqual((item.status, item.is_module_update, item.is_untraced), ("removed", False, True))

    def test_row_1_a_claim_that_a_module_leaves_hides_nobody(self):
        reason = self.env.ref("crm.lost_reason_1").with_user(self.facilitator)
        reason.with_context(_force_unlink=True).unlink()
        self.env.cr.execute("UPDATE ir_module_module SET write_date = now() AT TIME ZONE 'UTC' WHERE name = 'crm'")
        item = self.found(reason)
        self.assertEqual((item.changed_by_id, item.is_module_update), (self.facilitator, False))

    def test_row_1_what_a_module_wrote_in_the_transaction_of_its_update_is_set_apart(self):
        stage = self.written_by_root(self.env.ref("crm.stage_lead1"))
        self.load_as_module(())
        item = self.found(stage)
        self.assertEqual((item.status, item.is_module_update, item.is_untraced), ("changed", True, False))


class TestNoConfiguration(ScanCase):
    """Row 4: languages, “Update Apps List” and translated names are no configuration."""

    def test_row_4_a_language_that_is_loaded_changes_nothing(self):
        self.env["base.language.install"].create(
            {"lang_ids": [Command.set(self.env["res.lang"]._activate_lang("fr_FR").ids)], "overwrite": True}
        ).lang_install()
        self.assertFalse(self.findings())

    def test_row_4_translations_that_are_loaded_again_change_nothing(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        stage = self.env.ref("crm.stage_lead1")
        self.env.cr.execute('UPDATE crm_stage SET name = name || \'{"fr_FR": "Nouveau"}\' WHERE id = %s', [stage.id])
        self.project.with_user(self.sponsor).action_config_rebaseline("French came before")
        self.env.cr.execute('UPDATE crm_stage SET name = name || \'{"fr_FR": "Neuf"}\' WHERE id = %s', [stage.id])
        self.assertFalse(self.findings())

    def test_row_4_a_translated_name_is_no_change(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        stage = self.env.ref("crm.stage_lead1").with_user(self.facilitator)
        stage.update_field_translations("name", {"fr_FR": "Nouveau"})
        self.touch(stage)
        self.assertFalse(self.findings())

    def test_row_4_a_translation_of_a_menu_or_view_is_no_change(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        menu = self.env.ref("crm.crm_menu_root").with_user(self.facilitator).with_context(lang="fr_FR")
        menu.name = "Ventes"
        view = self.env.ref("crm.crm_stage_tree").with_user(self.facilitator)
        view.update_field_translations("arch_db", {"fr_FR": {"Stages": "Étapes"}})
        self.touch(menu), self.touch(view)
        self.assertFalse(self.findings())

    def test_row_4_a_name_changed_in_the_language_that_people_work_in_is_found(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        stage = self.work["crm.stage"].with_context(lang="fr_FR").create({"name": "Visite"})
        self.project.with_user(self.sponsor).action_config_rebaseline("The stage is old")
        stage.name = "Démonstration"
        self.touch(stage)
        self.assertEqual(self.findings().res_id, stage.id)

    def test_row_4_the_list_of_apps_that_is_updated_changes_nothing(self):
        crm = self.env["ir.module.module"].search([("name", "=", "crm")])
        self.env.cr.execute(
            'UPDATE ir_module_module SET shortdesc = \'{"en_US": "An older name"}\' WHERE id = %s', [crm.id]
        )
        self.env.invalidate_all()
        self.project.with_user(self.sponsor).action_config_rebaseline("Before the list is updated")
        self.env["ir.module.module"].update_list()
        self.touch(crm)
        self.assertFalse(self.findings())


class TestRecurrence(ScanCase):
    """Row 25: the next task of a recurrence is no configuration task."""

    unwatched = LARGE

    def recur(self, **values):
        self.work["crm.stage"].create({"name": "Site visit"})
        self.findings().action_make_feature()
        self.task.write(
            {"recurring_task": True, "repeat_interval": 1, "repeat_unit": "week", "repeat_type": "forever"} | values
        )
        before = self.project.sudo().task_ids
        self.task.state = "1_done"
        return self.env["project.task"].search([("recurrence_id", "=", self.task.recurrence_id.id)]) - before

    def test_row_25_a_recurrence_is_no_configuration_task(self):
        following = self.recur()
        self.assertEqual(len(following), 1)
        self.assertFalse(following.is_configuration_task or following.facilitation_need_ids)
        self.assertEqual(self.need.task_ids, self.task)
        self.assertEqual(self.need.delivery_state, "configured")

    def test_row_25_the_subtasks_of_a_recurrence_are_no_configuration_tasks(self):
        self.env["project.task"].with_user(self.facilitator).create(
            {"name": "Part", "parent_id": self.task.id, "is_configuration_task": True, "state": "1_canceled"}
        )
        following = self.recur()
        self.assertEqual(len(following.child_ids), 1)
        self.assertFalse(following.child_ids.is_configuration_task or following.child_ids.facilitation_need_ids)
        self.assertFalse(self.need.task_ids & (following | following.child_ids))

    def test_row_25_a_recurrence_that_is_cancelled_answers_nothing_either(self):
        self.task.write({"recurring_task": True, "repeat_interval": 1, "repeat_unit": "week", "repeat_type": "forever"})
        self.task.state = "1_canceled"
        following = self.env["project.task"].search([("recurrence_id", "=", self.task.recurrence_id.id)]) - self.task
        self.assertEqual(len(following), 1)
        self.assertFalse(following.is_configuration_task or following.facilitation_need_ids)
