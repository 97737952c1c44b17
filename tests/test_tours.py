"""The chain in a real browser, walked by each of the three users."""

from .common import FacilitationHttpCase


class TestTours(FacilitationHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need = cls.make_need("Stage for site visits")
        cls.other = cls.make_need("Sort by region")
        cls.round = (
            cls.env["crm.facilitation.round"]
            .with_user(cls.facilitator)
            .create({"name": "First", "session_id": cls.meeting.id})
        )
        cls.round.action_open()

    def test_employee_votes_in_the_crm(self):
        self.start_tour("/odoo", "crm_facilitation_employee", login="sal")
        votes = self.env["crm.facilitation.vote"].search([("ballot_id.round_id", "=", self.round.id)])
        self.assertEqual((votes.need_id, votes.points), (self.need, 2))
        self.assertEqual(votes.ballot_id.participant_id, self.participant_sales)

    def test_facilitator_closes_decides_and_plans(self):
        self.start_tour("/odoo", "crm_facilitation_facilitator", login="fac")
        self.assertEqual((self.round.state, self.need.state), ("closed", "accepted"))
        self.assertEqual(self.need.task_ids.name, "Stage for site visits")

    def test_management_sets_a_goal(self):
        self.start_tour("/odoo", "crm_facilitation_sponsor", login="spo")
        self.assertEqual(self.project.goal_ids.name, "No enquiry waits longer than a day")
        self.assertEqual(self.project.goal_ids.owner_id, self.sponsor)
