"""The chain in a real browser, walked by each of the three users."""

from ..common import FacilitationHttpCase


class TestTours(FacilitationHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need = cls.make_need("Stage for site visits")
        cls.other = cls.make_need("Sort by region")
        cls.rejected = cls.make_need("Print in colour")
        cls.rejected.action_reject("Nobody needs it")
        cls.round = (
            cls.env["crm.facilitation.round"]
            .with_user(cls.facilitator)
            .create({"name": "First", "session_id": cls.meeting.id})
        )
        cls.round.action_open()
        cls.done = cls.make_need("See the last call")
        cls.done.action_accept()
        cls.done.action_plan()
        cls.done.task_ids.write({"state": "1_done", "nothing_to_configure": "It is on the customer's page"})

    def test_employee_raises_votes_accepts_and_reads_what_became_of_it(self):
        self.start_tour("/odoo", "crm_facilitation_employee", login="sal")
        votes = self.env["crm.facilitation.vote"].search([("ballot_id.round_id", "=", self.round.id)])
        self.assertEqual((votes.need_id, votes.points), (self.need, 2))
        self.assertEqual(votes.ballot_id.participant_id, self.participant_sales)
        raised = self.meeting.need_ids.filtered(lambda need: need.name == "Photos on the phone")
        self.assertEqual((raised.author_id, raised.state), (self.participant_sales, "raised"))
        self.assertEqual(self.done.delivery_state, "accepted")

    def test_facilitator_leads_closes_decides_plans_and_traces(self):
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            self.round.with_user(user).cast({self.need.id: 3})
        self.start_tour("/odoo", "crm_facilitation_facilitator", login="fac")
        self.assertTrue(self.meeting.current_item_id.can_vote)
        self.assertEqual((self.round.state, self.need.state), ("closed", "accepted"))
        self.assertEqual(self.need.task_ids.name, "Stage for site visits")
        self.assertEqual((self.other.state, self.other.decision_reason), ("deferred", "After the first release"))
        self.assertEqual((self.need.feature_ids.res_id, self.need.delivery_state), (stage.id, "configured"))

    def test_management_sets_a_goal_and_a_kpi_and_looks_at_the_launch(self):
        self.project.facilitation_phase = "configuration"
        self.start_tour("/odoo", "crm_facilitation_sponsor", login="spo")
        goal = self.project.goal_ids
        self.assertEqual(goal.name, "No enquiry waits longer than a day")
        self.assertEqual((goal.owner_id, goal.relevance), (self.sponsor, "relevant"))
        self.assertEqual(self.project.kpi_ids.goal_id, goal)
        self.assertEqual((self.project.kpi_ids.baseline_value, self.project.kpi_ids.target_value), (4.0, 9.0))
