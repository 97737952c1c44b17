"""A dot round from opening to recount, each participant under their own login."""

from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tools import mute_logger

from odoo.addons.crm_facilitation.tools.voting.ballot import Choice
from odoo.addons.crm_facilitation.tools.voting.secrecy import receipt

from ..common import FacilitationCase


class VotingCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.needs = cls.make_need("One") | cls.make_need("Two") | cls.make_need("Three")
        cls.one, cls.two, cls.three = cls.needs
        cls.meeting = cls.session

    def open_round(self, **values):
        ballot_round = (
            self.env["crm.facilitation.round"]
            .with_user(self.facilitator)
            .create({"name": "First", "session_id": self.meeting.id} | values)
        )
        ballot_round.action_open()
        return ballot_round

    def stored(self, ballot_round):
        return {
            (vote.ballot_id.participant_id.id, vote.need_id.id): vote.points
            for vote in self.env["crm.facilitation.vote"].search([("ballot_id.round_id", "=", ballot_round.id)])
        }


class TestDots(VotingCase):
    def test_each_participant_votes_under_their_own_login(self):
        ballot_round = self.open_round()
        answer = ballot_round.with_user(self.employee_sales).cast({self.one.id: 3, str(self.two.id): 2})
        self.assertEqual((answer["left"], answer["choices"]), (5, {self.one.id: 3, self.two.id: 2}))
        ballot_round.with_user(self.employee_service).cast({self.one.id: 5})
        ballot_round.with_user(self.employee_logistics).cast({self.three.id: 1})
        ballot_round.invalidate_recordset(["voted_count"])
        self.assertEqual((ballot_round.voted_count, ballot_round.tally_ids.ids), (3, []))
        ballot_round.action_close()
        totals = {row.need_id: (row.points, row.supporters, row.voters) for row in ballot_round.tally_ids}
        self.assertEqual(totals, {self.one: (8, 2, 3), self.two: (2, 1, 3), self.three: (1, 1, 3)})
        self.assertTrue(ballot_round.with_user(self.employee_sales).recount())
        self.assertEqual(self.one.rank, 1)
        self.assertEqual(self.evidence(ballot_round), ["round_opened", "round_closed"])

    def test_a_vote_is_replaced_and_taken_back(self):
        ballot_round = self.open_round().with_user(self.employee_sales)
        ballot_round.cast({self.one.id: 3})
        ballot_round.cast({self.one.id: 1})
        self.assertEqual(self.stored(ballot_round), {(self.participant_sales.id, self.one.id): 1})
        self.assertEqual(ballot_round.cast({self.one.id: 0})["left"], 10)
        self.assertFalse(self.stored(ballot_round))

    def test_what_was_cast_is_read_anew(self):
        ballot_round = self.open_round()
        ballot = self.env["crm.facilitation.ballot"].search([("participant_id", "=", self.participant_sales.id)])
        self.assertEqual(ballot.spent, 0)
        ballot_round.with_user(self.employee_sales).cast({self.one.id: 3})
        vote = self.env["crm.facilitation.vote"].search([("ballot_id", "=", ballot.id)])
        self.assertEqual((ballot.spent, vote.points), (3, 3))
        ballot_round.with_user(self.employee_sales).cast({self.one.id: 1})
        self.assertEqual((ballot.spent, vote.points), (1, 1))

    def test_bad_choices_change_nothing(self):
        ballot_round = self.open_round().with_user(self.employee_sales)
        ballot_round.cast({self.one.id: 5, self.two.id: 5})
        before = self.stored(ballot_round)
        foreign = self.make_need("Not in the round")
        for choices in (
            {self.one.id: -1}, {self.one.id: 6}, {self.one.id: 1.5}, {self.one.id: True}, {self.one.id: "3"},
            {self.three.id: 1}, {foreign.id: 0}, {"x": 1}, "nonsense", {self.one.id: 4, self.two.id: 9},
        ):  # fmt: skip
            with self.subTest(choices=choices), self.assertRaises(UserError):
                ballot_round.cast(choices)
            self.assertEqual(self.stored(ballot_round), before)

    def test_budget_holds_in_sql(self):
        ballot_round = self.open_round()
        ballot = self.env["crm.facilitation.ballot"].search([("round_id", "=", ballot_round.id)], limit=1)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            ballot.spent = 11
            ballot.flush_recordset()

    def test_observer_and_outsider_do_not_vote(self):
        self.participant_service.role = "observer"
        ballot_round = self.open_round()
        for user in (self.employee_service, self.outsider, self.facilitator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                ballot_round.with_user(user).cast({self.one.id: 1})
        self.assertFalse(self.stored(ballot_round))

    def test_archived_participant_does_not_vote(self):
        self.participant_sales.active = False
        ballot_round = self.open_round()
        with self.assertRaises(AccessError):
            ballot_round.with_user(self.employee_sales).cast({self.one.id: 1})

    def test_access_f_archiving_an_elector_of_an_open_round_does_not_stop_their_vote(self):
        ballot_round = self.open_round()
        place = self.participant_sales.with_user(self.facilitator)
        place.active = False
        ballot_round.with_user(self.employee_sales).cast({self.one.id: 3})
        self.assertEqual(self.evidence(place), ["place_changed"])
        row = self.env["crm.facilitation.event"].search([("kind", "=", "place_changed")])
        self.assertEqual((row.payload["active"], row.payload["active_before"]), (False, True))
        ballot_round.action_close()
        votes = self.env["crm.facilitation.vote"].sudo().search([("need_id", "=", self.one.id)])
        self.assertEqual((votes.mapped("points"), ballot_round.recount()), ([3], True))

    def test_nobody_votes_before_opening_or_after_closing(self):
        draft = self.env["crm.facilitation.round"].create({"name": "Draft", "session_id": self.session.id})
        with self.assertRaises(AccessError):
            draft.with_user(self.employee_sales).cast({self.one.id: 1})
        ballot_round = self.open_round()
        ballot_round.action_close()
        with self.assertRaises(UserError):
            ballot_round.with_user(self.employee_sales).cast({self.one.id: 1})
        self.assertFalse(self.stored(ballot_round))

    def test_passed_deadline_counts_as_closed(self):
        ballot_round = self.open_round()
        ballot_round.deadline = "2020-01-01 00:00:00"
        with self.assertRaises(UserError):
            ballot_round.with_user(self.employee_sales).cast({self.one.id: 1})

    def test_results_are_hidden_until_closed(self):
        ballot_round = self.open_round()
        with self.assertRaises(UserError):
            ballot_round.with_user(self.employee_sales).results()
        ballot_round.action_close()
        self.assertEqual(ballot_round.with_user(self.employee_sales).results()["needs"], [])

    def test_what_voters_were_told_does_not_change(self):
        ballot_round = self.open_round()
        for values in ({"anonymous": True}, {"budget": 99}, {"need_ids": [(5,)]}, {"state": "draft"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                ballot_round.write(values)

    def test_nobody_writes_ballots_or_votes_directly(self):
        self.open_round()
        for model in ("ballot", "vote", "elector"):
            records = self.env[f"crm.facilitation.{model}"].with_user(self.facilitator)
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(records.has_access(operation), f"{model}: {operation}")

    def test_own_needs_can_be_left_out(self):
        ballot_round = self.open_round(allow_own=False).with_user(self.employee_sales)
        with self.assertRaises(UserError):
            ballot_round.cast({self.one.id: 1})
        self.assertTrue(ballot_round.ballot()["needs"][0]["is_own"])

    def test_everything_that_a_ballot_says(self):
        said = {"problem": "Calls get lost", "wish": "A list", "fit": "setting", "effort_days": 1.5}
        self.one.write(said | {"department_id": self.service.id})
        listed = [(6, 0, (self.one | self.two).ids)]
        values = {"need_ids": listed, "allow_own": False, "deadline": "2040-05-01 10:00:00", "budget": 7, "cap": 4}
        ballot_round = self.open_round(**values)
        facts = {
            "round_id": ballot_round.id, "name": "First", "method": "dots", "state": "open", "is_voting": True,
            "anonymous": False, "issued": False, "budget": 7, "cap": 4, "spent": 0, "left": 7,
            "deadline": "2040-05-01 10:00:00", "choices": {}, "receipt": False,
        }  # fmt: skip
        needs = {
            self.one.id: {"id": self.one.id, "name": "One", "is_own": False, "department": "Service"}
            | said | {"fit": "Setting"},
            self.two.id: {"id": self.two.id, "name": "Two", "is_own": False, "department": self.two.department_id.name,
                          "problem": "", "wish": "", "fit": "", "effort_days": 0.0},
        }  # fmt: skip

        def told(user):
            answer = ballot_round.with_user(user).ballot()
            return answer | {"needs": {need["id"]: need for need in answer["needs"]}}

        self.assertEqual(told(self.employee_service), facts | {"needs": needs})
        cast = ballot_round.with_user(self.employee_service).cast({self.two.id: 3}, with_needs=False)
        ballot = self.env["crm.facilitation.ballot"].search([("participant_id", "=", self.participant_service.id)])
        facts |= {"spent": 3, "left": 4, "choices": {self.two.id: 3}}
        facts["receipt"] = receipt(ballot.sudo().key, [Choice(self.two.id, points=3)])
        self.assertEqual(cast, facts)
        self.assertEqual(told(self.employee_service), facts | {"needs": needs})
        # who raised them may not vote for them
        self.assertIs(self.open_round().with_user(self.employee_service).ballot()["deadline"], False)
        own = told(self.employee_sales)
        self.assertEqual([need["is_own"] for need in own["needs"].values()], [True, True])
        self.assertEqual((own["spent"], own["left"], own["choices"], own["receipt"]), (0, 7, {}, False))

    def test_the_needs_of_a_ballot_stand_in_an_order_of_the_voters_own(self):
        for number in range(6):
            self.make_need(f"Further {number}")
        ballot_round = self.open_round()

        def order(user):
            return [need["id"] for need in ballot_round.with_user(user).ballot()["needs"]]

        orders = [order(user) for user in (self.employee_sales, self.employee_service, self.employee_logistics)]
        self.assertEqual(orders[0], order(self.employee_sales), "the same each time")
        self.assertEqual({tuple(sorted(one)) for one in orders}, {tuple(sorted(ballot_round.need_ids.ids))})
        self.assertEqual(len(set(map(tuple, orders))), 3)

    def test_how_people_had_come_is_counted_at_the_opening(self):
        ways = ["link", "code", "kiosk", "kiosk", "kiosk", False]
        people = self.env["res.partner"].create([{"name": f"Person {number}"} for number in range(len(ways))])
        for person, way in zip(people, ways, strict=True):
            values = {"session_id": self.meeting.id, "partner_id": person.id, "came_by": way}
            self.env["crm.facilitation.participant"].sudo().create(values)
        counted = self.open_round()._count_ways()
        self.assertEqual(counted, {"by_login": 3, "by_link": 1, "by_code": 1, "by_kiosk": 3, "by_none": 1})
        # fewer than are shown together would be known by name: the device was handed to them before everybody
        counted = self.open_round(min_cell=4)._count_ways()
        self.assertEqual(counted, {"by_login": 3, "by_link": 1, "by_code": 1, "by_kiosk": 0, "by_none": 4})

    def test_a_round_is_about_what_is_undecided_where_nobody_chose(self):
        self.one.action_accept()
        self.two.action_defer("Later")
        taken_up, merged = self.make_need("From last time"), self.make_need("Part of it")
        merged.action_merge_into(taken_up)
        elsewhere = self.meeting.copy({"name": "Another session"})
        self.env["crm.facilitation.need"].create({"name": "Theirs", "session_id": elsewhere.id})
        with patch.object(type(self.meeting), "_get_needs_taken_up", lambda _session: self.two | merged):
            self.assertEqual(self.open_round().need_ids, self.three | taken_up | self.two)

    def test_voted_need_is_not_deleted(self):
        values = {"name": "Noted for nobody", "session_id": self.meeting.id, "author_id": False}
        noted = self.env["crm.facilitation.need"].with_user(self.facilitator).create(values)
        self.open_round()
        for need, words in ((self.one, "part of the record"), (noted, "People voted on this need in “First”")):
            with self.assertRaises(UserError) as refused:
                need.sudo().unlink()
            self.assertIn(words, str(refused.exception))
            self.assertTrue(need.exists())

    def test_receipt_is_in_the_list_of_the_closed_round(self):
        ballot_round = self.open_round()
        mine = ballot_round.with_user(self.employee_sales).cast({self.one.id: 1})["receipt"]
        ballot_round.action_close()
        self.assertIn(mine, ballot_round.with_user(self.employee_sales).receipts())


class TestOtherMethods(VotingCase):
    def test_matrix_rates_importance_and_ease(self):
        ballot_round = self.open_round(method="matrix")
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            ballot_round.with_user(user).cast({self.one.id: {"importance": 5, "ease": 2}})
        with self.assertRaises(UserError):
            ballot_round.with_user(self.employee_sales).cast({self.one.id: {"importance": 6, "ease": 2}})
        ballot_round.action_close()
        row = ballot_round.tally_ids.filtered(lambda row: row.need_id == self.one)
        self.assertEqual((row.importance, row.ease, row.matrix_class), (5, 2, "hurdles"))

    def test_objection_needs_a_reason(self):
        ballot_round = self.open_round(method="consent").with_user(self.employee_sales)
        with self.assertRaises(UserError):
            ballot_round.cast({self.one.id: {"choice": "block"}})
        answer = ballot_round.cast({self.one.id: {"choice": "block", "reason": "Personal data"}})
        self.assertEqual(answer["choices"], {self.one.id: {"choice": "block", "reason": "Personal data"}})


class TestAnonymous(VotingCase):
    def test_token_is_given_once_and_needed(self):
        ballot_round = self.open_round(anonymous=True)
        voter = ballot_round.with_user(self.employee_sales)
        with self.assertRaises(UserError):
            voter.cast({self.one.id: 1})
        token = voter.issue_ballot()
        with self.assertRaises(UserError):
            voter.issue_ballot()
        self.assertEqual(voter.cast({self.one.id: 4}, token)["choices"], {self.one.id: 4})

    def test_who_took_a_ballot_is_read_anew(self):
        ballot_round = self.open_round(anonymous=True)
        electors = self.env["crm.facilitation.elector"].search([("round_id", "=", ballot_round.id)])
        ballots = self.env["crm.facilitation.ballot"].search([("round_id", "=", ballot_round.id)])
        self.assertEqual((electors.mapped("issued"), ballots.sudo().mapped("token_hash")), ([False] * 3, [False] * 3))
        ballot_round.with_user(self.employee_sales).issue_ballot()
        took = electors.filtered("issued")
        self.assertEqual((took.participant_id, len(ballots.sudo().filtered("token_hash"))), (self.participant_sales, 1))
        ballot_round._mix_electors(always=True)
        with self.assertRaises(MissingError):
            took.mapped("issued")

    def test_several_secret_rounds_are_closed_at_once(self):
        rounds = self.open_round(anonymous=True) | self.open_round(name="Second", anonymous=True)
        for ballot_round, user in zip(rounds, (self.employee_sales, self.employee_service), strict=True):
            voter = ballot_round.with_user(user)
            voter.cast({self.one.id: 2}, voter.issue_ballot())
        rounds.action_close()
        self.assertEqual([(one.state, one.recount()) for one in rounds], [("closed", True)] * 2)

    def test_a_secret_round_takes_as_many_as_are_shown_together(self):
        self.assertEqual(self.open_round(anonymous=True, min_cell=3).state, "open")
        for few in (4, 5):
            with self.assertRaises(UserError) as refused:
                self.open_round(anonymous=True, min_cell=few)
            self.assertIn(f"3 people on the list have an account, and it takes {few}.", str(refused.exception))

    def test_stolen_token_is_refused(self):
        ballot_round = self.open_round(anonymous=True)
        token = ballot_round.with_user(self.employee_sales).issue_ballot()
        with self.assertRaises(AccessError):
            ballot_round.with_user(self.employee_service).cast({self.one.id: 4}, token)
        self.assertFalse(self.env["crm.facilitation.vote"].search([("ballot_id.round_id", "=", ballot_round.id)]))

    def test_ballots_name_no_person_and_no_small_department(self):
        ballot_round = self.open_round(anonymous=True)
        token = ballot_round.with_user(self.employee_sales).issue_ballot()
        ballot_round.with_user(self.employee_sales).cast({self.one.id: 4}, token)
        ballots = self.env["crm.facilitation.ballot"].search([("round_id", "=", ballot_round.id)])
        self.assertEqual(len(ballots), 3)
        self.assertFalse(ballots.participant_id)
        self.assertFalse(ballots.department_id)
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name IN"
            " ('crm_facilitation_ballot', 'crm_facilitation_vote', 'crm_facilitation_elector')"
        )
        columns = {name for (name,) in self.env.cr.fetchall()}
        self.assertFalse(columns & {"create_uid", "create_date", "write_uid", "write_date"})


class TestPlaces(VotingCase):
    """A place on the list of electors belongs to one person."""

    def test_nobody_takes_over_the_place_of_somebody_else(self):
        ballot_round = self.open_round()
        place = self.participant_sales.with_user(self.facilitator)
        for values in ({"user_id": self.facilitator.id}, {"partner_id": self.facilitator.partner_id.id}):
            with self.assertRaises(UserError):
                place.write(values)
        self.assertEqual((place.user_id, place.partner_id), (self.employee_sales, self.employee_sales.partner_id))
        with self.assertRaises(AccessError):
            ballot_round.cast({self.one.id: 3})

    def test_nobody_takes_the_place_of_a_person_without_an_account(self):
        guest = self.env["res.partner"].create({"name": "Guest"})
        values = {"session_id": self.meeting.id, "partner_id": guest.id}
        place = self.env["crm.facilitation.participant"].with_user(self.facilitator).create(values)
        self.open_round()
        with self.assertRaises(UserError):
            place.user_id = self.facilitator
        self.assertFalse(place.user_id)

    def test_a_person_who_gets_an_account_while_the_round_is_open_votes(self):
        person = self._new_user("late", "base.group_user")
        values = {"session_id": self.meeting.id, "partner_id": person.partner_id.id, "user_id": False}
        place = self.env["crm.facilitation.participant"].with_user(self.facilitator).create(values)
        place.user_id = False
        ballot_round = self.open_round()
        place.user_id = person
        self.assertEqual(ballot_round.with_user(person).cast({self.one.id: 3})["left"], 7)

    def test_a_copied_round_has_no_deadline_yet(self):
        ballot_round = self.open_round(deadline="2099-01-01 00:00:00")
        ballot_round.action_close()
        again = ballot_round.copy()
        self.assertEqual((again.deadline, again.need_ids), (False, self.needs), "else it would be over at once")
