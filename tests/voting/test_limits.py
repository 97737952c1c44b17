"""What a voter cannot do, over the screen or the API, and what voting does not touch."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.crm_facilitation.tools.sessions.identity import Entry, entered

from ..common import FacilitationCase, permit_everything
from .test_round import VotingCase

PUBLIC = {
    "action_open", "action_reopen", "action_close", "action_vote", "action_results", "action_recount", "action_remind",
    "awaiting", "ballot", "cast", "closed_for_me", "fair_share", "issue_ballot", "receipts", "recount", "results",
}  # fmt: skip
# guarded by access rights, whoever overrides them
ORM = {
    "copy_data",
    "default_get",
    "get_views",
    "create",
    "write",
    "unlink",
    "copy",
    "export_data",
    "load",
    "formatted_read_group",
    "onchange",
    "web_save",
    "web_save_multi",
}
TABLES = ("ballot", "vote", "elector", "tally")


class TestBadInput(VotingCase):
    def refuse(self, ballot_round, user, cases, token=None):
        """Each case is refused in words, and the ballot stays as it was."""
        voter = ballot_round.with_user(user)
        before = voter.ballot(token)
        for choices in cases:
            with self.subTest(choices=str(choices)[:80]), self.assertRaises(UserError) as caught:
                voter.cast(choices, token)
            self.assertRegex(str(caught.exception), r"^\S.{15,}\.$")
            self.assertEqual(voter.ballot(token), before)

    def test_dots(self):
        ballot_round, one = self.open_round(), self.one.id
        ballot_round.with_user(self.employee_sales).cast({one: 5, self.two.id: 4})
        self.refuse(ballot_round, self.employee_sales, (
            {one: -1}, {one: 1.5}, {one: 6}, {one: 10**30}, {one: "1"}, {one: None}, {one: [1]}, {one: float("nan")},
            {self.three.id: 2}, {one: 5, self.three.id: 2}, {0: 1}, {-one: 1}, {2**40: 1}, {"1 OR 1=1": 1}, {"१": 1},
            {True: 1}, [], None, 7, "{}", [[one, 1]], {one: 1, str(one): 2},
        ))  # fmt: skip

    def test_matrix(self):
        ballot_round, one = self.open_round(method="matrix"), self.one.id
        ballot_round.with_user(self.employee_sales).cast({one: {"importance": 3, "ease": 3}})
        self.refuse(ballot_round, self.employee_sales, (
            {one: 3}, {one: {"importance": 3}}, {one: {"importance": 0, "ease": 3}}, {one: {"importance": 6, "ease": 1}},
            {one: {"importance": 2.5, "ease": 1}}, {one: {"importance": "3", "ease": "3"}}, {one: "high"},
        ))  # fmt: skip

    def test_consent(self):
        ballot_round, one = self.open_round(method="consent"), self.one.id
        ballot_round.with_user(self.employee_sales).cast({one: {"choice": "agree"}})
        self.refuse(ballot_round, self.employee_sales, (
            {one: "agree"}, {one: {"choice": "veto"}}, {one: {"choice": ["agree"]}}, {one: {"choice": "object"}},
            {one: {"choice": "block", "reason": " \n\t "}}, {one: {"choice": "block", "reason": "\0"}},
            {one: {"choice": "block", "reason": "x" * 100_000}}, {one: {"choice": "object", "reason": ["why"]}},
        ))  # fmt: skip

    def test_a_reason_is_kept_letter_by_letter(self):
        ballot_round, one = self.open_round(method="consent").with_user(self.employee_sales), self.one.id
        for reason in (
            "🙂👩‍🔧",
            "שלום עולם",
            "\u202ereversed",
            "<script>alert(1)</script>",
            '=HYPERLINK("x")',
            "Да,\nнет",
        ):
            with self.subTest(reason=reason):
                ballot_round.cast({one: {"choice": "object", "reason": reason}})
                self.assertEqual(ballot_round.ballot()["choices"][one]["reason"], reason)

    def test_a_draft_or_foreign_round_and_a_foreign_token(self):
        anonymous = self.open_round(anonymous=True, name="Secret")
        token = anonymous.with_user(self.employee_sales).issue_ballot()
        self.refuse(anonymous, self.employee_sales, ({self.one.id: 9},), token)
        for stolen in (token, "x", "", "\0", 7, [token], {"a": 1}):
            with self.subTest(token=stolen), self.assertRaises(UserError):
                anonymous.with_user(self.employee_service).cast({self.one.id: 1}, stolen)
        other = self.open_round(anonymous=True, name="Other")
        other.with_user(self.employee_sales).issue_ballot()
        with self.assertRaises(AccessError):
            other.with_user(self.employee_sales).cast({self.one.id: 1}, token)
        self.assertFalse(self.env["crm.facilitation.vote"].search([]))

    def test_a_round_is_opened_once_and_closed_once(self):
        draft = self.env["crm.facilitation.round"].with_user(self.facilitator)
        draft = draft.create({"name": "Draft", "session_id": self.meeting.id})
        opened, closed = self.open_round(), self.open_round(name="Closed", anonymous=True)
        closed.action_close()
        for act, ballot_round, words in (
            (draft.action_close, draft, "is not open"),
            (draft.action_remind, draft, "takes no votes now"),
            (draft.action_results, draft, "Results are shown when"),
            (opened.action_open, opened, "was opened before"),
            (opened.action_reopen, opened, "is not closed"),
            (closed.action_open, closed, "was opened before"),
            (closed.action_close, closed, "is not open"),
            (closed.action_remind, closed, "takes no votes now"),
            (opened.with_user(self.employee_sales).issue_ballot, opened, "vote without a token"),
            (closed.with_user(self.employee_sales).issue_ballot, closed, "takes no votes now"),
            (opened.unlink, opened, "stays on record"),
            ((draft | closed).unlink, closed, "stays on record"),
        ):
            before = ballot_round.state, ballot_round.opened_on, ballot_round.closed_on, self.evidence(ballot_round)
            with self.subTest(words, state=before[0]):
                with self.assertRaises(UserError) as refused:
                    act()
                self.assertIn(words, str(refused.exception))
            after = ballot_round.state, ballot_round.opened_on, ballot_round.closed_on, self.evidence(ballot_round)
            self.assertEqual(after, before)

    def test_a_facilitator_opens_closes_and_reminds_and_nobody_else(self):
        draft = self.env["crm.facilitation.round"].with_user(self.facilitator)
        draft = draft.create({"name": "Draft", "session_id": self.meeting.id, "need_ids": self.needs.ids})
        opened = self.open_round()
        for user in (self.employee_sales, self.sponsor):
            for ballot_round, act in ((draft, "action_open"), (opened, "action_close"), (opened, "action_remind")):
                before = ballot_round.state, ballot_round.reminded
                with self.subTest(user=user.login, act=act):
                    with self.assertRaisesRegex(AccessError, "Only a facilitator"):
                        getattr(ballot_round.with_user(user), act)()
                self.assertEqual((ballot_round.state, ballot_round.reminded), before)
        draft.unlink()
        self.assertFalse(draft.exists(), "nobody voted in it")

    def test_a_vote_needs_voters_and_needs_of_its_roll_out(self):
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = rounds.create({"name": "Draft", "session_id": self.meeting.id})
        elsewhere = self.meeting.copy({"project_id": self.project.copy({"name": "Another CRM"}).id})
        foreign = self.env["crm.facilitation.need"].create({"name": "Theirs", "session_id": elsewhere.id})
        with self.assertRaises(UserError) as refused:
            ballot_round.need_ids = foreign
        self.assertIn("needs of the same roll-out", str(refused.exception))
        for need in self.needs:
            need.action_defer("Later")
        with self.assertRaises(UserError) as refused:
            ballot_round.action_open()
        self.assertIn("There is nothing to vote on", str(refused.exception))
        ballot_round.need_ids = self.needs
        self.participants.active = False
        with self.assertRaises(UserError) as refused:
            ballot_round.action_open()
        self.assertIn("Nobody could vote", str(refused.exception))
        self.assertEqual((ballot_round.state, self.evidence(ballot_round)), ("draft", []))
        self.assertFalse(self.env["crm.facilitation.elector"].search([("round_id", "=", ballot_round.id)]))

    def test_refusals_name_nobody(self):
        ballot_round = self.open_round(anonymous=True, name="Secret")
        with self.assertRaises(AccessError) as caught:
            ballot_round.with_user(self.employee_service).ballot("A" * 32)
        for person in ("Sal", "Ser", "Log", self.sales.name):
            self.assertNotIn(person, str(caught.exception))


class TestReach(VotingCase):
    """What voting can be reached by, and what it reaches."""

    def test_the_api_is_this_and_no_more(self):
        round_class = type(self.env["crm.facilitation.round"])
        own = {
            name
            for part in round_class.__mro__
            if part.__module__.startswith("odoo.addons.crm_facilitation.")
            for name, value in vars(part).items()
            if callable(value) and not name.startswith("_") and not getattr(value, "_api_private", False)
        }
        self.assertEqual(own - ORM, PUBLIC)

    def test_ballots_votes_and_electors_have_no_public_method_of_their_own(self):
        for model in TABLES:
            for part in type(self.env[f"crm.facilitation.{model}"]).__mro__:
                if part.__module__.startswith("odoo.addons.crm_facilitation."):
                    public = {name for name, value in vars(part).items() if callable(value) and name[0] != "_"}
                    self.assertFalse(public - ORM, model)

    def test_a_vote_writes_its_own_ballot_and_nothing_shared(self):
        ballot_round = self.open_round().with_user(self.employee_sales)
        self.env.flush_all()

        def written():
            self.env.cr.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
            return dict(self.env.cr.fetchall())

        before = written()
        ballot_round.cast({self.one.id: 3})
        ballot_round.cast({self.one.id: 1, self.two.id: 2})
        self.env.flush_all()
        touched = {table for table, count in written().items() if count > before.get(table, 0)}
        self.assertEqual(touched, {"crm_facilitation_ballot", "crm_facilitation_vote"})

    def test_the_voter_is_whom_the_session_knows(self):
        """One identity: the statement that casts finds the participant that the session finds, or nobody."""
        self.participant_logistics.active = False
        ballot_round = self.open_round()
        for user in (self.employee_sales, self.employee_logistics, self.outsider, self.facilitator):
            known = self.session.with_user(user)._get_participant()
            with self.subTest(user=user.login):
                if known:
                    self.assertEqual(ballot_round.with_user(user)._find_voter_ballot().participant, known.id)
                else:
                    with self.assertRaises(AccessError):
                        ballot_round.with_user(user)._find_voter_ballot()

    def test_a_guest_votes_as_the_participant_that_came_in(self):
        public = self.env.ref("base.public_user")
        person = self.env["res.partner"].create({"name": "Gus Guest"})
        guest = self.participant_sales.create({"session_id": self.session.id, "partner_id": person.id})
        ballot_round = self.open_round()
        voter = ballot_round.with_user(public)
        with entered(Entry("link", guest.id, public.id)):
            self.assertEqual(voter._find_voter_ballot().participant, guest.id)
            # rights are lent by the room's controllers, who the voter is never is
            self.assertEqual(voter.sudo().cast({self.one.id: 2})["spent"], 2)
            self.assertFalse(voter.sudo().awaiting())
        self.assertEqual(self.env["crm.facilitation.vote"].search([]).ballot_id.participant_id, guest)
        with self.assertRaises(AccessError):
            voter.sudo().cast({self.one.id: 1})

    def test_a_vote_costs_two_statements(self):
        ballot_round = self.open_round().with_user(self.employee_sales)
        self.env.flush_all()
        self.env.invalidate_all()
        # the place, its rights and its votes, locked; then everything stored
        with self.assertQueryCount(2):
            ballot_round.cast({self.one.id: 3, self.two.id: 1}, with_needs=False)

    def test_nothing_of_a_vote_can_be_swept_away_by_deleting_something_else(self):
        self.env.cr.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND confdeltype <> 'r'"
            " AND conrelid::regclass::text = ANY(%s)",
            [[f"crm_facilitation_{table}" for table in TABLES]],
        )
        self.assertEqual(self.env.cr.fetchall(), [])

    def test_the_list_of_rounds_costs_the_same_however_many_there_are(self):
        self.open_round()
        self.assertEqual(self.queries_of_list(), self.queries_of_list(more=5))

    def queries_of_list(self, more=0):
        for number in range(more):
            self.open_round(name=f"Round {number}", anonymous=number % 2)
        rounds = self.env["crm.facilitation.round"].with_user(self.employee_sales).search([])
        return self.count_queries(lambda: rounds.read(["name", "state", "voted_count", "elector_count", "deadline"]))

    def test_the_electorate_is_fixed_when_the_round_opens(self):
        ballot_round = self.open_round()
        late = new_test_user(self.env, login="late", groups="base.group_user")
        self.make_participant(late, self.sales)
        with self.assertRaises(AccessError):
            ballot_round.with_user(late).cast({self.one.id: 1})
        self.assertEqual(ballot_round.elector_count, 3)
        self.assertTrue(self.open_round(name="Next").with_user(late).cast({self.one.id: 1})["receipt"])

    def test_a_person_who_works_in_another_company_votes_all_the_same(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.employee_sales.write({"company_ids": [(4, other.id)], "company_id": other.id})
        voter = self.open_round().with_user(self.employee_sales).with_context(allowed_company_ids=other.ids)
        self.assertEqual(voter.cast({self.one.id: 1})["spent"], 1)

    def test_a_session_with_a_vote_under_way_is_neither_closed_nor_cancelled(self):
        self.open_round()
        for action in ("action_close", "action_cancel"):
            with self.subTest(action=action), self.assertRaises(UserError):
                getattr(self.session, action)()
            self.assertEqual(self.session.state, "running")


class TestAwaiting(VotingCase):
    def waiting(self, user):
        rounds = self.env["crm.facilitation.round"].with_user(user)
        listed = [row["id"] for row in rounds.awaiting()]
        self.assertEqual(set(rounds.search([("awaits_me", "=", True)]).ids), set(listed), "list and badge agree")
        every = rounds.sudo().search([]).sudo(False)
        every.invalidate_recordset(["awaits_me"])
        self.assertEqual(set(every.filtered("awaits_me").ids), set(listed))
        return listed

    def test_what_waits_for_my_vote_is_counted_until_it_is_in(self):
        named, secret = self.open_round(), self.open_round(name="Secret", anonymous=True)
        self.assertEqual(set(self.waiting(self.employee_sales)), {named.id, secret.id})
        named.with_user(self.employee_sales).cast({self.one.id: 1})
        self.assertEqual(self.waiting(self.employee_sales), [secret.id])
        secret.with_user(self.employee_sales).issue_ballot()
        self.assertEqual(self.waiting(self.employee_sales), [])
        named.with_user(self.employee_sales).cast({self.one.id: 0})
        self.assertEqual(self.waiting(self.employee_sales), [named.id], "taken back, so it waits again")

    def test_the_most_urgent_comes_first_and_what_is_over_does_not_wait(self):
        calm = self.open_round()
        urgent = self.open_round(name="Urgent", deadline="2040-01-01 00:00:00")
        self.open_round(name="Over").deadline = "2020-01-01 00:00:00"
        self.assertEqual(self.waiting(self.employee_sales), [urgent.id, calm.id])
        calm.action_close()
        self.assertEqual(self.waiting(self.employee_sales), [urgent.id])

    def test_everything_that_the_list_of_what_waits_says(self):
        deadline = "2040-01-01 00:00:00"
        calm, urgent = self.open_round(method="matrix"), self.open_round(name="Urgent", deadline=deadline)
        secret = self.open_round(name="Secret", anonymous=True)
        rounds = self.env["crm.facilitation.round"].with_user(self.employee_sales)

        def row(ballot_round, **values):
            opened = fields.Datetime.to_string(ballot_round.opened_on)
            told = {"id": ballot_round.id, "name": ballot_round.name, "session": self.session.name, "opened_on": opened}
            waits = {"method": "dots", "anonymous": False, "deadline": False, "voted": False, "left": 10, "answered": 0}
            return told | waits | {"needs": 3} | values

        rated = row(calm, method="matrix")
        hidden = row(secret, anonymous=True, left=None, answered=None)
        self.assertEqual(rounds.awaiting(), [row(urgent, deadline=deadline), rated, hidden])
        urgent.with_user(self.employee_sales).cast({self.one.id: 2, self.two.id: 1})
        voter = secret.with_user(self.employee_sales)
        voter.cast({self.one.id: 2}, voter.issue_ballot())
        self.assertEqual(rounds.awaiting(), [rated])
        # until they close, they can be changed: after those that wait
        cast = row(urgent, deadline=deadline, voted=True, left=7, answered=2)
        self.assertEqual(rounds.awaiting(voted=True), [rated, cast, hidden | {"voted": True}])

    def test_what_came_of_the_own_votes_is_listed_the_newest_first(self):
        first, second = self.open_round(), self.open_round(name="Second", anonymous=True)
        self.open_round(name="Open")
        first.action_close()
        second.action_close()
        first.sudo()._write_past_guards({"closed_on": "2026-03-02 10:00:00"})
        second.sudo()._write_past_guards({"closed_on": "2026-03-03 10:00:00"})
        rounds = self.env["crm.facilitation.round"].with_user(self.employee_sales)
        session = self.session.name
        newer = {"id": second.id, "name": "Second", "session": session, "closed_on": "2026-03-03 10:00:00"}
        older = {"id": first.id, "name": "First", "session": session, "closed_on": "2026-03-02 10:00:00"}
        listed = [newer | {"anonymous": True}, older | {"anonymous": False}]
        self.assertEqual(rounds.closed_for_me(), listed)
        self.assertEqual([rounds.closed_for_me(limit) for limit in (1, 0, -1)], [listed[:1], [], []])
        first.sudo()._write_past_guards({"closed_on": second.closed_on})
        self.assertEqual([row["id"] for row in rounds.closed_for_me()], [second.id, first.id])
        first.sudo()._write_past_guards({"closed_on": False})
        # as an older version may have left it: its making counts, which is later
        self.assertEqual(
            [(row["id"], row["closed_on"]) for row in rounds.closed_for_me()],
            [(first.id, False), (second.id, "2026-03-03 10:00:00")],
        )
        self.assertEqual(rounds.with_user(self.outsider).closed_for_me(), [])
        self.session.sudo()._write_past_guards({"state": "cancelled"})
        self.assertEqual(rounds.closed_for_me(), [])
        self.session.sudo()._write_past_guards({"state": "closed"})
        self.assertEqual(len(rounds.closed_for_me()), 2)
        self.project.sudo().active = False
        self.assertEqual(rounds.closed_for_me(), [])

    def test_who_is_missing_is_told_while_the_round_is_open(self):
        ballot_round = self.open_round()
        ballot_round.with_user(self.employee_sales).cast({self.one.id: 1})
        self.assertEqual(ballot_round.missing_ids, self.participant_service | self.participant_logistics)
        ballot_round.action_close()
        ballot_round.invalidate_recordset(["missing_ids"])
        self.assertFalse(ballot_round.missing_ids)

    def test_nothing_waits_for_those_who_do_not_vote(self):
        self.participant_service.role = "observer"
        self.participant_logistics.active = False
        self.open_round()
        for user in (self.employee_service, self.employee_logistics, self.outsider, self.facilitator):
            with self.subTest(user=user.login):
                self.assertEqual(self.waiting(user), [])


class TestManyPeople(FacilitationCase):
    def test_opening_costs_the_same_number_of_queries_for_ten_times_the_people(self):
        few, many = self.opening_of(10), self.opening_of(100)
        self.assertLess(many, few + 10)

    def opening_of(self, people):
        session = self.session.copy({"name": f"{people}", "participant_ids": []})
        partners = self.env["res.partner"].create([{"name": f"Voter {number}"} for number in range(people)])
        self.env["crm.facilitation.participant"].create(
            [
                {"session_id": session.id, "partner_id": partner.id, "department_id": self.sales.id}
                for partner in partners
            ]
        )
        permit_everything(session)
        session.action_start()
        need = self.env["crm.facilitation.need"].create({"name": "One", "session_id": session.id})
        ballot_round = self.env["crm.facilitation.round"].create(
            {"name": "Many", "session_id": session.id, "need_ids": need.ids}
        )
        asked = self.count_queries(ballot_round.action_open)
        self.assertEqual(ballot_round.elector_count, people)
        return asked
