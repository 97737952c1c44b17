"""Several screens at once, each a browser of its own, joined by the server's own connections."""

import contextlib
import itertools
import threading
from unittest.mock import patch

import requests

from odoo.tests import common
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME

from odoo.addons.bus.models.bus import BusBus, dispatch
from odoo.addons.bus.websocket import WebsocketConnectionHandler

from .common import GuestCase
from .phone import Phone

# how long a hint takes from a commit to the sockets, in seconds
WIRE = 0.1
# sockets that nobody sent anything to look once in so many times, as one that has only just subscribed
SELDOM = 10


class Screen(Phone):
    """A screen that stays open beside others."""

    # several browsers share the machine
    patience = 45

    def open(self, path):
        self.page.navigate_to(self.case.base_url() + path, wait_stop=True)
        self.wait_for("body")
        return self

    def log_in(self, login):
        """Be somebody with an account; the other screens stay who they are."""
        self.page.set_cookie("session_id", self.case.log_in(login), "/", common.HOST)
        return self

    def press(self, key):
        """Press a key of the keyboard."""
        text = {"text": key} if len(key) == 1 else {}
        self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)

    def mark(self):
        """Leave a mark that a reload would take away."""
        self.evaluate("window.stayed = true")
        return self

    def has_stayed(self):
        return self.evaluate("window.stayed === true")


class LiveCase(GuestCase):
    """A session that is held: what one screen does reaches the others by hints, as it does outside of tests."""

    # several screens ask at once, where others use the machine too
    test_cursor_lock_timeout = 120

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(WebsocketConnectionHandler, "websocket_allowed", return_value=True))

    def log_in(self, login):
        """The key of a login beside those that are there."""
        self.session = None
        session = self.authenticate(login, login)
        self.session = None
        return session.sid

    def call(self, session_key, model, method, *args):
        """What somebody who is logged in elsewhere does, while the screens are together."""
        cookies = {"session_id": session_key, TEST_CURSOR_COOKIE_NAME: self.http_request_key}
        body = {"params": {"model": model, "method": method, "args": args, "kwargs": {}}}
        address = f"{self.base_url()}/web/dataset/call_kw"
        answer = requests.post(address, json=body, cookies=cookies, timeout=60).json()
        self.assertNotIn("error", answer)
        # what gives nothing back has no result
        return answer.get("result")

    @contextlib.contextmanager
    def together(self, *screens):
        """Let the screens ask the server within the block."""
        self.env.flush_all()
        self.cr.flush()
        self.cr.clear()
        end, sent = threading.Event(), threading.Event()

        def send(bus, *message, original=BusBus._sendone):
            original(bus, *message)
            sent.set()

        # tests commit nothing, so that PostgreSQL tells nobody: the sockets look by themselves
        wire = threading.Thread(target=self._carry_hints, args=[end, sent], daemon=True)
        with patch.object(BusBus, "_sendone", send), self.allow_requests(browser=screens[0].page):
            for screen in screens[1:]:
                screen.page.set_cookie(TEST_CURSOR_COOKIE_NAME, self.http_request_key, "/", common.HOST)
            wire.start()
            try:
                yield
            except AssertionError:
                for number, screen in enumerate(screens):
                    screen.shoot(f"failed_{self._testMethodName[5:25]}_{number}")
                raise
            finally:
                for screen in screens:
                    screen.leave()
                end.set()
                wire.join()
                self._wait_remaining_requests()
        self.env.invalidate_all()
        for screen in screens:
            screen.check_console()

    @staticmethod
    def _carry_hints(end, sent):
        turns = itertools.cycle(range(SELDOM))
        while not end.wait(WIRE):
            if next(turns) and not sent.is_set():
                continue
            # a request that is not over yet keeps the sockets waiting until what it sent can be read
            sent.clear()
            for sockets in list(dispatch._channels_to_ws.values()):
                for socket in list(sockets):
                    socket.trigger_notification_dispatching()
