"""What somebody sends who does not keep to the pages: answered in words, and nothing is kept."""

import json

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..room.common import GuestCase

# a field of a form that comes as a file
FILE = ("name.txt", b"text", "text/plain")
DEEP = 25_000


@tagged("standard", "post_install", "-at_install")
class TestBodies(GuestCase):
    def send(self, browser, path, body):
        return browser.send(
            "POST", f"/f/s/{self.meeting.id}/{path}", data=body, headers={"Content-Type": "application/json"}
        )

    def test_a_body_that_is_no_call_is_refused_in_words(self):
        browser = self.open(self.gus)
        for body in ("", "[]", "null", "7", '"state"', "{", "\xff", "[" * DEEP, '{"proof":' * DEEP, "9" * 5000):
            for path in ("read", "call"):
                with self.subTest(body=body[:20], path=path):
                    response = self.send(browser, path, body)
                    self.assertEqual((response.status_code, response.json()["error"]["code"]), (403, "page"))
                    self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_numbers_and_signs_that_no_column_takes_are_refused_in_words(self):
        browser = self.open(self.gus)
        need = self.make_need("See the last call")
        big = 2**70
        remark = {"about": "need", "about_id": need.id, "kind": "remark", "text": "x"}
        for path, method, args in (
            ("call", "raise_need", {"values": {"name": "x", "minutes_lost_weekly": big}}),
            ("call", "raise_need", {"values": {"name": "x", "tag_ids": [big]}}),
            ("call", "raise_need", {"values": {"name": "x", "tag_ids": [[6, 0, [big]]]}}),
            ("call", "raise_need", {"values": {"name": "x", "tag_ids": [[0, 0, {"name": "Of a guest"}]]}}),
            ("call", "raise_need", {"values": {"name": "x", "tag_ids": [{}, None, "1"]}}),
            ("call", "remark", remark | {"about_id": big}),
            ("call", "remark", remark | {"parent_id": big}),
            ("read", "discussion", {"about": "need", "about_id": big}),
            ("read", "similar_cards", {"text": "x", "tag_ids": [big]}),
        ):
            with self.subTest(method=method, args=args), mute_logger("odoo.sql_db"):
                response = browser.ask(path, method, args)
                self.assertIn(response.status_code, (403, 404, 422), response.text)
        self.assertEqual(self.meeting.need_ids, need)

    def test_a_tag_that_is_there_is_chosen(self):
        tag = self.env["crm.facilitation.need.tag"].create({"name": "Calls"})
        made = self.open(self.gus).call("raise_need", values={"name": "x", "tag_ids": [[6, 0, tag.ids]]})
        self.assertEqual(self.env["crm.facilitation.need"].browse(made["id"]).tag_ids, tag)

    def test_half_a_sign_is_left_out_and_the_words_around_it_are_kept(self):
        browser = self.open(self.gus)
        made = browser.call("raise_need", values={"name": "See \ud800the\0 call"})
        self.assertEqual(self.env["crm.facilitation.need"].browse(made["id"]).name, "See the call")
        made = browser.call("raise_need", values={"name": r"Write \u0000 as it is"})
        self.assertEqual(self.env["crm.facilitation.need"].browse(made["id"]).name, r"Write \u0000 as it is")

    def test_five_megabytes_are_not_read(self):
        browser = self.open(self.gus)
        body = json.dumps({"method": "state", "args": {"x": "x" * 5_000_000}, "proof": browser.proof})
        self.assertEqual(self.send(browser, "read", body).status_code, 413)


@tagged("standard", "post_install", "-at_install")
class TestForms(GuestCase):
    def test_a_file_in_the_place_of_text_is_no_text(self):
        browser = self.open(self.gus)
        stranger = self.browser()
        stranger.show()
        for who, path, names in (
            (browser, "choose", ["who"]), (browser, "join", ["proof"]), (stranger, "mail", ["email"]),
            (stranger, "code", ["code"]), (stranger, "ask", ["code", "name", "department"]),
        ):  # fmt: skip
            with self.subTest(path):
                page = who.post(path, files=dict.fromkeys(names, FILE))
                self.assertLess(page.status_code, 500)
        with self.subTest("f/code"):
            page = self.browser().send("POST", "/f/code", files={"code": FILE, "name": FILE})
            self.assertEqual(page.status_code, 403)
        self.assertEqual(self.gus.attendance, "invited")

    def test_a_get_in_the_place_of_a_press_changes_nothing(self):
        browser = self.open(self.gus)
        for path in ("join", "choose", "mail", "code", "ask", "read", "call"):
            for method in ("GET", "HEAD", "PUT", "DELETE"):
                with self.subTest(path=path, method=method):
                    answer = browser.send(method, f"/f/s/{self.meeting.id}/{path}", params={"proof": browser.proof})
                    self.assertEqual(answer.status_code, 405)
        self.assertEqual(self.gus.attendance, "invited")

    def test_the_proof_of_one_browser_is_none_in_another(self):
        own, other = self.open(self.gus), self.open(self.gita)
        self.assertEqual(own.ask("call", "raise_need", {"values": {"name": "x"}}, proof=other.proof).status_code, 403)
        own.post("join", {"proof": other.proof})
        self.assertEqual((self.gus.attendance, self.gita.attendance), ("invited", "invited"))
        self.assertFalse(self.meeting.need_ids)
