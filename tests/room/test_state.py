"""What a page of the room is given: to whom, how much, and in how many statements."""

import gzip
import json

from odoo.fields import Command
from odoo.tools.json import json_default

from ..common import FacilitationCase

STATEMENTS = 15


class StateCase(FacilitationCase):
    def state(self, user, view="phone"):
        return self.env["crm.facilitation.room"].with_user(user).state(self.session.id, view)

    def projected(self):
        return self.env["crm.facilitation.room"]._state_of_projector(self.session.sudo())

    def fill(self, count, start=0):
        """Needs as people write them, with supporters, tags and departments."""
        tags = self.env["crm.facilitation.need.tag"].search([], limit=3)
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator).create(
            [
                {
                    "name": f"See the customer's last {number} calls before I ring back",
                    "problem": "I look for them in three lists, and ring with half of it.",
                    "wish": "One line beside the telephone number.",
                    "session_id": self.session.id,
                    "author_id": self.participants[number % 3].id,
                    "tag_ids": [Command.set(tags[number % 3 :][:1].ids)],
                    "supporter_ids": [Command.set(self.participants[(number + 1) % 3].ids)],
                }
                for number in range(start, count)
            ]
        )  # fmt: skip
        return needs

    def fill_room(self):
        """A vote, a conflict with options, a goal, somebody who waits, and something under discussion."""
        needs = self.fill(20)
        leads = {
            name: self.env[f"crm.facilitation.{name}"].with_user(self.facilitator) for name in ("round", "conflict")
        }
        ballot_round = leads["round"].create(
            {"name": "First", "session_id": self.session.id, "need_ids": [Command.set(needs[:5].ids)]}
        )
        ballot_round.action_open()
        conflict = leads["conflict"].create(
            {
                "name": "Two ways to count",
                "session_id": self.session.id,
                "evidence": "Sales and service want opposite things.",
                "option_ids": [Command.create({"name": "Count once"}), Command.create({"name": "Count twice"})],
            }
        )
        self.env["crm.facilitation.goal"].with_user(self.sponsor).create(
            {"name": "No enquiry waits", "project_id": self.project.id}
        )
        self.session.action_open_lobby()
        return needs, ballot_round, conflict


