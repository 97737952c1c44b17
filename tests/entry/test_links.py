"""Personal links: what opens, what a guest may do, how long, and what ends it."""

import base64
import io
import logging
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from PIL import Image, ImageOps

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_facilitation.tools.sessions.link import fingerprint

from ..room.common import GuestCase


@tagged("standard", "post_install", "-at_install")
class TestLink(GuestCase):
    def state_of_database(self):
        """Everything that opening a link could have changed."""
        self.env.flush_all()
        tables = ("participant", "key", "attempt", "event", "need", "elector")
        return {
            table: self.env.execute_query_dict(self._select(table))
            for table in (f"crm_facilitation_{name}" for name in tables)
        }

    def _select(self, table):
        return SQL("SELECT to_jsonb(t) AS row FROM %s t ORDER BY t.id", SQL.identifier(table))

    def test_the_address_is_short_and_of_letters_and_digits(self):
        path = self.path_of(self.gus)
        self.assertLessEqual(len(path), 45)
        self.assertTrue(path.replace("/", "").isalnum())
        key = path.rpartition("/")[2]
        kept = self.env["crm.facilitation.key"].sudo().search([("participant_id", "=", self.gus.id)])
        self.assertEqual(kept.key_hash, fingerprint(key))

    def test_opening_swaps_the_key_for_a_cookie_of_the_session_and_a_clean_address(self):
        browser = self.browser()
        path = self.path_of(self.gus)
        first = browser.get(path, allow_redirects=False)
        self.assertEqual((first.status_code, first.headers["Location"]), (303, f"/f/s/{self.meeting.id}"))
        cookie = first.headers["Set-Cookie"]
        for part in (f"f_{self.meeting.id}=", "HttpOnly", "SameSite=Lax", "Max-Age=31622400", "Path=/f"):
            self.assertIn(part, cookie)
        page = browser.show()
        self.assertIn("Gus Guest", page.text)
        for answer in (first, page):
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
            self.assertIn("noindex", answer.headers["X-Robots-Tag"])
            self.assertNotIn("session_id=", answer.headers.get("Set-Cookie", ""))
        self.assertNotIn(path.rpartition("/")[2], page.text)

    def test_scanners_change_nothing_however_often_they_open_it(self):
        path = self.path_of(self.gus)
        before = self.state_of_database()
        scanner = self.browser()
        scanner.send("HEAD", path)
        for _time in range(3):
            scanner.get(path)
        garbled = self.browser().get(path[:-1] + "=")
        self.assertEqual(garbled.status_code, 404)
        self.assertIn("three ways on", garbled.text)
        self.assertEqual(self.state_of_database(), before)

    def test_who_is_there_has_pressed_and_not_only_opened(self):
        browser = self.open(self.gus)
        self.assertEqual((self.gus.attendance, self.gus.came_by), ("invited", False))
        browser.post("join")
        self.assertEqual((self.gus.attendance, self.gus.came_by), ("joined", "link"))

    def test_another_site_presses_nothing(self):
        browser = self.open(self.gus)
        for proof in ("", "0" * 64, "é", self.open(self.gita).proof):
            browser.post("join", {"proof": proof})
            code, _said = "page", browser.ask("call", "raise_need", {"values": {"name": "Forged"}}, proof=proof)
            self.assertEqual(_said.json()["error"]["code"], code)
        self.assertEqual(self.gus.attendance, "invited")
        self.assertFalse(self.meeting.need_ids)

    def test_the_first_act_succeeds_when_odoos_own_session_is_gone(self):
        browser = self.open(self.gus)
        browser.http.cookies.set("session_id", "long-forgotten")
        need = browser.call("raise_need", values={"name": "Written overnight"})
        self.assertEqual(self.env["crm.facilitation.need"].browse(need["id"]).author_id, self.gus)

    def test_a_clean_address_without_the_cookie_has_three_ways_on(self):
        self.open(self.gus)
        page = self.browser().show()
        self.assertEqual((page.status_code, len(page.history)), (200, 0))
        for way in ("mail you were sent", "Enter a code", "new link sent to your mail"):
            self.assertIn(way, page.text)
        self.assertNotIn("Gus", page.text)
        self.assertNotIn(self.meeting.name, page.text)

    def test_a_second_session_in_the_same_browser_leaves_the_first_alone(self):
        other = self.meeting.create({"name": "Day two", "project_id": self.project.id})
        there = self.make_guest("Gus Guest", "gus@example.com", self.sales, session=other)
        browser = self.open(self.gus)
        browser.get(self.path_of(there))
        self.assertIn("Day two", browser.get(f"/f/s/{other.id}").text)
        self.assertIn("Discovery", browser.show().text)

    def test_a_second_device_sees_the_same(self):
        path = self.path_of(self.gus)
        one, two = self.browser(), self.browser()
        one.get(path)
        two.get(path)
        one.call("raise_need", values={"name": "Once"})
        self.assertEqual([need["name"] for need in two.read("state")["needs"]], ["Once"])

    def test_the_key_is_in_no_log(self):
        path = self.path_of(self.gus)
        with self.assertLogs("werkzeug", logging.INFO) as log:
            self.browser().get(path)
        said = "\n".join(log.output)
        self.assertIn("/f/…", said)
        self.assertNotIn(path.rpartition("/")[2], said)


