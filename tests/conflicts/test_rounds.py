"""From ballots to conflicts: closing a round looks through it."""

from odoo.tests import new_test_user

from ..common import FacilitationCase


class TestRounds(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.voters = {
            cls.sales: [cls.employee_sales, *cls.join(cls.sales, 3)],
            cls.service: [cls.employee_service, *cls.join(cls.service, 3)],
            cls.logistics: [cls.employee_logistics, *cls.join(cls.logistics, 3)],
        }
        cls.need, cls.other = cls.make_need("Log every call"), cls.make_need("Sort by region")

    @classmethod
    def join(cls, department, count):
        users = [
            new_test_user(cls.env, login=f"{department.name.lower()}{number}", groups="base.group_user")
            for number in range(count)
        ]
        for user in users:
            cls.make_participant(user, department)
        return users

    def open_round(self, method, **values):
        ballot_round = (
            self.env["crm.facilitation.round"]
            .with_user(self.facilitator)
            .create({"name": method, "session_id": self.session.id, "method": method} | values)
        )
        ballot_round.action_open()
        return ballot_round

    def hold(self, method, choices, **values):
        """A round in which each department votes as ``choices`` says, closed."""
        ballot_round = self.open_round(method, **values)
        for department, of_department in choices.items():
            for user, choice in zip(self.voters[department], of_department, strict=True):
                ballot_round.with_user(user).cast({self.need.id: choice})
        ballot_round.action_close()
        return ballot_round

    def found(self, kind):
        return self.project.conflict_ids.filtered(lambda conflict: conflict.kind == kind)

    def test_dots_along_departments(self):
        self.hold("dots", {self.sales: [5] * 4, self.service: [1] * 4})
        conflict = self.found("polarised_vote")
        self.assertEqual((conflict.need_ids, conflict.department_ids), (self.need, self.sales | self.service))
        self.assertEqual(conflict.severity, "medium", "who spends dots elsewhere is not against it")
        self.assertIn("Sales 100 % (votes: 4), Service 20 % (votes: 4)", conflict.evidence)

    def test_matrix_along_departments(self):
        high, low = {"importance": 5, "ease": 3}, {"importance": 1, "ease": 3}
        self.hold("matrix", {self.sales: [high] * 4, self.service: [low] * 4})
        self.assertEqual(self.found("polarised_vote").severity, "high")

    def test_unanimous_dots_raise_nothing(self):
        self.hold("dots", {self.sales: [2] * 4, self.service: [2] * 4})
        self.assertFalse(self.found("polarised_vote"))

    def test_a_block_stops_and_the_next_round_may_lift_it(self):
        agree, block = {"choice": "agree"}, {"choice": "block", "reason": "Breaks the shift hand-over"}
        self.hold("consent", {self.sales: [agree] * 4, self.service: [agree] * 3 + [block]})
        conflict = self.found("objection")
        self.assertTrue(conflict.is_blocking)
        self.assertNotIn("hand-over", conflict.evidence)
        self.hold("consent", {self.sales: [agree] * 4, self.service: [agree] * 4})
        self.assertEqual((conflict.state, len(self.found("objection"))), ("dismissed", 1))

    def test_department_that_voted_is_heard(self):
        self.hold("dots", {self.service: [1] * 4})
        gaps = self.found("department_gap").department_ids
        self.assertIn(self.logistics, gaps)
        self.assertNotIn(self.service, gaps)

    def test_a_vote_in_an_open_round_is_not_told_by_a_conflict(self):
        ballot_round = self.open_round("dots")
        for user in self.voters[self.service]:
            ballot_round.with_user(user).cast({self.need.id: 1})
        self.session.action_detect_conflicts()
        self.assertIn(self.service, self.found("department_gap").department_ids)
        ballot_round.action_close()
        waiting = self.found("department_gap").filtered(lambda conflict: conflict.state == "open")
        self.assertNotIn(self.service, waiting.department_ids)

    def test_who_did_not_speak_of_a_need_is_not_against_it(self):
        agree, other = {"choice": "agree"}, {self.other.id: {"choice": "agree"}}
        ballot_round = self.open_round("consent")
        for user in self.voters[self.sales]:
            ballot_round.with_user(user).cast({self.need.id: agree} | other)
        for user in self.voters[self.service]:
            ballot_round.with_user(user).cast(other)
        ballot_round.action_close()
        self.assertFalse(self.found("polarised_vote"))

    def test_evidence_shows_no_mean_of_the_few_who_rated(self):
        high, low = {"importance": 5, "ease": 3}, {"importance": 1, "ease": 3}
        rating = {self.sales: [low] * 4, self.service: [low, low, None, None], self.logistics: [high] * 4}
        ballot_round = self.open_round("matrix")
        for department, of_department in rating.items():
            for user, rated in zip(self.voters[department], of_department, strict=True):
                ballot_round.with_user(user).cast({self.other.id: low} | ({self.need.id: rated} if rated else {}))
        ballot_round.action_close()
        conflict = self.found("polarised_vote")
        self.assertEqual(conflict.need_ids, self.need)
        self.assertNotIn("Service", conflict.evidence)
        self.assertFalse(self.service & conflict.department_ids)
        shown = [voters for _department, _mean, voters in conflict.facts["means"]]
        self.assertTrue(all(voters >= 3 for voters in shown), shown)
        self.assertEqual(sum(shown), 10, "and what is left over is not the two either")

    def test_strictest_round_decides_what_is_shown(self):
        self.hold("dots", {self.sales: [5] * 4, self.service: [1] * 4}, min_cell=5)
        self.assertFalse(self.found("polarised_vote"))

    def test_nothing_of_an_open_round_is_told(self):
        ballot_round = self.open_round("dots")
        for choice in (5, 1):
            for user in self.voters[self.sales if choice == 5 else self.service]:
                ballot_round.with_user(user).cast({self.need.id: choice})
        self.session.action_detect_conflicts()
        self.assertFalse(self.found("polarised_vote"))