class TestState(StateCase):
    def test_statements_stay_few_whatever_the_number_of_needs(self):
        self.fill_room()
        views = [(self.employee_sales, "phone"), (self.facilitator, "phone"), (self.facilitator, "desk")]
        for view in views:
            # rights, rules and companies are kept by the server, whoever asks first
            self.count_queries(lambda view=view: self.state(*view))
        few = [self.count_queries(lambda view=view: self.state(*view)) for view in views]
        wall = self.count_queries(self.projected)
        self.fill(200, start=20)
        many = [self.count_queries(lambda view=view: self.state(*view)) for view in views]
        self.assertEqual([*few, wall], [*many, self.count_queries(self.projected)])
        self.assertLessEqual(max(*few, wall), STATEMENTS, few)

    def test_the_desk_takes_as_few_whatever_the_step_is_checked_by(self):
        self.fill_room()
        step = self.session.current_item_id.with_user(self.facilitator)
        taken, checked = {}, set()
        for done_when, _words in step._fields["done_when"].selection:
            step.done_when = done_when
            if self.state(self.facilitator, "desk")["desk"]["has_checks"]:
                checked.add(done_when)
                self.assertTrue(self.session.get_step_checks())
            taken[done_when] = self.count_queries(lambda: self.state(self.facilitator, "desk"))
        self.assertTrue(checked)
        self.assertLessEqual(max(taken.values()), STATEMENTS, taken)

    def test_the_step_on_promises_shows_those_that_are_open_and_no_other_step_does(self):
        promises = self.env["crm.facilitation.promise"].with_user(self.facilitator)
        values = {"session_id": self.session.id, "department_id": self.sales.id, "due_on": "2031-03-01"}
        first, kept = promises.create([values | {"name": name} for name in ("One list", "Two lists")])
        kept.action_keep()
        second = self.env["crm.facilitation.session"].with_user(self.facilitator)
        second = second.create({"name": "Second", "project_id": self.project.id})
        participants = self.env["crm.facilitation.participant"].with_user(self.facilitator)
        participants.create({"session_id": second.id, "partner_id": self.employee_sales.partner_id.id})
        second.action_start()
        self.assertEqual(second.current_item_id, second.promise_item_id)
        for user, view in ((self.employee_sales, "phone"), (self.facilitator, "desk")):
            step = self.env["crm.facilitation.room"].with_user(user).state(second.id, view)["step"]
            self.assertEqual([row["id"] for row in step["promises"]], first.ids)
            self.assertEqual(step["promises"][0]["who"], self.sales.name)
            taken = self.count_queries(
                lambda one=user, two=view: self.env["crm.facilitation.room"].with_user(one).state(second.id, two)
            )
            self.assertLessEqual(taken, STATEMENTS)
        wall = self.env["crm.facilitation.room"]._state_of_projector(second.sudo())["step"]
        self.assertEqual([row["name"] for row in wall["promises"]], ["One list"])
        second.current_item_id.anonymous = True
        wall = self.env["crm.facilitation.room"]._state_of_projector(second.sudo())["step"]
        self.assertNotIn("promises", wall, "it names nobody")
        second.action_next()
        step = self.env["crm.facilitation.room"].with_user(self.employee_sales).state(second.id)["step"]
        self.assertNotIn("promises", step)

    def test_what_goes_wrong_in_a_step_is_told_on_the_desk_alone(self):
        self.session.current_item_id.pitfall = "The loudest speak first"
        self.assertEqual(self.state(self.facilitator, "desk")["step"]["pitfall"], "The loudest speak first")
        for shown in (self.state(self.employee_sales), self.projected()):
            self.assertNotIn("pitfall", shown["step"])

    def test_a_supported_need_is_not_shown_as_ones_own(self):
        mine, other = self.make_need("Mine"), self.make_need("Other", self.participant_service)
        other.with_user(self.employee_sales).action_support()
        marks = {need["id"]: need for need in self.state(self.employee_sales)["needs"]}
        self.assertEqual([bool(marks[need.id].get("is_my_need")) for need in (mine, other)], [True, False])
        self.assertEqual([bool(marks[need.id].get("can_support")) for need in (mine, other)], [False, False])

    def test_the_step_is_told_with_who_speaks_what_is_done_and_why(self):
        words = {"speakers": "Everybody once", "instruction": "Write two cards", "why": "So that nobody is passed over"}
        self.session.current_item_id.with_user(self.facilitator).write(words)
        state = self.state(self.employee_sales)
        self.assertEqual({name: state["step"][name] for name in words}, words)
        self.assertEqual(state["session"]["instruction"], words["instruction"])

    def test_each_is_told_which_needs_are_their_own_and_which_they_may_support(self):
        own, foreign, gone = (
            self.make_need(name, person)
            for name, person in (("Mine", self.participant_sales), ("Yours", self.participant_service),
                                 ("Gone", self.participant_service))
        )  # fmt: skip
        gone.action_merge_into(foreign)
        state = self.state(self.employee_sales)
        told = {need["id"]: (need.get("is_my_need"), need.get("can_support")) for need in state["needs"]}
        self.assertEqual((told[own.id], told[foreign.id]), ((True, None), (None, True)))
        own.action_merge_into(foreign)
        for user in (self.employee_sales, self.employee_logistics):
            told = {need["id"]: need.get("can_support") for need in self.state(user)["needs"]}
            self.assertFalse(told.get(own.id), user.login)

    def test_the_desk_lists_the_rounds_that_are_prepared_and_no_other(self):
        self.fill_room()
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        prepared = rounds.create({"name": "Second", "session_id": self.session.id})
        prepared.item_id = False
        state = self.state(self.facilitator, "desk")
        [draft] = state["desk"]["drafts"]
        self.assertEqual((draft["id"], draft["item_id"]), (prepared.id, False))

    def test_whoever_is_not_there_yet_is_told_nothing_that_is_not_so(self):
        me = self.state(self.facilitator)["me"]
        untrue = ("id", "joined", "right", "link_shown_on", "is_present", "is_ready")
        self.assertEqual({me[name] for name in untrue}, {False})

    def test_who_asks_to_join_without_a_department_is_told_without_one(self):
        room = self.env["crm.facilitation.room"]
        person = {"id": 1, "name": "Ann Archer", "department_id": False, "has_user": False}
        told = room._describe_waiting({"id": 7, "name": "Ann Archer", "department": None}, [person])
        self.assertEqual((told["department"], [one["department"] for one in told["offers"]]), (False, [False]))

    def test_two_hundred_needs_fit_into_fifty_kilobytes(self):
        self.fill_room()
        self.fill(200, start=20)
        state = self.state(self.employee_sales)
        self.assertEqual(len(state["needs"]), 200)
        body = json.dumps(state, default=json_default, ensure_ascii=False, separators=(",", ":")).encode()
        self.assertLessEqual(len(body), 50_000)
        self.assertLessEqual(len(gzip.compress(body)), 12_000)
