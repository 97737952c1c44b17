"""Situations from the field, row 5: what a need is about is renamed or removed."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields

from odoo.addons.crm_facilitation.models.needs.need_target import _remove

from ..common import FacilitationCase


class TestTargetGone(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["ir.model"]._get("crm.lead")

    def field(self, name, label):
        return self.env["ir.model.fields"].create(
            {"name": name, "model_id": self.lead.id, "field_description": label, "ttype": "char"}
        )

    def ask(self, title, participant, stance, **target):
        return self.make_need(title, participant, stance=stance, moscow="must", **target)

    def contradictions(self):
        self.session.action_detect_conflicts()
        return self.session.conflict_ids.filtered(lambda conflict: conflict.kind == "contradiction")

    def assertUnderQuestion(self, need, words):
        self.env.invalidate_all()
        self.assertTrue(need.is_suspect and need.is_target_moved)
        self.assertIn(words, need.target_label)
        self.assertFalse(need._get_conflict_target())
        self.assertFalse(need.opposite_need_ids)

    def test_row_5_needs_about_two_fields_that_are_gone_contradict_nobody(self):
        visit, branch = self.field("x_visit", "Visit"), self.field("x_branch", "Branch")
        one = self.ask("Visit always", self.participant_sales, "mandatory",
                       target_model_id=self.lead.id, target_field_id=visit.id)  # fmt: skip
        two = self.ask("Branch never", self.participant_service, "optional",
                       target_model_id=self.lead.id, target_field_id=branch.id)  # fmt: skip
        self.assertFalse(self.contradictions())
        (visit | branch).unlink()
        self.assertFalse(self.contradictions())
        self.assertUnderQuestion(one, "Visit")
        self.assertUnderQuestion(two, "Branch")

    def test_row_5_an_accepted_need_keeps_the_words_of_its_stage(self):
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        need = self.ask("See it", self.participant_sales, "mandatory",
                        target_model_id=self.lead.id, target_stage_id=stage.id)  # fmt: skip
        need.action_accept()
        stage.unlink()
        self.assertUnderQuestion(need, "Site visit")
        need.action_review()
        self.assertFalse(need.is_suspect)
        self.assertIn("Site visit", need.target_label)
        self.assertFalse(need._get_conflict_target(), "what is gone cannot be contradicted")

    def test_row_5_a_renamed_stage_puts_its_needs_under_question_until_they_are_reviewed(self):
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        target = {"target_model_id": self.lead.id, "target_stage_id": stage.id}
        need = self.ask("See it", self.participant_sales, "mandatory", **target)
        other = self.ask("Rather not", self.participant_service, "optional", **target)
        self.assertEqual(len(self.contradictions()), 1)
        stage.name = "Demonstration"
        self.assertUnderQuestion(need, "Site visit")
        self.assertIn("Demonstration", need.target_label)
        (need | other).action_review()
        self.env.invalidate_all()
        self.assertTrue(need._get_conflict_target())
        self.assertNotIn("Site visit", need.target_label)

    def test_row_5_a_stage_that_is_renamed_once_more_is_still_another(self):
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        need = self.ask("See it", self.participant_sales, "mandatory",
                        target_model_id=self.lead.id, target_stage_id=stage.id)  # fmt: skip
        for name in ("Demonstration", "Trial"):
            stage.name = name
            self.assertUnderQuestion(need, "Site visit")

    def test_row_5_a_renamed_field_puts_its_needs_under_question(self):
        visit = self.field("x_visit", "Visit")
        need = self.ask("Visit always", self.participant_sales, "mandatory",
                        target_model_id=self.lead.id, target_field_id=visit.id)  # fmt: skip
        visit.field_description = "Call"
        self.assertUnderQuestion(need, "Visit")
        visit.field_description = "Visit"
        self.assertFalse(need.is_suspect or need.is_target_moved)
        visit.name = "x_call"
        self.assertUnderQuestion(need, "Visit")
        need.target_field_id = self.env["ir.model.fields"]._get("crm.lead", "phone")
        self.assertFalse(need.is_target_moved)
        self.assertTrue(need._get_conflict_target())

    def test_row_5_a_name_that_comes_back_settles_nothing_else(self):
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        target = {"target_model_id": self.lead.id, "target_stage_id": stage.id}
        nothing, reviewed, earlier, words, decision = (
            self.ask(name, self.participant_sales, "mandatory", **target)
            for name in ("Untouched", "Reviewed", "Reworded before", "Reworded", "Decided anew")
        )
        needs = nothing | reviewed | earlier | words | decision
        needs.action_accept()
        for need in reviewed | earlier:
            need.name = f"{need.name} in other words"
        reviewed.action_review()
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            stage.name = "Demonstration"
            self.assertEqual(set(needs.mapped("is_suspect")), {True})
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            words.name = "Other words"
            decision.action_reconsider()
            decision.action_accept()
        with freeze_time(fields.Datetime.now() + timedelta(hours=3)):
            stage.name = "Site visit"
        self.env.invalidate_all()
        self.assertFalse(any(needs.mapped("is_target_moved")) or any(needs.mapped("target_moved_on")))
        self.assertEqual(needs.filtered("is_suspect"), earlier | words | decision)
        self.assertEqual(
            [self.evidence(need).count("need_restored") for need in needs],
            [int(need in nothing | reviewed) for need in needs],
        )

    def test_row_5_a_need_about_nothing_of_the_crm_says_so(self):
        need = self.make_need("Ask less")
        self.assertEqual((need.target_label, need.target_words, need.is_target_moved), (False, False, False))

    def test_row_5_a_model_that_is_removed_leaves_the_words(self):
        model = self.env["ir.model"].create({"name": "Fleet of lorries", "model": "x_lorry"})
        need = self.ask("Lorries", self.participant_sales, "mandatory", target_model_id=model.id)
        need.action_archive()
        model.unlink()
        self.assertUnderQuestion(need, "Fleet of lorries")

    def test_row_5_a_model_and_its_field_are_let_go_of_before_they_are_removed(self):
        visit = self.field("x_visit", "Visit")
        need = self.ask("Visit always", self.participant_sales, "mandatory",
                        target_model_id=self.lead.id, target_field_id=visit.id)  # fmt: skip

        def remove():
            # which of the two PostgreSQL would clear first, and find the other one gone, is chance
            need.invalidate_recordset()
            self.assertFalse(need.target_model_id or need.target_field_id)

        _remove(self.lead, "target_model_id", remove)
        self.assertUnderQuestion(need, "Visit")

    def test_row_5_a_target_that_is_removed_behind_the_servers_back_contradicts_nobody(self):
        stages = self.env["crm.stage"].create([{"name": "Site visit"}, {"name": "Offer"}])
        for stage, participant, stance in zip(
            stages, (self.participant_sales, self.participant_service), ("mandatory", "optional"), strict=True
        ):
            self.ask(stage.name, participant, stance, target_model_id=self.lead.id, target_stage_id=stage.id)
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_stage WHERE id IN %s", [tuple(stages.ids)])
        self.env.invalidate_all()
        self.assertFalse(self.contradictions())
        need = self.session.need_ids.filtered(lambda need: need.name == "Offer")
        self.assertIn("Offer", need.target_label)

    def test_row_5_a_translation_is_no_renaming(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        need = self.ask("See it", self.participant_sales, "mandatory",
                        target_model_id=self.lead.id, target_stage_id=stage.id)  # fmt: skip
        stage.with_context(lang="fr_FR").name = "Visite"
        self.assertFalse(need.is_suspect or need.is_target_moved)
        self.assertTrue(need._get_conflict_target())
