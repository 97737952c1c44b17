"""What an address of the guests answers, whatever is asked of it: kept nowhere, told to nobody, and leading nowhere else."""

import logging
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_facilitation.controllers.hidden_keys import hide_keys
from odoo.addons.crm_facilitation.models.room.room_state import CrmFacilitationRoom
from odoo.addons.crm_facilitation.tools.access.sealing import HEADERS

from ..entry.test_kiosk import KioskCase
from ..room.common import GuestCase

AWAY = "https://away.example/"
JSON = {"Content-Type": "application/json"}


class SealedCase(GuestCase):
    def assert_sealed(self, page, status):
        self.assertEqual(page.status_code, status, page.text[:300])
        self.assertEqual({name: page.headers.get(name) for name in HEADERS}, HEADERS)
        self.assertNotRegex(page.text, "Traceback|werkzeug|odoo/addons|MethodNotAllowed")


@tagged("standard", "post_install", "-at_install")
class TestHeaders(SealedCase):
    def test_an_address_that_is_none(self):
        browser = self.browser()
        for path in (
            "/f/s/none",
            "/f/s/1/2/3",
            "/f/x/y/z?debug=1",
            "/f/s/99999999999999",
            "/crm_facilitation/pulse/a/b",
        ):
            for options in ({}, {"headers": JSON}):
                with self.subTest(path=path, **options):
                    self.assert_sealed(browser.get(path, **options), 404)
                    page = browser.send("POST", path, data="{}", **options)
                    self.assertIn(page.status_code, (404, 405))
                    self.assert_sealed(page, page.status_code)

    def test_a_method_that_is_not_taken(self):
        browser = self.open(self.gus)
        for path in (f"/f/s/{self.meeting.id}/join", f"/f/s/{self.meeting.id}/call"):
            for headers in ({}, JSON):
                with self.subTest(path=path, headers=headers):
                    self.assert_sealed(browser.get(path, headers=headers), 405)
        self.assert_sealed(browser.send("POST", "/f/p/key", data="{}", headers=JSON), 405)

    def test_a_body_that_is_too_large(self):
        browser = self.open(self.gus)
        for path in ("call", "read", "code", "ask", "mail", "choose", "join"):
            with self.subTest(path):
                page = browser.send("POST", f"/f/s/{self.meeting.id}/{path}", data={"name": "x" * 1_000_000})
                self.assert_sealed(page, 413)

    @mute_logger("odoo.http")
    def test_an_error_of_the_server(self):
        browser = self.open(self.gus)
        with patch.object(CrmFacilitationRoom, "state", side_effect=ZeroDivisionError("Gita Guest")):
            for headers in ({}, JSON):
                page = browser.get(f"/f/s/{self.meeting.id}?debug=1", headers=headers)
                self.assert_sealed(page, 500)
                self.assertNotIn("Gita", page.text)

    @mute_logger("odoo.addons.http_routing.models.ir_http", "odoo.http")
    def test_an_address_with_something_before_it(self):
        """Odoo takes a language off, or what looks like one, and sends the browser on."""
        self.env["res.lang"]._activate_lang("ru_RU")
        browser, key = self.browser(), self.path_of(self.gus)
        page = browser.get(f"/en{key}", allow_redirects=False)
        self.assertIn(page.status_code, (301, 302, 303))
        self.assert_sealed(page, page.status_code)
        for prefix in ("/en", "/en_US", "/e", "/ru", "/ru_RU", "/en/ru", "//ru", "/xx", "/web", "/ru/en", "/odoo"):
            for path in (key, "/f", "/f/none/x", "/crm_facilitation/pulse/key"):
                for method in ("GET", "POST"):
                    with self.subTest(prefix=prefix, path=path, method=method):
                        page = browser.send(method, prefix + path, allow_redirects=False)
                        self.assert_sealed(page, page.status_code)

    @mute_logger("odoo.addons.http_routing.models.ir_http")
    def test_an_address_that_was_typed_badly(self):
        """Odoo sends the browser on to the language of its last visit, and the key with it."""
        self.env["res.lang"]._activate_lang("ru_RU")
        browser, key = self.browser(), self.path_of(self.gus)
        browser.http.cookies.set("frontend_lang", "ru_RU")
        for start in ("/%20f", "/f%20", "/F", "/%5Cf", "/ru/F", "/f%5C"):
            with self.subTest(start):
                page = browser.get(start + key.removeprefix("/f"), allow_redirects=False)
                self.assert_sealed(page, page.status_code)

    def test_a_redirect_and_a_page_of_another(self):
        browser = self.browser()
        page = browser.get(self.path_of(self.gus), allow_redirects=False)
        self.assert_sealed(page, 303)
        self.assertNotIn("no-referrer", browser.get("/web/login").headers.get("Referrer-Policy", ""))


