"""From the mail to a delivery confirmed a month later, by code, and on a shared device: in browsers, as people do it."""

import re
import time
from datetime import timedelta
from email.utils import parseaddr

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MockEmail

from ..room.common import GuestCase
from ..room.phone import Phone


class Desk(Phone):
    """The browser of somebody who is logged in, on a laptop. The web client takes its time the first time."""

    patience = 90

    def __init__(self, case, login):
        super().__init__(case, 1300, 900)
        case.authenticate(login, login)
        self.ask("Network.setCookie", name="session_id", value=case.session.sid, url=case.base_url())

    def wait_for_answer(self, method):
        """Until the form has read what the button ``method`` did."""
        asked = """performance.getEntriesByType("resource").map((one) => one.name.split("/").at(-1))"""
        end = time.time() + self.patience
        while time.time() < end:
            names = self.evaluate(asked)
            if method in names and "web_read" in names[names.index(method) :]:
                return
            time.sleep(0.05)
        raise AssertionError(f"{method} was not answered")

    def visit_session(self, session):
        return self.visit(f"/odoo/action-crm_facilitation.session_action/{session.id}")


class JourneyCase(GuestCase, MockEmail):
    # the first page of the web client takes its time where others use the machine too
    test_cursor_lock_timeout = 120

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("web.base.url", cls.base_url())
        cls.env.company.email = "office@example.com"

    def read_mails(self):
        """Send what waits: ``{address: [message]}``."""
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        found = {}
        for mail in self._mails:
            found.setdefault(parseaddr(mail["email_to"][0])[1], []).append(mail["EmailMessage"])
        return found

    def link_in(self, message):
        """The path of the one personal link in a mail."""
        text = message.get_body(("html",)).get_content()
        [path] = set(re.findall(re.escape(self.base_url()) + r"(/f/\w{33})", text))
        return path


