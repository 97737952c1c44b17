"""Baseline and scan: every change found and attributed, nothing else, secrets never kept."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from ..common import FacilitationCase, permit_everything

# of each of these Odoo alone has hundreds or thousands of records
LARGE = (
    "ir.model",
    "ir.model.fields",
    "ir.model.fields.selection",
    "ir.model.access",
    "ir.rule",
    "ir.ui.view",
    "ir.ui.menu",
    "ir.actions.act_window",
)


class ScanCase(FacilitationCase):
    """A baseline, and a task that was begun after it.

    :cvar unwatched: models taken from the list of watched ones, for a scan reads every record of each
    """

    unwatched = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.facilitation.watch"].search([("model", "in", cls.unwatched)]).unlink()
        cls.facilitator.group_ids += cls.env.ref("base.group_system") + cls.env.ref("sales_team.group_sale_manager")
        cls.work = cls.env(user=cls.facilitator)
        cls.project.action_config_baseline()
        cls.need = cls.make_need("Site visits in the pipeline")
        cls.need.action_accept()
        cls.task = cls.need.action_plan()
        cls.task.write({"user_ids": [Command.set(cls.facilitator.ids)], "stage_id": cls.project.type_ids[1].id})
        cls.begin_work()

    @classmethod
    def begin_work(cls):
        """As if the tasks had been taken up an hour ago."""
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE crm_facilitation_work SET date_start = now() AT TIME ZONE 'UTC' - interval '1 hour'")
        cls.env.invalidate_all()

    def findings(self):
        self.env.flush_all()
        self.project.action_config_scan()
        self.env.invalidate_all()
        return self.project.config_item_ids.search(
            [("project_id", "=", self.project.id), ("status", "!=", "unchanged")]
        )

    def touch(self, record, user=None):
        """As if it was written now: inside one test every write has the same moment as the baseline."""
        record.env.flush_all()
        table, log = record._table, (user or self.facilitator).id
        self.env.cr.execute(
            f"UPDATE {table} SET write_date = now() AT TIME ZONE 'UTC' + interval '1 second', write_uid = %s WHERE id IN %s",
            [log, tuple(record.ids)],
        )
        self.env.invalidate_all()
        return record

    def load_as_module(self, xml_ids):
        """As Odoo loads a module: external ids without an author, and the module marked in the same transaction."""
        data = [{"xml_id": xml_id, "record": record} for xml_id, record in xml_ids]
        self.env["ir.model.data"]._update_xmlids(data)
        self.env.flush_all()
        self.env.cr.execute("SELECT max(write_date) FROM crm_stage")
        self.env.cr.execute(
            "UPDATE ir_module_module SET write_date = %s WHERE name = 'crm'", [self.env.cr.fetchone()[0]]
        )
        self.env.invalidate_all()


class TestScan(ScanCase):
    unwatched = LARGE

    def test_nothing_changed_nothing_found(self):
        self.assertFalse(self.findings())

    def test_a_stage_put_in_front_is_one_finding_and_not_the_others_places_too(self):
        stages = self.work["crm.stage"].search([])
        self.assertGreater(len(stages), 3)
        # as a column that is added and dragged to the front: Odoo numbers all of them anew
        stage = self.work["crm.stage"].create({"name": "Site visit"})
        for place, one in enumerate(stage | stages):
            one.sequence = place
        self.touch(stages | stage)
        self.assertEqual(self.findings().mapped("name"), ["Site visit"])
        # a stage that was there and is dragged to the end is one finding too
        for place, one in enumerate(stages[1:] | stages[0]):
            one.sequence = place + 1
        self.touch(stages)
        found = self.findings()
        self.assertEqual(set(found.mapped("name")), {"Site visit", stages[0].name})
        stages[1].name = "Checked on site"
        self.touch(stages[1])
        (item,) = self.findings() - found
        self.assertNotIn("equence", item.difference)

    def order(self, stages):
        """Drag the stages into this order: Odoo numbers all of them anew."""
        for place, stage in enumerate(stages):
            stage.sequence = place + 1
        self.touch(stages)

    def test_a_stage_that_changed_places_with_an_older_one_stays_found_until_it_is_back(self):
        older, newer, last = self.work["crm.stage"].create([{"name": name} for name in ("Older", "Newer", "Last")])
        others = self.work["crm.stage"].search([("id", "not in", (older | newer | last).ids)])
        self.order(newer | older | last | others)
        self.project.with_user(self.sponsor).action_config_rebaseline("The stages are new")
        self.order(older | newer | last | others)
        found = self.findings()
        self.assertEqual(len(found), 1)
        self.assertEqual(self.findings(), found)
        # what is moved later is a finding of its own
        self.order(older | newer | others | last)
        self.assertEqual(set(self.findings().mapped("name")), {*found.mapped("name"), "Last"})
        self.order(newer | older | last | others)
        self.assertFalse(self.findings())

    def make_feature_of_new_stage(self, name):
        """A stage made after the baseline in front of the others, found, and confirmed as the feature of the task."""
        others = self.work["crm.stage"].search([])
        stage = self.work["crm.stage"].create({"name": name})
        self.order(stage | others)
        (item,) = self.findings()
        item.task_id = self.task
        item.with_user(self.facilitator).action_make_feature()
        return stage, others, item.feature_ids

    def test_a_confirmed_stage_is_not_under_question_when_another_is_put_before_it(self):
        stage, others, feature = self.make_feature_of_new_stage("Site visit")
        first = self.work["crm.stage"].create({"name": "Enquiry"})
        self.order(first | stage | others)
        new = self.findings().filtered(lambda item: item.res_id == first.id)
        self.assertFalse(feature.is_suspect)
        self.assertEqual(new.is_untraced, True)
        self.assertEqual(self.project.untraced_count, 1)
        self.assertEqual(self.task.untraced_count, 0)
        new.task_id = self.task
        self.env.invalidate_all()
        self.assertEqual(self.task.untraced_count, 1)
        new.task_id = False
        # asked again nothing is found of what stands where it stood, nor when what came goes
        self.findings()
        self.order(stage | others)
        self.findings()
        self.assertFalse(feature.is_suspect)
        # its own values count as before, and so does its place when somebody moves it
        self.order(others[0] | stage | others[1:])
        self.findings()
        self.assertTrue(feature.is_suspect)
        self.assertIn("equence", feature.suspect_summary)

    def test_a_field_that_comes_under_watch_later_is_compared_from_then_on(self):
        stage, _others, feature = self.make_feature_of_new_stage("Site visit")
        watch = self.work["crm.facilitation.watch"].search([("model", "=", "crm.stage")])
        watch.field_names = ",".join(name for name in watch.field_names.split(",") if name.strip() != "requirements")
        self.findings()
        self.assertFalse(feature.is_suspect, "the list changed, not the stage")
        watch.field_names += ",requirements"
        self.findings()
        self.assertFalse(feature.is_suspect)
        stage.requirements = "A photograph"
        self.touch(stage)
        self.findings()
        self.assertTrue(feature.is_suspect)
        self.assertIn("A photograph", feature.suspect_reason)

    def test_a_stage_is_confirmed_by_hand_in_the_place_that_was_found(self):
        stage, others, feature = self.make_feature_of_new_stage("Site visit")
        self.assertEqual(feature.model_label, stage._description, feature.model_label)
        feature.action_withdraw()
        self.assertEqual((feature.state, feature.confirmed_on, feature.confirmed_hash), ("proposed", False, False))
        self.order(self.work["crm.stage"].create({"name": "Enquiry"}) | stage | others)
        feature.action_confirm()
        self.findings()
        self.assertFalse(feature.is_suspect)

    def test_a_confirmed_stage_that_was_moved_is_not_under_question_when_another_is_put_before_it(self):
        stages = self.work["crm.stage"].search([])
        self.order(stages[1:] | stages[0])
        (item,) = self.findings()
        item.task_id = self.task
        item.with_user(self.facilitator).action_make_feature()
        self.order(self.work["crm.stage"].create({"name": "Enquiry"}) | stages[1:] | stages[0])
        self.findings()
        self.assertFalse(item.feature_ids.is_suspect)
        self.order(stages)
        self.assertEqual(item in self.findings(), False)

    def test_a_change_is_proposed_for_the_task_it_has_most_in_common_with_or_for_none(self):
        lead = self.work["ir.model"]._get("crm.lead")
        self.need.target_model_id = lead
        reminder, colours = (self.make_need(title) for title in ("Remind three days after an offer", "Colours of tags"))
        (reminder | colours).action_accept()
        (reminder | colours).action_plan()
        (reminder | colours).task_ids.user_ids = self.facilitator
        reminder.task_ids.stage_id = self.project.type_ids[1]
        self.begin_work()
        action = {"model_id": lead.id, "state": "code", "code": "pass"}
        expected = {
            self.work["ir.actions.server"].create(action | {"name": "Remind after three days"}): reminder.task_ids,
            self.work["ir.actions.server"].create(action | {"name": "Ring"}): self.task,
            self.work["crm.tag"].create({"name": "Thursday"}): reminder.task_ids.browse(),
            # planned, and not begun
            self.work["crm.tag"].create({"name": "Colours"}): reminder.task_ids.browse(),
        }
        found = {(item.res_model, item.res_id): item.task_id for item in self.findings()}
        for record, task in expected.items():
            self.assertEqual(found[record._name, record.id], task, record.display_name)

    def test_changed_record_shows_before_and_after(self):
        stage = self.env.ref("crm.stage_lead1").with_user(self.facilitator)
        stage.name = "Fresh"
        self.touch(stage)
        item = self.findings()
        self.assertEqual((item.status, item.changed_by_id), ("changed", self.facilitator))
        self.assertEqual(item.difference, "Stage Name: New → Fresh")
        self.assertEqual((item.change_summary, item.standing), ("Stage Name", "untraced"))
        self.assertEqual(item.model_label, self.env["ir.model"]._get("crm.stage").name)
        # a stage shows in the pipeline
        opened = item.action_open_record(), item.action_open_screen()
        self.assertEqual([action["res_model"] for action in opened], ["crm.stage", "crm.lead"])
        unchanged = item.search([("status", "=", "unchanged")], limit=1)
        self.assertEqual((unchanged.standing, unchanged.change_summary), (False, False))
        with self.assertRaisesRegex(UserError, "one record at a time"):
            (item | unchanged).action_open_record()

    def test_ids_are_shown_as_names_and_fields_by_their_labels(self):
        stage = self.env.ref("crm.stage_lead1").with_user(self.facilitator)
        team = self.work["crm.team"].create({"name": "Field sales"})
        stage.write({"team_ids": [Command.link(team.id)], "fold": True})
        item = self.findings().filtered(lambda item: item.res_model == "crm.stage")
        self.assertEqual(item.difference, "Folded in Pipeline: No → Yes\nSales Teams: ∅ → Field sales")
        self.assertIn("text-success", item.difference_html)

    def test_changed_back_is_no_finding(self):
        stage = self.env.ref("crm.stage_lead1").with_user(self.facilitator)
        stage.name = "Fresh"
        item = self.findings()
        self.assertTrue(item)
        stage.name = "New"
        self.assertFalse(self.findings())
        self.assertFalse(item.standing or item.change_summary)

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

    def test_who_removed_a_record_and_when_is_known(self):
        tag = self.work["crm.tag"].create({"name": "Site visits"})
        self.project.with_user(self.sponsor).action_config_rebaseline("The tag is old")
        tag.unlink()
        item = self.findings()
        self.assertEqual((item.status, item.changed_by_id, item.task_id), ("removed", self.facilitator, self.task))
        self.assertFalse(item.changed_after, "the moment itself is known")

    def test_a_record_removed_behind_the_servers_back_lies_between_two_scans(self):
        tag = self.work["crm.tag"].create({"name": "Old"})
        self.project.with_user(self.sponsor).action_config_rebaseline("The tag is old")
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_tag WHERE id = %s", [tag.id])
        item = self.findings()
        self.assertEqual((item.status, item.changed_by_id), ("removed", self.env["res.users"]))
        self.assertEqual(item.changed_after, self.project.config_baseline_on)

    def test_what_came_and_went_is_no_finding(self):
        stage = self.work["crm.stage"].create({"name": "Only tried"})
        self.assertTrue(self.findings())
        stage.unlink()
        self.assertFalse(self.findings())

    def test_configuration_put_back_after_its_feature_was_confirmed_is_under_question(self):
        stage = self.env.ref("crm.stage_lead1").with_user(self.facilitator)
        stage.name = "Fresh"
        item = self.findings()
        item.task_id = self.task
        item.action_make_feature()
        stage.name = "New"
        self.findings()
        self.assertEqual(item.status, "unchanged")
        self.assertTrue(item.feature_id.is_suspect)
        self.assertIn("Stage Name: Fresh → New", item.feature_id.suspect_reason)

    def test_a_change_that_the_facilitator_did_not_see_is_not_confirmed(self):
        stage = self.work["crm.stage"].create({"name": "Site visit"})
        item = self.findings()
        stage.name = "Something else"
        item.action_make_feature()
        self.assertFalse(item.feature_id.is_suspect)
        self.findings()
        self.assertIn("Stage Name: Site visit → Something else", item.feature_id.suspect_reason)

    def test_withdrawn_confirmation_is_on_record(self):
        self.work["crm.stage"].create({"name": "Site visit"})
        item = self.findings()
        item.action_make_feature()
        item.feature_id.state = "proposed"
        self.assertIn("feature_withdrawn", self.evidence(item.feature_id))
        item.feature_id.unlink()
        self.assertTrue(item.is_untraced)

    def test_secret_parameter_is_never_stored_yet_its_change_is_seen(self):
        parameter = self.work["ir.config_parameter"].create({"key": "visits.api_key", "value": "needle-7f3a"})
        self.project.with_user(self.sponsor).action_config_rebaseline("The first one came too early")
        parameter.value = "needle-9b2c"
        self.touch(parameter)
        item = self.findings()
        self.assertEqual(item.difference, "Value: (secret, changed)")
        item.action_make_feature()
        self.needle("needle-")

    def test_a_parameter_is_told_in_words_where_the_administrator_says_so(self):
        parameters = self.work["ir.config_parameter"]
        parameters.set_param("crm_facilitation.readable_parameters", "visits.days, ,visits.hours")
        self.project.with_user(self.sponsor).action_config_rebaseline("What may be read is decided now")
        named, other = parameters.create([{"key": f"visits.{name}", "value": "nine"} for name in ("hours", "weeks")])
        values = {item.res_id: item.current_values["value"] for item in self.findings()}
        self.assertEqual(values[named.id], "nine")
        self.assertNotIn("nine", values[other.id])

    def test_token_inside_any_text_is_never_stored(self):
        model = self.work["ir.model"]._get("crm.lead").id
        token = "Zq8rT2mKc91LpVx04Bd7"
        action = self.work["ir.actions.server"].create(
            {"name": "Call", "model_id": model, "state": "code", "code": f"headers = {{'X-Auth': '{token}'}}"}
        )
        self.work["ir.config_parameter"].create({"key": "telephony.endpoint", "value": f"https://bob:{token}@host/in"})
        self.assertEqual(len(self.findings()), 2)
        action.code = action.code.replace(token, token[::-1])
        self.assertIn("secret:", self.findings().filtered(lambda item: item.res_id == action.id).current_values["code"])
        self.needle(token, token[::-1])

    def needle(self, *secrets):
        """No column of any table of the facilitation holds one of the secrets."""
        self.env.flush_all()
        self.env.cr.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'crm_facilitation%'")
        for (table,) in self.env.cr.fetchall():
            for secret in secrets:
                self.env.cr.execute(f"SELECT count(*) FROM {table} i WHERE i::text LIKE %s", [f"%{secret}%"])
                self.assertEqual(self.env.cr.fetchone()[0], 0, table)

    def test_mail_server_password_is_never_stored(self):
        self.work["ir.mail_server"].create(
            {"name": "Post", "smtp_host": "localhost", "smtp_user": "x", "smtp_pass": "needle-7f3a"}
        )
        item = self.findings()
        item.task_id = self.task
        item.action_make_feature()
        self.needle("needle-")

    def test_what_is_filled_in_for_a_secret_field_is_never_stored(self):
        defaults = self.env["ir.default"].with_user(self.env.ref("base.user_admin"))
        defaults.set("ir.mail_server", "smtp_pass", "needle-7f3a")
        [item] = self.findings()
        self.assertEqual(item.res_model, "ir.default")
        self.needle("needle-")

    def test_module_data_written_by_the_system_stands_apart(self):
        stage = self.env["crm.stage"].with_user(self.env.ref("base.user_root")).create({"name": "Shipped"})
        self.load_as_module([("crm.stage_shipped", stage)])
        item = self.findings()
        self.assertTrue(item.is_module_update)
        self.assertFalse(item.is_untraced)

    def test_what_a_person_changed_is_not_excused_by_a_module_that_writes_over_it(self):
        stage = self.env.ref("crm.stage_lead1").with_user(self.facilitator)
        stage.name = "Fresh"
        self.assertTrue(self.findings().is_untraced)
        stage.with_user(self.env.ref("base.user_root")).requirements = "From the module"
        self.touch(stage, user=self.env.ref("base.user_root"))
        self.load_as_module(())
        item = self.findings()
        self.assertEqual((item.is_module_update, item.is_untraced), (False, True))

    def test_feature_of_one_rollout_answers_for_the_others_of_the_database(self):
        other = self.work["project.project"].create({"name": "Second wave", "is_facilitation": True})
        other.action_config_baseline()
        stage = self.work["crm.stage"].create({"name": "Site visit"})
        self.findings().action_make_feature()
        other.action_config_scan()
        there = other.config_item_ids.filtered(lambda item: item.status == "new")
        self.assertEqual((there.is_untraced, there.elsewhere_feature_id.task_id), (False, self.task))
        self.assertEqual(there.standing, "elsewhere")
        stage.name = "Nobody asked for this name"
        other.action_config_scan()
        self.assertTrue(there.is_untraced)

    def test_confirming_in_one_rollout_settles_the_finding_of_another(self):
        other = self.work["project.project"].create({"name": "Second wave", "is_facilitation": True})
        other.action_config_baseline()
        self.work["crm.stage"].create({"name": "Site visit"})
        other.action_config_scan()
        self.assertEqual(other.untraced_count, 1)
        self.findings().action_make_feature()
        self.env.invalidate_all()
        self.assertEqual(other.untraced_count, 0)

    def test_loaded_translation_is_no_change(self):
        stage = self.env.ref("crm.stage_lead1")
        self.env.cr.execute('UPDATE crm_stage SET name = name || \'{"de_DE": "Neu"}\' WHERE id = %s', [stage.id])
        self.assertFalse(self.findings())

    def test_one_click_makes_a_confirmed_feature_of_the_task(self):
        self.touch(self.work["crm.stage"].create({"name": "Site visit"}))
        item = self.findings()
        item.action_make_feature()
        feature = item.feature_id
        self.assertEqual((feature.task_id, feature.state, feature.need_ids), (self.task, "confirmed", self.need))
        self.assertFalse(item.is_untraced)
        self.assertEqual(feature.configured_on, item.changed_on, "done when it was found to be, and not by the click")
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
        row = self.env["crm.facilitation.event"].search([("kind", "=", "config_outside")], limit=1)
        self.assertEqual((row.record_id, row.actor_id), (item.id, self.facilitator))
        self.assertEqual(row.payload["reason"], "A trial of the vendor's")
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

    def test_a_scan_leaves_a_feature_that_is_recognised_as_its_last_writer_left_it(self):
        self.work["crm.stage"].create({"name": "Site visit"})
        self.findings().action_make_feature()
        feature = self.touch(self.project.feature_ids, self.sponsor)
        self.findings()
        self.assertEqual(feature.write_uid, self.sponsor)

    def test_what_is_recorded_by_hand_belongs_to_what_was_found_at_once(self):
        visit, offer = self.work["crm.stage"].create([{"name": "Site visit"}, {"name": "Offer"}])
        item_of = {item.res_id: item for item in self.findings()}
        unseen = self.work["crm.tag"].create({"name": "Asked for"})
        feature = self.work["crm.facilitation.feature"].create(
            {"task_id": self.task.id, "res_model": "crm.stage", "res_id": visit.id}
        )
        self.assertEqual(feature.config_item_id, item_of[visit.id])
        feature.res_id = offer.id
        self.assertEqual(feature.config_item_id, item_of[offer.id])
        feature.name = "The offer"
        self.assertEqual(feature.config_item_id, item_of[offer.id])
        feature.write({"res_model": unseen._name, "res_id": unseen.id})
        self.assertFalse(feature.config_item_id)

    def test_a_new_feature_begins_unconfirmed_whatever_its_values_claim(self):
        stage = self.work["crm.stage"].create({"name": "Site visit"})
        values = {"task_id": self.task.id, "res_model": "crm.stage", "res_id": stage.id}
        features = self.work["crm.facilitation.feature"]
        for records in (features, features.sudo()):
            feature = records.create(
                values | {"confirmed_on": "2020-01-01", "is_suspect": True, "suspect_summary": "x"}
            )
            self.assertEqual((feature.confirmed_on, feature.is_suspect, feature.suspect_summary), (False, False, False))

    def test_a_scan_says_what_it_found(self):
        answer = self.project.action_config_scan()["params"]
        self.assertEqual(
            (answer["type"], answer["message"]), ("success", "Nothing is configured that nobody asked for.")
        )
        self.work["crm.stage"].create([{"name": "Site visit"}, {"name": "Offer"}])
        self.env.flush_all()
        answer = self.project.action_config_scan()["params"]
        self.assertEqual((answer["type"], answer["message"][-3:]), ("warning", ": 2"))

    def test_change_after_confirmation_is_under_question_until_reviewed(self):
        stage = self.work["crm.stage"].create({"name": "Site visit"})
        item = self.findings()
        item.action_make_feature()
        feature = item.feature_id
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_facilitation_feature SET confirmed_on = now() AT TIME ZONE 'UTC' - interval '1 minute'"
        )
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

    def test_nightly_scan_goes_on_after_a_rollout_that_fails(self):
        poisoned = self.work["project.project"].create({"name": "Poisoned", "is_facilitation": True})
        poisoned.action_config_baseline()
        self.work["crm.stage"].create({"name": "Site visit"})
        scan = type(self.project)._scan

        def fail_once(project):
            if project == poisoned:
                raise UserError("cannot be read")
            return scan(project)

        self.patch(type(self.project), "_scan", fail_once)
        with self.enter_registry_test_mode(), self.assertLogs("odoo.addons.crm_facilitation", "ERROR") as log:
            self.env.ref("crm_facilitation.ir_cron_config_scan").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.project.untraced_count, 1)
        self.assertEqual(len(log.output), 1)
        self.assertIn(f"roll-out {poisoned.id}", log.output[0])

    def test_kick_off_takes_the_baseline_that_was_forgotten(self):
        project = self.work["project.project"].create({"name": "Forgetful", "is_facilitation": True})
        session = self.work["crm.facilitation.session"].create({"name": "First", "project_id": project.id})
        self.make_participant(self.employee_sales, self.sales, session)
        cron = self.env.ref("crm_facilitation.ir_cron_config_scan")
        waiting = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        permit_everything(session)
        session.action_start()
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), waiting + 1)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(project.config_baseline_on)

    def test_baseline_is_taken_once_and_anew_by_management_only_with_a_reason(self):
        self.work["crm.stage"].create({"name": "Quietly made"})
        self.findings()
        for way in (
            self.project.action_config_baseline,
            lambda: self.project.action_config_rebaseline("I forgot"),
            lambda: self.project.with_user(self.sponsor).action_config_rebaseline(" "),
            lambda: self.project.with_user(self.facilitator).write({"config_baseline_on": False}),
        ):
            with self.assertRaises(UserError):
                way()
        self.assertEqual(self.project.untraced_count, 1)
        self.project.with_user(self.sponsor).action_config_rebaseline("The vendor set this up before kick-off")
        event = self.env["crm.facilitation.event"].search([("kind", "=", "config_baseline")], limit=1)
        self.assertEqual(event.payload["reason"], "The vendor set this up before kick-off")
        self.assertEqual(event.payload["untraced"], 1)

    def test_number_of_queries_does_not_depend_on_the_number_of_records(self):
        self.findings()
        counts = []
        for size in (0, 300):
            self.env["crm.tag"].create([{"name": f"Tag {number} of {size}"} for number in range(size)])
            self.project._take_baseline({})
            counts.append(self.count_queries(self.project._scan))
        self.assertLessEqual(counts[1], counts[0] + 5)


class TestImplementer(ScanCase):
    """A CRM configured through the ordinary screens, some of it asked for and some not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need.target_model_id = cls.env["ir.model"]._get("crm.lead")
        cls.need.action_review()
        cls.other = cls.make_need("Reasons why we lose deals")
        cls.other.action_accept()
        cls.second_task = cls.other.action_plan()
        cls.second_task.write({"user_ids": [Command.set(cls.facilitator.ids)], "stage_id": cls.project.type_ids[1].id})
        cls.vendor = cls._new_user("ven", "base.group_system,sales_team.group_sale_manager")
        cls.begin_work()

    def form(self, model, view=None, record=None, user=None):
        records = self.env[model].with_user(user or self.facilitator)
        return Form(records.browse(record.id) if record else records, view)

    def configure_as_asked(self):
        """For tasks in progress: found with the task they were for."""
        made = {}
        with self.form("crm.stage") as form:
            form.name = "Site visit"
        made[form.record] = ("new", self.task)
        with self.form("ir.model.fields", "base.view_model_fields_form") as form:
            form.name, form.field_description, form.ttype = "x_visit", "Visit", "char"
            form.model_id = self.env["ir.model"]._get("crm.lead")
        made[form.record] = ("new", self.task)
        with self.form("ir.ui.view", "base.view_view_form", self.env.ref("crm.crm_case_tree_view_oppor")) as form:
            form.arch_base = form.arch_base.replace(
                '<field name="email_from"', '<field name="x_visit"/><field name="email_from"'
            )
        made[form.record] = ("changed", self.task)
        with self.form("mail.template", "mail.email_template_form") as form:
            form.name, form.subject = "Visit confirmed", "See you"
            form.model_id = self.env["ir.model"]._get("crm.lead")
        made[form.record] = ("new", self.task)
        with self.form("crm.lost.reason") as form:
            form.name = "We lose on price"
        made[form.record] = ("new", self.second_task)
        reason = self.env.ref("crm.lost_reason_1")
        with self.form("crm.lost.reason", record=reason) as form:
            form.name = "Lost the deal on price"
        made[form.record] = ("changed", self.second_task)
        return made

    def parameters(self):
        """The settings screen writes several parameters at once: all of them, by what they say."""
        return {parameter: parameter.value for parameter in self.env["ir.config_parameter"].search([])}

    def configure_unasked(self):
        """By somebody with no task at all: found with who did it, and nothing it was for."""
        made = {}
        with self.form("crm.team", user=self.vendor) as form:
            form.name = "Field sales"
        made[form.record] = ("new", None)
        with self.form("ir.actions.server", "base.view_server_action_form", user=self.vendor) as form:
            form.name = "Ring the bell"
            form.model_id, form.state, form.code = self.env["ir.model"]._get("crm.lead"), "code", "pass"
        made[form.record] = ("new", None)
        with self.form("ir.rule", "base.view_rule_form", user=self.vendor) as form:
            form.name, form.model_id = "Own leads", self.env["ir.model"]._get("crm.lead")
        made[form.record] = ("new", None)
        access = self.env["ir.model.access"].search([("model_id.model", "=", "crm.tag")], limit=1)
        with self.form("ir.model.access", record=access, user=self.vendor) as form:
            form.perm_create = not form.perm_create
        made[form.record] = ("changed", None)
        with self.form("ir.config_parameter", user=self.vendor) as form:
            form.key, form.value = "crm.visits", "3"
        made[form.record] = ("new", None)
        before = self.parameters()
        with self.form("res.config.settings", user=self.vendor) as form:
            form.is_membership_multi = not form.is_membership_multi
        form.record.execute()
        after = self.parameters()
        self.assertNotEqual(before, after)
        for parameter in before | after:
            if before.get(parameter) != after.get(parameter):
                status = "changed" if parameter in before and parameter in after else "new"
                made[parameter] = ("removed" if parameter not in after else status, None)
        gone = self.env["crm.tag"].search([], limit=1) or self.env.ref("crm.lost_reason_2")
        made[gone] = ("removed", None)
        gone.with_user(self.vendor).unlink()
        return made

    def test_every_change_is_found_and_attributed_and_nothing_else(self):
        self.work["crm.tag"].create({"name": "Old"})
        self.project.with_user(self.sponsor).action_config_rebaseline("Kick-off")
        # what the ordinary forms say of themselves: a warning to the user, and a domain of core's own
        with mute_logger("odoo.tests.form.onchange", "odoo.domains"):
            asked, unasked = self.configure_as_asked(), self.configure_unasked()
        found = {(item.res_model, item.res_id): item for item in self.findings()}
        expected = {(record._name, record.id): values for record, values in (asked | unasked).items()}
        self.assertEqual(set(found), set(expected))
        for key, (status, task) in expected.items():
            with self.subTest(record=found[key].name, model=key[0]):
                self.assertEqual(found[key].status, status)
                self.assertEqual(found[key].task_id, task or self.env["project.task"])
                self.assertEqual(found[key].changed_by_id, self.facilitator if task else self.vendor)
                self.assertTrue(found[key].changed_on)
        self.launch_only_when_all_is_traced(found, expected)

    def launch_only_when_all_is_traced(self, found, expected):
        def untraced():
            return next(check for check in self.project.facilitation_readiness() if check["code"] == "untraced")

        everything = self.project.config_item_ids.filtered("is_untraced")
        self.assertEqual((untraced()["ok"], untraced()["count"]), (False, len(expected)))
        with self.assertRaisesRegex(UserError, f"Configured, and nobody asked: {len(expected)}"):
            self.project.action_facilitation_launch()
        with self.assertRaises(UserError):
            everything.action_make_feature()
        self.assertFalse(everything.feature_ids, "one without a task stops them all")
        everything.filtered("task_id").action_make_feature()
        self.assertEqual(untraced()["count"], len([key for key, (_status, task) in expected.items() if not task]))
        self.assertEqual(self.task.feature_ids.need_ids, self.need)
        everything.filtered("is_untraced").action_not_part("The vendor tried something out")
        self.assertTrue(untraced()["ok"])
        self.findings()
        self.assertTrue(untraced()["ok"], "a further scan finds nothing new")


