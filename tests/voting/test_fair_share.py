"""The fair share of a closed round: stored, published, recounted, and what the group decides beside it."""

import json
from hashlib import sha256

from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.crm_facilitation.tools.voting.secrecy import ballots_hash

from .test_results import ResultsCase


class FairShareCase(ResultsCase):
    """Seven of Sales, four of Service and one of Logistics vote for what their own department wants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.four = cls.make_need("Four")
        cls.needs |= cls.four
        cls.needs.effort_days = 2
        cls.project.facilitation_capacity_days = 4
        # numbers of the voters as in ResultsCase: 0 Sales, 1 Service, 2 Logistics, 3 to 8 Sales, 9 to 11 Service
        cls.in_service = {1, 9, 10, 11}

    def choose(self, number):
        if number in self.in_service:
            return {self.four.id: 3}
        return {self.one.id: 5, self.two.id: 4} if number != 2 else {self.three.id: 1}


class TestFairShare(FairShareCase):
    def test_the_smaller_department_gets_a_need_although_it_has_fewer_points(self):
        closed = self.hold(self.choose)
        share = closed.with_user(self.employee_service).fair_share()
        self.assertEqual((share["capacity"], share["is_assumed"]), (4.0, False))
        self.assertEqual([row["need_id"] for row in share["chosen"]], [self.one.id, self.four.id])
        self.assertEqual(share["order"], [self.one.id, self.four.id, self.two.id, self.three.id])
        self.assertEqual(closed.results()["fair_share"], share)
        self.assertEqual([need["id"] for need in closed.results()["needs"]], share["order"])
        # of those that were not bought too
        self.assertEqual([need["cost"] for need in closed.results()["needs"]], [2.0] * 4)
        # Service has four voters, and is hidden with the one of Logistics, who would be told by subtraction
        self.assertEqual(share["chosen"][0]["paid_by"], [{"department_id": self.sales.id, "share": 1.0}])
        self.assertEqual(share["chosen"][1]["paid_by"], [])

    def figures(self, **values):
        """The figures of one cell of a vote by dots."""
        blank = dict.fromkeys(("supporters", "points", "agree", "abstain", "object", "block", "departments"), 0)
        return blank | {"importance": 0.0, "ease": 0.0, "matrix_class": None, "below_quorum": False} | values

    def test_everything_that_results_say(self):
        # five of the seven in Sales are fewer than 72 %, and ten of all twelve are more
        closed = self.hold(lambda number: {} if number in (7, 8) else self.choose(number), quorum=72)
        told = closed.with_user(self.employee_logistics).results()
        sales = self.sales.id

        def need(record, points, supporters, value, of_sales):
            wanted_by_sales = [self.sales.name] if of_sales else []
            total = self.figures(voters=10, supporters=supporters, points=points, departments=1)
            cell = self.figures(voters=5, supporters=of_sales and 5, points=of_sales, below_quorum=True)
            return {
                "id": record.id, "name": record.name, "value": value, "cost": 2.0, "total": total,
                "cells": {sales: cell}, "reasons": [], "special_interest": wanted_by_sales,
            }  # fmt: skip

        for row in told["needs"]:
            row["value"] = round(row["value"], 4)
        self.assertEqual(
            told,
            {
                "round_id": closed.id, "name": "First", "method": "dots", "anonymous": False, "min_cell": 3,
                "quorum": 72, "budget": 10, "cap": 5, "electors": 12, "voters": 10, "below_quorum": False,
                "departments": [
                    {"id": department.id, "name": department.name, "electors": electors, "voters": voters,
                     "below_quorum": below}
                    for department, electors, voters, below in (
                        (self.logistics, 1, False, False), (self.sales, 7, 5, True), (self.service, 4, False, False),
                    )
                ],
                "fair_share": {
                    "capacity": 4.0, "is_assumed": False,
                    "chosen": [
                        {"need_id": self.one.id, "rank": 1, "cost": 2.0,
                         "paid_by": [{"department_id": sales, "share": 1.0}]},
                        {"need_id": self.four.id, "rank": 2, "cost": 2.0, "paid_by": []},
                    ],
                    "order": [self.one.id, self.four.id, self.two.id, self.three.id],
                },
                # half by points of the most points, half by departments of three
                "needs": [
                    need(self.one, 25, 5, 0.6667, 25), need(self.four, 12, 4, 0.4067, 0),
                    need(self.two, 20, 5, 0.5667, 20), need(self.three, 1, 1, 0.1867, 0),
                ],
            },
        )  # fmt: skip

    def test_everything_that_the_evidence_says_of_a_round(self):
        closed = self.hold(self.choose)
        self.assertEqual(self.evidence(closed), ["round_opened", "round_closed"])
        rows = self.env["crm.facilitation.event"].search(
            [("record_model", "=", closed._name), ("record_id", "=", closed.id)], order="id"
        )
        opened, counted = rows.mapped("payload")
        ways = {"by_login": 12, "by_link": 0, "by_code": 0, "by_kiosk": 0, "by_none": 0}
        self.assertEqual(
            opened, {"method": "dots", "needs": sorted(self.needs.ids), "electors": 12, "anonymous": False} | ways
        )
        share = sha256(json.dumps([4.0, [[self.one.id, 2.0], [self.four.id, 2.0]]]).encode()).hexdigest()
        said = {"ballots": 12, "hash": ballots_hash(closed.receipts()), "rule": 2, "fair_share": share}
        self.assertEqual(counted, said)

    def test_the_rank_follows_the_order_that_the_round_published(self):
        self.hold(self.choose)
        self.assertEqual([need.rank for need in self.needs], [1, 3, 4, 2])
        self.three.moscow = "must"
        self.assertEqual([need.rank for need in self.needs], [2, 4, 1, 3])

    def test_an_archived_need_takes_no_place_when_a_vote_closes(self):
        self.two.moscow = "must"
        self.two.active = False
        self.hold(lambda _number: {self.one.id: 3, self.three.id: 2, self.four.id: 1})
        self.assertEqual([need.rank for need in self.one | self.three | self.four], [1, 2, 3])

    def test_a_later_round_on_a_few_needs_leaves_the_others_where_they_are(self):
        self.hold(self.choose)
        again = {self.two.id: 1, self.three.id: 5}
        self.hold(lambda _number: again, need_ids=[(6, 0, (self.two | self.three).ids)])
        self.assertEqual([need.rank for need in self.needs], [1, 4, 3, 2])

    def test_an_anonymous_round_says_who_paid_and_not_how_much(self):
        closed = self.hold(self.choose, anonymous=True)
        share = closed.with_user(self.employee_sales).fair_share()
        self.assertEqual(share["chosen"][0]["paid_by"], [{"department_id": self.sales.id, "share": False}])
        self.env.cr.execute(SQL("SELECT count(share) FROM crm_facilitation_tally WHERE round_id = %s", closed.id))
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.assertTrue(closed.recount())

    def test_matrix_has_a_fair_share_and_consent_has_none(self):
        rate = lambda number: {need: {"importance": points, "ease": 3} for need, points in self.choose(number).items()}  # noqa: E731
        closed = self.hold(rate, method="matrix")
        self.assertEqual([row["need_id"] for row in closed.fair_share()["chosen"]], [self.one.id, self.four.id])
        self.assertTrue(closed.recount())
        agreed = self.hold(lambda number: {self.one.id: {"choice": "agree"}}, method="consent")
        self.assertIsNone(agreed.fair_share())
        self.assertEqual({need["cost"] for need in agreed.results()["needs"]}, {False})
        self.assertTrue(agreed.recount())

    def test_costs_and_capacity_stand_as_they_were_at_the_opening(self):
        ballot_round = self.open_round()
        for number, user in enumerate(self.voters):
            ballot_round.with_user(user).cast(self.choose(number))
        self.needs.effort_days = 4
        self.project.facilitation_capacity_days = 1
        ballot_round.action_close()
        self.assertEqual([row["cost"] for row in ballot_round.fair_share()["chosen"]], [2.0, 2.0])
        self.assertEqual(ballot_round.fair_share()["capacity"], 4.0)

    def test_without_a_capacity_half_of_all_costs_is_assumed_and_nothing_is_a_deviation(self):
        self.project.facilitation_capacity_days = 0
        closed = self.hold(self.choose)
        share = closed.fair_share()
        self.assertEqual((share["capacity"], share["is_assumed"]), (4.0, True))
        self.four.action_reject("Not this year")
        self.assertFalse(self.project.deviation_ids)

    def test_a_recount_finds_a_changed_fair_share(self):
        closed = self.hold(self.choose)
        self.assertTrue(closed.recount())
        for change in (
            "UPDATE crm_facilitation_tally SET share = 0.5 WHERE round_id = %s AND share > 0",
            "UPDATE crm_facilitation_tally SET fair_rank = 3 WHERE round_id = %s AND fair_rank = 2",
            "UPDATE crm_facilitation_round SET published_order = '[1]' WHERE id = %s",
        ):
            with self.subTest(change=change):
                savepoint = self.env.cr.savepoint()
                self.env.cr.execute(change, (closed.id,))
                self.env.invalidate_all()
                self.assertFalse(closed.recount())
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        self.assertTrue(closed.recount())

    def test_a_round_opened_before_there_was_a_fair_share_has_none_and_recounts_as_before(self):
        ballot_round = self.open_round()
        for number, user in enumerate(self.voters):
            ballot_round.with_user(user).cast(self.choose(number))
        ballot_round.sudo()._write_past_guards({"opening_terms": False})
        ballot_round.action_close()
        self.assertIsNone(ballot_round.fair_share())
        self.assertTrue(ballot_round.recount())

    def test_archiving_a_need_takes_no_vote_out_of_the_count(self):
        ballot_round = self.open_round()
        for number, user in enumerate(self.voters):
            ballot_round.with_user(user).cast(self.choose(number))
        self.four.active = False
        ballot_round.with_context(active_test=True).action_close()
        total = ballot_round.tally_ids.filtered(lambda row: row.need_id == self.four and not row.department_id)
        self.assertEqual(total.points, 12)
        self.assertTrue(ballot_round.recount())
        self.four.active = True
        self.assertTrue(ballot_round.recount())

    def test_departments_that_want_a_need_count_when_they_are_hidden_too(self):
        closed = self.hold(lambda _number: {self.one.id: 1, self.two.id: 1})
        total = closed.tally_ids.filtered(lambda row: row.need_id == self.one and not row.department_id)
        self.assertEqual(total.departments, 3)

    def test_an_archived_need_that_is_voted_on_has_its_price(self):
        self.four.active = False
        ballot_round = self.open_round(need_ids=[(6, 0, self.needs.ids)])
        terms = ballot_round.sudo().opening_terms
        departments = {str(one.id): one.id for one in self.departments}
        costs = {str(need.id): 2.0 for need in self.needs}
        self.assertEqual(terms, {"costs": costs, "capacity": 4.0, "is_assumed": False, "departments": departments})

    def test_teams_of_a_department_that_the_roll_out_names_count_as_one(self):
        inside = self.env["hr.department"].create({"name": "Inside", "parent_id": self.sales.id})
        team = self.env["hr.department"].create({"name": "Team", "parent_id": inside.id})
        top = self.env["hr.department"].create({"name": "All", "child_ids": [(4, self.sales.id)]})
        alone = self.env["hr.department"].create({"name": "Alone", "parent_id": top.id})
        counted = {one: self.open_round()._get_affected_ancestor(one) for one in (self.sales, inside, team, alone, top)}
        counted = {one.name: self.env["hr.department"].browse(as_one).name for one, as_one in counted.items()}
        self.assertEqual(
            counted, {"Sales": "Sales", "Inside": "Sales", "Team": "Sales", "Alone": "Alone", "All": "All"}
        )

    def test_a_need_whose_part_was_voted_on_has_results_although_that_is_archived(self):
        self.hold(lambda _number: {self.one.id: 1}, need_ids=[(6, 0, (self.one | self.four).ids)])
        self.one.action_merge_into(self.two)
        self.one.active = False
        self.needs.invalidate_recordset(["is_ranked"])
        self.assertEqual([need.is_ranked for need in self.needs], [False, True, False, True])

    def test_a_round_opened_again_ranks_nothing(self):
        empty = self.hold(lambda _number: {})
        self.assertEqual(self.one.rank, 1)
        empty.action_reopen()
        self.needs.invalidate_recordset(["is_ranked"])
        self.assertEqual([need.is_ranked for need in self.needs], [False] * 4)

    def test_nothing_is_published_of_fewer_people_than_a_cell_needs(self):
        closed = self.hold(self.choose, voters=self.voters[:2])
        self.assertIsNone(closed.fair_share())
        self.assertFalse(closed.sudo().published_order)


class TestDeviation(FairShareCase):
    def setUp(self):
        super().setUp()
        self.closed = self.hold(self.choose)

    def check(self):
        return next(c for c in self.project.facilitation_readiness() if c["code"] == "deviations_explained")

    def test_turning_down_what_the_votes_bought_asks_for_a_reason_and_waits_for_none(self):
        # in the fair share: accepting it follows the vote
        self.four.action_accept()
        self.assertTrue(self.check()["ok"])
        self.one.action_reject("Not this year")
        deviation = self.project.deviation_ids
        self.assertEqual((deviation.need_id, deviation.said, deviation.decided), (self.one, "fair_share", "rejected"))
        self.assertEqual((deviation.department_ids, deviation.decided_by_id), (self.sales, self.facilitator))
        self.assertEqual(self.check()["count"], 1)
        deviation.with_user(self.sponsor).reason = "The vendor stops it in June"
        self.assertTrue(self.check()["ok"])
        self.assertEqual(self.evidence(self.one)[-2:], ["deviation_found", "deviation_explained"])
        # another reason later: what stood before is told beside it
        deviation.with_user(self.sponsor).reason = "The vendor stops it in May"
        told = self.env["crm.facilitation.event"].search([("kind", "=", "deviation_explained")], order="id")
        self.assertEqual(
            [(row.payload["before"]["reason"], row.payload["after"]["reason"]) for row in told],
            [
                ("", "The vendor stops it in June"),
                ("The vendor stops it in June", "The vendor stops it in May"),
            ],
        )

    def test_accepting_a_voted_need_outside_the_fair_share_is_one_too(self):
        self.two.action_accept()
        self.assertEqual((self.project.deviation_ids.said, self.project.deviation_ids.decided), ("outside", "accepted"))
        self.assertFalse(self.project.deviation_ids.department_ids)
        # a later vote buys what was accepted
        self.hold(lambda _number: {self.two.id: 1}, self.voters[:4], need_ids=[(6, 0, (self.two | self.three).ids)])
        self.assertFalse(self.project.deviation_ids)

    def test_it_goes_when_the_decision_follows_the_vote_again(self):
        self.one.moscow = "wont"
        self.assertEqual(self.project.deviation_ids.decided, "wont")
        self.one.moscow = "must"
        self.assertFalse(self.project.deviation_ids)

    def test_a_merge_takes_it_along_and_undoing_the_merge_brings_it_back(self):
        self.two.action_accept()
        self.assertEqual(self.project.deviation_ids.need_id, self.two)
        self.two.action_merge_into(self.one)
        self.assertFalse(self.project.deviation_ids)
        self.two.action_unmerge()
        self.assertEqual(self.project.deviation_ids.need_id, self.two)

    def test_a_need_is_in_the_fair_share_when_one_that_became_part_of_it_is(self):
        self.two.action_accept()
        self.one.action_merge_into(self.two)
        # what the votes bought is accepted now, as part of the other, put away or not
        self.assertFalse(self.project.deviation_ids)
        self.one.active = False
        self.two.action_reject("Not this year")
        deviation = self.project.deviation_ids
        self.assertEqual((deviation.need_id, deviation.said, deviation.decided), (self.two, "fair_share", "rejected"))
        self.assertEqual((deviation.department_ids, deviation.round_id), (self.sales, self.closed))
        self.one.active = True
        self.one.action_unmerge()
        self.assertFalse(self.project.deviation_ids)

    def test_a_later_vote_on_the_merged_need_alone_takes_nothing_from_what_the_other_bought(self):
        self.hold(lambda _number: {self.three.id: 1}, need_ids=[(6, 0, (self.two | self.three).ids)])
        self.two.action_merge_into(self.one)
        self.one.action_accept()
        self.assertFalse(self.project.deviation_ids)
        self.one.action_defer("Later")
        self.assertEqual(self.project.deviation_ids.round_id, self.closed)

    def test_another_decision_asks_for_a_reason_of_its_own(self):
        self.four.action_accept()
        self.one.action_defer("Later")
        self.project.deviation_ids.reason = "The vendor is not ready"
        self.assertTrue(self.check()["ok"])
        self.one.action_reject("Never")
        self.assertEqual((self.project.deviation_ids.decided, self.project.deviation_ids.reason), ("rejected", False))
        self.assertEqual(self.check()["count"], 1)
        kinds = [kind for kind in self.evidence(self.one) if kind.startswith("deviation")]
        self.assertEqual(kinds, ["deviation_found", "deviation_explained", "deviation_found"])

    def test_the_reason_stays_while_the_decision_does(self):
        self.one.action_defer("Later")
        self.project.deviation_ids.reason = "The vendor is not ready"
        again = self.hold(self.choose, need_ids=[(6, 0, self.needs.ids)])
        self.assertEqual(self.project.deviation_ids.reason, "The vendor is not ready")
        self.assertEqual(self.project.deviation_ids.round_id, again, "it is the newest vote that is departed from")

    def test_who_voted_for_something_else_paid_nothing(self):
        # without Logistics both departments are shown
        closed = self.hold(lambda number: {} if number == 2 else self.choose(number))
        self.assertEqual(closed.tally_ids.department_id, self.sales | self.service)
        self.one.action_reject("Not this year")
        self.assertEqual((self.project.deviation_ids.need_id, self.project.deviation_ids.department_ids),
                         (self.one, self.sales))  # fmt: skip

    def test_a_capacity_stated_later_finds_archived_needs_too(self):
        self.project.facilitation_capacity_days = 0
        self.one.action_reject("Not this year")
        self.one.active = False
        self.assertFalse(self.project.deviation_ids)
        self.project.facilitation_capacity_days = 4
        self.assertEqual(self.project.deviation_ids.need_id, self.one)

    def test_nobody_writes_more_than_the_reason(self):
        self.one.action_defer("Later")
        deviation = self.project.deviation_ids
        for user in (self.facilitator, self.sponsor, self.employee_sales):
            mine = deviation.with_user(user)
            for values in ({"said": "outside"}, {"decided_by_id": self.employee_sales.id}, {"need_id": self.two.id}):
                with self.subTest(user=user.login, values=values), self.assertRaises(AccessError):
                    mine.write(values)
            with self.assertRaises(AccessError):
                mine.unlink()
            values = {"need_id": self.two.id, "round_id": self.closed.id, "said": "outside", "decided": "accepted"}
            with self.assertRaises(AccessError):
                mine.create(values | {"reason": "We want it all the same"})
        with self.assertRaises(AccessError):
            deviation.with_user(self.employee_sales).read(["reason"])
        self.assertEqual(self.project.deviation_ids, deviation)
        self.assertEqual((deviation.said, deviation.need_id, deviation.reason), ("fair_share", self.one, False))
