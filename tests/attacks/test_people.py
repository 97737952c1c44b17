"""Guests who act for others, beside the round, from another company, or all at once."""

import threading
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import get_db_name, tagged
from odoo.tests.common import BaseCase
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_facilitation.models.room.join_request import MAX_WAITING
from odoo.addons.crm_facilitation.tools.room.commands import COMMANDS
from odoo.addons.crm_facilitation.tools.sessions.link import fingerprint
from odoo.addons.mail.tests.common import MockEmail

from ..entry.test_kiosk import KioskCase
from ..entry.test_lobby import LobbyCase
from ..room.common import Device, GuestCase, arguments_about


@tagged("standard", "post_install", "-at_install")
class TestTwoDevices(KioskCase):
    def setUp(self):
        super().setUp()
        answer = self.meeting.with_user(self.facilitator).action_open_kiosk()
        self.second = self.env["crm.facilitation.kiosk"].with_user(self.facilitator).search([]) - self.kiosk
        self.other_device = Device(self, self.meeting)
        self.other_device.get(answer["params"]["address"].removeprefix(self.meeting.get_base_url()))

    def ask_for_both(self):
        self.hand_over(self.gus)
        self.other_device.get("/f/k")
        self.other_device.post("ask", {"who": str(self.gus.id)})

    def test_nobody_has_two_devices_at_once(self):
        self.ask_for_both()
        with self.assertRaisesRegex(UserError, "has another shared device now"):
            self.second.action_hand_over()
        self.assertEqual(self.other_device.ask("read", "state").status_code, 401)
        self.assertEqual(self.status(), 200)

    def test_a_device_that_was_left_is_locked_when_its_person_takes_another(self):
        self.ask_for_both()
        self.kiosk.sudo().touched_at = fields.Datetime.now() - fields.Datetime.now().resolution * 61_000_000
        before = self.kiosk.sudo().hand_over
        self.second.action_hand_over()
        self.assertFalse(self.kiosk.sudo().participant_id)
        self.assertGreater(self.kiosk.sudo().hand_over, before)
        self.other_device.get("/f/k")
        self.assertEqual(self.other_device.read("state")["me"]["name"], "Gus Guest")

    def test_two_rows_never_name_one_person(self):
        """Whatever runs at once: the database has the last word."""
        self.hand_over(self.gus)
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.second.sudo().participant_id = self.gus
            self.env.flush_all()


@tagged("standard", "post_install", "-at_install")
class TestHandOverRace(BaseCase):
    """Two desks hand over the same device, with cursors of their own."""

    def setUp(self):
        super().setUp()
        with self.environment() as env:
            project = env["project.project"].create({"name": "Racing kiosk", "is_facilitation": True})
            meeting = env["crm.facilitation.session"].create({"name": "Racing kiosk", "project_id": project.id})
            people = [
                env["crm.facilitation.participant"].create(
                    {"session_id": meeting.id, "attendance": "joined",
                     "partner_id": env["res.partner"].create({"name": name}).id}
                )
                for name in ("One", "Two")
            ]  # fmt: skip
            meeting.action_start()
            kiosk = env["crm.facilitation.kiosk"].create(
                {"session_id": meeting.id, "key_hash": "racing", "asked_id": people[0].id}
            )
            self.project, self.meeting, self.kiosk = project.id, meeting.id, kiosk.id
            self.people = [person.id for person in people]
            self.partners = [person.partner_id.id for person in people]
        self.addCleanup(self.clean_up)

    @contextmanager
    def environment(self):
        with Registry(get_db_name()).cursor() as cursor:
            yield api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})

    def clean_up(self):
        with Registry(get_db_name()).cursor() as cursor:
            for table, column in (
                ("kiosk", "session_id"),
                ("participant", "session_id"),
                ("agenda_visit", "session_id"),
                ("agenda_item", "session_id"),
            ):
                if table == "agenda_item":
                    cursor.execute(
                        "UPDATE crm_facilitation_session SET current_item_id = NULL WHERE id = %s", [self.meeting]
                    )
                cursor.execute(f"DELETE FROM crm_facilitation_{table} WHERE {column} = %s", [self.meeting])
            cursor.execute("DELETE FROM crm_facilitation_event WHERE project_id = %s", [self.project])
            cursor.execute("DELETE FROM crm_facilitation_session WHERE id = %s", [self.meeting])
            env = api.Environment(cursor, SUPERUSER_ID, {})
            env["project.project"].browse(self.project).unlink()
            env["res.partner"].browse(self.partners).unlink()

    def test_of_two_hand_overs_at_once_one_is_done(self):
        ready, done = threading.Barrier(2, timeout=60), []

        def hand_over():
            with self.environment() as env:
                kiosk = env["crm.facilitation.kiosk"].browse(self.kiosk)
                self.assertTrue(kiosk.asked_id)
                ready.wait()
                try:
                    kiosk.action_hand_over()
                    env.flush_all()
                    env.cr.commit()
                    done.append("handed over")
                except psycopg2.errors.SerializationFailure:
                    env.cr.rollback()
                    done.append("repeated")

        with mute_logger("odoo.sql_db"):
            desks = [threading.Thread(target=hand_over) for _desk in range(2)]
            for desk in desks:
                desk.start()
            for desk in desks:
                desk.join(120)
        self.assertEqual(sorted(done), ["handed over", "repeated"])
        with self.environment() as env:
            kiosk = env["crm.facilitation.kiosk"].browse(self.kiosk)
            self.assertEqual((kiosk.participant_id.id, kiosk.asked_id.id, kiosk.hand_over), (self.people[0], False, 1))
            # what Odoo repeats finds that nobody asks any more
            with self.assertRaisesRegex(UserError, "Nobody pressed"):
                kiosk.action_hand_over()


