"""Raising a need from the short form in a browser, and the screens' cost in queries."""

from odoo.tests import HttpCase, tagged

from .common import FacilitationCase


@tagged("standard", "post_install", "-at_install")
class TestRaiseNeedTour(HttpCase, FacilitationCase):
    def test_employee_raises_a_need_and_sees_what_is_there_already(self):
        self.make_need("Ask for the lost reason", self.participant_service)
        # the browser's login is kept under the same name as the cast's session
        self.session = None
        self.start_tour("/odoo/action-crm_facilitation.need_action_raise", "crm_facilitation_raise_need", login="sal")
        raised = self.env["crm.facilitation.need"].search([("name", "=", "See the last call")])
        self.assertEqual(raised.author_id, self.participant_sales)


class TestMergeWizard(FacilitationCase):
    def test_similar_needs_are_suggested_and_merged_only_on_request(self):
        one = self.make_need("Ask for the lost reason")
        two = self.make_need("Lost reason asked on the card", self.participant_service)
        wizard = self.env["crm.facilitation.merge.wizard"].with_user(self.facilitator).with_context(active_ids=one.ids)
        window = wizard.create({})
        self.assertIn(two, window.suggested_ids)
        self.assertEqual(two.state, "raised")
        window.action_add_suggested()
        self.assertEqual(two.state, "raised")
        window.action_apply()
        self.assertEqual(two.merged_into_id, one)


class TestShortForm(FacilitationCase):
    def test_only_sessions_that_take_needs_are_offered(self):
        needs = self.env["crm.facilitation.need"]
        self.assertEqual(
            [s["id"] for s in needs.with_user(self.employee_sales).sessions_to_raise_in()], self.session.ids
        )
        self.assertEqual(needs.with_user(self.outsider).sessions_to_raise_in(), [])
        self.session.current_item_id.can_raise = False
        self.assertEqual(needs.with_user(self.employee_sales).sessions_to_raise_in(), [])
