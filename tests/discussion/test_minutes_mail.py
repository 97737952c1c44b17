"""Minutes by mail: to everybody who took part, each what they may read; and what an invitation carries over."""

import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..invitation.common import InvitationCase


@tagged("standard", "post_install", "-at_install")
class TestMinutesByMail(InvitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guest = cls.make_guest("Gus Guest", "gus@example.com", cls.sales, session=cls.session)
        cls.other_guest = cls.make_guest("Gita Guest", "gita@example.com", cls.service, session=cls.session)
        cls.no_mail = cls.make_guest("Mute Guest", False, cls.logistics, session=cls.session)
        cls.absent = cls.participant_logistics
        cls.here = cls.participant_sales | cls.guest | cls.other_guest | cls.no_mail
        cls.here.with_user(cls.facilitator).action_join()
        cls.need = cls.make_need("See the last call")
        cls.need.action_reject("Too dear for what it gives")

    def send(self):
        """``{name: text of the mail}`` of what went out."""
        notice = self.session.action_mail_minutes()
        waiting = self.queued(self.session)
        self.waiting = {mail.facilitation_participant_id: (mail.body_html, mail.subject) for mail in waiting}
        with self.mock_mail_gateway(mail_unlink_sent=True):
            waiting.send()
        return notice, {mail["email_to"][0]: mail["body"] for mail in self._mails}

    def test_everybody_who_took_part_gets_them_and_the_others_are_named(self):
        notice, sent = self.send()
        self.assertEqual(set(self.waiting), {self.participant_sales, self.guest, self.other_guest})
        self.assertEqual(len(sent), 3)
        self.assertIn("Mute Guest (no mail address)", notice["params"]["message"])
        self.assertEqual(
            notice,
            {
                "type": "ir.actions.client", "tag": "display_notification",
                "params": {
                    "message": "Minutes on their way: 3. Not reached: Mute Guest (no mail address).",
                    "type": "warning", "sticky": True, "next": {"type": "ir.actions.client", "tag": "soft_reload"},
                },
            },
        )  # fmt: skip
        self.assertIn("minutes_sent", self.evidence(self.session))
        sent_of = self.env["crm.facilitation.event"].search([("kind", "=", "minutes_sent")])
        self.assertEqual(sent_of.payload, {"written_to": 3, "not_reached": 1})
        for text in sent.values():
            self.assertIn("Too dear for what it gives", text)
            self.assertIn(self.facilitator.name, text)

    def test_whoever_raised_what_was_put_away_since_took_part(self):
        self.make_need("Fewer clicks", self.absent).active = False
        self.assertIn(self.absent, self.session._find_who_took_part())
        self.session.action_mail_minutes()
        self.assertIn(self.absent, self.queued(self.session).facilitation_participant_id)

    def test_whoever_supports_a_need_took_part_and_a_closed_session_has_minutes(self):
        self.assertNotIn(self.absent, self.session._find_who_took_part())
        self.need.with_user(self.absent.user_id).action_support()
        self.assertEqual(self.session._find_who_took_part(), self.here | self.absent)
        self.session.action_close()
        self.session.action_mail_minutes()
        self.assertIn(self.absent, self.queued(self.session).facilitation_participant_id)

    def test_a_mail_reads_on_a_phone_without_a_style_sheet(self):
        """Each row is a box of its own, with the name of the column above what stands in it."""
        _notice, sent = self.send()
        for text in sent.values():
            self.assertNotIn("<table", text)
            self.assertNotIn("<h3>Signatures", text, "nobody signs a mail")
            [box] = [box for box in re.findall(r'<div style="border.*?(?=<div style="border)', text, re.DOTALL)
                     if "Too dear" in box]  # fmt: skip
            words = " ".join(re.sub(r"<[^>]+>", " ", box).split())
            self.assertRegex(words, "Need See the last call .*Why Too dear .*Decided by")

    def test_each_reads_what_their_rights_show(self):
        _notice, sent = self.send()
        employee = next(text for to, text in sent.items() if "sal@" in to)
        guest = next(text for to, text in sent.items() if "gus@" in to)
        self.assertIn("Gita Guest", employee, "employees read who takes part")
        self.assertIn("Gus Guest", guest)
        self.assertNotIn("Gita Guest", guest, "a guest reads of themself alone")

    def test_what_waits_in_the_queue_has_neither_link_nor_minutes_nor_people(self):
        self.session.action_mail_minutes()
        for mail in self.queued(self.session):
            self.assertNotIn("Too dear", mail.body_html)
            self.assertNotIn("/f/m/", mail.body_html)
            self.assertNotIn(self.facilitator.name, mail.body_html)

    def test_a_guest_gets_a_link_of_their_own_and_an_account_the_page(self):
        _notice, sent = self.send()
        self.assertRegex(next(text for to, text in sent.items() if "gus@" in to), r"/f/m/\w{20,45}")
        employee = next(text for to, text in sent.items() if "sal@" in to)
        self.assertIn(f"/crm_facilitation/document/minutes/{self.session.id}", employee)
        self.assertNotIn("/f/m/", employee)

    def test_somebody_taken_off_meanwhile_gets_nothing(self):
        self.session.action_mail_minutes()
        self.guest.with_user(self.facilitator).active = False
        waiting = self.queued(self.session)
        with self.mock_mail_gateway(mail_unlink_sent=True):
            waiting.send()
        self.assertFalse([mail for mail in self._mails if "gus@" in mail["email_to"][0]])

    def test_what_waits_is_deleted_once_it_is_sent_and_says_whose_it_is(self):
        self.session.action_mail_minutes()
        waiting = {mail.facilitation_participant_id: mail for mail in self.queued(self.session)}
        self.assertEqual(set(waiting), {self.participant_sales, self.guest, self.other_guest})
        for person, mail in waiting.items():
            self.assertEqual(
                (mail.subject, mail.email_to, mail.auto_delete, mail.facilitation_link_path),
                (f"{person.partner_id.name}: minutes of “{self.session.name}”", person.partner_id.email_formatted,
                 True, "/f/m/"),
            )  # fmt: skip

    def test_a_mail_that_speaks_of_minutes_is_sent_as_it_is(self):
        text = "Look for crm-facilitation-minutes in the queue"
        mail = self.env["mail.mail"].create({"body_html": text, "email_to": "it@example.com", "subject": "How to"})
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        self.assertEqual([text in sent["body"] for sent in self._mails], [True])

    def test_mails_to_two_people_are_told_apart_by_their_subject(self):
        self.send()
        subjects = [subject for _body, subject in self.waiting.values()]
        self.assertEqual(len(set(subjects)), len(subjects))

    def test_it_is_the_facilitators_to_send_and_needs_somebody_present(self):
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaises(AccessError):
                self.session.with_user(user).action_mail_minutes()
        with self.assertRaisesRegex(UserError, "has not begun"):
            self.ahead.action_mail_minutes()
        self.ahead.with_user(self.facilitator).action_start()
        with self.assertRaisesRegex(UserError, "Nobody is marked as present"):
            self.ahead.action_mail_minutes()
        self.assertFalse(self.queued(self.session) | self.queued())


@tagged("standard", "post_install", "-at_install")
class TestTheInvitationCarriesOver(InvitationCase):
    def invite(self):
        self.ahead.action_invite()
        return {message["email_to"][0]: message["body"] for message in self.sent_mails()}

    def sent_mails(self):
        waiting = self.queued()
        with self.mock_mail_gateway(mail_unlink_sent=True):
            waiting.send()
        return self._mails

    def test_what_is_open_from_the_last_session_stands_in_it(self):
        need = self.make_need("See the last call")
        promises = self.env["crm.facilitation.promise"].with_user(self.facilitator)
        promises.create(
            {"name": "Clean the list", "session_id": self.session.id, "department_id": self.sales.id,
             "due_on": "2031-01-01"}
        )  # fmt: skip
        self.session.action_close()
        sent = self.invite()
        employee = next(text for to, text in sent.items() if "sal@" in to)
        self.assertIn("Still open from", employee)
        self.assertIn("Clean the list", employee)
        self.assertIn(need.name, employee)
        for text in (text for to, text in sent.items() if "shared@" in to):
            self.assertNotIn(need.name, text, "guests who were not in the last session do not read its needs")

    def test_the_last_session_may_be_of_the_same_day(self):
        self.session.action_close()
        self.ahead.date_start = self.session.date_start
        self.assertEqual(self.ahead._get_last(), self.session)

    def test_the_first_session_has_nothing_to_carry_over(self):
        for text in self.invite().values():
            self.assertNotIn("Still open from", text)

    def test_questions_to_their_department_stand_in_it(self):
        sent = self.invite()
        employee = next(text for to, text in sent.items() if "sal@" in to)
        self.assertIn("Which deals are never entered?", employee)
        self.assertNotIn("When would you stop the project?", employee)
