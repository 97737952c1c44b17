"""What a step permits holds: for needs, remarks, votes, and for management in a step that is without them."""

from odoo.exceptions import UserError
from odoo.fields import Command

from ..common import FacilitationCase


class PermitsCase(FacilitationCase):
    def _step(self, **permits):
        """Go to a step that permits this, and else nothing."""
        nothing = {"can_raise": False, "can_vote": False, "can_remark": False, "anonymous": False, "audience": "all"}
        step = self.session.agenda_item_ids.filtered(lambda item: not item.sudo().visit_ids)[:1]
        step.sudo().write(nothing | permits)
        self.session.action_go_to(step)
        return step

    def _round(self, need):
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        values = {"name": "First", "session_id": self.session.id, "need_ids": [Command.set(need.ids)]}
        return rounds.create(values)

    def _remark(self, user, need):
        remarks = self.env["crm.facilitation.remark"].with_user(user)
        return remarks.create({"need_id": need.id, "kind": "for", "text": "So do we"})


class TestVoting(PermitsCase):
    def test_no_vote_is_opened_in_a_step_without_voting(self):
        need = self.make_need("See the last call")
        ballot_round = self._round(need)
        step = self._step(can_raise=True)
        with self.assertRaisesRegex(UserError, step.name):
            ballot_round.action_open()
        self.assertEqual((ballot_round.state, self.evidence(ballot_round)), ("draft", []))

    def test_a_vote_belongs_to_the_step_that_it_was_opened_in(self):
        ballot_round = self._round(self.make_need("See the last call"))
        step = self._step(can_vote=True)
        ballot_round.action_open()
        self.assertEqual(ballot_round.item_id, step)

    def test_a_vote_stays_open_until_it_is_closed_whatever_the_step(self):
        need = self.make_need("See the last call")
        ballot_round = self._round(need)
        self._step(can_vote=True)
        ballot_round.action_open()
        self._step()
        ballot_round.with_user(self.employee_sales).cast({need.id: 3})
        self.assertEqual(ballot_round.with_user(self.employee_sales).ballot()["choices"], {need.id: 3})

    def test_outside_the_agenda_votes_are_opened(self):
        need = self.make_need("See the last call")
        ballot_round = self._round(need)
        self.session.action_close()
        ballot_round.action_open()
        self.assertEqual((ballot_round.state, bool(ballot_round.item_id)), ("open", False))

    def test_an_empty_vote_is_not_opened_again_in_a_step_without_voting(self):
        ballot_round = self._round(self.make_need("See the last call"))
        self._step(can_vote=True)
        ballot_round.action_open()
        ballot_round.action_close()
        self._step()
        with self.assertRaises(UserError):
            ballot_round.action_reopen()
        self.assertEqual(ballot_round.state, "closed")

    def test_nobody_says_by_hand_in_which_step_a_vote_was_opened(self):
        ballot_round = self._round(self.make_need("See the last call"))
        step = self._step(can_vote=True)
        ballot_round.action_open()
        with self.assertRaises(UserError):
            ballot_round.item_id = self.session.agenda_item_ids[0]
        self.assertEqual(ballot_round.item_id, step)


class TestRaising(PermitsCase):
    def test_what_is_raised_at_another_time_is_parked_for_later(self):
        self._step()
        need = self.make_need("Not now")
        self.assertEqual((need.is_parked, need.author_id), (True, self.participant_sales))
        self.assertEqual(self.session.parking_lot, need)

    def test_without_a_name_it_is_parked_too(self):
        self._step(anonymous=True)
        model = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        need = model.browse(model.raise_need(self.session.id, {"name": "Not now"})["id"])
        self.assertEqual((need.is_parked, need.is_anonymous), (True, True))

    def test_where_needs_are_taken_nothing_is_parked(self):
        self._step(can_raise=True)
        self.assertFalse(self.make_need("Now").is_parked)

    def test_whoever_leads_writes_down_for_now(self):
        self._step()
        need = self.env["crm.facilitation.need"].with_user(self.facilitator)
        need = need.create(
            {"name": "Said aloud", "session_id": self.session.id, "author_id": self.participant_sales.id}
        )
        self.assertFalse(need.is_parked)

    def test_the_desk_and_the_room_offer_it_all_the_same(self):
        self._step()
        state = self.env["crm.facilitation.room"].with_user(self.employee_sales).state(self.session.id)
        self.assertTrue(state["session"]["takes_need"])

    def test_nobody_parks_by_the_way_a_need_is_made(self):
        need = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        with self.assertRaises(UserError):
            need.create({"name": "Parked by hand", "session_id": self.session.id, "is_parked": True})


