"""A finding that was excluded with a reason stays excluded in every act over several."""

from odoo.exceptions import AccessError, UserError, ValidationError

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
        with self.assertRaises(UserError) as refused:
            feature.unlink()
        self.assertIn("A confirmed feature stays on record", str(refused.exception))
        feature.action_withdraw()
        self.assertEqual(feature.state, "proposed")
        feature.unlink()
        self.assertFalse(self.task.feature_ids)

    def refused(self, words, act, error=UserError):
        with self.assertRaises(error) as refused:
            act()
        self.assertIn(words, str(refused.exception))
        self.env.invalidate_all()

    def test_a_finding_belongs_to_a_configuration_task_of_its_roll_out(self):
        item, other = self.items - self.excluded, self.project.copy({"name": "Another CRM"})
        tasks = self.env["project.task"].with_user(self.facilitator)
        plain = tasks.create({"name": "Plain", "project_id": self.project.id})
        session = self.session.copy({"project_id": other.id})
        need = self.env["crm.facilitation.need"].with_user(self.facilitator)
        need = need.create({"name": "Theirs", "session_id": session.id})
        need.action_accept()
        foreign = need.action_plan()
        for task in (plain, foreign):
            self.refused(
                "is no configuration task of this roll-out", lambda task=task: item.write({"task_id": task.id})
            )
        self.assertEqual(item.task_id, self.task)
        own = {"res_model": item.res_model, "res_id": item.res_id, "name": "By hand", "task_id": self.task.id}
        features = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        for values, words in (
            ({"config_item_id": self.excluded.id}, "names another record than its finding"),
            ({"need_ids": need.ids}, "names a need of another roll-out"),
        ):
            self.refused(words, lambda values=values: features.create(own | values), ValidationError)
        item.task_id = False
        self.refused("Choose the task that “Visit” was configured for", item.action_make_feature)
        self.assertFalse(self.items.feature_ids)

    def test_findings_and_the_baseline_are_the_facilitators_until_something_is_traced(self):
        item = self.items - self.excluded
        for user in (self.employee_sales, self.sponsor):
            mine, rollout = item.with_user(user), self.project.with_user(user)
            for act in (
                mine.action_make_feature,
                lambda mine=mine: mine.action_not_part("Mine"),
                rollout.action_config_scan,
                rollout.action_config_baseline,
            ):
                self.refused("Only a facilitator can do this", act, AccessError)
        self.assertFalse(item.feature_ids or item.outside_reason)
        fresh = self.project.with_user(self.facilitator).create({"name": "Fresh", "is_facilitation": True})
        self.refused("Take the baseline of “Fresh” first", fresh.action_config_scan)
        self.assertTrue(fresh.action_config_baseline())
        self.refused("has its baseline already", fresh.action_config_baseline)
        self.assertTrue(item.action_make_feature())
        item.action_not_part("It is another team's after all")
        self.assertFalse(item.outside_reason, "it was traced")
        anew = self.project.with_user(self.sponsor)
        self.refused("were traced against the baseline", lambda: anew.action_config_rebaseline("We forgot something"))
        self.assertTrue(item.feature_ids.exists())