@tagged("standard", "post_install", "-at_install")
class TestEnd(GuestCase):
    def is_in(self, browser):
        return browser.ask("read", "state").status_code == 200

    def test_whoever_is_removed_is_out_at_the_next_request(self):
        """Rule 23: participant, contact, session, generation, all in the one function."""
        path = self.path_of(self.gus)
        browser = self.browser()
        browser.get(path)
        self.assertTrue(self.is_in(browser))
        for record in (self.gus, self.gus.partner_id, self.meeting):
            with self.subTest(record=record._name):
                record.sudo().active = False
                with self.assertRaisesRegex(UserError, "takes part no more"):
                    self.gus.with_user(self.facilitator).action_renew_link()
                self.assertFalse(self.is_in(browser))
                self.assertEqual(self.browser().get(path).status_code, 404)
                record.sudo().active = True
                self.assertTrue(self.is_in(browser))
        self.gus.with_user(self.facilitator).action_remove_link()
        self.assertFalse(self.is_in(browser))
        kinds = ["place_changed"] * 2 + ["contact_changed"] * 2 + ["link_removed"]
        self.assertEqual(self.evidence(self.gus), kinds)

    def test_a_key_opens_its_own_session_only(self):
        other = self.meeting.create({"name": "Day two", "project_id": self.project.id})
        browser = self.open(self.gus)
        browser.http.cookies.set(f"f_{other.id}", browser.http.cookies[f"f_{self.meeting.id}"])
        self.assertIn("three ways on", browser.get(f"/f/s/{other.id}").text)

    def test_acting_ends_with_the_session_and_its_collection_window(self):
        browser = self.open(self.gus)
        need = browser.call("raise_need", values={"name": "In time"})
        self.meeting.action_close()
        self.assertEqual(browser.refused("raise_need", values={"name": "Late"})[0], "refused")
        self.meeting.collection_until = fields.Date.today()
        browser.call("raise_need", values={"name": "Collected"})
        self.meeting.collection_until = fields.Date.today() - timedelta(days=1)
        self.meeting.collection_from = False
        # support has no check of its own for a session that is over
        self.assertIn("is over", self.open(self.gita).refused("support", id=need["id"])[1])
        self.assertEqual(self.meeting.need_ids.mapped("name"), ["Collected", "In time"])
        self.assertEqual(browser.read("state")["me"]["right"], "follow")

    def test_following_ends_ninety_days_after_the_launch(self):
        key = self.path_of(self.gus).rpartition("/")[2]
        people = self.env["crm.facilitation.participant"]
        self.env.cr.execute(
            "UPDATE project_project SET launch_date = %s WHERE id = %s", (fields.Date.today(), self.project.id)
        )
        self.env.invalidate_all()
        for days, opens in ((90, True), (91, False)):
            with freeze_time(fields.Date.today() + timedelta(days=days)):
                self.assertEqual(bool(people._authenticate(key)), opens)

    def test_a_new_link_goes_to_the_persons_mail_and_ends_the_old_one(self):
        """Rule 39: whoever can renew a link does not see it."""
        browser = self.open(self.gus)
        answer = self.gus.with_user(self.facilitator).action_renew_link()
        self.assertNotIn("/f/", str(answer))
        self.assertFalse(self.is_in(browser))
        mail = self.env["mail.mail"].search([("email_to", "ilike", "gus@example.com")])
        self.assertEqual((len(mail), mail.auto_delete), (1, True))
        self.assertNotIn("/f/", mail.body_html)
        self.assertFalse(mail.mail_message_id.body and "/f/" in mail.mail_message_id.body)
        sent = str(mail._prepare_outgoing_list())
        path = "/f/" + sent.partition("/f/")[2][:33]
        again = self.browser()
        self.assertIn("Gus Guest", again.get(path).text)
        self.assertEqual(self.evidence(self.gus), ["link_renewed"])

    def test_where_there_is_no_mail_the_link_is_shown_once_and_the_person_reads_so(self):
        answer = self.quiet.with_user(self.facilitator).action_renew_link()
        self.assertTrue(answer["params"]["picture"].startswith("data:image/png;base64,"))
        event = self.env["crm.facilitation.event"].search([("kind", "=", "link_renewed")])
        self.assertEqual(event.payload, {"participant": self.quiet.id, "shown": True})
        self.env.flush_all()
        browser = self.browser()
        page = browser.get(answer["params"]["address"].removeprefix(self.quiet.get_base_url()))
        self.assertIn("was shown to a facilitator", page.text)

    def test_the_picture_is_black_on_white_with_a_margin_and_the_address_beside_it(self):
        """Row 25: whatever the theme around it, a phone finds it, and who cannot scan it types it."""
        params = self.quiet.with_user(self.facilitator).action_renew_link()["params"]
        self.assertLessEqual(len(params["address"].removeprefix(self.quiet.get_base_url())), 45)
        picture = Image.open(io.BytesIO(base64.b64decode(params["picture"].partition(",")[2]))).convert("L")
        self.assertEqual(picture.getpixel((0, 0)), 255, "white, and not what lies below")
        picture = picture.point(lambda grey: 255 * (grey > 127))
        left, top, right, bottom = ImageOps.invert(picture).getbbox()
        row = [picture.getpixel((x, top + 1)) for x in range(left, picture.width)]
        # the corner of a code is seven modules of black
        module = row.index(255) / 7
        for margin in (left, top, picture.width - right, picture.height - bottom):
            self.assertGreaterEqual(round(margin / module), 4)

    def test_nobody_but_a_facilitator_renews(self):
        browser = self.open(self.gus)
        for user in (self.employee_sales, self.sponsor, self.outsider):
            for act in ("action_renew_link", "action_remove_link"):
                with self.subTest(user=user.login, act=act), self.assertRaises(AccessError):
                    getattr(self.gus.with_user(user), act)()
        self.assertTrue(self.is_in(browser))
        self.assertFalse(self.evidence(self.gus))
        self.quiet.with_user(self.facilitator).active = False
        before = self.evidence(self.quiet)
        for act in ("action_renew_link", "action_remove_link"):
            with self.assertRaisesRegex(UserError, "no link to renew"):
                getattr(self.quiet.with_user(self.facilitator), act)()
        self.assertEqual(self.evidence(self.quiet), before)

    def look_for_lost_links(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress"):
            self.env["crm.facilitation.participant"]._cron_mail_lost_links()

    def test_a_lost_link_asks_the_database_the_same_of_every_address(self):
        """Statements and time would say who takes part."""
        stranger = self.browser()
        stranger.show()
        stranger.post("mail", {"email": "warm@example.com"})
        asked = {}
        for address in ("gus@example.com", "nobody@example.com"):
            statements = asked[address] = []
            execute = type(self.env.cr).execute

            def note(cr, query, *args, statements=statements, execute=execute, **options):
                statements.append(str(query.code if hasattr(query, "code") else query))
                return execute(cr, query, *args, **options)

            with patch.object(type(self.env.cr), "execute", note):
                stranger.post("mail", {"email": address})
            self.assertTrue(statements)
        self.assertEqual(asked["gus@example.com"], asked["nobody@example.com"])

    def test_a_mail_with_a_link_leaves_at_once(self):
        """Somebody stands before the door: the queue is not left to its hour."""
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        for act in (
            lambda: self.gus.with_user(self.facilitator).action_renew_link(),
            lambda: self.env["crm.facilitation.participant"]._answer_attempt(self.ask_for("gus@example.com")),
        ):
            triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
            act()
            self.assertGreater(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), triggers)
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.env["mail.mail"].create({"subject": "Offer", "email_to": "customer@example.com"})
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), triggers)

    def ask_for(self, address):
        attempts = self.env["crm.facilitation.attempt"].sudo()
        attempts._note("mail", self.meeting.id, address)
        return attempts.search([("address", "=", address)], limit=1)

    def test_a_lost_link_is_sent_to_its_person_and_says_nothing_of_others(self):
        stranger = self.browser()
        stranger.show()
        told = {stranger.post("mail", {"email": address}).text.count("is on its way to it")
                for address in ("gus@example.com", "nobody@example.com")}  # fmt: skip
        self.assertEqual(told, {1})
        self.assertFalse(self.env["mail.mail"].search([("subject", "ilike", "your link to")]), "looked at afterwards")
        self.look_for_lost_links()
        self.assertFalse(
            self.env["crm.facilitation.attempt"].search([("address", "!=", False)]), "addresses stay nowhere"
        )
        mails = self.env["mail.mail"].search([("subject", "ilike", "your link to")])
        self.assertEqual(mails.mapped("email_to"), [self.gus.partner_id.email_formatted])
        for _time in range(4):
            stranger.post("mail", {"email": "gus@example.com"})
        self.look_for_lost_links()
        self.assertEqual(len(self.env["mail.mail"].search([("subject", "ilike", "your link to")])), 2)
