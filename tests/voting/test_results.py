"""What a closed round shows, to whom, and that it equals the ballots, whatever they say."""

import random
import runpy
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.modules import get_module_path
from odoo.tests import new_test_user

from odoo.addons.crm_facilitation.tools.voting.ballot import Choice
from odoo.addons.crm_facilitation.tools.voting.secrecy import receipt
from odoo.addons.crm_facilitation.tools.voting.tally import Ballot, tally

from .test_round import VotingCase

ODD_REASONS = ("Ночная смена:\nнет входа", "<b>no</b>", "=1+1", "שלום 🙂", "1:2:3::5:x")


class ResultsCase(VotingCase):
    """Seven people of Sales, four of Service, one of Logistics."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.voters = [cls.employee_sales, cls.employee_service, cls.employee_logistics]
        for department, count in ((cls.sales, 6), (cls.service, 3)):
            for number in range(count):
                login = f"{department.name.lower()}{number}"
                user = new_test_user(cls.env, login=login, groups="base.group_user")
                cls.make_participant(user, department)
                cls.voters.append(user)

    def hold(self, choose, voters=None, **values):
        """A round in which each voter casts what ``choose(number)`` says, closed."""
        ballot_round = self.open_round(**values)
        for number, user in enumerate(voters or self.voters):
            if choices := choose(number):
                voter = ballot_round.with_user(user)
                voter.cast(choices, voter.issue_ballot() if ballot_round.anonymous else None)
        ballot_round.action_close()
        return ballot_round


class TestResults(ResultsCase):
    def test_a_department_with_too_few_ballots_is_named_without_figures(self):
        ballot_round = self.hold(lambda number: {self.one.id: 1})
        results = ballot_round.with_user(self.employee_logistics).results()
        departments = {row["name"]: row["voters"] for row in results["departments"]}
        # the smallest one that could be shown is hidden too, or the total would give Logistics away
        self.assertEqual(departments, {"Logistics": False, "Sales": 7, "Service": False})
        self.assertEqual(set(results["needs"][0]["cells"]), {self.sales.id})
        self.assertEqual((results["voters"], results["electors"]), (12, 12))

    def test_a_result_below_the_quorum_is_marked_not_hidden(self):
        five_of_sales = self.voters[3:8]
        ballot_round = self.hold(lambda number: {self.one.id: 1}, voters=five_of_sales, quorum=80)
        results = ballot_round.with_user(self.employee_sales).results()
        marks = {row["name"]: row["below_quorum"] for row in results["departments"] if row["voters"]}
        self.assertTrue(results["below_quorum"])
        self.assertEqual(marks, {"Sales": True})
        self.assertTrue(results["needs"])

    def test_as_many_as_the_quorum_asks_for_are_enough(self):
        # six of all twelve, all of them in Sales
        ballot_round = self.hold(lambda number: {self.one.id: 1}, voters=self.voters[3:9], quorum=50)
        results = ballot_round.with_user(self.employee_sales).results()
        self.assertEqual((results["below_quorum"], results["needs"][0]["total"]["below_quorum"]), (False, False))
        self.assertFalse(any(row["below_quorum"] for row in results["departments"]))

    def test_what_results_say_of_a_round_without_a_vote(self):
        closed = self.hold(lambda number: {}, quorum=50, anonymous=True, method="matrix")
        departments = [(self.logistics, 1), (self.sales, 7), (self.service, 4)]
        self.assertEqual(
            closed.with_user(self.employee_sales).results(),
            {
                "round_id": closed.id, "name": "First", "method": "matrix", "anonymous": True, "min_cell": 3,
                "quorum": 50, "budget": 10, "cap": 5, "electors": 12, "voters": 0, "below_quorum": False,
                "departments": [
                    {"id": department.id, "name": department.name, "electors": electors, "voters": False,
                     "below_quorum": False}
                    for department, electors in departments
                ],
                "fair_share": None, "needs": [],
            },
        )  # fmt: skip
        self.assertEqual(closed.with_user(self.employee_sales).receipts(), [])

    def test_the_order_in_which_ballots_are_laid_out_is_not_that_of_the_people(self):
        ballot_round = self.open_round()
        ballots = self.env["crm.facilitation.ballot"].search([("round_id", "=", ballot_round.id)], order="id")
        electors = self.env["crm.facilitation.elector"].search([("round_id", "=", ballot_round.id)], order="id")
        # one of 479 001 600 orders
        self.assertNotEqual(ballots.participant_id.ids, electors.participant_id.ids)
        self.assertEqual(set(ballots.participant_id), set(electors.participant_id))

    def test_buttons_open_the_ballot_and_the_results(self):
        ballot_round = self.open_round().with_user(self.employee_sales)
        screen = {"type": "ir.actions.client", "name": "First", "params": {"round_id": ballot_round.id}}
        self.assertEqual(ballot_round.action_vote(), screen | {"tag": "crm_facilitation.ballot"})
        ballot_round.with_user(self.facilitator).action_close()
        self.assertEqual(ballot_round.action_results(), screen | {"tag": "crm_facilitation.results"})

    def test_the_most_wanted_need_comes_first_and_departments_are_counted(self):
        ballot_round = self.hold(lambda number: {self.two.id: 5, self.one.id: 1} if number % 2 else {self.two.id: 3})
        needs = ballot_round.with_user(self.employee_sales).results()["needs"]
        self.assertEqual([need["id"] for need in needs][:2], [self.two.id, self.one.id])
        self.assertEqual(needs[0]["total"]["departments"], 3, "all who voted, the hidden ones too")

    def test_what_one_department_of_three_wants_counts_as_a_third_of_the_departments(self):
        of_sales = range(3, 9)
        both = {self.one.id: 2, self.two.id: 2}
        ballot_round = self.hold(lambda number: both if number in of_sales else {self.one.id: 2})
        values = ballot_round._get_need_values()
        self.assertEqual(values[self.one.id], 1)
        # half of the most points, and one of three departments
        self.assertAlmostEqual(values[self.two.id], 1 / 4 + 1 / 6)

    def test_a_need_rated_by_too_few_has_no_class(self):
        rating = {"importance": 5, "ease": 5}
        ballot_round = self.hold(
            lambda number: {self.one.id: rating} | ({self.two.id: rating} if number < 2 else {}), method="matrix"
        )
        classes = {
            need["id"]: need["total"]["matrix_class"]
            for need in ballot_round.with_user(self.employee_sales).results()["needs"]
        }
        self.assertEqual(classes, {self.one.id: "quick_win", self.two.id: None, self.three.id: None})

    def test_nobody_sees_results_before_closing_over_any_path(self):
        ballot_round = self.open_round()
        for user in self.voters[:3]:
            ballot_round.with_user(user).cast({self.one.id: 2})
        for user in (self.employee_sales, self.facilitator, self.sponsor):
            seen = ballot_round.with_user(user)
            for method in ("results", "receipts", "recount", "fair_share", "action_results"):
                with self.subTest(user=user.login, method=method), self.assertRaises(UserError):
                    getattr(seen, method)()
            self.assertFalse(self.env["crm.facilitation.tally"].with_user(user).search([]))
            self.assertFalse(self.env["crm.facilitation.need"].with_user(user).browse(self.one.id).score)

    def test_results_are_for_those_who_take_part(self):
        ballot_round = self.hold(lambda number: {self.one.id: 1})
        for method in ("results", "receipts", "recount", "fair_share", "action_results"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(ballot_round.with_user(self.outsider), method)()
        self.assertFalse(self.env["crm.facilitation.tally"].with_user(self.outsider).search([]))
        self.assertTrue(ballot_round.with_user(self.sponsor).results()["needs"])

    def test_the_results_cost_the_same_for_ten_times_the_needs(self):
        few = self.hold(lambda number: {self.one.id: 1})
        for number in range(30):
            self.make_need(f"Further {number}")
        many = self.hold(lambda number: {self.one.id: 1}, name="Many")
        self.assertEqual(len(many.need_ids), 33)
        # rights are read once and kept
        self.queries_of_results(few)
        self.assertEqual(self.queries_of_results(few), self.queries_of_results(many))

    def queries_of_results(self, ballot_round):
        return self.count_queries(ballot_round.with_user(self.employee_sales).results)


class TestRecount(ResultsCase):
    def ballots(self, ballot_round, cast):
        """The same ballots as the rules see them, read from what each voter was answered."""
        people = self.env["crm.facilitation.participant"].search([("session_id", "=", self.session.id)])
        departments = {person.user_id.id: person.department_id.id for person in people}
        return [Ballot(departments[user], choices) for user, choices in cast.items()]

    def test_recount_equals_tally_whatever_was_cast(self):
        """Any ballots, each method: the figures of the database are those of the rules, and so are the receipts."""
        for seed, method in enumerate(("dots", "matrix", "consent", "dots", "matrix", "consent")):
            dice = random.Random(seed)
            with self.subTest(seed=seed, method=method):
                ballot_round, cast = self.open_round(method=method, budget=15, name=f"{seed}"), {}
                for user in self.voters:
                    for need in dice.sample(list(self.needs), dice.randint(0, 3)):
                        choice = self.draw(dice, method, need.id)
                        ballot_round.with_user(user).cast({need.id: choice.as_sent(method)})
                        cast.setdefault(user.id, {})[need.id] = choice
                expected = tally(self.ballots(ballot_round, cast), self.needs.ids, ballot_round.min_cell)
                self.assertEqual(ballot_round._count(), expected)
                ballot_round.action_close()
                self.assertEqual(ballot_round._read_cells(), expected)
                keys = self.env["crm.facilitation.ballot"].search([("round_id", "=", ballot_round.id)])
                keys = {ballot.participant_id.user_id.id: ballot.sudo().key for ballot in keys}
                receipts = sorted(receipt(keys[user], choices.values()) for user, choices in cast.items())
                self.assertEqual(ballot_round.receipts(), receipts)
                self.assertTrue(ballot_round.with_user(self.employee_sales).recount())

    def draw(self, dice, method, need):
        if method == "dots":
            return Choice(need, points=dice.randint(1, 5))
        if method == "matrix":
            return Choice(need, importance=dice.randint(1, 5), ease=dice.randint(1, 5))
        choice = dice.choice(("agree", "abstain", "object", "block"))
        return Choice(need, choice=choice, reason=dice.choice(ODD_REASONS) if choice in ("object", "block") else "")

    def test_an_update_counts_the_spread_of_a_round_that_was_closed_before_it_was_kept(self):
        ballot_round = self.hold(lambda number: {self.one.id: 1 + number % 3})
        expected = ballot_round._read_cells()
        self.env.cr.execute(
            "UPDATE crm_facilitation_tally SET raters = NULL, ratings = NULL, squares = NULL WHERE round_id = %s",
            [ballot_round.id],
        )
        script = Path(get_module_path("crm_facilitation"), "migrations/19.0.1.1.0/post-migrate.py")
        runpy.run_path(str(script))["migrate"](self.env.cr, "19.0.1.0.0")
        self.assertEqual(ballot_round._read_cells(), expected)
        self.assertTrue(ballot_round.with_user(self.employee_sales).recount())

    def test_recount_notices_whatever_is_changed_behind_it(self):
        ballot_round = self.hold(lambda number: {self.one.id: 1})
        for change in (
            "UPDATE crm_facilitation_tally SET points = points + 1 WHERE round_id = %s AND department_id IS NULL",
            "UPDATE crm_facilitation_vote SET points = 2 WHERE ballot_id IN"
            " (SELECT min(id) FROM crm_facilitation_ballot WHERE round_id = %s)",
            "UPDATE crm_facilitation_ballot SET receipt = md5(id::text) WHERE round_id = %s",
            "UPDATE crm_facilitation_ballot SET key = key || 'x' WHERE round_id = %s",
        ):
            with self.subTest(change=change[:60]), self.env.cr.savepoint(flush=False) as point:
                self.env.cr.execute(change, [ballot_round.id])
                self.assertFalse(ballot_round.with_user(self.employee_sales).recount())
                point.rollback()
        self.assertTrue(ballot_round.with_user(self.employee_sales).recount())

    def test_the_button_says_what_came_out_and_bad_news_stays_on_the_screen(self):
        closed = self.hold(lambda number: {self.one.id: 1}).with_user(self.employee_sales)
        notice = {"type": "ir.actions.client", "tag": "display_notification"}
        well = {"message": "Recounted: the results equal the ballots.", "type": "success", "sticky": False}
        self.assertEqual(closed.action_recount(), notice | {"params": well})
        self.env.cr.execute("UPDATE crm_facilitation_tally SET points = 9 WHERE round_id = %s", [closed.id])
        words = "Recounted: the results do not equal the ballots. Ask who had access to the database."
        self.assertEqual(
            closed.action_recount(), notice | {"params": {"message": words, "type": "danger", "sticky": True}}
        )

    def test_a_forgery_of_votes_results_and_receipts_together_is_noticed_by_the_evidence(self):
        ballot_round = self.hold(lambda number: {self.one.id: 1})
        self.env.cr.execute(
            "UPDATE crm_facilitation_vote SET points = 2 WHERE ballot_id IN"
            " (SELECT min(id) FROM crm_facilitation_ballot WHERE round_id = %s)", [ballot_round.id]
        )  # fmt: skip
        forged = ballot_round._recount_receipts()
        self.env.cr.execute("DELETE FROM crm_facilitation_tally WHERE round_id = %s", [ballot_round.id])
        ballot_round._store_cells(ballot_round._count())
        for old, new in zip(ballot_round._get_receipts(), forged, strict=True):
            self.env.cr.execute("UPDATE crm_facilitation_ballot SET receipt = %s WHERE receipt = %s", [f"!{new}", old])
        self.env.cr.execute("UPDATE crm_facilitation_ballot SET receipt = ltrim(receipt, '!')")
        self.assertEqual(ballot_round._get_receipts(), forged)
        self.assertFalse(ballot_round.with_user(self.employee_sales).recount())
