"""Inviting: who is written to and what they get, what is kept of it, who is named as not reached."""

import re
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.crm_facilitation.models.sessions.participant_link import PLACEHOLDER

from .common import InvitationCase, mail_server

LINK = re.compile(r"https://crm\.example\.com/f/(\w{33})")


@tagged("standard", "post_install", "-at_install")
class TestInviting(InvitationCase):
    def invite(self):
        return self.ahead.with_user(self.facilitator).action_invite()

    def test_each_gets_a_mail_of_their_own_and_who_has_none_is_named(self):
        answer = self.invite()
        self.assertIn("Invitations on their way: 3.", answer["params"]["message"])
        self.assertIn("Quiet Guest (no mail address)", answer["params"]["message"])
        self.assertEqual(answer["params"]["type"], "warning")
        self.assertTrue(self.sal.invited_on and self.gus.invited_on and self.gita.invited_on)
        self.assertFalse(self.quiet.invited_on)
        sent = self.send_queue()
        self.assertEqual(
            {name: len(mails) for name, mails in sent.items()}, {"Sal": 1, "Gus Guest": 1, "Gita Guest": 1}
        )
        for name, [message] in sent.items():
            self.assertTrue(message["Subject"].startswith(f"{name}: invitation to “Kick-off”, "), message["Subject"])
            self.assertIn(str(self.first_day.day), message["Subject"])
        self.assertEqual(len({mail["Subject"] for [mail] in sent.values()}), 3)

    def test_who_has_an_account_gets_the_session_and_who_has_none_a_link(self):
        self.assertTrue(self.sal.has_account)
        self.assertFalse(self.gus.has_account)
        self.invite()
        sent = self.send_queue()
        own = f"https://crm.example.com/mail/view?model=crm.facilitation.session&amp;res_id={self.ahead.id}"
        self.assertIn(own, self.text_of(sent["Sal"][0]))
        self.assertNotIn("/f/", self.text_of(sent["Sal"][0]))
        links = set()
        for name, participant in (("Gus Guest", self.gus), ("Gita Guest", self.gita)):
            text = self.text_of(sent[name][0])
            # the button, and the bare address beside it
            self.assertEqual(len(LINK.findall(text)), 2)
            [key] = set(LINK.findall(text))
            self.assertEqual(participant._authenticate(key).participant_id, participant)
            self.assertIn("works once within seven days", text)
            self.assertIn(f"https://crm.example.com/f/s/{self.ahead.id}", text, "where the code is entered")
            links.add(key)
        self.assertEqual(len(links), 2)

    def test_nobody_is_invited_twice(self):
        self.invite()
        self.send_queue()
        answer = self.invite()
        self.assertFalse(self.queued())
        self.assertIn("Invitations on their way: 0.", answer["params"]["message"])
        late = self.make_guest("Late Guest", "late@example.com", self.sales)
        self.invite()
        self.assertEqual(self.queued().facilitation_participant_id, late)

    def test_the_mail_has_a_placeholder_until_it_is_sent_and_nothing_keeps_the_link(self):
        """Rules 16 and 38."""
        self.invite()
        mail = self.queued().filtered(lambda mail: mail.facilitation_participant_id == self.gus)
        self.assertTrue(mail.auto_delete)
        self.assertIn(PLACEHOLDER, mail.body_html)
        self.assertFalse(mail.model or mail.res_id or mail.attachment_ids or mail.recipient_ids)
        self.assertNotIn("Gita", mail.body_html)
        sent = self.send_queue()
        [key] = set(LINK.findall(self.text_of(sent["Gus Guest"][0])))
        self.assertFalse(mail.exists())
        for table, column in (("mail_mail", "body_html"), ("mail_message", "body"), ("ir_attachment", "name")):
            self.env.cr.execute(f"SELECT count(*) FROM {table} WHERE {column}::text LIKE %s", [f"%{key}%"])
            self.assertEqual(self.env.cr.fetchone(), (0,), table)

    def test_a_mail_that_failed_keeps_no_link_and_the_next_one_has_another(self):
        self.invite()
        mail = self.queued().filtered(lambda mail: mail.facilitation_participant_id == self.gus)
        first = LINK.findall(mail._prepare_outgoing_list()[0]["body"])[0]
        self.assertNotIn(first, mail.body_html)
        second = LINK.findall(mail._prepare_outgoing_list()[0]["body"])[0]
        self.assertNotEqual(first, second)

    def test_whose_mail_is_refused_is_not_reached_and_can_be_invited_again(self):
        self.invite()
        self.send_queue(refused=["shared@example.com"])
        self.assertEqual((self.sal.progress, self.gus.progress), ("reached", "unreached"))
        why = "the last mail failed (no answer): correct the address, then invite again"
        self.assertEqual(self.gus.obstacle, why)
        answer = self.ahead.with_user(self.facilitator).action_remind()
        self.assertIn("People reminded: 1.", answer["params"]["message"])
        self.assertIn(f"Gus Guest ({why})", answer["params"]["message"])
        self.gus.sudo().partner_id.email = "gus@example.com"
        self.invite()
        sent = self.send_queue()
        self.assertEqual(sorted(sent), ["Gita Guest", "Gus Guest", "Sal"])
        self.assertEqual(self.gus.progress, "reached")

    def test_what_the_mail_server_answered_is_said_with_what_to_do(self):
        self.gita.sudo().partner_id.email = "gita@example.com"
        self.late = self.make_guest("Late Guest", "late@example.com", self.sales)
        self.invite()
        gone = "5.1.1 <shared@example.com>: Recipient address rejected:\n User unknown"
        with mail_server({"shared@example.com": (550, gone), "late@example.com": (452, "4.2.2 Mailbox full")}) as port:
            self.send_queue_to(port)
        self.assertEqual((self.sal.progress, self.gita.progress), ("reached", "reached"))
        self.assertEqual(
            {person.partner_id.name: person.obstacle for person in self.ahead.participant_ids if person.obstacle},
            {
                "Gus Guest": "the last mail failed (550 5.1.1 Recipient address rejected: User unknown): "
                "correct the address, then invite again",
                "Late Guest": "the last mail failed (452 4.2.2 Mailbox full): invite again later",
                "Quiet Guest": "no mail address",
            },
        )
        self.assertIn(
            "Recipient address rejected: User unknown", self.ahead.with_user(self.facilitator).people_overview
        )
        message = self.ahead.with_user(self.facilitator).action_remind()["params"]["message"]
        self.assertIn("People reminded: 2.", message)
        self.assertIn("Late Guest (the last mail failed (452 4.2.2 Mailbox full): invite again later)", message)
        self.gus.sudo().partner_id.email = "gus@example.com"
        self.assertIn("Invitations on their way: 2.", self.invite()["params"]["message"])
        with mail_server({}) as port:
            self.send_queue_to(port)
        self.assertEqual((self.gus.progress, self.late.progress), ("reached", "reached"))
        self.assertEqual((self.gus | self.late).sudo().mapped("mail_answer"), [False, False], "nothing of it is kept")

    def test_nobody_answers_where_the_mail_server_should_be(self):
        self.invite()
        with mail_server({}) as port:
            pass
        self.send_queue_to(port)
        self.assertEqual(
            self.sal.obstacle,
            "the last mail failed (Connection refused): have the mail server checked, then invite again",
        )
        self.assertEqual(self.ahead.with_user(self.facilitator).open_invitation_count, 4)

    def test_nobody_whose_address_is_refused_counts_as_reminded_or_written_to(self):
        self.invite()
        with mail_server({"shared@example.com": (550, "5.1.1 User unknown")}) as port:
            self.send_queue_to(port)
        today = self.first_day - timedelta(days=30)
        self.ahead.with_user(self.facilitator).write({"collection_from": today, "collection_until": self.first_day})
        message = self.ahead.with_user(self.facilitator).action_remind_silent()["params"]["message"]
        self.assertIn("People reminded: 1.", message)
        self.assertIn("Gus Guest (the last mail failed (550 5.1.1 User unknown): correct the address", message)
        self.assertEqual(self.queued().facilitation_participant_id, self.sal)
        self.gus.sudo().partner_id.email = "gus@example.com"
        message = self.ahead.with_user(self.facilitator).action_remind_silent()["params"]["message"]
        self.assertIn("People reminded: 2.", message, "the address is another one")
        self.assertIn(self.gus, self.queued().facilitation_participant_id)
        self.assertEqual(
            self.gus.obstacle, "the last mail failed (550 5.1.1 User unknown): invite again later", "not yet invited"
        )

    def test_archived_contacts_and_broken_addresses_are_named(self):
        self.gus.sudo().partner_id.active = False
        self.gita.sudo().partner_id.email = "not an address"
        message = self.invite()["params"]["message"]
        self.assertIn("Gus Guest (contact archived)", message)
        self.assertIn("Gita Guest (mail address not valid)", message)
        self.assertEqual(self.queued().facilitation_participant_id, self.sal)

    def test_the_mail_is_in_the_language_of_its_person(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        template = self.env.ref("crm_facilitation.mail_template_invitation")
        template.with_context(lang="ru_RU").subject = "{{ object.partner_id.name }}: приглашение"
        self.gus.sudo().partner_id.lang = "ru_RU"
        self.invite()
        subjects = {mail.facilitation_participant_id: mail.subject for mail in self.queued()}
        self.assertEqual(subjects[self.gus], "Gus Guest: приглашение")
        self.assertIn("invitation", subjects[self.gita])
        body = self.queued().filtered(lambda mail: mail.facilitation_participant_id == self.gus).body_html
        months = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
        self.assertIn(months[self.first_day.month - 1], body)

    def test_only_a_facilitator_of_the_company_invites(self):
        for user in (self.employee_sales, self.sponsor, self.outsider):
            for act in ("action_invite", "action_remind"):
                with self.assertRaises(AccessError):
                    getattr(self.ahead.with_user(user), act)()
        self.assertFalse(self.queued())
        self.assertFalse(self.gus.invited_on)

    def test_nobody_is_invited_to_what_is_over(self):
        self.ahead.action_cancel()
        with self.assertRaises(UserError):
            self.invite()
        self.assertFalse(self.gus.invited_on)

    def test_the_evidence_counts_and_names_nobody(self):
        self.invite()
        event = self.env["crm.facilitation.event"].search([("kind", "=", "people_invited")])
        self.assertEqual(event.payload, {"written_to": 3, "not_reached": 1})
        self.assertEqual(event.actor_id, self.facilitator)

    def test_the_place_of_whoever_was_invited_is_not_given_away(self):
        """Rule 39: whoever holds a link to a place is its person."""
        self.invite()
        other = self.env["res.partner"].create({"name": "Somebody else"})
        with self.assertRaises(UserError):
            self.gus.with_user(self.facilitator).partner_id = other
        with self.assertRaises(UserError):
            self.gus.with_user(self.facilitator).unlink()
        self.assertEqual(self.gus.partner_id.name, "Gus Guest")

    def test_only_facilitators_read_who_was_invited(self):
        self.invite()
        self.assertTrue(
            self.sal.with_user(self.facilitator).read(["invited_on", "has_account", "progress", "obstacle"])
        )
        for name in ("invited_on", "has_account", "progress", "obstacle"):
            with self.assertRaises(AccessError):
                self.sal.with_user(self.employee_sales).read([name])

    def test_people_are_found_by_whether_they_have_an_account(self):
        people = self.env["crm.facilitation.participant"].with_user(self.facilitator)
        here = [("session_id", "=", self.ahead.id)]
        self.assertEqual(people.search([*here, ("has_account", "=", True)]), self.sal)
        self.assertEqual(people.search([*here, ("has_account", "=", False)]), self.gus | self.gita | self.quiet)
        for has_account in (True, False):
            with self.assertRaises(AccessError):
                people.with_user(self.employee_sales).search([*here, ("has_account", "=", has_account)])


@tagged("standard", "post_install", "-at_install")
class TestReminding(InvitationCase):
    def setUp(self):
        super().setUp()
        self.ahead.with_user(self.facilitator).action_invite()
        self.send_queue()

    def remind(self):
        return self.ahead.with_user(self.facilitator).action_remind()

    def test_only_those_invited_who_have_not_come(self):
        self.gita.sudo()._join_by("link")
        late = self.make_guest("Late Guest", "late@example.com", self.sales)
        answer = self.remind()
        self.assertIn("People reminded: 2.", answer["params"]["message"])
        sent = self.send_queue()
        self.assertEqual(sorted(sent), ["Gus Guest", "Sal"])
        self.assertIn("reminder of “Kick-off”", sent["Gus Guest"][0]["Subject"])
        self.assertFalse(late.invited_on)

    def test_who_has_come_meanwhile_is_not_reminded(self):
        self.remind()
        self.gus.sudo()._join_by("link")
        self.sal.with_user(self.facilitator).active = False
        sent = self.send_queue()
        self.assertEqual(sorted(sent), ["Gita Guest", "Sal"])
        self.assertIn("is cancelled", sent["Sal"][0]["Subject"])
        self.assertFalse(self.queued())

    def test_who_is_not_reached_any_more_is_named(self):
        self.gus.sudo().partner_id.email = False
        message = self.remind()["params"]["message"]
        self.assertIn("People reminded: 2.", message)
        self.assertIn("Gus Guest (no mail address)", message)

    def test_two_presses_send_one_reminder(self):
        self.remind()
        self.remind()
        self.assertEqual({name: len(mails) for name, mails in self.send_queue().items()},
                         {"Sal": 1, "Gus Guest": 1, "Gita Guest": 1})  # fmt: skip


@tagged("standard", "post_install", "-at_install")
class TestManyPeople(InvitationCase):
    def test_twenty_people_cost_little_more_than_ten(self):
        """What one more person costs: their mail (message and queue), and nothing that is looked up for each."""
        costs = []
        for size in (10, 20):
            session = self.ahead.copy(
                {"name": f"Session of {size}", "date_start": self.first_day, "participant_ids": []}
            )
            for number in range(size):
                self.make_guest(f"Guest {number}", f"guest{number}@example.com", self.sales, session=session)
            costs.append(self.count_queries(session.with_user(self.facilitator).action_invite))
        self.assertLessEqual(costs[1] - costs[0], 10 * 4, costs)
