"""A shared device: for one person at a time, handed over, locked in between, nobody's login."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..room.common import Device, GuestCase


class KioskCase(GuestCase):
    """A shared device in the session, and two people who may use it."""

    def setUp(self):
        super().setUp()
        (self.gus | self.quiet).with_user(self.facilitator).action_join()
        answer = self.meeting.with_user(self.facilitator).action_open_kiosk()
        self.kiosk = self.env["crm.facilitation.kiosk"].with_user(self.facilitator).search([])
        self.device = Device(self, self.meeting)
        self.device.get(answer["params"]["address"].removeprefix(self.meeting.get_base_url()))

    def hand_over(self, person):
        self.device.get("/f/k")
        self.device.post("ask", {"who": str(person.id)})
        self.kiosk.action_hand_over()
        return self.device.get("/f/k")

    def status(self, **options):
        return self.device.ask("read", "state", **options).status_code


@tagged("standard", "post_install", "-at_install")
class TestKiosk(KioskCase):
    def test_it_offers_those_here_without_account_or_used_link(self):
        """Rule 40."""
        self.participants.with_user(self.facilitator).action_join()
        self.gita.sudo()._join_by("link")
        page = self.device.get("/f/k").text
        self.assertIn("<bdi>Gus Guest</bdi>", page)
        self.assertIn("<bdi>Quiet Guest</bdi>", page)
        for name in ("Gita Guest", "Sal", "Ser", "Log"):
            self.assertNotIn(f"<bdi>{name}</bdi>", page)

    def test_nothing_is_done_before_a_facilitator_hands_it_over(self):
        self.device.post("ask", {"who": str(self.gus.id)})
        self.assertEqual(self.status(), 401)
        for user in (self.employee_sales, self.sponsor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.kiosk.with_user(user).action_hand_over()
        self.kiosk.action_hand_over()
        self.assertEqual(self.status(proof="x"), 403)
        self.device.get("/f/k")
        self.assertEqual(self.device.read("state")["me"]["way"], "kiosk")

    def test_two_people_in_turn_see_nothing_of_each_other(self):
        page = self.hand_over(self.gus)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        need = self.device.call("raise_need", values={"name": "Of Gus"})
        stale = self.device.proof
        with self.assertRaisesRegex(UserError, "Nobody pressed"):
            self.kiosk.action_hand_over()
        self.device.post("lock")
        self.assertEqual(self.status(), 401)
        self.assertNotIn("Of Gus", self.device.get("/f/k").text)
        self.hand_over(self.quiet)
        # a page of the person before, brought back
        self.assertEqual(self.status(proof=stale), 403)
        state = self.device.read("state")
        self.assertEqual(state["me"]["name"], "Quiet Guest")
        self.assertFalse(state["needs"][0].get("is_my_need"))
        self.assertEqual(self.env["crm.facilitation.need"].browse(need["id"]).author_id, self.gus)

    def test_it_locks_after_a_minute_without_a_touch(self):
        self.hand_over(self.gus)
        now = fields.Datetime.now()
        with freeze_time(now + timedelta(seconds=50)):
            self.assertEqual(self.device.post("touch").status_code, 204)
        with freeze_time(now + timedelta(seconds=100)):
            self.assertEqual(self.status(), 200)
        with freeze_time(now + timedelta(seconds=111)):
            self.assertEqual(self.status(), 401)
            self.assertEqual(self.device.ask("call", "raise_need", {"values": {"name": "Late"}}).status_code, 401)
        self.assertFalse(self.meeting.need_ids)

    def test_it_is_in_somebodys_hands_for_less_than_a_minute_after_a_touch(self):
        self.hand_over(self.gus)
        kiosk_sudo = self.kiosk.sudo()
        for seconds, holder in ((59, self.gus), (60, self.gus.browse())):
            with freeze_time(kiosk_sudo.touched_at + timedelta(seconds=seconds)):
                self.assertEqual(kiosk_sudo._get_person(), holder)

    def test_its_key_opens_it_while_the_device_and_its_session_are_there(self):
        kiosks, key = self.env["crm.facilitation.kiosk"], self.device.http.cookies["f_k"]
        self.assertEqual(kiosks._authenticate(key), self.kiosk)
        self.assertFalse(kiosks._authenticate(None))
        for record in (self.kiosk.sudo(), self.meeting.sudo()):
            record.active = False
            self.assertFalse(kiosks._authenticate(key), record)
            record.active = True
        self.meeting.action_cancel()
        self.assertFalse(kiosks._authenticate(key))

    def test_a_device_in_somebodys_hands_is_nobody_elses_and_nobody_has_two(self):
        kiosks = self.env["crm.facilitation.kiosk"].with_user(self.facilitator)
        self.meeting.with_user(self.facilitator).action_open_kiosk()
        second = kiosks.search([]) - self.kiosk

        def press(kiosk, person):
            kiosk.sudo()._ask(person.id)

        def holders():
            return (self.kiosk | second).sudo().mapped(lambda kiosk: kiosk.participant_id.id)

        def refused(words, kiosk, *asked):
            before = holders()
            with self.assertRaisesRegex(UserError, words):
                kiosk.action_hand_over(*asked)
            self.assertEqual(holders(), before)

        refused("Nobody pressed", self.kiosk)
        press(self.kiosk, self.gus)
        refused("“Gus Guest” was pressed meanwhile", self.kiosk, "Quiet Guest")
        self.kiosk.action_hand_over("Gus Guest")
        press(self.kiosk, self.quiet)
        refused("Somebody has the device now", self.kiosk)
        press(second, self.gus)
        refused("“Gus Guest” has another shared device now", second)
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaises(AccessError):
                self.kiosk.with_user(user).action_lock()
        self.assertEqual(holders(), [self.gus.id, False])
        press(self.kiosk, self.gus)
        self.kiosk.action_hand_over()
        self.assertEqual(holders(), [self.gus.id, False], "the same person takes it again")
        self.kiosk.action_lock()
        second.action_hand_over()
        self.assertEqual(holders(), [False, self.gus.id])
        with freeze_time(fields.Datetime.now() + timedelta(minutes=2)):
            press(self.kiosk, self.gus)
            self.kiosk.action_hand_over()
            self.assertEqual(holders(), [self.gus.id, False], "one that was left is locked")
            self.kiosk.sudo().active = False
            press(second, self.gus)
            second.action_hand_over()
            self.assertEqual(holders(), [False, self.gus.id], "one that was put away is nobody's")

    def test_it_is_nobodys_login(self):
        self.hand_over(self.gus)
        self.authenticate("fac", "fac")
        self.device.http.cookies.set("session_id", self.session.sid)
        self.assertEqual(self.status(), 401)
        self.assertIn("Log out first", self.device.get("/f/k").text)

    def test_the_person_is_told_by_mail_where_they_have_one(self):
        for person in (self.gus, self.quiet):
            self.hand_over(person)
            self.device.post("lock")
        mails = self.env["mail.mail"].search([("subject", "ilike", "shared device")])
        self.assertEqual(mails.mapped("email_to"), [self.gus.partner_id.email_formatted])
        self.assertEqual((self.gus.came_by, self.quiet.came_by), ("kiosk", "kiosk"))
        # whom no mail tells: it is on record, and stands on their page
        self.assertEqual(["device_handed" in self.evidence(one) for one in (self.gus, self.quiet)], [False, True])

    def test_a_kiosk_key_opens_nothing_else(self):
        key = self.device.http.cookies["f_k"]
        self.assertFalse(self.env["crm.facilitation.participant"]._authenticate(key))
        self.assertFalse(self.env["crm.facilitation.kiosk"]._authenticate(self.gus._draw_key("link")))
        self.kiosk.sudo().active = False
        self.assertEqual(self.device.get("/f/k").status_code, 404)

    def test_an_anonymous_ballot_at_the_kiosk_leaves_no_mark_of_it(self):
        need = self.make_need("One")
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        vote = rounds.create(
            {"name": "Secret", "session_id": self.meeting.id, "need_ids": [Command.set(need.ids)], "anonymous": True}
        )
        vote.action_open()
        self.hand_over(self.gus)
        before = self.kiosk.sudo().read(["participant_id", "touched_at", "hand_over"])
        token = self.device.call("issue_ballot", id=vote.id)
        self.device.call("cast", id=vote.id, choices={str(need.id): 2}, token=token)
        self.assertEqual(self.kiosk.sudo().read(["participant_id", "touched_at", "hand_over"]), before)
        self.device.post("lock")
        self.assertFalse(self.kiosk.sudo().participant_id or self.kiosk.sudo().touched_at)
        ballots = self.env["crm.facilitation.ballot"].sudo().search([("round_id", "=", vote.id)])
        self.assertFalse(ballots.participant_id)
        self.assertEqual(
            self.env["crm.facilitation.event"].search([("kind", "=", "round_opened")]).payload["by_kiosk"], 0
        )
