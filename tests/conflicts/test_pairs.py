"""Same, opposite, different: who may answer, what an answer does, and that it can be taken back."""

from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.crm_facilitation.tools.conflicts import contradiction, pairing, subjects
from odoo.addons.crm_facilitation.tools.tokens import new_token

from ..common import FacilitationHttpCase
from .test_detection import DetectionCase


class PairsCase(DetectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ask = cls.make_need("Every lost lead needs a mandatory reason")
        cls.spare = cls.make_need("Do not ask for a reason when a lead is lost", cls.participant_service)
        cls.other = cls.make_need("Print the reason on the contract", cls.participant_logistics)

    def led(self, need):
        return need.with_user(self.facilitator)

    def card(self, **asked):
        return self.led(self.ask).pairing_card(self.project.id, **asked)

    def card_ids(self, **asked):
        return {need["id"] for need in self.card(**asked)["needs"]}

    def stored(self):
        return self.env["crm.facilitation.need.distinction"].search([("need_id.project_id", "=", self.project.id)])


class TestRules(PairsCase):
    def test_stances_come_in_opposites_that_can_be_chosen_and_guessed(self):
        chosen = {code for code, _label in self.env["crm.facilitation.need"]._fields["stance"].selection}
        self.assertEqual({code for pair in contradiction.OPPOSITES for code in pair}, chosen)
        self.assertLessEqual(set(subjects.POLES), set(contradiction.OPPOSITES))
        self.assertLessEqual({subject.stances for subject in subjects.SUBJECTS}, set(contradiction.OPPOSITES))

    def test_each_target_of_a_subject_is_one_that_people_can_choose(self):
        targets = {tuple(subject.target.rsplit(".", 1)) for subject in subjects.SUBJECTS if subject.target}
        barred = [(model, name) for model, name in targets if not self.ask._is_choosable(self.env[model]._fields[name])]
        self.assertFalse(barred)

    def test_what_two_departments_say_of_one_subject_comes_before_the_rest(self):
        needs = [need._to_asked() for need in self.ask | self.spare | self.other]
        self.assertEqual(set(pairing.next_card(needs, size=2)), {self.ask.id, self.spare.id})

    def test_one_department_that_asks_twice_comes_later(self):
        twice = self.make_need("Do not ask for a reason when a lead is lost", self.participant_sales)
        weights = pairing.chances([need._to_asked() for need in self.ask | self.spare | twice])
        self.assertGreater(weights[self.ask.id, self.spare.id], weights[self.ask.id, twice.id])

    def test_what_is_like_one_side_is_asked_about_the_other_side_later(self):
        again = self.make_need("No reason asked when a lead is lost", self.participant_logistics)
        needs = [need._to_asked() for need in self.ask | self.spare | again]
        pair = (self.ask.id, self.spare.id)
        before = set(pairing.next_card(needs, answered=[pair, (self.spare.id, again.id)], size=2))
        self.assertEqual(before, {self.ask.id, again.id})
        # the two that read alike come first, once the one is said to be opposite
        self.assertEqual(set(pairing.next_card(needs, [pair], [pair], size=2)), {self.spare.id, again.id})


class TestAnswers(PairsCase):
    def test_the_card_shows_what_the_facilitator_reads_and_no_more(self):
        card = self.card()
        self.assertEqual(
            {name for need in card["needs"] for name in need},
            {"id", "name", "problem", "wish", "origin_label", "supporter_count", "state"},
        )
        self.assertEqual((self.card_ids() >= {self.ask.id, self.spare.id}, card["answers"]), (True, 0))

    def test_same_merges_with_what_is_part_of_it_and_is_taken_back(self):
        part = self.make_need("Lost, but why?", self.participant_logistics)
        part.action_merge_into(self.spare)
        whole = self.make_need("Ask why it was lost", self.participant_sales)
        whole.action_merge_into(self.ask)
        done = self.led(self.ask).action_answer_same(self.spare.id)
        merged, survivor = (self.ask.browse(done[name]) for name in ("merged_id", "survivor_id"))
        self.assertEqual({merged, survivor}, {self.ask, self.spare})
        self.assertEqual(len(survivor.merged_need_ids), 3)
        self.led(merged).action_take_same_back(done["part_ids"])
        self.assertEqual((self.spare.merged_need_ids, self.ask.merged_need_ids), (part, whole))
        self.assertEqual((self.ask | self.spare).mapped("state"), ["raised", "raised"])

    def test_opposite_opens_the_contradiction_and_fills_in_what_both_are_about(self):
        done = self.led(self.ask).action_answer_opposite(self.spare.id)
        conflict = self.found("contradiction")
        self.assertEqual((conflict.id, conflict.need_ids), (done["conflict_id"], self.ask | self.spare))
        self.assertEqual((self.ask.stance, self.spare.stance), ("mandatory", "optional"))
        reason = self.env["ir.model.fields"]._get("crm.lead", "lost_reason_id")
        self.assertEqual((self.ask | self.spare).target_field_id, reason)
        self.assertEqual([side["stance"] for side in done["sides"]], ["Mandatory", "Optional"])
        row = self.stored()
        self.assertEqual((row.is_opposite, row.create_uid, row.id), (True, self.facilitator, done["distinction_id"]))
        self.assertNotIn(self.ask.id, self.card_ids() - self.card_ids(passed_over=[[self.ask.id, self.spare.id]]))
        kinds = self.env["crm.facilitation.event"].search([("record_id", "=", conflict.id)]).mapped("kind")
        self.assertIn("needs_opposed", kinds)
        self.assertNotEqual(conflict.with_context(lang="ru_RU").name, conflict.name, "each reads it in their language")
        self.assertFalse(conflict.message_ids, "nobody is told by mail of what stands on the card")

    def test_detecting_again_keeps_the_one_conflict_that_was_said(self):
        plain = self.make_need("Blue", self.participant_logistics)
        self.led(self.other).action_answer_opposite(plain.id)
        conflict = self.found("contradiction")
        self.assertIn("said to want the opposite", conflict.evidence)
        self.session.action_detect_conflicts()
        self.assertEqual((self.found("contradiction"), conflict.state), (conflict, "open"))

    def test_what_contradicts_is_not_suggested_to_be_the_same(self):
        one, other = self.make_pair()
        board = self.led(one).grouping_board

        def is_suggested():
            return any({one.id, other.id} <= {need["id"] for need in group["needs"]} for group in board()["groups"])

        self.assertTrue(is_suggested(), "both speak of the phone")
        self.session.action_detect_conflicts()
        self.assertFalse(is_suggested())
        self.found("contradiction").action_dismiss("They speak of two phones.")
        self.assertTrue(is_suggested())

    def test_what_people_chose_themselves_is_never_replaced(self):
        self.ask.write(self.about(self.phone, "hidden"))
        self.led(self.spare).action_answer_opposite(self.ask.id)
        self.assertEqual((self.ask.stance, self.ask.target_field_id), ("hidden", self.phone))
        self.assertEqual((self.spare.stance, self.spare.target_field_id), ("visible", self.phone))

    def test_opposite_after_an_acceptance_puts_no_need_under_question(self):
        self.ask.action_accept()
        done = self.led(self.ask).action_answer_opposite(self.spare.id)
        self.assertEqual((self.ask.stance, self.ask.is_suspect), ("mandatory", False))
        self.led(self.stored()).browse(done["distinction_id"]).action_take_back()
        self.assertEqual((self.ask.stance, self.ask.target_model_id.id, self.ask.is_suspect), (False, False, False))
        rows = self.env["crm.facilitation.event"].search(
            [("record_model", "=", self.ask._name), ("record_id", "=", self.ask.id), ("kind", "=", "need_edited")]
        )
        before = [row.payload["before"].get("stance") for row in rows]
        self.assertTrue(any(before), "what was taken back of an accepted need is on record")

    def test_opposite_after_a_vote_puts_no_need_under_question_and_neither_does_undoing_it(self):
        asked = {"name": "Dots", "session_id": self.session.id, "need_ids": [Command.set((self.ask | self.spare).ids)]}
        held = self.env["crm.facilitation.round"].with_user(self.facilitator).create(asked)
        held.action_open()
        held.with_user(self.employee_sales).cast({self.spare.id: 1})
        held.action_close()
        self.led(self.ask).action_answer_opposite(self.spare.id)
        self.assertEqual((self.ask | self.spare).mapped("stance"), ["mandatory", "optional"])
        self.assertEqual((self.ask | self.spare).mapped("is_suspect"), [False, False])
        self.led(self.stored()).action_take_back()
        self.assertEqual((self.ask | self.spare).mapped("stance"), [False, False])
        self.assertEqual((self.ask | self.spare).mapped("is_suspect"), [False, False])

    def test_a_card_costs_the_same_queries_however_many_needs_there_are(self):
        self.card()
        few = self.count_queries(self.card)
        for number in range(30):
            self.make_need(f"Ask for reason {number} of a lost lead", self.participants[number % 3])
        self.assertEqual(len(self.card()["needs"]), pairing.CARD_SIZE)
        self.assertLessEqual(self.count_queries(self.card), few)

    def test_sides_that_were_guessed_are_turned_round_and_those_that_people_chose_are_not(self):
        done = self.led(self.ask).action_answer_opposite(self.spare.id)
        self.assertTrue(done["can_turn"])
        for user in (self.employee_sales, self.sponsor):
            row = self.stored().with_user(user)
            for act in (row.action_turn_round, row.action_take_back):
                with self.assertRaises(AccessError):
                    act()
        self.assertEqual((self.ask | self.spare).mapped("stance"), ["mandatory", "optional"])
        self.assertTrue(self.led(self.stored()).action_turn_round())
        self.assertEqual((self.ask | self.spare).mapped("stance"), ["optional", "mandatory"])
        self.assertEqual(
            [stance for stance, _place in self.found("contradiction").facts["sides"]], ["optional", "mandatory"]
        )
        self.other.write({"stance": "more"})
        chosen = self.led(self.ask).action_answer_opposite(self.other.id)
        self.assertFalse(chosen["can_turn"])
        with self.assertRaises(UserError):
            self.led(self.stored()).browse(chosen["distinction_id"]).action_turn_round()
        self.assertEqual(self.other.stance, "more")

    def test_what_people_chose_after_the_answer_stays_when_it_is_taken_back(self):
        self.led(self.ask).action_answer_opposite(self.spare.id)
        self.ask.with_user(self.employee_sales).write({"stance": "more"})
        self.led(self.stored()).action_take_back()
        self.assertEqual((self.ask.stance, self.ask.target_model_id.id, self.spare.stance), ("more", False, False))

    def test_taking_an_opposite_back_dismisses_its_conflict_and_asks_again(self):
        done = self.led(self.ask).action_answer_opposite(self.spare.id)
        conflict = self.found("contradiction")
        self.assertEqual(self.card()["answers"], 1)
        self.led(self.stored()).action_take_back()
        self.assertFalse(self.stored())
        self.assertEqual((conflict.state, self.ask.stance, self.spare.target_field_id.id), ("dismissed", False, False))
        self.assertIn("opposition_taken_back", self.evidence(conflict))
        self.session.action_detect_conflicts()
        self.assertEqual(conflict.state, "dismissed")
        again = self.led(self.ask).action_answer_opposite(self.spare.id)
        self.assertEqual((again["conflict_id"], conflict.state), (done["conflict_id"], "open"))

    def test_what_the_needs_say_themselves_stays_a_contradiction_when_the_answer_is_taken_back(self):
        self.ask.write(self.about(self.phone, "hidden"))
        self.spare.write(self.about(self.phone, "visible"))
        self.led(self.ask).action_answer_opposite(self.spare.id)
        self.led(self.stored()).action_take_back()
        self.assertFalse(self.stored())
        self.assertEqual(self.found("contradiction").state, "open")

    def test_one_tap_answers_of_two_needs(self):
        several = self.led(self.ask | self.other)
        for act in (several.action_answer_same, several.action_answer_opposite):
            with self.assertRaisesRegex(UserError, "one record at a time"):
                act(self.spare.id)
        self.assertFalse((self.ask | self.other | self.spare).merged_into_id)
        self.assertFalse(self.stored())

    def test_of_what_was_different_and_is_opposite_now_one_answer_stands(self):
        self.led(self.ask).action_answer_different((self.ask | self.spare).ids)
        done = self.led(self.ask).action_answer_opposite(self.spare.id)
        row = self.stored()
        self.assertEqual(
            (row.id, row.is_opposite, row.conflict_id.id), (done["distinction_id"], True, done["conflict_id"])
        )
        self.led(row).action_take_back()
        self.assertEqual((self.stored(), self.ask.stance, self.spare.stance), (row.browse(), False, False))

    def test_a_contradiction_that_was_dismissed_is_open_again_once_it_is_said_again(self):
        done = self.led(self.ask).action_answer_opposite(self.spare.id)
        conflict = self.found("contradiction")
        conflict.action_dismiss("They speak of two forms")
        self.assertEqual(self.led(self.ask).action_answer_opposite(self.spare.id)["conflict_id"], done["conflict_id"])
        self.assertEqual((conflict.state, conflict.dismiss_reason), ("open", False))
        self.assertEqual(self.evidence(conflict)[-2:], ["conflict_reopened", "needs_opposed"])

    def test_what_the_room_has_taken_up_is_not_undone_by_a_tap(self):
        self.led(self.ask).action_answer_opposite(self.spare.id)
        conflict, row = self.found("contradiction"), self.stored()
        conflict.action_discuss()
        with self.assertRaises(UserError):
            self.led(row).action_take_back()
        self.assertEqual((row.exists(), conflict.state, self.ask.stance), (row, "discussing", "mandatory"))
        with self.assertRaises(UserError):
            self.led(row).unlink()
        self.assertTrue(row.exists())

    def test_what_an_author_said_and_the_room_has_taken_up_is_not_undone_by_a_tap_either(self):
        mine = self.make_need("No reasons for lost leads, please", self.participant_service)
        mine.with_user(self.employee_service)._say_opposite(self.ask.with_user(self.employee_service))
        self.session.action_detect_conflicts()
        conflict, row = self.found("contradiction"), self.stored()
        conflict.action_discuss()
        with self.assertRaises(UserError):
            self.led(row).action_take_back()
        self.assertEqual((row.exists(), conflict.state, mine.stance), (row, "discussing", "optional"))

    def test_different_is_remembered_until_it_is_taken_back(self):
        self.led(self.ask).action_answer_opposite(self.spare.id)
        ids = (self.ask | self.spare | self.other).ids
        done = self.led(self.ask).action_answer_different(ids)
        self.assertEqual(len(done["distinction_ids"]), 2)
        self.assertEqual(self.card()["needs"], [])
        self.assertEqual(self.led(self.ask).action_answer_different(ids), {"distinction_ids": []})
        self.led(self.stored()).browse(done["distinction_ids"]).action_take_back()
        self.assertEqual(self.stored().mapped("is_opposite"), [True])
        self.assertIn(self.other.id, self.card_ids())

    def test_what_is_opposite_to_one_is_opposite_to_what_it_became_part_of(self):
        self.led(self.ask).action_answer_opposite(self.spare.id)
        again = self.make_need("Leave me in peace about lost leads", self.participant_logistics)
        self.spare.action_merge_into(again)
        self.session.action_detect_conflicts()
        standing = self.found("contradiction").filtered(lambda conflict: conflict.state == "open")
        self.assertEqual(standing.need_ids, self.ask | again)


class TestRaising(PairsCase):
    """Who raises a need says of it, with it, that it wants the opposite of another one."""

    def raised(self, user, **asked):
        values = {"name": "No reasons for lost leads, please"}
        answer = self.env["crm.facilitation.need"].with_user(user).raise_need(self.session.id, values, **asked)
        return self.ask.browse(answer["id"])

    def test_the_author_says_opposite_and_detection_finds_it(self):
        mine = self.raised(self.employee_service, opposite_ids=self.ask.ids)
        row = self.stored()
        self.assertEqual((row.need_id | row.other_id, row.is_opposite), (self.ask | mine, True))
        self.assertEqual((row.create_uid, self.ask.stance, mine.stance), (self.employee_service, False, "optional"))
        self.assertFalse(self.found("contradiction"))
        self.session.action_detect_conflicts()
        self.assertEqual(self.found("contradiction").need_ids, self.ask | mine)
        self.led(row).action_take_back()
        self.session.action_detect_conflicts()
        self.assertEqual(self.found("contradiction").state, "dismissed")

    def test_the_author_says_different_and_nobody_is_asked_about_the_pair(self):
        mine = self.raised(self.employee_service, different_ids=self.ask.ids)
        row = self.stored()
        self.assertEqual((row.need_id | row.other_id, row.is_opposite), (self.ask | mine, False))
        self.assertEqual((row.create_uid, mine.stance), (self.employee_service, False))
        asked = [need._to_asked() for need in self.ask | mine]
        answered, opposed = self.led(mine)._get_answers(self.ask | mine)
        self.assertEqual((pairing.next_card(asked, answered), opposed), ([], set()))
        self.session.action_detect_conflicts()
        self.assertFalse(self.found("contradiction"))
        self.led(row).action_take_back()
        self.assertEqual(self.led(mine)._get_answers(self.ask | mine), (set(), set()))

    def test_of_one_pair_opposite_stands_where_both_are_said(self):
        self.raised(self.employee_service, opposite_ids=self.ask.ids, different_ids=self.ask.ids)
        self.assertEqual(self.stored().mapped("is_opposite"), [True])

    def test_sent_twice_it_is_one_need_and_one_answer(self):
        token = new_token()
        first = self.raised(self.employee_service, opposite_ids=self.ask.ids, token=token)
        second = self.raised(self.employee_service, opposite_ids=self.ask.ids, token=token)
        self.assertEqual((first, len(self.stored())), (second, 1))

    def test_an_anonymous_step_keeps_no_opposite_and_tells_nobody(self):
        self.session.current_item_id.write({"anonymous": True, "can_raise": True})
        before = self.env["crm.facilitation.need"].sudo().with_context(active_test=False).search_count([])
        for said in ("opposite_ids", "different_ids"):
            with self.assertRaises(UserError):
                self.raised(self.employee_service, promised_anonymous=True, **{said: self.ask.ids})
        after = self.env["crm.facilitation.need"].sudo().with_context(active_test=False).search_count([])
        self.assertEqual((before, len(self.stored())), (after, 0))

    def test_of_what_the_author_may_not_read_nothing_is_said(self):
        self.other.action_reject("Not now")
        foreign = self.env["project.project"].create({"name": "Elsewhere", "is_facilitation": True})
        elsewhere = self.env["crm.facilitation.session"].create({"name": "Elsewhere", "project_id": foreign.id})
        hidden = self.env["crm.facilitation.need"].create({"name": "Hidden", "session_id": elsewhere.id})
        said = (self.other | hidden).ids
        self.raised(self.employee_service, opposite_ids=said, different_ids=hidden.ids)
        self.assertFalse(self.env["crm.facilitation.need.distinction"].search([]))


class TestRights(PairsCase):
    def refused(self, need, *users):
        for user in users:
            mine = need.with_user(user)
            with self.assertRaises(AccessError):
                mine.pairing_card(self.project.id)
            for act in (
                lambda: mine.action_answer_same(self.spare.id),
                lambda: mine.action_answer_opposite(self.spare.id),
                lambda: mine.action_answer_different((self.ask | self.spare).ids),
            ):
                with self.assertRaisesRegex(AccessError, "Only a facilitator can do this"):
                    act()
        self.assertFalse(self.stored() or self.found("contradiction"))
        self.assertEqual((self.ask.state, self.ask.stance, self.spare.merged_into_id.id), ("raised", False, False))

    def test_only_facilitators_answer(self):
        self.refused(self.ask, self.employee_sales, self.sponsor)

    def test_an_anonymous_need_that_is_held_back_is_on_no_card(self):
        self.session.current_item_id.write({"anonymous": True, "can_raise": True})
        raised = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        values = {"name": "Do not ask for a reason when a lead is lost"}
        raised.raise_need(self.session.id, values, promised_anonymous=True)
        held = self.env["crm.facilitation.need"].sudo().search([("is_held", "=", True)])
        self.assertEqual(len(held), 1)
        self.assertNotIn(held.id, self.card_ids())

    def test_a_pair_that_two_answer_at_once_is_answered_once_the_second_try_finds_it(self):
        pair = (self.ask | self.spare).ids
        self.led(self.ask).action_answer_different(pair)
        rows = self.env["crm.facilitation.need.distinction"].with_user(self.facilitator)
        # as for a transaction that began before the other one ended
        with (
            patch.object(type(rows), "search", lambda rows, *_asked, **_more: rows.browse()),
            mute_logger("odoo.sql_db"),
            self.assertRaises(ConcurrencyError),
            self.env.cr.savepoint(),
        ):
            rows._distinguish([pair])
        self.assertEqual(len(self.stored()), 1)
        self.assertEqual(self.led(self.ask).action_answer_different(pair), {"distinction_ids": []})

    def test_what_was_said_to_be_opposite_does_not_become_the_same_on_a_card_from_before(self):
        self.led(self.ask).action_answer_opposite(self.spare.id)
        with self.assertRaises(UserError):
            self.led(self.spare).action_answer_same(self.ask.id)
        self.assertEqual((self.ask | self.spare).mapped("state"), ["raised", "raised"])
        self.assertEqual((self.found("contradiction").state, self.stored().is_opposite), ("open", True))
        self.led(self.stored()).action_take_back()
        self.led(self.spare).action_answer_same(self.ask.id)
        self.assertIn("merged", (self.ask | self.spare).mapped("state"))

    def test_needs_of_two_roll_outs_and_decided_ones_are_refused(self):
        self.other.action_reject("Not now")
        elsewhere = self.session.copy({"project_id": self.project.copy({"name": "Another CRM"}).id})
        foreign = self.ask.create({"name": "Theirs", "session_id": elsewhere.id})
        for other, words in (
            (self.other, "is archived, decided or part of another need"),
            (self.ask, "at least two needs of one roll-out"),
            (foreign, "at least two needs of one roll-out"),
        ):
            with self.assertRaises(UserError) as refused:
                self.led(self.ask).action_answer_opposite(other.id)
            self.assertIn(words, str(refused.exception))
        self.spare.active = False
        for answer in ("same", "opposite"):
            with self.assertRaises(UserError):
                getattr(self.led(self.ask), f"action_answer_{answer}")(self.spare.id)
        with self.assertRaises(UserError):
            self.led(self.ask).action_answer_different((self.ask | self.spare).ids)
        self.assertEqual((self.ask | self.spare).mapped("state"), ["raised", "raised"])
        self.assertFalse(self.stored() or self.found("contradiction"))


class TestScreen(FacilitationHttpCase):
    """One tap each: opposite opens a conflict, all different is remembered, both are undone."""

    def test_a_card_is_answered_and_undone(self):
        one = self.make_need("Every lost lead needs a mandatory reason")
        self.make_need("Do not ask for a reason when a lead is lost", self.participant_service)
        self.start_tour("/odoo/action-crm_facilitation.need_action_group", "crm_facilitation_pair_card", login="fac")
        rows = self.env["crm.facilitation.need.distinction"].search([])
        self.assertEqual((rows.mapped("is_opposite"), rows.create_uid), ([False], self.facilitator))
        self.assertFalse(one.stance)
        conflict = self.project.conflict_ids.filtered(lambda conflict: conflict.kind == "contradiction")
        self.assertEqual(conflict.mapped("state"), ["dismissed"])
