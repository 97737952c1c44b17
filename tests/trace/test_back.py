"""Back from the client's CRM to those who asked: the stage's button, and the entry of the action menu."""

from odoo.exceptions import AccessError, UserError

from ..common import FacilitationCase, FacilitationHttpCase


class Stages:
    """Two stages of the pipeline: one that somebody asked for, and one that nobody did."""

    def setUp(self):
        super().setUp()
        need = self.make_need("Site visits")
        need.action_accept()
        self.task = need.action_plan()
        self.asked, self.other = self.env["crm.stage"].create([{"name": "Site visit"}, {"name": "Call back"}])
        self.feature = self.record_feature(self.asked)

    def record_feature(self, stage):
        features = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        return features.create({"task_id": self.task.id, "res_model": "crm.stage", "res_id": stage.id})


class TestBackFromTheStage(Stages, FacilitationCase):
    def test_stage_counts_the_features_behind_it(self):
        stages = (self.asked | self.other).with_user(self.facilitator)
        self.assertEqual(stages.mapped("facilitation_feature_count"), [1, 0])

    def test_feature_of_another_model_with_the_same_number_does_not_count(self):
        tags = self.env["crm.tag"].create([{"name": "Visit"}, {"name": "Call"}])
        # the stage that was asked for has a feature of its own
        tag = next(tag for tag in tags if tag.id != self.asked.id)
        features = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        features.create({"task_id": self.task.id, "res_model": "crm.tag", "res_id": tag.id})
        stage = self.env["crm.stage"].with_user(self.facilitator).browse(tag.id)
        self.assertEqual(stage.facilitation_feature_count, 0)

    def test_one_feature_opens_its_map_and_several_their_list(self):
        stage = self.asked.with_user(self.facilitator)
        action = stage.action_why_here()
        self.assertEqual(action["params"], {"model": "crm.facilitation.feature", "id": self.feature.id})
        again = self.record_feature(self.asked)
        action = stage.action_why_here()
        self.assertEqual(self.feature.search(action["domain"]), self.feature | again)

    def test_whoever_asked_is_led_to_the_column_or_to_the_saved_search(self):
        mine = self.task.facilitation_need_ids.with_user(self.employee_sales)
        self.feature.action_confirm()
        [column] = mine.try_it()["hints"]
        self.assertIn('contains("Site visit")', column["trigger"])
        saved = self.env["ir.filters"].create({"name": 'Visits "due"', "model_id": "crm.lead", "user_ids": False})
        found = self.feature.copy({"res_model": saved._name, "res_id": saved.id, "state": "proposed"})
        found.action_confirm()
        menu, entry = mine.try_it(found.id)["hints"]
        self.assertIn('Visits "due"', menu["text"])
        self.assertIn('contains("Visits due")', entry["trigger"], "a quote would end the selector")
        tag = self.env["crm.tag"].create({"name": "Visited"})
        tagged = self.feature.copy({"res_model": tag._name, "res_id": tag.id, "state": "proposed"})
        tagged.action_confirm()
        [screen] = mine.try_it(tagged.id)["hints"]
        self.assertIn("breadcrumb", screen["trigger"], "of any other record the screen is shown")

    def test_each_kind_of_record_is_seen_on_a_screen_that_the_reader_may_open(self):
        own = self.feature.with_user(self.facilitator)
        self.facilitator.group_ids += self.env.ref("sales_team.group_sale_salesman")
        pipeline = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_action_pipeline")
        for model in ("crm.stage", "crm.lead"):
            self.assertEqual(own._open_screen(model)["id"], pipeline["id"])
        plain = own._open_screen("res.partner.industry")
        self.assertEqual((plain["res_model"], plain["name"]), ("res.partner.industry", "Industry"))
        self.assertEqual(plain["views"], [(False, "list"), (False, "form")])
        for reader, model in ((own, "ir.cron"), (own, "not.installed"), (own.with_user(self.outsider), "crm.stage")):
            with self.assertRaisesRegex(UserError, "There is no screen that you may open for this"):
                reader._open_screen(model)

    def test_stage_nobody_asked_for_says_so(self):
        action = self.other.with_user(self.facilitator).action_why_here()
        self.assertIn("Nobody asked for this", action["params"]["message"])

    def test_employee_neither_counts_nor_sees_the_button(self):
        stage = self.asked.with_user(self.employee_sales)
        with self.assertRaises(AccessError):
            stage.read(["facilitation_feature_count"])
        self.assertNotIn("action_why_here", self.stage_form(self.employee_sales))
        self.assertIn("action_why_here", self.stage_form(self.facilitator))
        self.assertIn("action_why_here", self.stage_form(self.sponsor))

    def stage_form(self, user):
        view = self.env.ref("crm.crm_stage_form")
        return self.env["crm.stage"].with_user(user).get_view(view.id, "form")["arch"]


class TestBackInTheBrowser(Stages, FacilitationHttpCase):
    def test_facilitator_goes_from_the_stage_to_the_need(self):
        self.start_tour(f"/odoo/crm.stage/{self.asked.id}", "crm_facilitation_why_here", login="fac")

    def test_facilitator_reads_that_nobody_asked(self):
        self.start_tour(f"/odoo/crm.stage/{self.other.id}", "crm_facilitation_why_here_nobody", login="fac")

    def test_employee_is_not_offered_the_way_back(self):
        self.start_tour(f"/odoo/crm.stage/{self.asked.id}", "crm_facilitation_why_here_employee", login="sal")

    def test_entry_is_not_offered_on_a_record_that_is_not_watched(self):
        path = f"/odoo/res.partner/{self.facilitator.partner_id.id}"
        self.start_tour(path, "crm_facilitation_why_here_unwatched", login="fac")