class TestRemarks(PermitsCase):
    def test_nobody_comments_in_a_step_without_remarks(self):
        need = self.make_need("See the last call")
        step = self._step(can_raise=True)
        with self.assertRaisesRegex(UserError, step.name):
            self._remark(self.employee_service, need)
        self.assertFalse(self.env["crm.facilitation.remark"].search([("need_id", "=", need.id)]))

    def test_they_comment_in_a_step_with_remarks(self):
        need = self.make_need("See the last call")
        self._step(can_remark=True)
        self.assertTrue(self._remark(self.employee_service, need))

    def test_after_the_session_they_comment(self):
        need = self.make_need("See the last call")
        self._step()
        self.session.action_close()
        self.assertTrue(self._remark(self.employee_service, need))


class TestAudience(PermitsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._new_user("manager", "base.group_user")
        cls.make_participant(cls.manager, cls.sales, role="sponsor")
        cls.make_participant(cls.sponsor, cls.sales)

    def _hold(self):
        return self._step(can_raise=True, can_remark=True, anonymous=True, audience="no_management")

    def _raise(self, user):
        model = self.env["crm.facilitation.need"].with_user(user)
        return model.browse(model.raise_need(self.session.id, {"name": "Hard to say"})["id"])

    def test_management_raises_nothing_in_a_step_without_management(self):
        step = self._hold()
        before = self.env["crm.facilitation.need"].search_count([])
        for user in (self.manager, self.sponsor):
            with self.assertRaisesRegex(UserError, step.name):
                self._raise(user)
        self.assertEqual(self.env["crm.facilitation.need"].search_count([]), before)

    def test_collecting_needs_outside_the_agenda_is_no_way_round(self):
        self.session.collection_from = self.session.date_start
        self._hold()
        with self.assertRaises(UserError):
            self._raise(self.manager)

    def test_management_says_nothing_and_proposes_nothing_in_it(self):
        need = self.make_need("See the last call")
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict = conflict.create({"name": "Who does it", "session_id": self.session.id})
        self._hold()
        options = self.env["crm.facilitation.conflict.option"]
        for user in (self.manager, self.sponsor):
            with self.assertRaises(UserError):
                self._remark(user, need)
            with self.assertRaises(UserError):
                options.with_user(user).create({"conflict_id": conflict.id, "name": "Mine"})
        self.assertFalse(conflict.option_ids)
        self.assertFalse(self.env["crm.facilitation.remark"].search([("need_id", "=", need.id)]))

    def test_the_others_raise(self):
        self._hold()
        need = self._raise(self.employee_sales)
        self.assertTrue(need.is_anonymous)

    def test_in_the_next_step_management_raises(self):
        self._hold()
        self._step(can_raise=True)
        self.assertFalse(self._raise(self.manager).is_anonymous)

    def test_a_department_is_named_only_where_three_besides_management_could_have_raised(self):
        """Three people and two of management are no crowd of five: two of them cannot have said it."""
        for number in range(2):
            user = self._new_user(f"sales_{number}", "base.group_user")
            self.make_participant(user, self.sales)
        # nor are those left over too few
        self.make_participant(self._new_user("service", "base.group_user"), self.service)
        self._hold()
        self.assertEqual(self._raise(self.employee_sales).sudo().department_id, self.sales)
        self.participant_sales.sudo().role = "sponsor"
        other = self.env["res.users"].search([("login", "=", "sales_0")])
        self.assertFalse(self._raise(other).sudo().department_id)

    def test_the_seal_counts_those_who_could_raise(self):
        self._hold()
        self._raise(self.employee_sales)
        self.session.action_next()
        seal = self.env["crm.facilitation.event"].search([("kind", "=", "origins_sealed")], limit=1)
        people = self.session.participant_ids
        self.assertEqual((len(people), seal.payload["could_raise"]), (5, 3))
