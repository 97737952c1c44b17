"""The lobby: a code lets people ask, a facilitator lets them in, and a code from one's own mail lets its person in."""

import re
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..room.common import GuestCase


class LobbyCase(GuestCase):
    def setUp(self):
        super().setUp()
        self.meeting.with_user(self.facilitator).action_open_lobby()
        self.code = self.meeting.sudo().code

    def give_code(self, code=None, name="Nina New"):
        browser = self.browser()
        browser.page = browser.send("POST", "/f/code", data={"code": code or self.code, "name": name})
        return browser

    def ask(self, name, department=None):
        browser = self.give_code(name=name)
        place = str((department or self.sales).id)
        browser.page = browser.post("ask", {"code": self.code, "name": name, "department": place})
        return browser

    @property
    def requests(self):
        return self.env["crm.facilitation.join.request"].with_user(self.facilitator).search([], order="id desc")


@tagged("standard", "post_install", "-at_install")
class TestLobby(LobbyCase):
    def test_a_code_is_no_identity(self):
        """Rule 17."""
        browser = self.ask("Nina New")
        self.assertIn("You asked to join", browser.page.text)
        self.assertEqual(browser.ask("read", "state").status_code, 401)
        self.assertEqual(len(self.meeting.participant_ids), 6)

    def test_a_new_person_is_admitted_with_evidence(self):
        browser = self.ask("Nina New")
        self.requests.action_admit()
        self.assertIn("Nina New", browser.show().text)
        participant = self.requests.participant_id
        self.assertEqual((participant.department_id, participant.came_by), (self.sales, "code"))
        event = self.env["crm.facilitation.event"].search([("kind", "=", "person_admitted")])
        self.assertEqual(event.payload, {"admitted": participant.id, "is_new": True})
        self.assertEqual(browser.read("state")["me"]["way"], "code")

    def test_a_new_person_reads_on_in_the_language_of_the_page_on_which_they_asked(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        browser = self.browser()
        browser.http.headers["Accept-Language"] = "ru-RU,ru;q=0.9"
        browser.send("POST", "/f/code", data={"code": self.code, "name": "Зоя"})
        browser.post("ask", {"code": self.code, "name": "Зоя", "department": str(self.sales.id)})
        self.requests.action_admit()
        self.assertEqual(self.requests.participant_id.sudo().partner_id.lang, "ru_RU")
        self.assertRegex(browser.show().text, "Вы — ")

    def test_the_invited_are_offered_first_and_get_no_second_place(self):
        """Rule 39."""
        browser = self.ask("guest  GUS", self.sales)
        self.assertEqual(self.requests.candidate_ids, self.gus)
        self.requests.action_admit()
        self.assertEqual(self.requests.participant_id, self.gus)
        browser.show()
        self.assertEqual(browser.read("state")["me"]["id"], self.gus.id)
        # somebody of that name again, while the place is taken: chosen, or said to be somebody else
        self.ask("Gus Guest", self.sales)
        with self.assertRaisesRegex(UserError, "name of somebody invited"):
            self.requests[0].action_admit()
        self.assertEqual(self.requests[0].state, "asked")
        self.requests[0].is_new = True
        self.requests[0].action_admit()
        self.assertNotEqual(self.requests[0].participant_id, self.gus)

    def test_thirty_ask_and_two_desks_admit_them_at_once(self):
        browsers = [self.ask(f"Person {number}") for number in range(30)]
        self.assertEqual(self.meeting.with_user(self.facilitator).waiting_count, 30)
        waiting = self.requests
        waiting.action_admit()
        waiting.with_user(self._new_user("fac2", "crm_facilitation.group_facilitator")).action_admit()
        self.assertEqual(len(self.meeting.participant_ids), 36)
        self.assertEqual({browser.show().status_code for browser in browsers}, {200})
        self.assertEqual({browser.ask("read", "state").status_code for browser in browsers}, {200})

    def test_whoever_comes_after_the_opening_does_not_vote_and_is_told(self):
        need = self.make_need("One")
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        first = rounds.create(
            {"name": "Early", "session_id": self.meeting.id, "need_ids": [Command.set(need.ids)], "allow_own": True}
        )
        first.action_open()
        browser = self.ask("Nina New")
        self.requests.action_admit()
        browser.show()
        # the page says so before anything else, see TestPage
        [said_of] = browser.read("state")["rounds"]
        self.assertEqual((said_of["state"], said_of["is_elector"]), ("open", False))
        code, said = browser.refused("cast", id=first.id, choices={str(need.id): 1})
        self.assertEqual(code, "access")
        self.assertIn("not on the list of this round", said)

    def test_nobody_is_admitted_as_somebody_with_a_login_or_of_another_session(self):
        self.ask("Nina New")
        other = self.meeting.create({"name": "Next door", "project_id": self.project.id})
        there = self.make_guest("Far Away", False, self.sales, session=other)
        gone = self.make_guest("Gone Guest", False, self.sales)
        gone.sudo().active = False
        for person in (self.participant_sales, there, gone):
            with self.subTest(person=person.partner_id.name):
                self.requests.participant_id = person
                with self.assertRaisesRegex(UserError, "without an account"):
                    self.requests.action_admit()
                self.assertEqual(self.requests.state, "asked")
        self.assertFalse(self.env["crm.facilitation.key"].sudo().search([]))
        self.requests.participant_id = self.quiet
        self.requests.action_admit()
        self.assertEqual((self.requests.state, self.quiet.came_by), ("admitted", "code"))

    def test_whoever_is_admitted_under_an_invited_name_has_their_person_told(self):
        self.ask("Gus Guest")
        self.requests.action_admit()
        mails = self.env["mail.mail"].search([("subject", "ilike", "let into")])
        self.assertEqual(mails.mapped("email_to"), [self.gus.partner_id.email_formatted])
        self.assertNotIn("/f/", "".join(mails.mapped("body_html")))

    def test_opening_the_code_warns_of_an_address_that_phones_do_not_reach(self):
        self.meeting.with_user(self.facilitator).action_close_lobby()
        parameters = self.env["ir.config_parameter"].sudo()
        sessions = type(self.meeting)
        for address, databases, said in (
            ("http://localhost:8069", ["one"], "phones may not reach"),
            ("https://crm.example.com", ["one", "two"], "Several databases"),
            ("https://crm.example.com", ["one"], ""),
        ):
            parameters.set_param("web.base.url", address)
            with (
                self.subTest(address=address, databases=databases),
                patch.object(sessions, "_get_databases", lambda _session, found=databases: found),
            ):
                answer = self.meeting.with_user(self.facilitator).action_open_lobby()
                self.assertIn(said, answer["params"]["message"] if answer else "")
                self.assertEqual(bool(answer), bool(said))
            self.meeting.with_user(self.facilitator).action_close_lobby()

    def test_a_refused_person_is_told_and_stays_out(self):
        browser = self.ask("Nina New")
        self.requests.action_refuse()
        self.requests.action_admit()
        self.assertIn("three ways on", browser.show().text)
        self.assertEqual((self.requests.state, len(self.meeting.participant_ids)), ("refused", 6))
        self.assertIn("join_refused", self.evidence(self.meeting))

    def test_a_closed_lobby_takes_no_code(self):
        waiting = self.ask("Early Bird")
        self.meeting.with_user(self.facilitator).action_close_lobby()
        self.assertEqual(self.give_code().page.status_code, 403)
        browser = self.browser()
        browser.show()
        browser.post("ask", {"code": self.code, "name": "Late", "department": str(self.sales.id)})
        self.assertEqual(self.requests.mapped("name"), ["Early Bird"])
        self.requests.action_admit()
        self.assertIn("Early Bird", waiting.show().text)
        self.assertEqual(waiting.ask("read", "state").status_code, 200)

    def test_wrong_codes_are_limited_per_session(self):
        browser = self.browser()
        browser.show()
        self.env["crm.facilitation.attempt"].sudo().create(
            [{"kind": "code", "about": self.meeting.id, "at": self.env.cr.now()}] * 59
        )
        self.assertEqual(browser.post("code", {"code": "WRONG"}).status_code, 403)
        self.assertEqual(browser.post("code", {"code": self.code}).status_code, 403)
        other = self.meeting.create({"name": "Next door", "project_id": self.project.id})
        self.assertTrue(self.env["crm.facilitation.attempt"]._is_open("code", other.id))

    def test_what_is_typed_is_limited_and_kept_plain(self):
        for name, department in (("", self.sales.id), ("x" * 81, self.sales.id), ("Nina", 0), ("Nina", 2**40)):
            with self.subTest(name=name, department=department):
                browser = self.give_code()
                answer = browser.post("ask", {"code": self.code, "name": name, "department": str(department)})
                self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.requests)
        with patch("odoo.addons.crm_facilitation.models.room.join_request.MAX_WAITING", 1):
            asking = self.env["crm.facilitation.join.request"]
            longest = asking._ask(self.meeting, "x" * 80, self.sales.id, "key of a browser")
            with self.assertRaisesRegex(UserError, "Too many people wait already"):
                asking._ask(self.meeting, "Nina", self.sales.id, "key of another one")
        self.assertEqual(len(self.requests), 1)
        longest.with_user(self.facilitator).action_refuse()
        longest.unlink()
        browser = self.ask("<b>Nina</b>\u202e New")
        self.assertEqual(self.requests.name, "<b>Nina</b> New")
        self.requests.action_admit()
        self.assertIn("&lt;b&gt;Nina", browser.show().text)

    def test_nobody_but_facilitators_admits(self):
        self.ask("Nina New")
        for user in (self.employee_sales, self.sponsor, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.requests.with_user(user).action_admit()
        self.assertEqual(self.requests.state, "asked")
        for user in (self.employee_sales, self.sponsor):
            # whoever opens what is open is told how its address is
            for act in ("action_close_lobby", "action_open_lobby"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    getattr(self.meeting.with_user(user), act)()
        self.assertTrue(self.meeting.is_lobby_open)

    def test_pressing_thrice_asks_once(self):
        browser = self.ask("Nina New")
        for _time in range(2):
            browser.post("ask", {"code": self.code, "name": "Nina New", "department": str(self.sales.id)})
        self.assertEqual(len(self.requests), 1)


@tagged("standard", "post_install", "-at_install")
class TestCodeFromMail(LobbyCase):
    def test_it_lets_its_person_in_once(self):
        self.gus.sudo()._mail_link()
        mail = self.env["mail.mail"].search([("email_to", "ilike", "gus@example.com")])
        code = re.search(r"<strong>(\w+)</strong>", str(mail._prepare_outgoing_body())).group(1)
        self.assertNotIn(code, mail.body_html)
        browser = self.browser()
        browser.show()
        page = browser.post("code", {"code": code.lower()})
        self.assertIn("Gus Guest", page.text)
        again = self.browser()
        again.show()
        self.assertEqual(again.post("code", {"code": code}).status_code, 403)

    def test_it_is_no_cookie_and_no_code_of_another_session(self):
        code = self.gus._new_code()
        other = self.meeting.create({"name": "Next door", "project_id": self.project.id})
        browser = self.browser(other)
        browser.show()
        self.assertEqual(browser.post("code", {"code": code}).status_code, 403)
        people = self.env["crm.facilitation.participant"]
        self.assertFalse(people._authenticate(f"code:{self.meeting.id}:{code}"))
