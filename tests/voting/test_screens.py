"""The ballot, the badge and the results in a real browser."""

from odoo.tests import HttpCase, tagged

from .test_round import VotingCase


@tagged("standard", "post_install", "-at_install")
class TestVotingScreens(VotingCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the browser's session goes by the same name
        cls.meeting, cls.session = cls.session, None
        # the words in the tours are English
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.facilitator | cls.employee_sales).lang = "en_US"
        cls.two.name = "Sort by region"

    def test_results_of_a_closed_round(self):
        ballot_round = self.open_round()
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            ballot_round.with_user(user).cast({self.one.id: 1, self.two.id: 4})
        ballot_round.action_close()
        self.start_tour(
            f"/odoo/action-crm_facilitation.round_action/{ballot_round.id}", "crm_facilitation_results", login="sal"
        )

    def test_a_secret_ballot_from_the_badge_to_the_receipt(self):
        ballot_round = self.open_round(name="Secret", anonymous=True)
        self.start_tour("/odoo/action-crm_facilitation.need_action", "crm_facilitation_secret_ballot", login="sal")
        votes = self.env["crm.facilitation.vote"].search([("ballot_id.round_id", "=", ballot_round.id)])
        self.assertEqual((votes.need_id, votes.points), (self.two, 2))
        self.assertFalse(votes.ballot_id.participant_id)

    def test_the_page_on_secrecy_is_open_to_people_without_an_account(self):
        answer = self.url_open("/crm_facilitation/secrecy")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Is my vote secret?", answer.text)