@tagged("standard", "post_install", "-at_install")
class TestCrowd(LobbyCase):
    def test_no_more_wait_than_a_room_holds(self):
        requests = self.env["crm.facilitation.join.request"]
        for number in range(MAX_WAITING):
            requests._ask(self.meeting, f"Person {number}", self.sales.id, f"key {number}")
        browser = self.ask("One Too Many")
        self.assertEqual(browser.page.status_code, 422)
        self.assertIn("Too many people wait already", browser.page.text)
        self.assertEqual(len(self.requests), MAX_WAITING)
        self.requests[:1].action_refuse()
        self.assertIn("You asked to join", self.ask("In Their Place").page.text)

    @mute_logger("odoo.http")
    def test_no_more_ask_within_an_hour_than_a_room_holds(self):
        """Whether they are answered or not: nobody keeps two desks busy by asking."""
        attempts = self.env["crm.facilitation.attempt"]
        for _time in range(300):
            attempts._note("ask", self.meeting.id)
        browser = self.ask("One Too Many")
        self.assertEqual(browser.page.status_code, 403)
        self.assertFalse(self.requests)


@tagged("standard", "post_install", "-at_install")
class TestBallots(GuestCase):
    def setUp(self):
        super().setUp()
        self.one, self.two = self.make_need("One"), self.make_need("Two", self.participant_service)

    def votes(self):
        return self.env["crm.facilitation.vote"].sudo().search([])

    def test_the_token_of_another_casts_reads_and_reveals_nothing(self):
        ballot_round = self.open_round(anonymous=True)
        gus, gita = self.open(self.gus), self.open(self.gita)
        token = gus.call("issue_ballot", id=ballot_round.id)
        own = gita.call("issue_ballot", id=ballot_round.id)
        gus.call("cast", id=ballot_round.id, choices={str(self.one.id): 3}, token=token)
        before = [(vote.need_id.id, vote.points) for vote in self.votes()]
        # a token is a ballot: whoever has it may change what is on it, and finds no more than that
        altered = own[:-1] + ("B" if own.endswith("A") else "A")
        for forged in (altered, own.lower(), own + own, own[:8], "", " " + own, "A" * len(own), "%", "*"):
            with self.subTest(forged):
                answer = gita.ask(
                    "call", "cast", {"id": ballot_round.id, "choices": {str(self.two.id): 1}, "token": forged}
                )
                self.assertIn(answer.status_code, (403, 404, 422), answer.text)
                answer = gita.ask("read", "ballot", {"id": ballot_round.id, "token": forged})
                self.assertNotIn(f'"{self.one.id}": 3', answer.text)
        self.assertEqual([(vote.need_id.id, vote.points) for vote in self.votes()], before)
        # of another round
        second = self.open_round(name="Second", anonymous=True)
        answer = gus.ask("call", "cast", {"id": second.id, "choices": {str(self.two.id): 1}, "token": token})
        self.assertIn(answer.status_code, (403, 404, 422))
        self.assertFalse(self.votes().filtered(lambda vote: vote.ballot_id.round_id == second))

    def test_nothing_counts_that_is_beside_the_round(self):
        """Needs of none, rounds that are not open, and points that nobody has."""
        beside = self.make_need("Beside", self.participant_logistics)
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        draft = rounds.create({"name": "Draft", "session_id": self.meeting.id, "need_ids": [Command.set(self.one.ids)]})
        closed = self.open_round(name="Closed")
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            closed.with_user(user).cast({self.two.id if user == self.employee_sales else self.one.id: 1})
        closed.action_close()
        ballot_round = self.open_round()
        gus, known = self.open(self.gus), len(self.votes())
        for target, choices in (
            (ballot_round, {str(beside.id): 1}), (ballot_round, {str(self.one.id): 1, str(beside.id): 1}),
            (ballot_round, {"999999999": 1}), (ballot_round, {str(2**80): 1}), (ballot_round, {"one": 1}),
            (ballot_round, {str(self.one.id): -1}), (ballot_round, {str(self.one.id): 1.5}),
            (ballot_round, {str(self.one.id): True}), (ballot_round, {str(self.one.id): "1"}),
            (ballot_round, {str(self.one.id): 10**6}), (ballot_round, {str(self.one.id): [1]}),
            (ballot_round, {str(self.one.id): {"points": 1}}), (ballot_round, {str(n): 0 for n in range(1, 30_000)}),
            (draft, {str(self.one.id): 1}), (closed, {str(self.one.id): 1}),
        ):  # fmt: skip
            with self.subTest(round=target.name, choices=str(choices)[:60]), mute_logger("odoo.sql_db"):
                answer = gus.ask("call", "cast", {"id": target.id, "choices": choices})
                self.assertIn(answer.status_code, (403, 404, 413, 422), answer.text)
        self.assertEqual(len(self.votes()), known)
        self.assertTrue(closed.recount())


