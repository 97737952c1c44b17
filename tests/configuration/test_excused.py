"""A finding that was excluded with a reason stays excluded in every act over several."""

from ..common import FacilitationCase


class TestExcused(FacilitationCase):
    def setUp(self):
        super().setUp()
        need = self.make_need("Stages")
        need.action_accept()
        self.task = need.action_plan()
        self.project.action_config_baseline()
        self.env["crm.stage"].create([{"name": "Visit"}, {"name": "Somebody else's"}])
        self.project.action_config_scan()
        items = self.env["crm.facilitation.config.item"].with_user(self.facilitator)
        self.items = items.search(
            [("project_id", "=", self.project.id), ("res_model", "=", "crm.stage"), ("status", "=", "new")]
        )
        self.items.task_id = self.task
        self.excluded = self.items.filtered(lambda item: item.name == "Somebody else's")
        self.excluded.action_not_part("It is another team's")

    def test_making_features_of_several_leaves_it_out(self):
        self.items.action_make_feature()
        self.assertFalse(self.excluded.feature_ids)
        self.assertEqual((self.items - self.excluded).feature_id.state, "confirmed")

    def test_the_list_says_of_each_what_became_of_it(self):
        kept = self.items - self.excluded
        self.assertEqual((kept.standing, self.excluded.standing), ("untraced", "outside"))
        self.items.action_make_feature()
        self.assertEqual((kept.standing, self.excluded.standing), ("feature", "outside"))

    def test_chosen_alone_it_is_taken_in(self):
        self.excluded.action_make_feature()
        self.assertTrue(self.excluded.feature_ids)

    def test_a_confirmation_is_withdrawn_by_a_button_and_can_then_be_deleted(self):
        self.items.action_make_feature()
        feature = (self.items - self.excluded).feature_id
        feature.action_withdraw()
        self.assertEqual(feature.state, "proposed")
        feature.unlink()
        self.assertFalse(self.task.feature_ids)
