"""The screens of conflicts, used by the roles they are for."""

from odoo.tests import HttpCase, tagged

from ..common import FacilitationCase


@tagged("standard", "post_install", "-at_install")
class TestConflictScreens(FacilitationCase, HttpCase):
    def setUp(self):
        super().setUp()
        room, self.session = self.session, None  # the browser's session goes by the same name
        # the words in the tour are English
        self.env["res.lang"]._activate_lang("en_US")
        (self.sponsor | self.facilitator).lang = "en_US"
        phone = self.env["ir.model.fields"]._get("crm.lead", "phone")
        target = {"target_model_id": phone.model_id.id, "target_field_id": phone.id}
        self.make_need("Show the phone", stance="visible", **target)
        self.make_need("Hide the phone", self.participant_service, stance="hidden", **target)
        room.action_detect_conflicts()

    def test_management_settles_a_conflict_from_the_map(self):
        conflict = self.project.conflict_ids.filtered(lambda conflict: conflict.kind == "contradiction")
        self.start_tour("/odoo/action-crm_facilitation.conflict_map_action", "crm_facilitation_conflict", login="spo")
        self.assertEqual((conflict.state, conflict.agreement), ("agreed", "The team that owns the lead sees it"))
        self.assertEqual(conflict.decided_by_id, self.sponsor)

    def test_employee_chooses_a_target_and_sees_who_wants_the_opposite(self):
        need = self.make_need("Show it to me")
        self.start_tour(
            f"/odoo/action-crm_facilitation.need_action/{need.id}",
            "crm_facilitation_target",
            login=self.employee_sales.login,
        )
        phone = self.env["ir.model.fields"]._get("crm.lead", "phone")
        self.assertEqual((need.target_field_id, need.stance), (phone, "visible"))

    def test_employee_proposes_an_option(self):
        conflict = self.project.conflict_ids.filtered(lambda conflict: conflict.kind == "contradiction")
        self.start_tour(
            f"/odoo/action-crm_facilitation.conflict_action/{conflict.id}",
            "crm_facilitation_propose",
            login=self.employee_sales.login,
        )
        option = conflict.option_ids
        self.assertEqual((option.name, option.pros), ("The team sees it", "No call is lost"))
        self.assertEqual(option.proposed_by_id, self.participant_sales)
