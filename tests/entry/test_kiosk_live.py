"""A shared device as it goes round: three people one after the other in one browser, the facilitator at the desk."""

import time

from odoo.fields import Command
from odoo.tests import tagged

from ..room.live import LiveCase, Screen

# all that a browser keeps of the pages of one address, beside what the page shows
KEPT = """(async () => JSON.stringify({
    storages: [localStorage, sessionStorage].map((storage) => ({ ...storage })),
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    shown: document.documentElement.innerText,
    source: document.documentElement.outerHTML,
    window: window.name + location.href,
}))()"""


@tagged("standard", "post_install", "-at_install")
class TestSharedDevice(LiveCase):
    def setUp(self):
        super().setUp()
        self.need = self.make_need("Sort by region")
        (self.gus | self.gita | self.quiet).with_user(self.facilitator).action_join()
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        values = {"session_id": self.meeting.id, "need_ids": [Command.set(self.need.ids)], "allow_own": True}
        self.open_vote = rounds.create({"name": "Aloud"} | values)
        self.secret = rounds.create({"name": "In secret", "anonymous": True} | values)
        (self.open_vote | self.secret).action_open()
        # while screens are together, theirs is the cursor
        self.votes = [(self.open_vote.id, False), (self.secret.id, True)]
        answer = self.meeting.with_user(self.facilitator).action_open_kiosk()
        self.address = answer["params"]["address"].removeprefix(self.meeting.get_base_url())
        self.desk = Screen(self, 1300, 900).log_in("fac")
        self.device = Screen(self, 600, 800)

    def take(self, person):
        """Press one's name; the facilitator hands the device over, and the page comes by itself."""
        self.device.taps = 0
        self.device.tap(f"button:has-text({person})")
        self.device.wait_for(f".alert:has-text({person})")
        self.desk.wait_for(f"section:has-text({person}) button:has-text(Hand over)")
        self.desk.tap("button:has-text(Hand over)")
        self.device.wait_for(f"p:has-text(You are {person})")
        self.device.wait_for(".o_room_phone[data-place=home]")

    def vote(self, round_id, is_secret, points):
        place = f".o_room_round[data-round='{round_id}']"
        self.device.wait_for(f"{place} [data-status=waiting]")
        self.device.tap(f"{place} .o_room_vote")
        if is_secret:
            self.device.tap(".o_ballot_ask")
        self.device.wait_for(".o_ballot_dot[aria-pressed=true]", count=0)
        self.device.tap(f".o_ballot_dot:has-text({points})")
        self.device.wait_for(".o_ballot_saving:has-text(Vote saved)")
        self.device.tap(".o_ballot_leave")
        self.device.wait_for(".o_room_phone[data-place=home]")

    def act(self, person, words, points, begun):
        self.take(person)
        # from the name to the full ballot: the name, and the vote
        self.assertEqual(self.device.taps, 1)
        self.assertEqual(self.device.find(".o_room_mine li"), [])
        for round_id, is_secret in self.votes:
            self.vote(round_id, is_secret, points)
        self.device.tap(".o_room_raise")
        self.device.wait_for("#raise_need_name:focus")
        self.assertEqual(self.device.evaluate("document.querySelector('#raise_need_name').value"), "")
        self.device.ask("Input.insertText", text=words)
        self.device.tap("button[type=submit]:enabled")
        self.device.wait_for(f".o_room_mine li:has-text({words})")
        # something is left half done
        self.device.tap(".o_room_raise")
        self.device.wait_for("#raise_need_name:focus")
        self.device.ask("Input.insertText", text=begun)
        self.device.wait_for("button[type=submit]:enabled")
        self.device.tap(".o_room_back")

    def lock(self, traces):
        self.device.tap("form[action='/f/k/lock'] button")
        self.device.wait_for("form[action='/f/k/ask'] button")
        kept = self.device.evaluate(KEPT)
        for trace in traces:
            self.assertNotIn(trace, kept)
        for steps in (-1, -2, -3):
            self.device.evaluate(f"history.go({steps})")
            time.sleep(0.7)
            self.device.wait_for("form[action='/f/k/ask'] button")
            kept = self.device.evaluate(KEPT)
            for trace in traces:
                self.assertNotIn(trace, kept)

    def test_three_people_in_turn_see_nothing_of_each_other(self):
        acts = [
            ("Gus Guest", "A list for the van", 1, "Secretly my boss"),
            ("Quiet Guest", "Fewer fields to fill in", 3, "Nobody reads that"),
            ("Gita Guest", "Ring back from the list", 5, "It is too slow"),
        ]
        traces, room = [], f"/odoo/{self.meeting.id}/session-room"
        with self.together(self.desk, self.device):
            self.desk.open(room).wait_for(".o_room")
            self.device.open(self.address).wait_for("form[action='/f/k/ask'] button", count=3)
            for name, words, points, begun in acts:
                self.act(name, words, points, begun)
                # what was begun is on nobody's screen, and the need is everybody's after the next one has the device
                traces.append(begun)
                self.lock([*traces, f"You are {name}", words])
        needs = self.env["crm.facilitation.need"].search(
            [("session_id", "=", self.meeting.id), ("id", "!=", self.need.id)]
        )
        authors = {need.name: need.author_id.sudo().partner_id.name for need in needs}
        self.assertEqual(authors, {words: name for name, words, _points, _begun in acts})
        self.assertEqual((self.open_vote.voted_count, self.secret.voted_count), (3, 3))
        for ballot_round in self.open_vote | self.secret:
            ballot_round.action_close()
            self.assertTrue(ballot_round.recount())
            self.assertEqual(ballot_round.results()["needs"][0]["total"]["points"], 9)
        self.assertFalse(self.env["crm.facilitation.kiosk"].sudo().search([]).participant_id)
