"""What is sent twice, or at the same moment as something else: done once, and answered as it was."""

import contextlib
import secrets
from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MockEmail

from ..room.test_rules import BothWays


@contextlib.contextmanager
def repeated_at_once():
    """A serialization failure that a test raises has the code of a real one, and Odoo repeats without a pause."""
    failure, code = psycopg2.errors.SerializationFailure, psycopg2.errorcodes.SERIALIZATION_FAILURE
    with patch("odoo.service.model.time.sleep"), patch.object(failure, "pgcode", code, create=True):
        yield


@tagged("standard", "post_install", "-at_install")
class TestRepeated(BothWays, MockEmail):
    def test_what_met_another_act_in_the_database_is_repeated_and_done(self):
        """Odoo repeats a request that could not be serialized, with the words that were sent."""
        room = type(self.env["crm.facilitation.room"])
        done = room._call
        for person, browser in self.both():
            failures = [psycopg2.errors.SerializationFailure()]

            def call(self, *args, failures=failures, **options):
                if failures:
                    raise failures.pop()
                return done(self, *args, **options)

            with (
                patch.object(room, "_call", call),
                repeated_at_once(),
            ):
                need = browser.call("raise_need", values={"name": "In the middle of it"})
            self.assertFalse(failures)
            self.assertEqual(self.env["crm.facilitation.need"].browse(need["id"]).author_id, person)

    def test_a_need_that_is_sent_twice_at_once_is_one_and_both_are_answered(self):
        """The second one is under way when the first is stored, and looked before."""
        needs = type(self.env["crm.facilitation.need"])
        looked = needs._get_raised
        for person, browser in self.both():
            token = secrets.token_urlsafe(24)
            first = browser.call("raise_need", values={"name": "Once"}, token=token)
            blind = [True]

            def look(self, *args, blind=blind):
                return None if blind and blind.pop() else looked(self, *args)

            with (
                patch.object(needs, "_get_raised", look),
                patch("odoo.service.model.time.sleep"),
                self.assertNoLogs("odoo.sql_db"),
            ):
                second = browser.call("raise_need", values={"name": "Once"}, token=token)
            self.assertFalse(blind)
            self.assertEqual(second, first)
            self.assertEqual(self.meeting.need_ids.filtered(lambda need: need.author_id == person).ids, [first["id"]])

    def said(self, need):
        """``(command, what it sends, model, what was said of it)`` of everything that people say beside needs."""
        remark = {"about": "need", "about_id": need.id, "kind": "question", "text": "Which call?"}
        yield "remark", remark, "remark", [("need_id", "=", need.id)]
        risk = {"name": "Nobody has time", "has_happened": False}
        yield "raise_risk", risk, "risk", [("session_id", "=", self.meeting.id)]

    def test_what_is_said_twice_at_once_is_one_and_both_are_answered(self):
        """The second one is under way when the first is stored, and looked before; named or not."""
        need = self.make_need("See the last call")
        step = self.meeting.current_item_id
        step.can_remark = True
        for anonymous in (False, True):
            step.anonymous = anonymous
            for _person, browser in self.both():
                for command, sent, name, domain in self.said(need):
                    with self.subTest(command=command, anonymous=anonymous):
                        model = self.env[f"crm.facilitation.{name}"]
                        before = model._with_held().search_count(domain)
                        token = secrets.token_urlsafe(24)
                        browser.call(command, **sent, token=token)
                        looked, blind = type(model)._find_committed, [True]

                        def look(self, *origins, looked=looked, blind=blind):
                            return self.browse() if blind and blind.pop() else looked(self, *origins)

                        with (
                            patch.object(type(model), "_find_committed", look),
                            patch("odoo.service.model.time.sleep"),
                            # with the minute and the address of a request, words would name who said them
                            self.assertNoLogs("odoo.sql_db"),
                        ):
                            browser.call(command, **sent, token=token)
                        self.assertFalse(blind)
                        self.assertEqual(model._with_held().search_count(domain), before + 1)

    def test_what_was_said_is_found_after_the_step_is_over(self):
        need = self.make_need("See the last call")
        for _person, browser in self.both():
            self.meeting.current_item_id.can_remark = True
            token = secrets.token_urlsafe(24)
            remark = {"about": "need", "about_id": need.id, "kind": "question", "text": "Which call?", "token": token}
            first = browser.call("remark", **remark)
            self.meeting.current_item_id.can_remark = False
            self.assertEqual(len(browser.call("remark", **remark)["remarks"]), len(first["remarks"]))
            self.assertEqual(browser.refused("remark", **remark | {"token": secrets.token_urlsafe(24)})[0], "refused")

    def test_a_token_that_a_device_did_not_draw_is_refused(self):
        need = self.make_need("See the last call")
        for _person, browser in self.both():
            for command, sent, _name, _domain in self.said(need):
                self.assertEqual(browser.refused(command, **sent, token="1234")[0], "refused")
        self.assertFalse(need.remark_ids)

    def test_the_words_of_two_people_with_one_token_are_two(self):
        """Nobody takes over what another said, or keeps it from being said."""
        need = self.make_need("See the last call")
        self.meeting.current_item_id.can_remark = True
        token = secrets.token_urlsafe(24)
        for _person, browser in self.both():
            remark = {"about": "need", "about_id": need.id, "kind": "question", "text": "Which call?", "token": token}
            browser.call("remark", **remark)
        self.assertEqual(need.remark_ids.author_id, self.gita | self.gus)

    def test_what_is_said_again_because_the_answer_was_lost_is_said_once(self):
        need = self.make_need("See the last call")
        remark = {"about": "need", "about_id": need.id, "kind": "question", "text": "Which call?"}
        for person, browser in self.both():
            for _time in range(2):
                browser.call("remark", **remark)
                browser.call("raise_risk", name="Nobody has time", has_happened=False)
            self.assertEqual(len(need.remark_ids.filtered(lambda one: one.author_id == person)), 1)
            risks = self.env["crm.facilitation.risk"].search([("session_id", "=", self.meeting.id)])
            self.assertEqual(len(risks.filtered(lambda one: one.author_id == person)), 1)
            browser.call("remark", **remark | {"text": "And which list?"})
        self.assertEqual(len(need.remark_ids), 4)

    def test_words_that_nobody_sees_are_none(self):
        need = self.make_need("See the last call")
        for _person, browser in self.both():
            for words in ("\u200b", " \u202e\u2066 ", "\u3164", "\u2800\n"):
                with self.subTest(words=ascii(words)):
                    self.assertEqual(browser.refused("raise_need", values={"name": words})[0], "refused")
                    remark = {"about": "need", "about_id": need.id, "kind": "question", "text": words}
                    self.assertEqual(browser.refused("remark", **remark)[0], "refused")
        self.assertEqual(self.meeting.need_ids, need)
        self.assertFalse(need.remark_ids)

    def test_a_title_of_several_lines_keeps_no_mail_back(self):
        (self.gita | self.gus).partner_id.sudo().email = "both@example.com"
        for _person, browser in self.both():
            raised = browser.call("raise_need", values={"name": "One\nBcc: all@example.com\n\ntwo"})
            self.env["crm.facilitation.need"].browse(raised["id"]).with_user(self.facilitator).action_accept()
        self.env["mail.mail"].search([("state", "=", "outgoing")]).scheduled_date = False
        with self.mock_mail_gateway(mail_unlink_sent=False):
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        subjects = [mail["EmailMessage"]["Subject"] for mail in self._mails]
        self.assertTrue([subject for subject in subjects if "One Bcc: all@example.com two" in subject], subjects)
        self.assertFalse(self.env["mail.mail"].search([("state", "=", "exception")]))

    def test_the_device_is_handed_to_the_name_that_was_read(self):
        """Another name is pressed between the look and the press."""
        self.quiet.with_user(self.facilitator).action_join()
        self.device.post("lock")
        self.device.get("/f/k")
        self.device.post("ask", {"who": str(self.quiet.id)})
        with self.assertRaisesRegex(UserError, "Quiet Guest.*meanwhile"):
            self.kiosk.action_hand_over("Gus Guest")
        self.assertFalse(self.kiosk.sudo().participant_id)
        self.kiosk.action_hand_over("Quiet Guest")
        self.assertEqual(self.kiosk.sudo().participant_id, self.quiet)


@tagged("standard", "post_install", "-at_install")
class TestVotesAtOnce(BothWays):
    def test_a_vote_that_meets_the_closing_is_refused_in_words_and_counts_nowhere(self):
        need = self.make_need("One")
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        for person, browser in self.both():
            ballot_round = rounds.create(
                {"name": person.partner_id.name, "session_id": self.meeting.id, "need_ids": [Command.set(need.ids)],
                 "allow_own": True}
            )  # fmt: skip
            ballot_round.action_open()
            failures = [psycopg2.errors.SerializationFailure()]
            casting = type(ballot_round)
            cast = casting.cast

            def late(self, *args, failures=failures, cast=cast, leader=self.facilitator.id, **options):
                if failures:
                    raise failures.pop()
                # the vote had to wait for the closing, which was first
                self.with_user(leader).action_close()
                return cast(self, *args, **options)

            self.assertEqual(ballot_round.voted_count, 0)
            with (
                patch.object(casting, "cast", late),
                repeated_at_once(),
            ):
                code, message = browser.refused("cast", id=ballot_round.id, choices={str(need.id): 1})
            self.assertEqual(code, "refused", message)
            self.assertEqual(ballot_round.voted_count, 0)
