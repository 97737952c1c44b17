"""Whoever reminds people of a vote reads how many were reached, and by name who was not."""

import re

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_facilitation.tools.sessions.identity import Entry, entered

from .common import InvitationCase


@tagged("standard", "post_install", "-at_install")
class TestRoundReminder(InvitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, email in (("Rita Remote", "rita@example.com"), ("Nora Nomail", False)):
            cls.make_guest(name, email, cls.sales, session=cls.session)
        need = cls.make_need("See the last call")
        cls.round = cls.env["crm.facilitation.round"].with_user(cls.facilitator)
        cls.round = cls.round.create(
            {"name": "First", "session_id": cls.session.id, "need_ids": [Command.set(need.ids)], "allow_own": True}
        )
        cls.round.action_open()
        cls.round.with_user(cls.employee_sales).cast({need.id: 2})

    def test_those_without_mail_are_named_and_not_counted(self):
        message = self.round.action_remind()["params"]["message"]
        self.assertIn("People reminded: 3.", message)
        self.assertIn("Nora Nomail (no mail address)", message)
        self.assertNotIn("Rita", message)

    def test_who_has_no_account_gets_a_link_of_their_own(self):
        self.round.action_remind()
        mail = self.queued(self.session)
        self.assertEqual(mail.email_to, '"Rita Remote" <rita@example.com>')
        self.assertRegex(mail.subject, r"^“First” still waits for your vote \(Rita Remote, \d+ \w+ \d{4}\)$")
        self.assertNotIn("/f/", mail.body_html)
        body = mail._prepare_outgoing_list()[0]["body"]
        [key] = set(re.findall(r"https://crm\.example\.com/f/(\w{33})", body))
        rita = mail.facilitation_participant_id
        self.assertEqual(rita._authenticate(key).participant_id.partner_id.name, "Rita Remote")

    def test_who_has_voted_meanwhile_is_not_reminded_any_more(self):
        self.round.action_remind()
        mail = self.queued(self.session)
        self.assertTrue(mail._prepare_outgoing_list())
        rita = mail.facilitation_participant_id
        with entered(Entry("link", rita.id, self.env.uid)):
            self.round.with_env(self.env).cast({self.round.need_ids.id: 1})
        self.assertEqual(mail._prepare_outgoing_list(), [])

    def test_a_closed_round_reminds_nobody_any_more(self):
        self.round.action_remind()
        self.round.action_close()
        self.assertEqual(self.queued(self.session)._prepare_outgoing_list(), [])

    def test_an_account_of_the_portal_opens_no_session_so_a_link_comes(self):
        self.employee_service.sudo().group_ids = self.env.ref("base.group_portal")
        self.round.action_remind()
        self.assertEqual(
            set(self.queued(self.session).facilitation_participant_id.mapped("partner_id.name")),
            {"Rita Remote", self.employee_service.name},
        )

    def test_an_inbox_reaches_people_without_mail(self):
        self.employee_service.notification_type = "inbox"
        self.employee_service.partner_id.email = False
        message = self.round.action_remind()["params"]["message"]
        self.assertIn("People reminded: 3.", message)
        self.assertNotIn("Ser (", message)

    def test_the_deadline_is_told_in_the_time_zone_of_the_person_else_of_the_company(self):
        [rita] = self.session.participant_ids.filtered(lambda place: place.partner_id.name == "Rita Remote")
        self.env.company.partner_id.tz = "Australia/Brisbane"
        for own, told in (
            (False, "4 December 2026, 08:30 (Australia/Brisbane)"),
            ("Europe/Riga", "4 December 2026, 00:30 (Europe/Riga)"),
            ("Nowhere/Land", "4 December 2026, 08:30 (Australia/Brisbane)"),
        ):
            with self.subTest(own=own):
                self.env.flush_all()
                self.env.cr.execute("UPDATE res_partner SET tz = %s WHERE id = %s", [own or None, rita.partner_id.id])
                self.env.cr.execute(
                    "UPDATE crm_facilitation_round SET deadline = '2026-12-03 22:30' WHERE id = %s", [self.round.id]
                )
                self.env["mail.mail"].search([("facilitation_participant_id", "=", rita.id)]).unlink()
                self.env.invalidate_all()
                self.round.action_remind()
                self.assertIn(told, self.queued(self.session).body_html)
