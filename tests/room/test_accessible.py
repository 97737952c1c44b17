"""The room for people who do not see it, or see little: axe-core finds nothing serious on any of its screens."""

import json
import os
from pathlib import Path

from odoo.fields import Command
from odoo.tests import tagged

from .common import Device
from .live import LiveCase, Screen

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
# contrast of 4.5 is measured, of big letters 3; on the wall 7, for weak lamps in bright rooms
WALL = {"runOnly": ["color-contrast-enhanced"], "resultTypes": ["violations"]}
LOOK = """(async () => {
    const { violations } = await window.axe.run(%s, %s);
    return violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) =>
        `${id}: ${nodes.slice(0, 4).map(({ html, any }) => html.slice(0, 160) + " " + (any[0]?.message || "")).join(" | ")}`);
})()"""


MOVING = """[...document.querySelectorAll(".o_room, .o_room *")].filter((one) => {
    const { transitionDuration, animationName, animationDuration } = getComputedStyle(one);
    const lasts = (text) => text.split(",").some((part) => parseFloat(part) > 0.01);
    return lasts(transitionDuration) || (animationName !== "none" && lasts(animationDuration));
}).map((one) => one.className || one.tagName)"""


@tagged("standard", "post_install", "-at_install")
class TestAccessibleRoom(LiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.axe = Path(os.environ["CRM_FACILITATION_AXE"]).read_text()
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.facilitator | cls.employee_sales).lang = "en_US"
        (cls.gus | cls.quiet).with_user(cls.facilitator).action_join()
        need = cls.make_need("See the last call", wish="One list each morning", problem="I ring blind.")
        other = cls.make_need("Paint the hall", cls.participant_service)
        other.sudo()._write_past_guards({"is_parked": True})
        leads = {name: cls.env[f"crm.facilitation.{name}"].with_user(cls.facilitator) for name in ("round", "conflict")}
        cls.conflict = leads["conflict"].create(
            {
                "name": "Two ways to count",
                "session_id": cls.meeting.id,
                "evidence": "Sales and service want opposite things.",
                "option_ids": [Command.create({"name": "Count once"}), Command.create({"name": "Count twice"})],
            }
        )
        cls.rounds = {}
        for name in ("closed", "open"):
            values = {"name": name, "session_id": cls.meeting.id, "need_ids": [Command.set((need | other).ids)]}
            cls.rounds[name] = leads["round"].create(values)
            cls.rounds[name].action_open()
        for user in (cls.employee_sales, cls.employee_service, cls.employee_logistics):
            cls.rounds["closed"].with_user(user).cast({need.id: 2})
        cls.rounds["closed"].action_close()
        leads["round"].create({"name": "draft", "session_id": cls.meeting.id})
        cls.meeting.action_open_lobby()
        cls.env["crm.facilitation.join.request"]._ask(cls.meeting, "Gus Guest", cls.sales.id, "a key of a browser")
        cls.meeting.action_pull("need", need.id)

    def look_at(self, screen, part, rules=RULES):
        """Nothing serious is found in ``part`` of the screen, which is ours."""
        screen.wait_for(part)
        if not screen.evaluate("Boolean(window.axe)"):
            screen.evaluate(self.axe)
        found = screen.evaluate(LOOK % (json.dumps(part), json.dumps(rules)))
        self.assertEqual(found, [], part)

    def check_stillness(self, screen):
        """Nothing of the room moves for who has asked their device for it."""
        calm = [{"name": "prefers-reduced-motion", "value": "reduce"}]
        screen.ask("Emulation.setEmulatedMedia", features=calm)
        self.assertEqual(screen.evaluate(MOVING), [])

    def test_the_desk_with_each_of_its_panels(self):
        desk = Screen(self, 1300, 900).log_in("fac")
        with self.together(desk):
            desk.open(f"/odoo/{self.meeting.id}/session-room")
            desk.wait_for(".o_room_lobby")
            for key, part in enumerate((".o_room_needs", ".o_room_desk_round", ".o_room_conflict", ".o_heard_map"), 1):
                desk.press(str(key))
                desk.wait_for(part)
                self.look_at(desk, ".o_room")
            self.check_stillness(desk)
            desk.evaluate("document.querySelector('.o_room_people').open = true")
            desk.tap(".o_room_step_name")
            self.look_at(desk, ".o_room")
            for key, part in (
                ("?", ".modal table"),
                ("v", ".modal .o_room_previews"),
                ("n", ".modal .o_room_keep_open"),
            ):
                desk.press(key)
                desk.wait_for(part)
                self.look_at(desk, ".modal .modal-body")
                desk.tap(".modal .btn-close")
                desk.wait_for(".modal", count=0)

    def test_the_phone_of_an_employee_at_each_of_its_places(self):
        phone = Screen(self, 375, 667).log_in("sal")
        with self.together(phone):
            phone.open(f"/odoo/{self.meeting.id}/session-room")
            self.look_at(phone, ".o_room")
            self.check_stillness(phone)
            for press, place in ((".o_room_raise", "raise"), (".o_room_vote", "vote"), (".o_room_result", "results")):
                phone.tap(press)
                phone.wait_for(f".o_room_phone[data-place={place}]")
                phone.wait_for("#raise_need_name, .o_ballot_need, .o_results, .o_room_result_page table")
                self.look_at(phone, ".o_room")
                phone.tap(".o_room_back, .o_ballot_leave")
                phone.wait_for(".o_room_phone[data-place=home]")

    def test_the_page_of_a_guest(self):
        phone = Screen(self, 320, 568)
        with self.together(phone):
            phone.open(self.path_of(self.gus)).wait_for(".o_room_now")
            self.look_at(phone, "body")
            for press, place in ((".o_room_raise", "raise"), (".o_room_vote", "vote")):
                phone.tap(press)
                phone.wait_for(f".o_room_phone[data-place={place}]")
                phone.wait_for("#raise_need_name, .o_ballot_need")
                self.look_at(phone, "body")
                phone.tap(".o_room_back, .o_ballot_leave")
                phone.wait_for(".o_room_phone[data-place=home]")

    def test_the_ways_in(self):
        phone = Screen(self, 320, 568)
        with self.together(phone):
            for path in ("/f", f"/f/c/{self.meeting.code}", f"/f/s/{self.meeting.id}", "/f/none"):
                phone.open(path)
                self.look_at(phone, "body")

    def test_the_shared_device(self):
        answer = self.meeting.with_user(self.facilitator).action_open_kiosk()
        path = answer["params"]["address"].removeprefix(self.meeting.get_base_url())
        screen = Screen(self, 768, 1024)
        with self.together(screen):
            screen.open(path).wait_for("body")
            self.look_at(screen, "body")

    def test_the_wall(self):
        path = self.meeting.action_projector_link()["address"].removeprefix(self.meeting.get_base_url())
        wall = Screen(self, 1280, 720)
        leader, meeting = self.log_in("fac"), self.meeting.id
        shown = {"need": self.meeting.need_ids[0].id, "conflict": self.conflict.id, "round": self.rounds["closed"].id}
        with self.together(wall):
            wall.open(path)
            for pulled, number in shown.items():
                self.call(leader, "crm.facilitation.session", "action_pull", [meeting], pulled, number)
                wall.reload()
                wall.wait_for(f".o_room_pulled[data-pulled={pulled}]")
                self.look_at(wall, ".o_room")
                self.look_at(wall, ".o_room", WALL)
            self.check_stillness(wall)

    def test_a_kiosk_in_somebodys_hands(self):
        answer = self.meeting.with_user(self.facilitator).action_open_kiosk()
        device = Device(self, self.meeting)
        device.get(answer["params"]["address"].removeprefix(self.meeting.get_base_url()))
        device.post("ask", {"who": str(self.quiet.id)})
        self.env["crm.facilitation.kiosk"].with_user(self.facilitator).search([]).action_hand_over()
        screen = Screen(self, 768, 1024)
        screen.page.set_cookie("f_k", device.http.cookies["f_k"], "/f", "127.0.0.1")
        with self.together(screen):
            screen.open("/f/k").wait_for(".o_room_now")
            self.look_at(screen, "body")
