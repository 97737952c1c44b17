"""The author always sees what became of their need, in their language, and nobody else is told in their place."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command

from ..common import FacilitationCase


class TestNews(FacilitationCase):
    def heard(self, need, person=None):
        """What the person (Sales by default) was told of the need, oldest first, without markup."""
        partner = (person or self.participant_sales).partner_id
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [("model", "=", need._name), ("res_id", "=", need.id), ("partner_ids", "in", partner.ids)], order="id"
            )
        )
        return [str(message.body) for message in messages]

    def tell_later(self):
        with (
            freeze_time(fields.Datetime.now() + timedelta(minutes=2)),
            patch.object(type(self.env["ir.cron"]), "_commit_progress"),
        ):
            self.env["crm.facilitation.need"]._cron_tell_merges()

    def plan(self, need):
        need.action_accept()
        return need.action_plan()

    def configure(self, task):
        feature = (
            self.env["crm.facilitation.feature"]
            .with_user(self.facilitator)
            .create(
                {"task_id": task.id, "res_model": "crm.stage", "res_id": self.env["crm.stage"].search([], limit=1).id}
            )
        )
        feature.action_confirm()

    def test_each_step_from_received_to_accepted_is_told_once(self):
        need = (
            self.env["crm.facilitation.need"]
            .with_user(self.facilitator)
            .create({"name": "Lost reason", "session_id": self.session.id, "author_id": self.participant_sales.id})
        )
        need.with_user(self.employee_service).action_support()
        task = self.plan(need)
        self.configure(task)
        task.write({"state": "1_done"})
        need.with_user(self.employee_service).action_confirm_delivery()
        expected = (
            "received",
            "accepted and will be planned",
            "is planned",
            "is configured",
            "confirmed that it is done",
        )
        heard = self.heard(need)
        self.assertEqual(len(heard), len(expected), heard)
        for sentence, words in zip(heard, expected, strict=True):
            self.assertIn(words, sentence)
        self.assertEqual(len(self.heard(need, self.participant_service)), 1, "supporters are asked to try it")

    def test_decisions_are_told_with_the_reason_and_the_answer_with_its_words(self):
        need = self.make_need("Lost reason")
        need.answer = "A field on the card does it"
        need.action_defer("After launch")
        need.action_reject("Not <b>now</b>")
        self.assertEqual(need.decided_by_id, self.facilitator)
        need.action_reconsider()
        need.flush_recordset()
        self.assertEqual((need.decided_by_id.id, need.decided_on), (False, False))
        heard = self.heard(need)
        self.assertEqual(len(heard), 4)
        self.assertIn("A field on the card does it", heard[0])
        self.assertIn("After launch", heard[1])
        self.assertIn("Not &lt;b&gt;now&lt;/b&gt;", heard[2], "plain text stays plain text")

    def test_the_author_hears_that_somebody_changed_what_was_accepted(self):
        need = self.make_need("Lost reason", wish="A field")
        need.action_accept()
        before = len(self.heard(need))
        need.write({"wish": "A list"})
        self.assertTrue(need.is_suspect)
        self.assertEqual(len(self.heard(need)), before + 1)

    def test_the_author_hears_that_somebody_else_put_their_need_away_or_changed_its_words(self):
        need = self.make_need("Lost reason", wish="A field")
        before = len(self.heard(need))
        for change in ({"wish": "A list"}, {"active": False}, {"active": True}):
            need.write(change)
        need.flush_recordset()
        heard = self.heard(need)[before:]
        self.assertEqual(len(heard), 3, heard)
        for sentence, words in zip(
            heard, ("changed what", "put your need away", "brought your need back"), strict=True
        ):
            self.assertIn(words, sentence)

    def test_a_need_planned_into_an_existing_task_is_told_as_planned(self):
        task = self.plan(self.make_need("One", self.participant_service))
        need = self.make_need("Another")
        need.action_accept()
        need.action_plan_into(task)
        self.assertIn("is planned", self.heard(need)[-1])

    def test_a_need_that_is_linked_by_hand_to_a_task_is_told_as_planned(self):
        task = self.plan(self.make_need("One", self.participant_service))
        need = self.make_need("Another")
        need.action_accept()
        need.write({"task_ids": [Command.link(task.id)]})
        self.assertIn("is planned", self.heard(need)[-1])

    def test_whose_need_is_written_down_as_somebody_elses_hears_of_it(self):
        need = self.make_need("Lost reason")
        need.write({"author_id": self.participant_service.id})
        self.assertIn("another person raised your need", self.heard(need)[-1])
        self.assertEqual(self.heard(need, self.participant_logistics), [])
        other = self.make_need("Call list")
        other.write({"author_id": self.participant_sales.id})
        self.assertEqual(self.heard(other), [], "it is theirs as before")

    def test_the_author_hears_of_it_though_the_session_does_not_take_place(self):
        need = self.make_need("Lost reason")
        self.session.sudo()._write_past_guards({"state": "cancelled"})
        need.action_reject("Nobody came")
        self.assertIn("Nobody came", self.heard(need)[-1])

    def test_a_confirmed_feature_is_news_although_its_task_is_not_done(self):
        need = self.make_need("Lost reason")
        self.configure(self.plan(need))
        self.assertIn("is configured", self.heard(need)[-1])

    def test_authors_of_merged_needs_hear_what_becomes_of_the_whole(self):
        survivor, merged = self.make_need("Whole", self.participant_service), self.make_need("Part")
        merged.action_merge_into(survivor)
        survivor.action_reject("Too dear")
        heard = self.heard(merged)
        self.assertIn("now part of “Whole”", heard[0])
        self.assertIn("It is part of “Whole”. Your need was rejected: Too dear", heard[1])

    def test_a_merge_that_is_taken_back_at_once_is_no_news(self):
        whole, part = self.make_need("Whole", self.participant_service), self.make_need("Part")
        part.action_merge_into(whole)
        part.action_unmerge()
        self.tell_later()
        self.assertEqual(self.heard(part), [])

    def test_what_was_put_away_and_taken_out_of_a_whole_is_told_too(self):
        whole, part = self.make_need("Whole", self.participant_service), self.make_need("Part")
        part.action_merge_into(whole)
        self.tell_later()
        part.active = False
        part.action_unmerge()
        self.tell_later()
        self.assertIn("stands on its own again", self.heard(part)[-1])

    def test_merging_undoing_and_merging_is_told_once_when_it_has_stood_for_a_minute(self):
        whole, part = self.make_need("Whole", self.participant_service), self.make_need("Part")
        other = self.make_need("Other", self.participant_logistics)
        part.action_merge_into(whole)
        part.action_unmerge()
        part.action_merge_into(other)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress"):
            self.env["crm.facilitation.need"]._cron_tell_merges()
        self.assertEqual(self.heard(part), [], "not before a minute is over")
        queue = self.env.ref("crm_facilitation.need_cron_merge_news")
        awaited = self.env["ir.cron.trigger"].search([("cron_id", "=", queue.id)]).mapped("call_at")
        self.assertIn(part.sudo().merge_news_due, awaited, "and then at once")
        self.tell_later()
        self.tell_later()
        [told] = self.heard(part)
        self.assertIn("now part of “Other”", told)
        self.assertFalse(
            part.sudo().merge_by_id or part.sudo().merge_told_id, "what was kept for the news goes with it"
        )
        part.action_unmerge()
        self.tell_later()
        self.assertIn("on its own again", self.heard(part)[-1])

    def test_who_merges_their_own_need_hears_nothing_of_it(self):
        mine = self.make_participant(self.facilitator, self.sales)
        whole, part = self.make_need("Whole", self.participant_service), self.make_need("Part", mine)
        part.action_merge_into(whole)
        self.tell_later()
        self.assertEqual(self.heard(part, mine), [])

    def test_a_refusal_is_told_with_what_is_missing(self):
        need = self.make_need("Lost reason")
        need.with_user(self.employee_service).action_support()
        self.configure(self.plan(need))
        need.with_user(self.employee_service).action_refuse_delivery("The list lacks it")
        self.assertIn("The list lacks it", self.heard(need)[-1])

    def test_people_without_account_are_told_by_mail_in_their_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        partner = self.env["res.partner"].create({"name": "Olga", "email": "olga@example.com", "lang": "ru_RU"})
        guest = (
            self.env["crm.facilitation.participant"]
            .with_user(self.facilitator)
            .create({"session_id": self.session.id, "partner_id": partner.id, "department_id": self.sales.id})
        )
        need = (
            self.env["crm.facilitation.need"]
            .with_user(self.facilitator)
            .create({"name": "Scanner", "session_id": self.session.id, "author_id": guest.id})
        )
        need.action_reject("Нет денег")
        mails = self.env["mail.mail"].sudo().search([("facilitation_participant_id", "=", guest.id)])
        self.assertEqual(len(mails), 1, "what happens within a minute comes as one mail")
        self.assertEqual(mails.email_to, '"Olga" <olga@example.com>')
        self.assertIn("Ваша потребность", mails.subject)
        self.assertIn("Нет денег", mails.body_html)
        self.assertEqual(mails.body_html.count("Ваша потребность"), 4, "received and rejected, each with its heading")

    def test_what_one_does_oneself_is_no_news(self):
        need = self.make_need("Lost reason")
        self.assertFalse(self.heard(need))
        self.assertIn("Received", need.sudo().with_context(lang="en_US")._creation_message())

    def test_nobody_is_told_of_an_anonymous_need(self):
        self.session.current_item_id.write({"anonymous": True, "can_raise": True})
        answer = self.env["crm.facilitation.need"].with_user(self.employee_sales).raise_need(
            self.session.id, {"name": "Nobody dares to say it"}
        )  # fmt: skip
        need = self.env["crm.facilitation.need"].with_user(self.facilitator).browse(answer["id"])
        need.write({"goal_ids": [Command.clear()], "answer": "Settings"})
        self.configure(self.plan(need))
        messages = self.env["mail.message"].sudo().search([("model", "=", need._name), ("res_id", "=", need.id)])
        self.assertFalse(messages.partner_ids)
