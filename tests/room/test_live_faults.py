"""A session as people hold it, when something fails: the connection for hints, the facilitator's page, two desks at once."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.bus.websocket import WebsocketConnectionHandler

from .live import LiveCase, Screen

ROOM = "/odoo/{}/session-room"
# how many times faster a page waits by itself, and how much sooner that is over
HURRY = 4
WAIT_FASTER = (
    f"const wait = setTimeout; window.setTimeout = (act, after, ...more) => wait(act, after / {HURRY}, ...more);"
)


class FaultCase(LiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.facilitator | cls.employee_sales).lang = "en_US"
        cls.make_need("See the last call", cls.participant_service)
        steps = cls.meeting.agenda_item_ids
        cls.meeting.with_user(cls.facilitator).action_go_to(steps[0])
        cls.second = steps[1].name

    def open_desk(self, screen):
        return screen.open(ROOM.format(self.meeting.id)).wait_for(".o_room_next")


@tagged("standard", "post_install", "-at_install")
class TestWithoutHints(FaultCase):
    def setUp(self):
        super().setUp()
        refused = patch.object(WebsocketConnectionHandler, "websocket_allowed", return_value=False)
        self.startPatcher(refused)

    def test_everything_arrives_within_half_a_minute_and_phones_are_not_alarmed(self):
        """Row 9."""
        desk, phone = Screen(self, 1300, 900).log_in("fac"), Screen(self, 320, 568)
        for screen in (desk, phone):
            screen.ask("Page.addScriptToEvaluateOnNewDocument", source=WAIT_FASTER)
        link = self.path_of(self.gus)
        with self.together(desk, phone):
            self.open_desk(desk)
            phone.open(link).wait_for(".o_room_now")
            desk.wait_for(".o_room_desk_line:has-text(Changes of others arrive within half a minute.)")
            phone.mark()
            desk.press("n")
            desk.wait_for(f".o_room_desk_now:has-text({self.second})")
            phone.patience = Screen.patience / HURRY
            phone.wait_for(f".o_room_now:has-text({self.second})")
            for screen in (desk, phone):
                self.assertEqual(screen.find(".alert-danger, .o_offline"), [])
            self.assertEqual(len(desk.find(".o_room_desk_line")), 1)
            self.assertTrue(phone.has_stayed())


@tagged("standard", "post_install", "-at_install")
class TestDesks(FaultCase):
    def test_a_desk_that_is_opened_again_is_as_it_was_left(self):
        """Row 12: step, time, lobby and vote are the server's."""
        desk, wall = Screen(self, 1300, 900).log_in("fac"), Screen(self, 1024, 768)
        path = self.meeting.action_projector_link()["address"].removeprefix(self.meeting.get_base_url())
        self.meeting.action_open_lobby()
        self.env["crm.facilitation.join.request"]._ask(self.meeting, "Nina New", self.sales.id, "a key of a browser")
        self.one = self.two = self.meeting.need_ids
        self.open_round(name="First of all")
        with self.together(desk, wall):
            wall.open(path).wait_for(".o_room_wall_step")
            self.open_desk(desk)
            desk.press(" ")
            desk.wait_for(".o_room_timer[data-paused]")
            wall.wait_for(".o_room_timer[data-paused]")
            before = [desk.find(part) for part in (".o_room_desk_now h1", ".o_room_timer", ".o_room_lobby")]
            desk.open("/web/health")
            wall.wait_for(".o_room_timer[data-paused]")
            self.open_desk(desk)
            desk.wait_for(".o_room_lobby:has-text(Nina New)")
            after = [desk.find(part) for part in (".o_room_desk_now h1", ".o_room_timer", ".o_room_lobby")]
            self.assertEqual(after, before)
            desk.press("2")
            desk.wait_for(".o_room_desk_round[data-state=open]:has-text(First of all)")
            desk.press(" ")
            wall.wait_for(".o_room_timer:not([data-paused])")

    def test_of_two_desks_that_go_on_at_once_one_does_and_the_other_is_told(self):
        """Row 12: one step on, not two."""
        one, other = (Screen(self, 1300, 900).log_in("fac") for _desk in range(2))
        # the second is told by a refusal
        with mute_logger("odoo.http"), self.together(one, other):
            for desk in (one, other):
                self.open_desk(desk)
            for desk in (one, other):
                # at once: a touch waits for the screen
                desk.evaluate("document.querySelector('.o_room_next').click()")
            other.wait_for(".modal:has-text(somebody has just gone there)")
            for desk in (one, other):
                desk.wait_for(f".o_room_desk_now:has-text({self.second})")
        self.assertEqual(self.meeting.current_item_id.name, self.second)