@tagged("standard", "post_install", "-at_install")
class TestAnotherCompany(GuestCase):
    def test_nothing_of_another_company_is_there_for_a_guest(self):
        """Rule 32, over each command that takes a record, with records of another company's roll-out."""
        company = self.env["res.company"].create({"name": "Another company"})
        self.facilitator.sudo().write({"company_ids": [Command.link(company.id)]})
        there = self.env["project.project"].with_user(self.facilitator).with_company(company)
        there = there.with_context(allowed_company_ids=company.ids)
        rollout = there.create({"name": "Foreign CRM", "is_facilitation": True, "company_id": company.id})
        meeting = rollout.env["crm.facilitation.session"].create({"name": "Foreign", "project_id": rollout.id})
        department = self.env["hr.department"].create({"name": "Foreign sales", "company_id": company.id})
        gerd = self.make_guest("Gerd Foreign", "gerd@example.com", department, session=meeting)
        meeting.action_start()
        meeting.current_item_id.sudo().write({"can_raise": True, "can_remark": True, "can_vote": True})
        foreign = self.open(gerd)
        need = self.env["crm.facilitation.need"].browse(
            foreign.call("raise_need", values={"name": "Foreign words"})["id"]
        )
        remark = foreign.call("remark", about="need", about_id=need.id, kind="question", text="Foreign words")
        remark = self.env["crm.facilitation.remark"].search([("need_id", "=", need.id)])
        goal = rollout.env["crm.facilitation.goal"].create({"name": "Foreign words", "project_id": rollout.id})
        ballot_round = rollout.env["crm.facilitation.round"].create(
            {"name": "Foreign words", "session_id": meeting.id, "need_ids": [Command.set(need.ids)], "allow_own": True}
        )
        ballot_round.action_open()
        records = {record._name: record.id for record in (need, ballot_round, goal, remark)}
        sent = arguments_about(need)
        browser = self.open(self.gus)
        before = [record.read() for record in (need.sudo(), remark.sudo(), goal.sudo(), ballot_round.sudo())]
        tried = 0
        for name, command in COMMANDS.items():
            if command.record:
                args = {"id": records[command.model]} | {key: sent[key] for key in command.arguments}
                with self.subTest(name):
                    answer = browser.ask("call" if command.writes else "read", name, args)
                    self.assertIn(answer.status_code, (403, 404), answer.text)
                    self.assertNotIn("Foreign", answer.text)
                    tried += 1
        self.assertGreater(tried, 10)
        for about in ("need", "goal"):
            record = need if about == "need" else goal
            for path, method, extra in (
                ("call", "remark", {"kind": "question", "text": "x"}),
                ("read", "discussion", {}),
            ):
                answer = browser.ask(path, method, {"about": about, "about_id": record.id} | extra)
                self.assertIn(answer.status_code, (403, 404), answer.text)
        self.assertEqual(
            [record.read() for record in (need.sudo(), remark.sudo(), goal.sudo(), ballot_round.sudo())], before
        )
        seen = str(browser.read("state")) + str(browser.read("similar_cards", text="Foreign words"))
        seen += browser.get(f"/f/s/{meeting.id}").text + browser.get("/f").text
        self.assertNotIn("Foreign", seen)


