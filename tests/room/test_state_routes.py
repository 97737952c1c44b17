"""The state by each way in: its version, the clock, the replica, the projector's key."""

import hashlib
import json
import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .common import Browser, Device, GuestCase


class TestStateRoutes(GuestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls.make_need("See the last call")

    def enter(self, participant):
        browser = Browser(self, participant.session_id)
        browser.get(self.path_of(participant))
        return browser

    def state_of(self, browser, query="", **headers):
        return browser.get(f"/f/s/{self.meeting.id}/state{query}", headers=headers)

    def of_login(self, login, query="", **headers):
        self.authenticate(login, login)
        return self.url_open(f"/crm_facilitation/room/{self.meeting.id}/state{query}", headers=headers)

    @contextmanager
    def cursors_counted(self):
        """Which kind of transaction answered each request: ``ro``, ``rw``, ``ro->rw``."""
        used, original = [], http.Request._serve_ir_http

        def note(request, *args):
            used.append("ro" if request.env.cr.readonly else "rw")
            return original(request, *args)

        with patch.object(http.Request, "_serve_ir_http", note):
            yield used

    def test_the_same_state_has_the_same_version_and_is_not_sent_again(self):
        browser = self.enter(self.gus)
        first = self.state_of(browser)
        self.assertEqual([need["name"] for need in first.json()["needs"]], ["See the last call"])
        known = {"If-None-Match": first.headers["ETag"]}
        again = self.state_of(browser, **known)
        self.assertEqual((again.status_code, again.content), (304, b""))
        self.assertEqual(
            self.state_of(browser, **{"If-None-Match": f'"other", W/{first.headers["ETag"]}'}).status_code, 304
        )
        self.make_need("Ring back")
        later = self.state_of(browser, **known)
        self.assertEqual(later.status_code, 200)
        self.assertNotEqual(later.headers["ETag"], first.headers["ETag"])

    def test_a_part_that_the_page_still_has_is_not_sent_again(self):
        self.make_need("Ring back", problem="Nobody knows who called last, and customers are asked three times. " * 5)
        for number in range(8):
            self.make_need(f"A need with a name of some length, number {number}")
        browser = self.enter(self.gus)
        whole = self.state_of(browser).json()
        first = self.state_of(browser, **{"X-Facilitation-Parts": ""})
        parts = first.json()["parts"]
        self.assertEqual({**first.json(), "parts": None}, {**whole, "parts": None})
        self.assertIn("needs", parts)
        self.env["crm.facilitation.session"].browse(self.meeting.id).sudo().name = "Discovery, day two"
        known = {"X-Facilitation-Parts": " ".join(parts.values()), "If-None-Match": first.headers["ETag"]}
        second = self.state_of(browser, **known)
        self.assertEqual(second.json()["session"]["name"], "Discovery, day two")
        self.assertNotIn("needs", second.json())
        self.assertEqual(second.json()["parts"]["needs"], parts["needs"])
        self.make_need("Something new")
        third = self.state_of(browser, **known).json()
        self.assertIn("Something new", [need["name"] for need in third["needs"]])
        self.assertNotEqual(third["parts"]["needs"], parts["needs"])

    def test_every_answer_has_the_servers_clock(self):
        browser = self.enter(self.gus)
        first = self.state_of(browser)
        for answer in (first, self.state_of(browser, **{"If-None-Match": first.headers["ETag"]})):
            self.assertLess(abs(int(answer.headers["X-Facilitation-Now"]) / 1000 - time.time()), 5)

    def test_nobody_keeps_or_finds_a_state(self):
        headers = self.state_of(self.enter(self.gus)).headers
        self.assertEqual((headers["Cache-Control"], headers["Referrer-Policy"]), ("no-store", "no-referrer"))

    def test_who_is_not_let_in_reads_why(self):
        answer = self.state_of(Browser(self, self.meeting))
        self.assertEqual((answer.status_code, answer.json()["error"]["code"]), (401, "entry"))
        browser = self.enter(self.gus)
        self.gus.active = False
        self.assertEqual(self.state_of(browser).status_code, 401)

    def test_a_login_sees_the_state_that_is_theirs(self):
        self.assertEqual(self.of_login("sal").json()["me"]["name"], "Sal")
        self.assertNotIn("desk", self.of_login("sal").json())
        self.assertIn("desk", self.of_login("fac", "?view=desk").json())
        for login, query in (("sal", "?view=desk"), ("sal", "?view=projector"), ("out", ""), ("fac", "?view=other")):
            with self.subTest(login=login, query=query):
                answer = self.of_login(login, query)
                self.assertEqual((answer.status_code, answer.json()["error"]["code"]), (403, "access"))

    def test_the_state_is_read_on_the_replica_and_afresh_on_the_primary(self):
        browser = self.enter(self.gus)
        key = self.meeting.action_projector_link()["address"].rpartition("/")[2]
        wall = Browser(self, self.meeting)
        wall.get(f"/f/v/{key}")
        with self.cursors_counted() as used:
            for query in ("", "?fresh=1"):
                self.assertEqual(self.state_of(browser, query).status_code, 200)
                self.assertEqual(wall.get(f"/f/v/s/{self.meeting.id}/state{query}").status_code, 200)
                self.assertEqual(self.of_login("sal", query).status_code, 200)
        self.assertEqual(used, ["ro"] * 3 + ["rw"] * 3)

    def test_a_shared_device_has_the_state_of_whoever_holds_it(self):
        self.gus.action_join()
        address = self.meeting.action_open_kiosk()["params"]["address"]
        device = Browser(self, self.meeting)
        device.get(address.removeprefix(self.meeting.get_base_url()))
        self.assertEqual(device.get("/f/k/state").status_code, 401)
        device.send("POST", "/f/k/ask", data={"proof": device.proof, "who": str(self.gus.id)})
        self.env["crm.facilitation.kiosk"].with_user(self.facilitator).search([]).action_hand_over()
        self.assertEqual(device.get("/f/k/state").json()["me"]["name"], "Gus Guest")


class Page:
    """What a page keeps of its answers: it names the parts that it has, and puts together what it is told."""

    def __init__(self, case, get):
        self.case, self.get, self.versions, self.parts, self.left_out = case, get, {}, {}, set()

    def read(self):
        """The state as the page has it now, which is what the server tells whole."""
        sent = self.get(**{"X-Facilitation-Parts": " ".join(self.versions.values())}).json()
        self.versions = sent.pop("parts")
        self.left_out = self.versions.keys() - sent.keys()
        state = {name: self.parts[name] for name in self.left_out} | sent
        self.parts = {name: state[name] for name in self.versions}
        self.case.assertEqual(state, self.get().json())
        return state


class TestParts(GuestCase):
    """Whatever changes, and whoever asks: with the parts that a page has, it has what the server tells whole."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(8):
            cls.make_need(f"A need with a name of some length, number {number}")

    def page_of(self, browser, path=None):
        path = path or f"/f/s/{self.meeting.id}/state"
        return Page(self, lambda **headers: browser.get(path, headers=headers))

    def of_login(self, login, view="phone", **headers):
        self.authenticate(login, login)
        return self.url_open(f"/crm_facilitation/room/{self.meeting.id}/state?view={view}", headers=headers)

    def page_of_login(self, login, view="phone"):
        return Page(self, lambda **headers: self.of_login(login, view, **headers))

    def test_whatever_changes_a_page_has_what_the_server_tells_whole(self):
        wall = self.browser()
        wall.get(self.meeting.action_projector_link()["address"].removeprefix(self.meeting.get_base_url()))
        gus = self.open(self.gus)
        employee = self.page_of_login("sal")
        pages = (
            self.page_of(gus),
            employee,
            self.page_of_login("fac", "desk"),
            self.page_of(wall, f"/f/v/s/{self.meeting.id}/state"),
        )
        need = self.env["crm.facilitation.need"].search([("session_id", "=", self.meeting.id)], limit=1)
        kept = set()
        for change in (
            lambda: None,
            lambda: gus.call("raise_need", values={"name": "Ring back"}),
            need.with_user(self.employee_service).action_support,
            lambda: self.meeting.action_pull("need", need.id),
            self.meeting.action_next,
            lambda: need.with_user(self.facilitator).action_reject("Not now"),
            lambda: (self.facilitator | self.employee_sales).write({"lang": "ru_RU"}),
            lambda: need.with_user(self.facilitator).write({"active": False}),
        ):
            change()
            for page in pages:
                page.read()
                kept |= page.left_out
        self.assertLessEqual({"needs", "desk"}, kept)
        self.assertNotIn(need.id, [one["id"] for one in employee.parts["needs"]])

    def test_who_comes_next_in_a_browser_has_nothing_of_the_person_before(self):
        browser = self.open(self.gus)
        browser.call("raise_need", values={"name": "Ring back", "problem": "Nobody knows who called. " * 20})
        page = self.page_of(browser)
        self.assertIn("Nobody knows who called", str(page.read()["needs"]))
        browser.get(self.path_of(self.gita))
        state = page.read()
        self.assertEqual(state["me"]["name"], "Gita Guest")
        self.assertNotIn("Nobody knows who called", str(state))

    def test_who_has_a_shared_device_next_has_nothing_of_the_person_before(self):
        (self.gus | self.quiet).with_user(self.facilitator).action_join()
        address = self.meeting.action_open_kiosk()["params"]["address"]
        device = Device(self, self.meeting)
        device.get(address.removeprefix(self.meeting.get_base_url()))
        kiosk = self.env["crm.facilitation.kiosk"].with_user(self.facilitator).search([])

        def hand_over(person):
            device.get("/f/k")
            device.post("ask", {"who": str(person.id)})
            kiosk.action_hand_over()
            device.get("/f/k")

        page = self.page_of(device, "/f/k/state")
        hand_over(self.gus)
        device.call("raise_need", values={"name": "Ring back", "problem": "Nobody knows who called. " * 20})
        self.assertIn("Nobody knows who called", str(page.read()["needs"]))
        device.post("lock")
        versions = {"X-Facilitation-Parts": " ".join(page.versions.values())}
        self.assertEqual(set(page.get(**versions).json()), {"error"})
        hand_over(self.quiet)
        state = page.read()
        self.assertEqual(state["me"]["name"], "Quiet Guest")
        self.assertNotIn("Nobody knows who called", str(state))

    def test_a_version_opens_nothing_and_no_part_is_left_out_that_the_page_did_not_name(self):
        desk = self.page_of_login("fac", "desk")
        desk.read()
        whole = self.of_login("sal").json()
        for named in (" ".join(desk.versions.values()), desk.versions["desk"], "None", "null", "needs", "x " * 300):
            with self.subTest(named=named[:40]):
                answer = self.of_login("sal", **{"X-Facilitation-Parts": named}).json()
                parts = answer.pop("parts")
                self.assertNotIn("desk", answer | parts)
                self.assertEqual(answer.keys() | parts.keys(), whole.keys())
                left_out = whole.keys() - answer.keys()
                self.assertEqual(left_out, {name for name in parts if parts[name] in named})
                self.assertEqual(answer, {name: whole[name] for name in answer})
        facilitators = self.env.ref("crm_facilitation.group_facilitator")
        self.facilitator.group_ids = [Command.unlink(facilitators.id)]
        named = {"X-Facilitation-Parts": " ".join(desk.versions.values())}
        refused = self.of_login("fac", "desk", **named)
        self.assertEqual((refused.status_code, set(refused.json())), (403, {"error"}))

    def test_what_is_the_same_as_a_whole_is_not_sent_whichever_parts_are_named(self):
        browser = self.open(self.gus)
        path = f"/f/s/{self.meeting.id}/state"
        first = browser.get(path)
        for named in (None, "", "other"):
            headers = {"If-None-Match": first.headers["ETag"]}
            headers |= {} if named is None else {"X-Facilitation-Parts": named}
            again = browser.get(path, headers=headers)
            self.assertEqual((again.status_code, again.content), (304, b""))
            self.assertIn("X-Facilitation-Parts", again.headers["Vary"])


class TestProjector(GuestCase):
    def open_wall(self):
        path = self.meeting.action_projector_link()["address"].removeprefix(self.meeting.get_base_url())
        wall = Browser(self, self.meeting)
        return wall, path, wall.get(path)

    def state_of(self, wall):
        return wall.get(f"/f/v/s/{self.meeting.id}/state")

    def test_its_key_is_kept_as_a_fingerprint_and_swapped_for_a_cookie(self):
        wall, path, page = self.open_wall()
        key = path.rpartition("/")[2]
        self.assertEqual(self.meeting.sudo().projector_hash, hashlib.sha256(key.encode()).hexdigest())
        self.assertTrue(len(path) <= 45 and key.isalnum())
        self.assertEqual(page.url, f"{self.base_url()}/f/v/s/{self.meeting.id}")
        self.assertNotIn(key, page.text)
        self.assertEqual(self.state_of(wall).json()["session"]["name"], "Discovery")

    def test_a_new_key_ends_the_one_before(self):
        wall, path, _page = self.open_wall()
        other, _path, _page = self.open_wall()
        self.assertEqual((self.state_of(wall).status_code, self.state_of(other).status_code), (401, 200))
        self.assertEqual(Browser(self, self.meeting).get(path).status_code, 404)

    def test_it_ends_with_the_session(self):
        wall, path, _page = self.open_wall()
        self.meeting.action_close()
        self.assertEqual(self.state_of(wall).status_code, 401)
        self.assertEqual(Browser(self, self.meeting).get(path).status_code, 404)
        with self.assertRaises(UserError):
            self.meeting.action_projector_link()

    def test_a_facilitator_alone_gives_one(self):
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaises(AccessError):
                self.meeting.with_user(user).action_projector_link()
        self.assertFalse(self.meeting.sudo().projector_hash)

    def test_it_opens_nothing_else(self):
        wall, path, _page = self.open_wall()
        other = self.env["crm.facilitation.session"].with_user(self.facilitator)
        other = other.create({"name": "Other", "project_id": self.project.id})
        wall.http.cookies.set(f"f_v_{other.id}", path.rpartition("/")[2])
        self.assertEqual(wall.get(f"/f/v/s/{other.id}/state").status_code, 401)
        self.assertEqual(wall.get(f"/f/s/{self.meeting.id}/state").status_code, 401)

    def test_it_holds_nothing_of_the_desk_and_nobodys_name(self):
        self.make_need("See the last call", self.participant_sales)
        self.meeting.action_open_lobby()
        state = self.state_of(self.open_wall()[0]).json()
        self.assertEqual(
            set(state),
            {"session", "step", "rounds", "pulled", "present", "code", "address", "qr", "channel"},
        )
        self.assertEqual(state["code"], self.meeting.code)
        for name in ("Sal", "Ser", "Gus", "Fac"):
            # pictures and keys are letters in any order
            self.assertNotIn(name, json.dumps(state | {"qr": "", "channel": ""}))

    def test_what_is_pulled_up_names_nobody_in_an_anonymous_step(self):
        need = self.make_need("See the last call", self.participant_sales)
        self.meeting.action_pull("need", need.id)
        wall = self.open_wall()[0]
        self.assertEqual(self.state_of(wall).json()["pulled"]["origin_label"], "Sal")
        self.meeting.current_item_id.sudo().anonymous = True
        self.assertNotIn('"Sal"', self.state_of(wall).text)

    def test_nothing_of_a_vote_is_on_it_before_the_round_is_closed(self):
        self.one, self.two = self.make_need("One"), self.make_need("Two")
        ballot_round = self.open_round()
        self.meeting.action_pull("round", ballot_round.id)
        ballot_round.with_user(self.employee_sales).cast({self.one.id: 5})
        wall = self.open_wall()[0]
        state = self.state_of(wall).json()
        self.assertEqual((state["pulled"]["results"], state["pulled"]["voted"]), (None, 1))
        ballot_round.action_close()
        self.assertIsNotNone(self.state_of(wall).json()["pulled"]["results"])
