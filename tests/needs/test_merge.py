"""Needs that ask for the same: suggested in groups, merged without losing anybody, undone to the last detail."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..common import FacilitationCase

SNAPSHOT = (
    "name", "problem", "wish", "state", "decision_reason", "author_id", "supporter_ids", "department_id", "merged_into_id",
    "merged_need_ids", "lent_supporter_ids", "state_before_merge", "score", "rank", "active", "is_suspect",
    "is_anonymous", "all_author_ids", "tally_ids",
)  # fmt: skip
NEEDS, PEOPLE = 4, 3
steps = st.lists(
    st.tuples(
        st.sampled_from(["support", "withdraw", "merge", "unmerge"]),
        st.integers(0, NEEDS - 1),
        st.integers(0, max(NEEDS, PEOPLE) - 1),
    ),
    max_size=14,
)


class TestMergeIsUndone(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        authors = [*cls.participants, cls.participant_sales]
        cls.needs = cls.env["crm.facilitation.need"].concat(
            *(cls.make_need(f"Need {number}", author) for number, author in enumerate(authors))
        )
        cls.needs[3].action_defer("Later")
        cls.needs._update_priority()

    def snapshot(self):
        self.env.flush_all()
        self.needs.invalidate_recordset()
        return [{name: need[name] for name in SNAPSHOT} for need in self.needs]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def test_whatever_happens_in_between_undoing_the_merges_leaves_what_people_did_themselves(self, sequence):
        """Merges, undoings, support and its withdrawal in any order; then every merge is undone."""
        with self.env.cr.savepoint() as savepoint:
            before = self.snapshot()
            own = {need: set() for need in self.needs}
            for action, position, other in sequence:
                self.take(action, self.needs[position], other, own)
            merged = self.needs.filtered(lambda need: need.state == "merged")
            merged.action_unmerge()
            after = self.snapshot()
            for need, was, now in zip(self.needs, before, after, strict=True):
                self.assertEqual(set(now.pop("supporter_ids")), own[need])
                was.pop("supporter_ids")
                self.assertEqual(now, was)
            savepoint.rollback()
        self.env.invalidate_all()

    def take(self, action, need, other, own):
        """Do one step if it is allowed; ``own`` is what people said themselves, which no merge touches."""
        try:
            if action == "merge":
                need.action_merge_into(self.needs[other % NEEDS])
            elif action == "unmerge":
                need.action_unmerge()
            else:
                person = self.participants[other % PEOPLE]
                mine = need.with_user(person.user_id)
                if action == "support":
                    mine.action_support()
                    own[need].add(person)
                else:
                    mine.action_withdraw_support()
                    own[need].discard(person)
        except UserError:
            # refused: nothing happened, which the comparison at the end confirms
            self.needs.invalidate_recordset()

    def test_merged_needs_come_after_all_others_in_the_list(self):
        self.needs[1].action_merge_into(self.needs[0])
        listed = self.env["crm.facilitation.need"].search([("id", "in", self.needs.ids)])
        self.assertEqual(listed[-1].state, "merged")
        self.assertGreater(listed[-1].rank, max(listed[:-1].mapped("rank")))

    def test_everybody_is_on_the_surviving_need_while_it_lasts(self):
        one, two, three, four = self.needs
        two.with_user(self.employee_logistics).action_support()
        (two | three | four).action_merge_into(one)
        self.assertEqual(one.all_author_ids, self.participants)
        self.assertEqual(one.supporter_ids, self.participant_service | self.participant_logistics)
        self.assertEqual(one.merged_need_ids.mapped("name"), ["Need 1", "Need 2", "Need 3"])


class TestMergeAndVotes(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.one, self.two = (
            self.make_need("Lost reason"),
            self.make_need("Ask why it is lost", self.participant_service),
        )
        self.round = (
            self.env["crm.facilitation.round"]
            .with_user(self.facilitator)
            .create(
                {"name": "First", "session_id": self.session.id, "need_ids": [Command.set((self.one | self.two).ids)]}
            )
        )
        self.round.action_open()

    def vote(self):
        for user, need in (
            (self.employee_sales, self.two),
            (self.employee_service, self.two),
            (self.employee_logistics, self.one),
        ):
            self.round.with_user(user).cast({need.id: 2})
        # a vote for each by everybody, so that no cell is too small to be published
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            self.round.with_user(user).cast({self.one.id: 1})
            self.round.with_user(user).cast({self.two.id: 3})

    def test_votes_of_a_need_merged_during_voting_are_kept_and_shown_on_the_whole(self):
        self.round.with_user(self.employee_sales).cast({self.two.id: 2})
        self.two.action_merge_into(self.one)
        self.vote()
        self.round.action_close()
        self.assertTrue(self.round.recount())
        shown = {row.need_id: row.points for row in self.one.all_tally_ids}
        self.assertEqual(shown, {self.one: 3, self.two: 9})
        self.assertEqual(self.two.tally_ids.filtered(lambda row: not row.department_id).points, 9)

    def test_a_merge_is_undone_after_the_round_was_closed(self):
        self.vote()
        self.round.action_close()
        ranks = {need: (need.rank, need.score) for need in self.one | self.two}
        tallies = {need: need.tally_ids for need in self.one | self.two}
        self.two.action_merge_into(self.one)
        self.assertEqual(self.one.score, ranks[self.two][1], "people voted on either wording: the higher value counts")
        self.two.action_unmerge()
        self.assertEqual({need: (need.rank, need.score) for need in self.one | self.two}, ranks)
        self.assertEqual({need: need.tally_ids for need in self.one | self.two}, tallies)
        self.assertEqual(self.one.all_tally_ids.need_id, self.one)
        self.assertTrue(self.round.recount())

    def test_votes_and_words_of_merged_needs_are_read_by_whoever_takes_part(self):
        self.vote()
        self.round.action_close()
        self.two.action_merge_into(self.one)
        seen = self.one.with_user(self.employee_logistics)
        self.assertEqual(seen.merged_need_ids.mapped("name"), ["Ask why it is lost"])
        self.assertEqual(seen.all_tally_ids.need_id, self.one | self.two)


class TestSuggestedGroups(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.one = self.make_need("Ask for the lost reason")
        self.two = self.make_need("Lost reason asked on the card", self.participant_service)
        self.other = self.make_need("Print labels for the warehouse", self.participant_logistics)

    def board(self, user=None):
        return self.env["crm.facilitation.need"].with_user(user or self.facilitator).grouping_board(self.project.id)

    def groups(self):
        return [[need["id"] for need in group["needs"]] for group in self.board()["groups"]]

    def test_groups_are_shown_and_never_applied_by_themselves(self):
        self.assertEqual(self.groups(), [(self.one | self.two).ids])
        self.assertEqual((self.one | self.two).mapped("state"), ["raised", "raised"])

    def test_words_of_one_meaning_and_both_languages_come_together(self):
        lead = self.make_need("Enquiry form on the website")
        russian = self.make_need("Форма заявки на сайте", self.participant_service)
        self.assertIn((lead | russian).ids, self.groups())

    def test_a_merged_need_is_suggested_no_more_and_comes_back_when_undone(self):
        self.two.action_merge_into(self.one)
        self.assertEqual(self.groups(), [])
        self.two.action_unmerge()
        self.assertEqual(len(self.groups()), 1)

    def test_a_planned_need_is_offered_as_the_one_that_stays(self):
        self.two.action_accept()
        self.two.action_plan()
        (group,) = self.board()["groups"]
        self.assertEqual(group["survivor_id"], self.two.id)
        self.one.action_accept()
        self.one.action_plan()
        self.assertEqual(self.groups(), [], "work hangs on either: neither becomes part of the other")

    def test_not_the_same_is_remembered_for_this_pair_only(self):
        third = self.make_need("Lost reason on the card", self.participant_logistics)
        model = self.env["crm.facilitation.need"].with_user(self.facilitator)
        model.action_mark_different(self.one.ids, self.two.ids)
        model.action_mark_different(self.two.ids, self.one.ids)
        self.assertEqual(self.env["crm.facilitation.need.distinction"].search_count([]), 1)
        (group,) = self.groups()
        self.assertIn(third.id, group)
        self.assertNotEqual(set(group), set((self.one | self.two | third).ids))
        model.action_mark_different((self.one | self.two | third).ids, third.ids)
        self.assertEqual(self.groups(), [])
        elsewhere = self.session.copy({"name": "Elsewhere"})
        elsewhere.project_id = self.project.create({"name": "Another", "is_facilitation": True})
        stranger = third.with_user(self.facilitator).create({"name": "Far away", "session_id": elsewhere.id})
        known = self.env["crm.facilitation.need.distinction"].search_count([])
        for needs in (third, third | stranger):
            with self.assertRaisesRegex(UserError, "at least two needs of one roll-out"):
                model.action_mark_different(needs.ids)
        self.assertEqual(self.env["crm.facilitation.need.distinction"].search_count([]), known)

    def test_the_author_of_a_new_need_says_what_it_is_not(self):
        elsewhere = self.session.create(
            {"name": "Elsewhere", "project_id": self.project.create({"name": "Another", "is_facilitation": True}).id}
        )
        self.make_participant(self.employee_sales, self.sales, session=elsewhere)
        stranger = self.one.create({"name": "Lost reason of another roll-out", "session_id": elsewhere.id})
        self.assertTrue(stranger.with_user(self.employee_sales).has_access("read"))
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        raised = needs.raise_need(
            self.session.id, {"name": "Lost reason on the phone"}, different_ids=(self.one | stranger).ids
        )
        pairs = self.env["crm.facilitation.need.distinction"].search([])
        self.assertEqual([(pair.need_id, pair.other_id.id) for pair in pairs], [(self.one, raised["id"])])

    def test_the_board_shows_the_roll_out_that_is_asked_for(self):
        others = [self.project.create({"name": name, "is_facilitation": True}) for name in ("Another", "Third")]
        model = self.env["crm.facilitation.need"].with_user(self.facilitator)
        for project in (self.project, *others):
            self.assertEqual(model.grouping_board(project.id)["project_id"], project.id)

    def test_only_a_facilitator_groups(self):
        for user in (self.employee_sales, self.sponsor):
            model = self.env["crm.facilitation.need"].with_user(user)
            with self.assertRaises(AccessError):
                model.grouping_board(self.project.id)
            with self.assertRaisesRegex(AccessError, "Only a facilitator"):
                model.action_mark_different((self.one | self.two).ids)
        self.assertFalse(self.env["crm.facilitation.need.distinction"].search_count([]))

    def test_the_board_costs_the_same_for_many_needs(self):
        self.board()
        few = self.count_queries(self.board)
        for number in range(30):
            self.make_need(f"Lost reason, wording {number}")
        self.board()
        self.assertLessEqual(self.count_queries(self.board), few)


class TestParkingLot(FacilitationCase):
    def test_a_parked_need_is_in_the_sessions_parking_lot_until_it_is_decided(self):
        need = self.make_need("Rebuild the price list")
        need.action_park()
        self.assertEqual(self.session.parking_lot, need)
        self.assertEqual(need.state, "raised")
        need.action_take_up()
        self.session.invalidate_recordset()
        self.assertFalse(self.session.parking_lot)
        need.action_park()
        need.action_reject("Another project")
        self.assertFalse(need.is_parked)

    def test_only_a_facilitator_parks(self):
        need = self.make_need("Rebuild the price list")
        with self.assertRaises(AccessError):
            need.with_user(self.employee_sales).action_park()
        self.assertFalse(need.is_parked)
