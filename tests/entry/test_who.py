"""Somebody is logged in where a link is opened: both are named, one is chosen, and an account may take over its place."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..room.common import GuestCase


@tagged("standard", "post_install", "-at_install")
class TestWho(GuestCase):
    def test_both_are_named_and_nothing_is_written_before_one_is_chosen(self):
        browser = self.open_logged_in("sal")
        self.assertIn("Gus Guest", browser.page.text)
        self.assertIn("Sal", browser.page.text)
        browser.post("join")
        self.assertEqual(browser.refused("raise_need", values={"name": "Whose?"})[0], "choose")
        self.assertEqual((self.gus.attendance, self.participant_sales.attendance), ("invited", "invited"))
        self.assertFalse(self.meeting.need_ids)

    def test_the_person_of_the_link_is_chosen_and_the_login_survives(self):
        browser = self.open_logged_in("sal")
        page = browser.post("choose", {"who": "link"})
        self.assertIn("Gus Guest", page.text)
        need = browser.call("raise_need", values={"name": "Mine"})
        self.assertEqual(self.env["crm.facilitation.need"].browse(need["id"]).author_id, self.gus)
        self.assertEqual(browser.http.cookies["session_id"], self.session.sid)

    def test_the_login_is_chosen_and_the_link_forgotten(self):
        browser = self.open_logged_in("sal")
        browser.post("choose", {"who": "login"}, allow_redirects=False)
        self.assertEqual(browser.ask("read", "state").status_code, 401)

    def test_another_site_chooses_nothing(self):
        browser = self.open_logged_in("out")
        self.assertEqual(browser.post("choose", {"who": "both", "proof": "forged"}).status_code, 403)
        self.assertFalse(self.gus.user_id)
        self.assertEqual(browser.refused("raise_need", values={"name": "Whose?"})[0], "choose")

    def test_an_account_made_later_takes_over_the_place_of_its_link(self):
        gus, told = self.open(self.gus), self.gus.partner_id.email_formatted
        need = self.env["crm.facilitation.need"].browse(gus.call("raise_need", values={"name": "Before"})["id"])
        browser = self.open_logged_in("out")
        self.assertIn("connect my account", browser.page.text)
        browser.post("choose", {"who": "both"}, allow_redirects=False)
        self.assertEqual(self.gus.user_id, self.outsider)
        self.assertTrue(need.with_user(self.outsider).is_my_need)
        self.assertEqual(self.evidence(self.gus), ["account_linked"])
        connected = [("subject", "ilike", "an account was connected")]
        self.assertEqual(self.env["mail.mail"].search(connected).mapped("email_to"), [told])
        with self.assertRaisesRegex(UserError, "has another already"):
            self.gus._connect_account(self.employee_logistics)
        with self.assertRaisesRegex(UserError, "has another already"):
            self.gita._connect_account(self.outsider)
        self.assertEqual((self.gus.user_id, self.gita.user_id), (self.outsider, self.env["res.users"]))

    def test_an_account_that_takes_part_takes_over_nothing(self):
        browser = self.open_logged_in("sal")
        self.assertNotIn("connect my account", browser.page.text)
        browser.post("choose", {"who": "both"}, allow_redirects=False)
        self.assertFalse(self.gus.user_id)
        self.assertFalse(self.evidence(self.gus))