@tagged("standard", "post_install", "-at_install")
class TestWaysOut(SealedCase):
    @mute_logger("odoo.http")
    def test_no_address_leads_to_another_server(self):
        """Whatever is sent along."""
        away = {name: AWAY for name in ("next", "redirect", "url", "return", "location", "r")}
        browser = self.browser()
        path = self.path_of(self.gus)
        seen = [browser.get(path, params=away, allow_redirects=False)]
        browser.show()
        for who in ("link", "login", AWAY):
            seen.append(browser.post("choose", away | {"who": who}, params=away, allow_redirects=False))
            browser.get(path)
        for act in ("join", "ask", "mail", "code"):
            seen.append(browser.post(act, away, params=away, allow_redirects=False))
        seen += [browser.get(address, params=away, allow_redirects=False)
                 for address in ("/f", "/f/k", f"/f/{AWAY}", f"//{AWAY[8:]}f", "/f//away.example", "/f/%2F%2Faway.example")]  # fmt: skip
        self.assertIn(303, {page.status_code for page in seen})
        for page in seen:
            with self.subTest(page.request.url):
                self.assertLess(page.status_code, 500)
                target = urlsplit(page.headers.get("Location", ""))
                own = urlsplit(self.base_url())
                self.assertIn(target.netloc, ("", own.netloc))
                self.assertFalse(page.headers.get("Location", "").startswith("//"))

    @mute_logger("odoo.http")
    def test_no_code_and_no_key_is_in_the_log(self):
        browser = self.browser()
        key = self.gus._new_link().rpartition("/")[2]
        with self.assertLogs("werkzeug", logging.INFO) as log:
            for path in (f"/f?code={key}", f"/f/c/{key}", f"/f/code?code={key}", f"/f/s/1?x=1&key={key}", f"/f/p/{key}",
                         f"/f/k/{key}", f"/f/{key}?x={key}", f"/crm_facilitation/pulse?token={key}"):  # fmt: skip
                browser.get(path, allow_redirects=False)
        self.assertEqual(len(log.output), 8)
        self.assertNotIn(key, "\n".join(log.output))

    def test_what_opens_nothing_is_said_in_the_log(self):
        for line in ("GET /web/login?redirect=/odoo HTTP/1.1", "POST /f/s/7/call HTTP/1.1", "GET /forum?code=1"):
            self.assertEqual(hide_keys(line), line)


@tagged("standard", "post_install", "-at_install")
class TestPulseCookie(SealedCase):
    def test_a_key_that_opens_nothing_is_not_kept(self):
        browser = self.browser()
        for path in ("/f/p/anything", "/crm_facilitation/pulse/anything"):
            page = browser.get(path, allow_redirects=False)
            self.assert_sealed(page, 404)
            self.assertNotIn("facilitation_pulse", browser.http.cookies)

    def test_a_wrong_link_does_not_take_the_place_of_a_good_one(self):
        need = self.make_need("See the last call")
        pulse = self.env["crm.facilitation.pulse"].sudo().create({"need_id": need.id, "participant_id": self.gus.id})
        browser = self.browser()
        browser.get(f"/f/p/{self.gus._draw_key('link')}")
        kept = browser.http.cookies["facilitation_pulse"]
        page = browser.get("/f/p/anything")
        self.assert_sealed(page, 404)
        self.assertNotIn("See the last call", page.text)
        self.assertEqual(browser.http.cookies["facilitation_pulse"], kept)
        self.assertIn("See the last call", browser.get("/crm_facilitation/pulse").text)
        self.assertFalse(pulse.answered_on)


@tagged("standard", "post_install", "-at_install")
class TestKioskWithLogin(KioskCase):
    def log_in(self):
        self.authenticate("fac", "fac")
        self.device.http.cookies.set("session_id", self.session.sid)

    def test_nobody_asks_for_it_beside_a_login(self):
        self.device.get("/f/k")
        self.log_in()
        self.device.post("ask", {"who": str(self.gus.id)})
        self.assertFalse(self.kiosk.sudo().asked_id)

    def test_a_login_keeps_nothing_open_and_may_lock(self):
        self.hand_over(self.gus)
        self.log_in()
        before = self.kiosk.sudo().touched_at
        self.assertEqual(self.device.post("touch").status_code, 403)
        self.assertEqual(self.kiosk.sudo().touched_at, before)
        for path in ("read", "call"):
            self.assertEqual(self.device.ask(path, "state").status_code, 401)
        self.device.post("lock")
        self.assertFalse(self.kiosk.sudo().participant_id)