@tagged("standard", "post_install", "-at_install")
class TestForeignLogin(GuestCase):
    def test_an_account_of_a_customer_takes_over_no_place(self):
        portal = self.env["res.users"].create(
            {"name": "Customer", "login": "portal", "password": "portal",
             "group_ids": [Command.set(self.env.ref("base.group_portal").ids)]}
        )  # fmt: skip
        browser = self.open_logged_in("portal")
        self.assertNotIn("connect my account", browser.page.text)
        browser.post("choose", {"who": "both"}, allow_redirects=False)
        self.assertFalse(self.gus.user_id)
        self.assertFalse(portal.share is False or self.evidence(self.gus))

    def test_the_person_is_told_when_an_account_of_another_mail_takes_the_place(self):
        """Rule 39: whoever was sent the link on holds it too."""
        browser = self.open_logged_in("out")
        browser.post("choose", {"who": "both"}, allow_redirects=False)
        self.assertEqual(self.gus.user_id, self.outsider)
        mails = self.env["mail.mail"].search([("subject", "ilike", "was connected")])
        self.assertEqual(mails.mapped("email_to"), ['"Gus Guest" <gus@example.com>'])
        self.assertNotIn("/f/", mails.body_html)

    def test_the_persons_own_account_needs_no_mail(self):
        self.outsider.sudo().email = "gus@example.com"
        self.open_logged_in("out").post("choose", {"who": "both"}, allow_redirects=False)
        self.assertEqual(self.gus.user_id, self.outsider)
        self.assertFalse(self.env["mail.mail"].search([("subject", "ilike", "was connected")]))


@tagged("standard", "post_install", "-at_install")
class TestMailThatFailed(GuestCase, MockEmail):
    def test_a_link_that_could_not_be_sent_is_nowhere(self):
        """Rule 38: the queue is read by others."""
        key = "NeedleNeedleNeedleNeedleNeedle333"
        place, server = type(self.env["crm.facilitation.participant"]), type(self.env["ir.mail_server"])
        self.browser().show()
        stranger = self.browser()
        stranger.show()
        stranger.post("mail", {"email": "gus@example.com"})
        with patch.object(type(self.env["ir.cron"]), "_commit_progress"):
            self.env["crm.facilitation.participant"]._cron_mail_lost_links()
        mail = self.env["mail.mail"].search([("facilitation_participant_id", "=", self.gus.id)])
        mail.email_from = "room@example.com"
        sent = []

        def draw(participant, way):
            participant._keep_key(way, fingerprint(key))
            return key

        def refuse(_server, message, *_args, **_options):
            sent.append(message.get_body(("html",)).get_content())
            raise AssertionError(server.NO_VALID_RECIPIENT)

        with (
            self.mock_mail_gateway(),
            patch.object(place, "_draw_key", draw),
            patch.object(server, "send_email", refuse),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            mail.send()
        self.assertTrue(sent, mail.failure_reason)
        self.assertIn(key, sent[0])
        self.assertEqual(mail.state, "exception")
        self.env.flush_all()
        for (table,) in self.env.execute_query(SQL("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")):
            query = SQL("SELECT count(*) FROM %s t WHERE to_jsonb(t)::text LIKE %s", SQL.identifier(table), f"%{key}%")
            self.assertEqual(self.env.execute_query(query), [(0,)], table)