class TestWatch(FacilitationCase):
    def test_facilitator_adds_a_model_to_the_list(self):
        watch = self.env["crm.facilitation.watch"].with_user(self.facilitator)
        watch.create({"model": "res.partner.industry", "field_names": "name, active"})
        self.project.action_config_baseline()
        self.assertIn("res.partner.industry", self.project.config_item_ids.mapped("res_model"))

    def age(self, moment):
        """As if baseline and all that is there were made long before."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE project_project SET config_baseline_on = %s", [moment])
        self.env.cr.execute("UPDATE crm_facilitation_watch SET create_date = %s, write_date = %s", [moment] * 2)
        self.env.cr.execute(
            "UPDATE res_partner_industry SET create_date = %s, write_date = %s", [moment - timedelta(days=1)] * 2
        )
        self.env.invalidate_all()

    def test_each_line_of_the_watch_list_has_a_name_installed_or_not(self):
        watches = self.env["crm.facilitation.watch"].with_user(self.facilitator)
        stages = watches.search([("model", "=", "crm.stage")])
        self.assertEqual(stages.kind_name, self.env["ir.model"]._get("crm.stage").name)
        foreign = watches.create({"model": "foreign.model", "field_names": "name"})
        self.assertEqual((foreign.is_installed, foreign.kind_name), (False, "foreign.model"))
        rules = watches.search([("model", "=", "base.automation")])
        self.assertTrue(rules.kind_name)
        self.assertNotEqual(rules.kind_name, "base.automation")

    def test_what_comes_under_watch_later_is_no_finding_unless_it_is_newer_than_the_baseline(self):
        self.project.action_config_baseline()
        self.age(self.project.config_baseline_on - timedelta(days=7))
        watch = self.env["crm.facilitation.watch"].with_user(self.facilitator)
        watch = watch.create({"model": "res.partner.industry", "field_names": "name"})
        made = self.env["res.partner.industry"].create({"name": "Made since"})
        self.project.action_config_scan()
        found = self.project.config_item_ids.filtered(lambda item: item.status != "unchanged")
        self.assertEqual((found.res_id, found.status), (made.id, "new"))
        self.assertGreater(len(self.project.config_item_ids.filtered(lambda i: i.res_model == made._name)), 5)
        watch.field_names = "name,full_name,active"
        self.project.action_config_scan()
        self.assertEqual(self.project.config_item_ids.filtered(lambda item: item.status != "unchanged"), found)
        self.env.ref("base.res_partner_industry_A").with_user(self.env.ref("base.user_admin")).active = False
        self.project.action_config_scan()
        self.assertEqual(self.project.untraced_count, 2, "the field that came later is compared from then on")

    def test_what_leaves_the_list_is_no_removal(self):
        self.project.action_config_baseline()
        watches = self.env["crm.facilitation.watch"].with_user(self.facilitator)
        watches.search([("model", "=", "crm.stage")]).active = False
        watches.search([("model", "=", "crm.tag")]).domain = "[('name', '=', 'no such')]"
        self.project.action_config_scan()
        self.assertEqual(self.project.untraced_count, 0)

    def test_fields_are_chosen_from_a_list(self):
        watches = self.env["crm.facilitation.watch"].with_user(self.facilitator)
        with Form(watches, "crm_facilitation.watch_view_form") as form:
            form.model_id = self.env["ir.model"]._get("res.partner.industry")
            form.field_ids.add(self.env["ir.model.fields"]._get("res.partner.industry", "full_name"))
        self.assertEqual((form.record.model, form.record.field_names), ("res.partner.industry", "name,full_name"))

    def test_a_model_that_is_not_installed_stays_on_the_list_and_is_passed_over(self):
        watches = self.env["crm.facilitation.watch"].with_user(self.facilitator)
        watch = watches.create({"model": "no.such.model", "field_names": "name"})
        self.assertFalse(watch.is_installed)
        self.project.action_config_baseline()
        self.assertNotIn("no.such.model", self.project.config_item_ids.mapped("res_model"))

    def test_nobody_watches_what_they_may_not_read(self):
        watches = self.env["crm.facilitation.watch"].with_user(self.facilitator)
        # the standard list has it, with other fields
        self.env["crm.facilitation.watch"].search([("model", "=", "res.users")]).unlink()
        for model, names in (
            ("crm.facilitation.vote", "ballot_id,need_id,points"),
            ("crm.facilitation.elector", "participant_id,issued"),
            ("crm.facilitation.need", "name,origin_hash"),
            ("res.users", "login,password"),
            ("ir.logging", "name"),
        ):
            with self.subTest(model), self.assertRaises(UserError):
                watches.create({"model": model, "field_names": names})
        with self.assertRaises(UserError):
            watches.create({"model": "res.partner", "field_names": "name", "domain": "[('signup_type', '=', 'x')]"})
        self.assertFalse(watches.search([("model", "in", ("crm.facilitation.vote", "ir.logging"))]))
        shipped = watches.search([("model", "=", "ir.cron")])
        shipped.sequence += 1
        shipped.field_names += ",priority"
        narrowed = watches.search([("model", "=", "crm.stage")])
        with self.assertRaises(UserError):
            narrowed.domain = "[('create_uid.partner_id.signup_type', '=', 'x')]"

    def test_unknown_field_and_unreadable_filter_are_refused(self):
        watches = self.env["crm.facilitation.watch"].with_user(self.facilitator)
        for values, words in (
            ({"field_names": "nothing_such"}, "has no stored field “nothing_such”"),
            ({"field_names": "name", "domain": "open('x')"}, "Write it like this: [('active', '=', True)]"),
            ({"field_names": "name", "domain": "name"}, "Write it like this"),
            ({"field_names": "name", "domain": "[('nothing_such', '=', 1)]"}, "no list of conditions on its fields"),
        ):
            with self.assertRaises(ValidationError) as refused:
                watches.create({"model": "res.partner.industry"} | values)
            self.assertIn(words, str(refused.exception))
        administrator = self._new_user("boss", "base.group_system,crm_facilitation.group_facilitator")
        for model, names, words in (
            ("mail.thread", "id", "keeps no records that could be watched"),
            ("base.language.install", "id", "keeps no records that could be watched"),
            ("res.partner.industry", "display_name", "has no stored field “display_name”"),
            ("res.partner", "image_1920", "has no stored field “image_1920”"),
        ):
            with self.assertRaises(ValidationError) as refused:
                watches.with_user(administrator).create({"model": model, "field_names": names})
            self.assertIn(words, str(refused.exception))
        self.assertFalse(watches.search([("model", "in", ("mail.thread", "base.language.install"))]))


class TestKinds(ScanCase):
    """Of each kind that is under watch: what somebody sets up beside stages and fields is configuration too."""

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
        self.assertEqual(set(found), expected)
        self.assertEqual({found[key].status for key in expected}, {"new"})
        self.assertEqual({found[key].changed_by_id for key in expected}, {self.facilitator})
        alike = expected - {(record._name, record.id) for record in (team, server)}
        self.assertEqual({found[key].task_id for key in alike}, {self.task})
        self.assertFalse(any(found[key].task_id for key in expected - alike), "nothing in common")
        self.assertTrue(all(found[key].is_untraced for key in expected))

    def test_who_may_do_what_where_enquiries_come_from_and_what_is_printed_is_found(self):
        work = self.work
        lead = work["ir.model"]._get("crm.lead")
        action = self.env.ref("crm.crm_lead_action_pipeline")
        made = [
            work["utm.source"].create({"name": "Trade fair"}),
            work["utm.medium"].create({"name": "Stand"}),
            work["utm.campaign"].create({"name": "Spring fair"}),
            work["res.partner.category"].create({"name": "Met at the fair"}),
            work["ir.sequence"].create({"name": "Offers", "code": "fair.offer", "prefix": "F"}),
            work["ir.asset"].create(
                {"name": "Colours", "bundle": "web.assets_backend", "path": "web/static/src/x.scss"}
            ),
            work["digest.digest"].create({"name": "Fair digest"}),
            work["mail.message.subtype"].create({"name": "Fair", "res_model": "crm.lead"}),
            work["ir.actions.report"].create(
                {"name": "Fair sheet", "model": lead.model, "report_name": "crm_facilitation.report_minutes"}
            ),
            work["ir.embedded.actions"].create(
                {
                    "name": "Fair leads",
                    "parent_action_id": action.id,
                    "parent_res_model": "crm.lead",
                    "action_id": action.id,
                }
            ),
        ]
        seller = self.employee_sales.with_user(self.facilitator).sudo()
        seller.group_ids = [Command.link(self.env.ref("sales_team.group_sale_manager").id)]
        found = {(item.res_model, item.res_id): item for item in self.findings()}
        for record in made:
            with self.subTest(model=record._name):
                self.assertEqual(found[record._name, record.id].status, "new")
        self.assertEqual(found["res.users", seller.id].status, "changed")
        self.assertIn("Administrator", found["res.users", seller.id].difference)
        self.assertEqual(len(found), len(made) + 1)

    def test_a_record_opens_as_far_as_its_reader_may_go(self):
        """Its own form, or the screen on which it shows."""
        reader = self._new_user("rea", "crm_facilitation.group_facilitator,sales_team.group_sale_salesman")
        features = self.env["crm.facilitation.feature"].with_user(reader)
        tag = self.env["crm.tag"].create({"name": "Asked for"})
        action = features._open_record(tag._name, tag.id, tag.name)
        self.assertEqual(
            (action["res_model"], action["res_id"], action["views"]), (tag._name, tag.id, [(False, "form")])
        )
        pipeline = self.env.ref("crm.crm_case_tree_view_oppor")
        gone = tag.copy({"name": "Gone"})
        gone.unlink()
        with self.assertRaisesRegex(UserError, "“Asked for” is not there any more"):
            features._open_record(tag._name, gone.id, "Asked for")
        opened = features._open_record(pipeline._name, pipeline.id, "List")
        self.assertEqual(opened["res_model"], "crm.lead")

    def test_view_shows_the_changed_lines_only_and_escapes_them(self):
        view = self.env.ref("crm.crm_stage_tree").with_user(self.facilitator)
        arch = view.arch_db.replace('<field name="is_won"/>', '<field name="is_won" optional="hide"/>')
        self.assertNotEqual(arch, view.arch_db)
        view.arch_db = arch
        item = self.findings()
        changed = [line for line in item.difference.splitlines() if line[:1] in "+-"]
        self.assertEqual([line[:1] for line in changed], ["-", "+"])
        self.assertIn('optional="hide"', changed[1])
        self.assertNotIn("<field", item.difference_html)
        self.assertIn("&lt;field", item.difference_html)
