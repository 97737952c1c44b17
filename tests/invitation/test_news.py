"""News of one's needs reach people without an account, with a link of their own that is in no record."""

import re
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import InvitationCase

LINK = re.compile(r"https://crm\.example\.com/f/(\w{33})")


@tagged("standard", "post_install", "-at_install")
class TestNewsMails(InvitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need = cls.raise_for(cls.gus, "See the last call")
        cls.queued(cls).unlink()

    @classmethod
    def raise_for(cls, person, name):
        needs = cls.env["crm.facilitation.need"].with_user(cls.facilitator)
        return needs.create({"name": name, "session_id": person.session_id.id, "author_id": person.id})

    def mail_of(self, person):
        """The one mail that waits for the person."""
        [mail] = self.queued().filtered(lambda mail: mail.facilitation_participant_id == person)
        return mail

    def sent_to(self, person):
        """What the person reads in the one mail that they get, and the key in it."""
        [message] = self.send_queue()[person.partner_id.name]
        text = self.text_of(message)
        [key] = set(LINK.findall(text))
        return text, key

    def test_every_step_reaches_who_has_no_account_and_carries_their_link(self):
        other = self.raise_for(self.gita, "Whole")
        self.send_queue()
        merged = self.raise_for(self.gus, "Part")
        self.assertIn("was received", self.sent_to(self.gus)[0])
        steps = {
            "accepted and will be planned": self.need.action_accept,
            "a configuration task for it": self.need.action_plan,
            "Please try it, and confirm or refuse it": lambda: self.need.task_ids.write(
                {"nothing_to_configure": "There already", "state": "1_done"}
            ),
            "now part of “Whole”": lambda: (merged.action_merge_into(other), merged._tell_merge()),
            "It is part of “Whole”. Your need was deferred: Next year": lambda: other.action_defer("Next year"),
        }
        keys = set()
        for words, step in steps.items():
            step()
            mail = self.mail_of(self.gus)
            self.assertNotIn("/f/", mail.body_html)
            text, key = self.sent_to(self.gus)
            self.assertIn(words, text)
            self.assertEqual(self.gus._authenticate(key).participant_id, self.gus)
            keys.add(key)
        self.assertEqual(len(keys), len(steps), "each mail has a link of its own")

    def test_the_link_is_in_no_record_before_sending_and_none_after(self):
        self.need.action_accept()
        _text, key = self.sent_to(self.gus)
        self.env.flush_all()
        for table in ("mail_mail", "mail_message", "crm_facilitation_key", "crm_facilitation_event"):
            self.env.cr.execute(f"SELECT count(*) FROM {table} t WHERE to_jsonb(t)::text LIKE %s", [f"%{key}%"])
            self.assertEqual(self.env.cr.fetchone(), (0,), table)

    def test_a_mail_that_failed_keeps_no_link_and_sending_it_again_draws_another(self):
        self.need.action_accept()
        mail = self.mail_of(self.gus)
        keys = self.env["crm.facilitation.key"].search([("participant_id", "=", self.gus.id)])
        with (
            self.mock_mail_gateway(),
            patch.object(type(self.env["ir.mail_server"]), "send_email", side_effect=OSError("no route to host")),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            mail.send()
        self.assertEqual(mail.state, "exception")
        self.assertNotIn("/f/", mail.body_html)
        drawn = self.env["crm.facilitation.key"].search([("participant_id", "=", self.gus.id)]) - keys
        mail.state = "outgoing"
        _text, key = self.sent_to(self.gus)
        self.assertEqual(len(drawn), 1)
        self.assertNotIn(self.gus._authenticate(key), drawn)

    def test_what_happens_within_a_minute_is_one_mail_and_what_happens_later_another(self):
        other = self.raise_for(self.gus, "Sort by region")
        self.need.action_accept()
        self.need.action_plan()
        mail = self.mail_of(self.gus)
        self.assertEqual(mail.subject.split(" (")[0], "News about “Kick-off”")
        told = ("was received", "accepted and will be planned", "a configuration task for it")
        places = [mail.body_html.index(words) for words in told]
        self.assertEqual(places, sorted(places))
        self.assertTrue(0 < (mail.scheduled_date - fields.Datetime.now()).total_seconds() <= 60)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=1)):
            other.action_reject("Too dear")
        self.assertEqual(len(self.queued()), 2)
        self.assertNotIn("Too dear", mail.body_html)

    def test_one_need_names_itself_in_the_subject_with_person_and_day(self):
        self.need.action_accept()
        self.assertRegex(
            self.mail_of(self.gus).subject, r"^Your need “See the last call” \(Gus Guest, \d+ \w+ \d{4}\)$"
        )

    def test_words_of_people_stay_plain_text(self):
        self.need.action_reject("Not <b>now</b>")
        self.assertIn("Not &lt;b&gt;now&lt;/b&gt;", self.mail_of(self.gus).body_html)

    def test_two_people_with_one_mailbox_each_get_their_own(self):
        self.need.action_accept()
        self.raise_for(self.gita, "Whole")
        sent = self.send_queue()
        keys = [LINK.search(self.text_of(sent[name][0])).group(1) for name in ("Gus Guest", "Gita Guest")]
        people = [self.gus._authenticate(key).participant_id for key in keys]
        self.assertEqual(people, [self.gus, self.gita])

    def test_who_was_taken_off_the_list_before_it_is_sent_hears_nothing(self):
        self.need.action_accept()
        self.gus.active = False
        self.assertFalse(self.send_queue())
        self.assertFalse(self.env["crm.facilitation.key"].search([("participant_id", "=", self.gus.id)]))

    def test_nobody_is_written_to_where_no_mail_reaches_them(self):
        self.raise_for(self.quiet, "Fewer forms")
        self.assertFalse(self.queued())

    def test_when_the_link_opens_nothing_any_more_there_is_none(self):
        long_ago = fields.Date.today() - timedelta(days=100)
        self.env.cr.execute("UPDATE project_project SET launch_date = %s WHERE id = %s", [long_ago, self.project.id])
        self.project.invalidate_recordset()
        self.need.action_reject("Too late")
        [message] = self.send_queue()["Gus Guest"]
        self.assertIn("Too late", self.text_of(message))
        self.assertFalse(LINK.findall(self.text_of(message)))
        self.assertFalse(self.env["crm.facilitation.key"].search([("participant_id", "=", self.gus.id)]))

    def test_people_with_an_account_hear_it_once_and_without_a_link(self):
        need = self.make_need("Lost reason")
        need.action_accept()
        self.assertFalse(self.queued())
        messages_sudo = self.env["mail.message"].sudo()
        [message] = messages_sudo.search(
            [("model", "=", need._name), ("res_id", "=", need.id), ("partner_ids", "!=", False)]
        )
        self.assertEqual(message.partner_ids, self.participant_sales.partner_id)

    def test_an_anonymous_need_is_news_to_nobody(self):
        self.need._write_past_guards({"is_anonymous": True, "author_id": False})
        self.need.action_accept()
        self.assertFalse(self.queued())
