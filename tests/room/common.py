"""Guests of the tests: people without an account, and browsers that know nobody."""

import json
import re

import requests

from odoo.fields import Command
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME

from ..common import FacilitationHttpCase


def arguments_about(need):
    """What each argument of a command may be, where the command is about ``need``."""
    choices = {str(need.id): 1}
    return {"reason": "x", "text": "x", "token": "A" * 32, "value": 3, "choices": choices, "with_needs": True}


class Browser:
    """A browser of its own: its cookies, and nothing of Odoo's session."""

    def __init__(self, case, session):
        self.case, self.meeting, self.http = case, session, requests.Session()
        self.proof = None

    def send(self, method, path, **options):
        """One request, which sees what the test has done and shows it what it did."""
        self.case.env.flush_all()
        self.case.cr.flush()
        self.case.cr.clear()
        with self.case.allow_requests():
            self.http.cookies.set(TEST_CURSOR_COOKIE_NAME, self.case.http_request_key)
            page = self.http.request(method, self.case.base_url() + path, timeout=30, **options)
        self.case.env.invalidate_all()
        found = re.search(r'(?:data-proof|name="proof" value)="(\w+)"', page.text)
        self.proof = found.group(1) if found else self.proof
        return page

    def get(self, path, **options):
        return self.send("GET", path, **options)

    def post(self, path, data=None, **options):
        data = {"proof": self.proof} | (data or {})
        return self.send("POST", f"/f/s/{self.meeting.id}/{path}", data=data, **options)

    def show(self):
        return self.get(f"/f/s/{self.meeting.id}")

    def ask(self, path, method, args=None, proof=None):
        """The raw response to a call."""
        body = {"method": method, "args": args or {}, "proof": self.proof if proof is None else proof}
        headers = {"Content-Type": "application/json"}
        return self.send("POST", f"/f/s/{self.meeting.id}/{path}", data=json.dumps(body), headers=headers)

    def call(self, method, **args):
        """What the command gives back."""
        return self._answer("call", method, args)

    def read(self, method, **args):
        return self._answer("read", method, args)

    def _answer(self, path, method, args):
        response = self.ask(path, method, args)
        self.case.assertEqual(response.status_code, 200, response.text)
        return response.json()["result"]

    def refused(self, method, path="call", **args):
        """``(code, message)`` of a command that is refused."""
        response = self.ask(path, method, args)
        self.case.assertGreaterEqual(response.status_code, 400, response.text)
        error = response.json()["error"]
        self.case.assertNotIn("Traceback", response.text)
        return error["code"], error["message"]


class Device(Browser):
    """The browser of a shared device."""

    def post(self, path, data=None, **options):
        return self.send("POST", f"/f/k/{path}", data={"proof": self.proof} | (data or {}), **options)

    def ask(self, path, method, args=None, proof=None):
        body = {"method": method, "args": args or {}, "proof": self.proof if proof is None else proof}
        return self.send("POST", f"/f/k/{path}", data=json.dumps(body), headers={"Content-Type": "application/json"})


class GuestCase(FacilitationHttpCase):
    """Three people without an account beside the cast, and a browser for each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.sudo().company_id = cls.env.company
        cls.gus = cls.make_guest("Gus Guest", "gus@example.com", cls.sales)
        cls.gita = cls.make_guest("Gita Guest", "gita@example.com", cls.service)
        cls.quiet = cls.make_guest("Quiet Guest", False, cls.logistics)

    @classmethod
    def make_guest(cls, name, email, department, session=None):
        person = cls.env["res.partner"].create({"name": name, "email": email, "lang": "en_US"})
        return (
            cls.env["crm.facilitation.participant"]
            .with_user(cls.facilitator)
            .create(
                {
                    "session_id": (session or cls.meeting).id,
                    "partner_id": person.id,
                    "department_id": department.id,
                }
            )
        )

    def open_round(self, **values):
        """An open round on the needs ``one`` and ``two`` of the test."""
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        needs = [Command.set((self.one | self.two).ids)]
        found = rounds.create(
            {"name": "First", "session_id": self.meeting.id, "need_ids": needs, "allow_own": True} | values
        )
        found.action_open()
        return found

    def path_of(self, participant):
        """The path of a new link of the participant, as the mail has it."""
        link = participant._new_link()
        self.env.flush_all()
        return link.removeprefix(participant.get_base_url())

    def browser(self, session=None):
        return Browser(self, session or self.meeting)

    def open(self, participant):
        """A browser in which the participant has opened their link."""
        browser = self.browser(participant.session_id)
        page = browser.get(self.path_of(participant))
        self.assertEqual(page.status_code, 200, page.text[:500])
        return browser

    def open_logged_in(self, login):
        """The link of Gus, opened where an account is logged in."""
        self.authenticate(login, login)
        browser = self.browser()
        browser.http.cookies.set("session_id", self.session.sid)
        browser.page = browser.get(self.path_of(self.gus))
        return browser
