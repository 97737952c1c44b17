"""From ballots to conflicts: closing a round looks through it."""

from unittest.mock import patch

from odoo.tests import new_test_user

from odoo.addons.crm_facilitation.tools.conflicts.polarisation import cell_of

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

    def hold_dots(self, wanting, **values):
        """A round by dots in which these departments give theirs to the need, and the others to the other one."""
        ballot_round = self.open_round("dots", **values)
        for department, users in self.voters.items():
            for user in users:
                ballot_round.with_user(user).cast({(self.need if department in wanting else self.other).id: 5})
        ballot_round.action_close()
        return ballot_round

    def interests(self, ballot_round, user=None):
        results = ballot_round.with_user(user or self.employee_sales).results()
        return {need["name"]: need["special_interest"] for need in results["needs"]}

    def test_dots_along_departments_are_a_special_interest_and_no_conflict(self):
        ballot_round = self.hold_dots(self.sales)
        self.assertFalse(self.found("polarised_vote"))
        self.assertEqual(
            self.interests(ballot_round), {self.need.name: ["Sales"], self.other.name: ["Logistics", "Service"]}
        )

    def test_fewer_dots_are_no_special_interest_of_those_who_gave_more(self):
        ballot_round = self.hold("dots", {self.sales: [5] * 4, self.service: [1] * 4})
        self.assertFalse(self.found("polarised_vote"))
        self.assertEqual(self.interests(ballot_round), {self.need.name: [], self.other.name: []})

    def test_special_interest_of_a_department_too_small_to_be_shown_is_not_told(self):
        few = {
            department: users[:2] if department == self.sales else users for department, users in self.voters.items()
        }
        with patch.object(type(self), "voters", few):
            ballot_round = self.hold_dots(self.sales)
        shown = {row["name"] for row in ballot_round.results()["departments"] if row["voters"]}
        self.assertNotIn("Sales", shown)
        self.assertNotIn("Sales", str(list(self.interests(ballot_round).values())))

    def test_only_dots_tell_a_special_interest(self):
        high, low = {"importance": 5, "ease": 3}, {"importance": 1, "ease": 3}
        ballot_round = self.hold("matrix", {self.sales: [high] * 4, self.service: [low] * 4})
        self.assertEqual(set(map(tuple, self.interests(ballot_round).values())), {()})

    def test_conflict_once_found_from_dots_alone_is_dismissed_by_the_next_detection(self):
        self.hold_dots(self.sales)
        conflicts = self.env.registry["crm.facilitation.conflict"]
        cells = [cell_of(self.need.id, self.sales.id, [1] * 4), cell_of(self.need.id, self.service.id, [0] * 4)]
        # as detection stored it while it read dots
        with patch.object(conflicts, "_gather_cells", lambda *_args: cells):
            self.session.action_detect_conflicts()
        conflict = self.found("polarised_vote")
        self.assertEqual(conflict.state, "open")
        self.session.action_detect_conflicts()
        self.assertEqual((conflict.state, conflict.is_ground_gone), ("dismissed", True))

    def test_dots_settle_no_conflict_of_an_earlier_round(self):
        high, low = {"importance": 5, "ease": 3}, {"importance": 1, "ease": 3}
        self.hold("matrix", {self.sales: [high] * 4, self.service: [low] * 4})
        conflict = self.found("polarised_vote")
        before = conflict.facts
        self.hold_dots(self.voters)
        self.assertEqual((conflict.state, conflict.facts), ("open", before))

    def test_dots_lift_no_block(self):
        agree, block = {"choice": "agree"}, {"choice": "block", "reason": "Breaks the shift hand-over"}
        self.hold("consent", {self.sales: [agree] * 4, self.service: [agree] * 3 + [block]})
        self.hold_dots(self.voters)
        self.assertEqual((self.found("objection").state, self.found("objection").is_blocking), ("open", True))

    def test_a_rating_lifts_no_objection(self):
        agree, block = {"choice": "agree"}, {"choice": "block", "reason": "Breaks the shift hand-over"}
        self.hold("consent", {self.sales: [agree] * 4, self.service: [agree] * 3 + [block]})
        conflict = self.found("objection")
        before = conflict.facts
        vital = {"importance": 5, "ease": 3}
        self.hold("matrix", {self.sales: [vital] * 4, self.service: [vital] * 4})
        self.assertEqual((conflict.state, conflict.is_blocking, conflict.facts), ("open", True, before))

    def test_middling_importance_is_not_against_a_need(self):
        high, middle = {"importance": 5, "ease": 3}, {"importance": 3, "ease": 3}
        self.hold("matrix", {self.sales: [high] * 4, self.service: [middle] * 4})
        self.assertFalse(self.found("polarised_vote"))

    def test_a_department_that_objects_against_one_that_agrees_divides_the_vote(self):
        agree, against = {"choice": "agree"}, {"choice": "object", "reason": "Twice the work"}
        self.hold("consent", {self.sales: [agree] * 4, self.service: [against] * 4})
        self.assertEqual(self.found("polarised_vote").department_ids, self.sales | self.service)

    def test_a_department_that_abstains_is_not_against_a_need(self):
        agree, abstain = {"choice": "agree"}, {"choice": "abstain"}
        self.hold("consent", {self.sales: [agree] * 4, self.service: [abstain] * 4})
        self.assertFalse(self.found("polarised_vote"))

    def test_matrix_along_departments(self):
        high, low = {"importance": 5, "ease": 3}, {"importance": 1, "ease": 3}
        self.hold("matrix", {self.sales: [high] * 4, self.service: [low] * 4})
        self.assertEqual(self.found("polarised_vote").severity, "high")

    def test_unanimous_dots_raise_nothing(self):
        self.hold("dots", {self.sales: [2] * 4, self.service: [2] * 4})
        self.assertFalse(self.found("polarised_vote"))

    def test_unanimous_importance_raises_nothing(self):
        low = {"importance": 2, "ease": 3}
        self.hold("matrix", {self.sales: [low] * 4, self.service: [low] * 4})
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
        high, low = {"importance": 5, "ease": 3}, {"importance": 1, "ease": 3}
        self.hold("matrix", {self.sales: [high] * 4, self.service: [low] * 4}, min_cell=5)
        self.assertFalse(self.found("polarised_vote"))

    def test_nothing_of_an_open_round_is_told(self):
        ballot_round = self.open_round("matrix")
        for importance in (5, 1):
            for user in self.voters[self.sales if importance == 5 else self.service]:
                ballot_round.with_user(user).cast({self.need.id: {"importance": importance, "ease": 3}})
        self.session.action_detect_conflicts()
        self.assertFalse(self.found("polarised_vote"))