@tagged("standard", "post_install", "-at_install")
class TestFromTheMail(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.field = cls.env["hr.department"].create({"name": "Field service", "company_id": cls.env.company.id})
        cls.project.affected_department_ids = [Command.set(cls.field.ids)]
        cls.people = {}
        for name, mail in (
            ("Anna Abel", "anna@example.com"),
            ("Boris Beck", "boris@example.com"),
            ("Nora Nomail", False),
        ):
            cls.people[name] = cls.env["hr.employee"].create(
                {"name": name, "department_id": cls.field.id, "work_email": mail, "company_id": cls.env.company.id}
            )
        for login in ("fay", "finn"):
            user = cls._new_user(login, "base.group_user")
            cls.env["hr.employee"].create(
                {"name": user.name, "user_id": user.id, "department_id": cls.field.id, "company_id": cls.env.company.id}
            )
        day = fields.Date.today()
        cls.kick_off = cls.meeting.create(
            {
                "name": "Kick-off",
                "project_id": cls.project.id,
                "date_start": day,
                "date_end": day + timedelta(days=1),
                "facilitator_ids": [Command.set(cls.facilitator.ids)],
            }
        )

    def place_of(self, name):
        return self.kick_off.participant_ids.filtered(lambda place: place.sudo().partner_id.name == name)

    def invite(self):
        desk = Desk(self, "fac")
        with desk.visit_session(self.kick_off):
            desk.tap("button[name=action_add_people]")
            desk.wait_for(".modal .o_tag:has-text(Field service)")
            desk.tap(".modal button[name=action_add]")
            desk.wait_for(".modal", count=0)
            desk.tap("button[name=action_invite]")
            # the address of the test's server is no public one
            desk.tap(".modal button.btn-primary")
            desk.wait_for(".o_notification:has-text(Nora Nomail)")
            desk.shoot("desk_invited")
        self.assertEqual(len(self.kick_off.participant_ids), 5)
        return self.read_mails()

    def test_invited_by_mail_acting_on_a_phone_and_confirming_a_month_later(self):
        mails = self.invite()
        self.assertEqual(
            sorted(mails), ["anna@example.com", "boris@example.com", "fay@example.com", "finn@example.com"]
        )
        for address, [message] in mails.items():
            files = [part for part in message.iter_attachments()]
            self.assertEqual(len(files), 2, "a calendar file for each day")
            for part in files:
                content = part.get_payload(decode=True).decode()
                self.assertIn("METHOD:REQUEST", content)
                self.assertIn(address, content.replace("\r\n ", ""))
                self.assertNotIn("/f/", content)
        for address in ("fay@example.com", "finn@example.com"):
            self.assertNotIn("/f/", mails[address][0].get_body(("html",)).get_content())
        self.read_on_a_phone(mails["anna@example.com"][0])
        self.kick_off.with_user(self.facilitator).action_start()
        self.kick_off.current_item_id.sudo().write({"can_raise": True, "can_vote": True})
        anna = self.place_of("Anna Abel")
        theirs = self.raise_as("Boris Beck", "Sort by region")
        phone, link = self.act_from(mails["anna@example.com"][0])
        own = self.env["crm.facilitation.need"].search([("name", "=", "See the last call")])
        self.assertEqual((own.author_id, theirs.supporter_ids), (anna, anna))
        rounds = self.vote(phone, own, theirs)
        with freeze_time(fields.Datetime.now() + timedelta(days=1), tick=True):
            self.come_back(phone, rounds)
        own.with_user(self.facilitator).action_accept()
        own.with_user(self.facilitator).action_plan()
        self.read_mails()
        with freeze_time(fields.Datetime.now() + timedelta(days=31), tick=True):
            own.with_user(self.facilitator).task_ids.write(
                {"nothing_to_configure": "On the customer's page", "state": "1_done"}
            )
            [message] = self.read_mails()["anna@example.com"]
            self.assertNotEqual(self.link_in(message), link)
            self.confirm(message)
        self.assertEqual((own.delivery_state, own.delivery_decision), ("accepted", "accepted"))

    def read_on_a_phone(self, message):
        """The mail is no wider than the phone, and says where its code is entered."""
        body = message.get_body(("html",)).get_content()
        self.assertIn(f"{self.base_url()}/f/s/{self.kick_off.id}", body)
        phone = Phone(self, 320, 568)
        frame = phone.ask("Page.getFrameTree")["frameTree"]["frame"]["id"]
        page = f'<html><head><meta name="viewport" content="width=device-width"></head><body>{body}</body></html>'
        phone.ask("Page.setDocumentContent", frameId=frame, html=page)
        self.assertLessEqual(phone.evaluate("document.documentElement.scrollWidth"), 320)

    def raise_as(self, name, words):
        need = self.open(self.place_of(name)).call("raise_need", values={"name": words})
        return self.env["crm.facilitation.need"].browse(need["id"])

    def act_from(self, message):
        """Open the link of the mail, raise a need and support another one: the phone, and the link."""
        phone, scanner, link = Phone(self), Phone(self), self.link_in(message)
        with scanner.visit(link):
            scanner.wait_for(".o_room_raise")
        self.assertEqual(self.place_of("Anna Abel").attendance, "invited", "what a page's scripts do is no press")
        begun = time.time()
        # the link in the mail is the first tap
        phone.taps += 1
        with phone.visit(link):
            phone.tap(".o_room_raise")
            phone.wait_for("#raise_need_name:focus")
            phone.ask("Input.insertText", text="See the last call")
            phone.tap("button[type=submit]:enabled")
            phone.wait_for(".o_room_message:has-text(Received)")
            self.assertEqual(phone.taps, 3)
            self.assertLess(time.time() - begun, 15)
            # the own need comes in above the others' and moves them
            phone.wait_for(".o_room_mine li:has-text(See the last call)")
            phone.tap(".o_room_others li:has-text(Sort by region) button")
            phone.wait_for(".o_room_others li:has-text(I support it)")
            phone.tap("form[action$='/join'] button")
            phone.wait_for("form[action$='/join'] button", count=0)
        return phone, link

    def vote(self, phone, own, theirs):
        rounds = {}
        for name in ("dots", "matrix", "consent", "secret"):
            values = {"name": name, "method": "dots" if name == "secret" else name, "anonymous": name == "secret"}
            rounds[name] = self.env["crm.facilitation.round"].with_user(self.facilitator)
            rounds[name] = rounds[name].create(
                {"session_id": self.kick_off.id, "need_ids": [Command.set((own | theirs).ids)], "allow_own": True}
                | values
            )
            rounds[name].action_open()
        first = f".o_ballot_need[data-need='{theirs.id}']"
        taps = {
            "dots": [f"{first} .o_ballot_dot:has-text(2)"],
            "matrix": [f"{first} [data-axis={axis}] .o_ballot_dot:has-text(4)" for axis in ("importance", "ease")],
            "consent": [f"{first} .o_ballot_consent .btn:has-text(I agree)"],
            "secret": [".o_ballot_ask", f"{first} .o_ballot_dot:has-text(3)"],
        }
        with phone.visit(f"/f/s/{self.kick_off.id}"):
            for name, ballot_round in rounds.items():
                phone.tap(f".o_room_round[data-round='{ballot_round.id}'] .o_room_vote")
                for selector in taps[name]:
                    phone.tap(selector)
                phone.wait_for(".o_ballot_saving:has-text(Vote saved)")
                phone.tap(".o_ballot_leave")
        cast = {vote.ballot_id.round_id: vote for vote in self.env["crm.facilitation.vote"].search([])}
        self.assertEqual(cast[rounds["dots"]].points, 2)
        self.assertEqual((cast[rounds["matrix"]].importance, cast[rounds["matrix"]].ease), (4, 4))
        self.assertEqual(cast[rounds["consent"]].choice, "agree")
        secret = cast[rounds["secret"]]
        self.assertEqual((secret.points, secret.ballot_id.participant_id.id), (3, False))
        return rounds

    def come_back(self, phone, rounds):
        """The next day, with the browser's cookies alone."""
        cookie = next(one for one in phone.cookies() if one["name"] == f"f_{self.kick_off.id}")
        tomorrow = Phone(self)
        tomorrow.set_cookie(cookie)
        with tomorrow.visit(f"/f/s/{self.kick_off.id}"):
            tomorrow.wait_for(".o_room_mine li:has-text(See the last call)")
            for name in ("dots", "matrix", "consent"):
                tomorrow.wait_for(f".o_room_round[data-round='{rounds[name].id}'] [data-status=counted]")
            tomorrow.wait_for(f".o_room_round[data-round='{rounds['secret'].id}'] [data-status=issued]")

    def confirm(self, message):
        phone = Phone(self)
        phone.taps += 1
        with phone.visit(self.link_in(message)):
            phone.wait_for(".o_room_confirm li:has-text(See the last call)")
            phone.shoot("confirm_a_month_later")
            phone.tap(".o_confirm_yes")
            phone.wait_for(".o_room_confirm", count=0)
        self.assertEqual(phone.taps, 2)


@tagged("standard", "post_install", "-at_install")
class TestByCode(JourneyCase):
    def test_by_code_and_admission_to_a_full_page_and_ballot(self):
        self.env["crm.facilitation.need"].with_user(self.facilitator).create(
            {"name": "Sort by region", "session_id": self.meeting.id}
        )
        desk, phone = Desk(self, "fac"), Phone(self)
        with desk.visit_session(self.meeting):
            desk.tap(".o_facilitation_more_toggle")
            desk.tap("button[name=action_open_lobby]")
            desk.wait_for_answer("action_open_lobby")
            desk.reload()
            desk.tap(".o_facilitation_more_toggle")
            desk.wait_for("button[name=action_close_lobby]")
        begun = time.time()
        with phone.visit(f"/f/c/{self.meeting.sudo().code}"):
            phone.wait_for("[name=name]:focus")
            phone.ask("Input.insertText", text="Zoe Newcomer")
            phone.tap("button[type=submit]")
            phone.wait_for("select[name=department]")
            phone.evaluate(f"document.querySelector('select[name=department]').value = '{self.sales.id}'")
            phone.tap("button[type=submit]")
            phone.wait_for("body:has-text(facilitator)")
            asked = time.time() - begun
            phone.shoot("asked")
        self.assertEqual(self.meeting.with_user(self.facilitator).waiting_count, 1)
        self.assertLess(asked, 10)
        self.assertEqual(phone.taps, 2, "beside choosing the department")
        with desk.visit_session(self.meeting):
            desk.tap("button[name=action_open_waiting]")
            desk.wait_for(".o_data_row:has-text(Zoe Newcomer)")
            desk.tap(".o_data_row:has-text(Zoe Newcomer) .o_list_record_selector input")
            desk.tap("button[name=action_admit]")
            desk.wait_for(".o_data_row:has-text(Admitted)")
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = rounds.create({"name": "First", "session_id": self.meeting.id})
        ballot_round.action_open()
        with phone.visit(f"/f/s/{self.meeting.id}"):
            phone.wait_for("bdi:has-text(Zoe Newcomer)")
            phone.shoot("admitted")
            begun = time.time()
            phone.tap(".o_room_vote")
            phone.wait_for(".o_ballot_need .o_ballot_dot")
            self.assertLess(time.time() - begun, 10, "desk or link to a full ballot")
        zoe = self.meeting.participant_ids.filtered(lambda place: place.sudo().partner_id.name == "Zoe Newcomer")
        self.assertEqual((zoe.came_by, zoe.department_id), ("code", self.sales))
