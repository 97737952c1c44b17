"""The room against people who try: views and commands that are not theirs, keys after the end, signs of who acted."""

import contextlib
import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..room.common import Browser, GuestCase
from ..room.test_state import StateCase

# what a desk does to its session
COMMANDS = [
    ("action_start", {}),
    ("action_next", {}),
    ("action_previous", {}),
    ("action_pause", {}),
    ("action_resume", {}),
    ("action_extend", {}),
    ("action_pull", {}),
    ("action_open_lobby", {}),
    ("action_close_lobby", {}),
    ("action_projector_link", {}),
    ("action_open_kiosk", {}),
    ("action_detect_conflicts", {}),
    ("action_close", {}),
    ("get_step_checks", {}),
    ("save_agenda", {"name": "Mine"}),
    ("action_insert_item", {"name": "Mine"}),
]


class TestNotTheirs(StateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "Next door"})
        cls.neighbour = new_test_user(
            cls.env,
            "neighbour",
            "base.group_user,crm_facilitation.group_facilitator",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def test_no_view_is_given_to_who_has_no_part_in_it(self):
        tried = {
            self.employee_sales: ("desk", "projector", "", "Desk"),
            self.sponsor: ("desk", "projector"),
            self.neighbour: ("phone", "desk", "projector"),
        }
        for user, views in tried.items():
            for view in views:
                with self.subTest(user=user.login, view=view), self.assertRaises(AccessError):
                    self.state(user, view)

    def test_nobody_but_who_leads_it_moves_a_session(self):
        before = self.session.read(["state", "current_item_id", "is_lobby_open", "pulled_model"])
        steps, done = self.session.agenda_item_ids.ids, []
        for user in (self.employee_sales, self.sponsor, self.neighbour):
            for name, values in COMMANDS:
                with contextlib.suppress(UserError), self.env.cr.savepoint():
                    getattr(self.session.with_user(user), name)(**values)
                    done.append((user.login, name))
        self.assertEqual(done, [])
        self.env.invalidate_all()
        self.assertEqual(self.session.read(["state", "current_item_id", "is_lobby_open", "pulled_model"]), before)
        self.assertEqual(self.session.agenda_item_ids.ids, steps)
        self.assertFalse(self.session.sudo().projector_hash)

    def test_management_fills_nothing_of_a_step_without_it(self):
        need = self.make_need("See the last call", self.participant_sales)
        owner = self.make_participant(self.sponsor, self.sales)
        self.session.current_item_id.sudo().audience = "no_management"
        self.assertNotIn("can_support", self.state(self.sponsor)["needs"][0])
        with self.assertRaises(UserError):
            need.with_user(self.sponsor).action_support()
        self.assertFalse(need.supporter_ids)
        need.with_user(self.employee_service).action_support()
        self.session.action_next()
        need.with_user(self.sponsor).action_support()
        self.assertEqual(need.supporter_ids, owner | self.participant_service)

    def test_what_is_up_names_no_department_of_one_in_a_step_that_names_nobody(self):
        need = self.make_need("See the last call", self.participant_sales)
        self.session.action_pull("need", need.id)
        self.assertEqual(self.projected()["pulled"]["department"], self.sales.name)
        self.session.current_item_id.sudo().anonymous = True
        for state in (self.projected(), self.state(self.employee_service)):
            self.assertEqual((state["pulled"]["origin_label"], state["pulled"]["department"]), ("", ""))

    def test_the_desk_is_not_told_when_the_only_person_of_a_department_has_voted_in_secret(self):
        need = self.make_need("See the last call")
        step = self.session.current_item_id.sudo()
        step.write({"done_when": "voted", "can_vote": True, "anonymous": True})
        for number in range(4):
            self.make_participant(self._new_user(f"more{number}", "base.group_user"), self.sales)
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = rounds.create({"name": "Secret", "session_id": self.session.id, "anonymous": True})
        ballot_round.action_open()

        def told():
            return self.session.get_step_checks()[1]["text"]

        before = told()
        token = ballot_round.with_user(self.employee_service).issue_ballot()
        ballot_round.with_user(self.employee_service).cast({need.id: 1}, token)
        self.assertEqual(told(), before)
        for name in (self.service.name, self.logistics.name):
            self.assertNotIn(name, before)


@tagged("standard", "post_install", "-at_install")
class TestAfterTheEnd(GuestCase):
    def open_wall(self):
        path = self.meeting.action_projector_link()["address"].removeprefix(self.meeting.get_base_url())
        wall = Browser(self, self.meeting)
        wall.get(path)
        return wall, path

    def test_a_reopened_session_has_neither_its_old_projector_nor_its_old_code(self):
        self.meeting.action_open_lobby()
        wall, path = self.open_wall()
        key = self.meeting.sudo()._get_projector_channel_key()
        self.assertEqual(self.meeting._find_channel(key), self.meeting)
        self.meeting.action_close()
        self.meeting.action_reopen("One thing was forgotten")
        self.assertEqual(wall.get(f"/f/v/s/{self.meeting.id}/state").status_code, 401)
        self.assertEqual(wall.get(path).status_code, 404)
        self.assertFalse(self.meeting._find_channel(key))
        self.assertFalse(self.meeting.is_lobby_open)
        page = Browser(self, self.meeting).send("POST", "/f/code", data={"code": self.meeting.code, "name": "Nina New"})
        self.assertNotIn("select", page.text)

    def test_a_guest_supports_and_votes_no_more_when_the_session_is_over(self):
        need = self.make_need("See the last call", self.participant_sales)
        self.one = self.two = need
        ballot_round = self.open_round()
        browser = self.open(self.gus)
        ballot_round.action_close()
        self.meeting.action_close()
        for name, sent in (("support", {}), ("withdraw_support", {})):
            self.assertEqual(browser.refused(name, id=need.id, **sent)[0], "refused")
        self.assertEqual(browser.refused("cast", id=ballot_round.id, choices={str(need.id): 1})[0], "refused")
        self.assertFalse(need.supporter_ids)

    def test_the_projector_reaches_no_command_and_no_other_view(self):
        wall, _path = self.open_wall()
        for query in ("?view=desk", "?view=phone"):
            with mute_logger("odoo.http"):
                state = wall.get(f"/f/v/s/{self.meeting.id}/state{query}").json()
            self.assertFalse({"desk", "me", "needs", "names"} & set(state))
        for path in ("read", "call"):
            self.assertEqual(wall.ask(path, "state").status_code, 401)
        answer = wall.send(
            "POST",
            "/web/dataset/call_kw",
            data=json.dumps(
                {
                    "params": {
                        "model": "crm.facilitation.room",
                        "method": "state",
                        "args": [self.meeting.id],
                        "kwargs": {},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertIn("error", answer.json())
