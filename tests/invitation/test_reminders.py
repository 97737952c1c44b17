"""Whoever reminds people of a vote reads how many were reached, and by name who was not."""

import re

from odoo.fields import Command
from odoo.tests import tagged

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
        self.assertEqual(
            (mail.email_to, mail.subject), ('"Rita Remote" <rita@example.com>', "“First” still waits for your vote")
        )
        self.assertNotIn("/f/", mail.body_html)
        body = mail._prepare_outgoing_list()[0]["body"]
        [key] = set(re.findall(r"https://crm\.example\.com/f/(\w+)", body))
        rita = mail.facilitation_participant_id
        self.assertEqual(rita._authenticate(key).participant_id.partner_id.name, "Rita Remote")

    def test_an_inbox_reaches_people_without_mail(self):
        self.employee_service.notification_type = "inbox"
        self.employee_service.partner_id.email = False
        message = self.round.action_remind()["params"]["message"]
        self.assertIn("People reminded: 3.", message)
        self.assertNotIn("Ser (", message)
