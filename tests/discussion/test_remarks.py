"""What people say of needs, options, goals and conflicts, and when a need counts as discussed."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_facilitation.models.discussion import remark as remark_file
from odoo.addons.crm_facilitation.tools.sessions.identity import Entry, entered

from ..access.test_nameless import COUNT, NEEDLE, NamelessCase
from ..common import FacilitationCase, permit_everything
from ..needs.test_anonymity import PARTICIPANT, PARTNER, USER
from .common import make_subjects


class DiscussionCase(FacilitationCase):
    """A need of Sales, a goal, a conflict and one option, of which people speak."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_subjects(cls, cls.session)

    def remarks(self, user):
        return self.env["crm.facilitation.remark"].with_user(user)

    def say(self, user, text="Why?", about="need", kind="question", **options):
        """The remark that ``user`` makes by the screen."""
        before = self.env["crm.facilitation.remark"].search([])
        self.remarks(user).action_remark(about, self.subjects[about].id, kind, text, **options)
        return self.env["crm.facilitation.remark"].search([]) - before

    def count(self):
        return self.env["crm.facilitation.remark"].search_count([])


class TestSpeaking(DiscussionCase):
    def test_every_role_that_takes_part_speaks_of_everything(self):
        for role in ("employee", "key_user", "sponsor"):
            user = self._new_user(f"speaker_{role}", "base.group_user")
            participant = self.make_participant(user, self.service, role=role)
            for about in self.subjects:
                with self.subTest(role=role, about=about):
                    remark = self.say(user, about=about)
                    self.assertEqual(remark.author_id, participant)
                    self.assertEqual(remark._get_subject(), self.subjects[about])
                    self.assertEqual(remark.session_id, self.session)

    def test_who_watches_or_takes_no_part_says_nothing(self):
        observer = self._new_user("watches", "base.group_user")
        self.make_participant(observer, self.service, role="observer")
        before = self.count()
        for user in (observer, self.outsider, self.sponsor):
            for about, subject in self.subjects.items():
                # who does not even read it is told less
                words = "" if user == self.outsider else "Only people who take part"
                with self.subTest(user=user.login, about=about), self.assertRaisesRegex(AccessError, words):
                    self.say(user, about=about)
                with self.assertRaises(AccessError):
                    self.remarks(user).create({f"{about}_id": subject.id, "text": "By RPC"})
        self.assertEqual(self.count(), before)
        shown = self.remarks(observer).discussion("need", self.need.id)
        self.assertEqual((shown["can_say"], shown["anonymous"]), (False, False), "who says nothing is promised nothing")

    def test_somebody_who_takes_part_no_more_says_nothing(self):
        remark = self.say(self.employee_service)
        self.participant_service.active = False
        with self.assertRaises(AccessError):
            self.say(self.employee_service, about="goal")
        with self.assertRaises(AccessError):
            remark.with_user(self.employee_service).action_correct("Why at all?")
        self.assertEqual((self.count(), remark.text), (1, "Why?"))

    def test_a_guest_speaks_as_the_one_the_gate_let_in_and_not_as_the_account(self):
        with entered(Entry("link", self.participant_logistics.id, self.employee_service.id)):
            remark = self.say(self.employee_service)
        self.assertEqual(remark.author_id, self.participant_logistics)

    def test_nobody_says_who_said_it(self):
        values = {"need_id": self.need.id, "text": "As another", "author_id": self.participant_logistics.id}
        with self.assertRaises(AccessError):
            self.remarks(self.employee_service).create(values)
        del values["author_id"]
        remark = self.remarks(self.employee_service).with_context(default_author_id=self.participant_logistics.id)
        with self.assertRaises(AccessError):
            remark.create(values)
        self.assertEqual(self.count(), 0)

    def test_it_is_about_one_thing(self):
        for values in ({}, {"need_id": self.need.id, "goal_id": self.goal.id}):
            with self.assertRaises(UserError):
                self.remarks(self.employee_service).create(values | {"text": "About what?"})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            # also for whoever writes everything
            self.env["crm.facilitation.remark"].create({"text": "About nothing", "project_id": self.project.id})
        self.assertEqual(self.count(), 0)

    def test_a_reply_is_about_the_same_thing(self):
        question = self.say(self.employee_service)
        with self.assertRaises(UserError):
            self.say(self.employee_sales, about="goal", kind="answer", parent_id=question.id)
        self.assertEqual(self.say(self.employee_sales, kind="answer", parent_id=question.id).parent_id, question)

    def test_what_is_no_kind_or_is_not_there_is_refused_for_guests_too(self):
        guest = self.remarks(self.env.ref("base.public_user")).sudo()
        with entered(Entry("link", self.participant_logistics.id, guest.env.uid)):
            for words, (about, number, kind, parent) in (
                ("question, an answer", ("need", self.need.id, "shout", None)),
                ("about one need, option", ("house", self.need.id, "question", None)),
                ("not there any more", ("need", 10**8, "question", None)),
                ("not there any more", ("need", self.need.id, "answer", 10**8)),
            ):
                with self.subTest(about=about, kind=kind), self.assertRaisesRegex(UserError, words):
                    guest.action_remark(about, number, kind, "Why?", parent_id=parent)
        self.assertEqual(self.count(), 0)

    def test_whoever_leads_speaks_before_there_is_a_session_and_is_named(self):
        project = self.env["project.project"].with_user(self.facilitator)
        project = project.create({"name": "Ahead", "is_facilitation": True})
        goal = self.env["crm.facilitation.goal"].with_user(self.facilitator)
        goal = goal.create({"name": "No enquiry waits", "project_id": project.id})
        self.remarks(self.facilitator).action_remark("goal", goal.id, "question", "Which enquiry?")
        remark = self.env["crm.facilitation.remark"].search([("goal_id", "=", goal.id)])
        self.assertEqual((remark.is_anonymous, remark.create_uid), (False, self.facilitator))

    def test_number_and_size_are_limited(self):
        self.patch(remark_file, "LIMIT", 2)
        with self.assertRaises(UserError):
            self.say(self.employee_service, "x" * (remark_file.SIZE + 1))
        with self.assertRaises(UserError):
            self.say(self.employee_service, "  ")
        self.say(self.employee_service, "x" * remark_file.SIZE)
        self.say(self.employee_service, about="goal")
        with self.assertRaises(UserError):
            self.say(self.employee_service)
        self.assertEqual(self.count(), 2)
        self.say(self.employee_logistics)
        # whose they are is not stored without names: two for each of the two who may speak then
        self.participant_logistics.active = False
        self.session.current_item_id.sudo().anonymous = True
        for _time in range(4):
            self.say(self.employee_service, about="goal")
        with self.assertRaisesRegex(UserError, "enough for one session"):
            self.say(self.employee_sales, about="goal")
        self.assertEqual(self.count(), 7)

    def test_of_several_sessions_the_one_without_names_decides_and_then_the_one_that_runs(self):
        later = self.session.copy({"name": "Later"})
        self.assertEqual(self.say(self.employee_service, about="goal").session_id, self.session)
        with self.assertRaisesRegex(AccessError, "The anonymous step is over"):
            self.say(self.employee_service, about="goal", promised_anonymous=True)
        self.assertEqual(self.count(), 1)
        permit_everything(later)
        later.action_start()
        self.session.current_item_id.sudo().anonymous = True
        said = self.say(self.employee_service, about="goal", promised_anonymous=True)
        self.assertEqual((said.session_id, said.is_anonymous, said.author_id.ids), (self.session, True, []))

    def test_of_two_sessions_that_run_the_newer_one_is_spoken_in_and_never_one_that_was_called_off(self):
        later = self.session.copy({"name": "Later"})
        permit_everything(later)
        later.action_start()
        self.assertEqual(self.say(self.employee_service, about="goal").session_id, later)
        later.sudo()._write_past_guards({"state": "cancelled"})
        self.assertEqual(self.say(self.employee_service, about="goal").session_id, self.session)
        self.session.sudo()._write_past_guards({"state": "cancelled"})
        with self.assertRaisesRegex(AccessError, "Only people who take part"):
            self.say(self.employee_service, about="goal")
        shown = self.remarks(self.employee_service).discussion("goal", self.goal.id)
        self.assertEqual((shown["can_say"], shown["anonymous"]), (False, False))

    def test_a_session_next_door_neither_reads_nor_speaks_of_a_need(self):
        remark = self.say(self.employee_service)
        neighbour = self._new_user("neighbour", "base.group_user")
        session = self.env["crm.facilitation.session"].with_user(self.facilitator)
        self.make_participant(
            neighbour, self.service, session=session.create({"name": "Next", "project_id": self.project.id})
        )
        self.assertFalse(self.remarks(neighbour).search([]))
        for about in ("need", "conflict", "option"):
            with self.assertRaises(AccessError):
                self.say(neighbour, about=about)
        with self.assertRaises(AccessError):
            self.say(neighbour, about="goal", kind="answer", parent_id=remark.id)
        self.assertEqual(self.say(neighbour, about="goal").session_id.name, "Next")


class TestShown(DiscussionCase):
    def test_everything_that_a_discussion_says(self):
        question = self.say(self.employee_service)
        answer = self.say(self.employee_sales, "On each card", kind="answer", parent_id=question.id)
        led = self.say(self.facilitator, "It saves a call", kind="for")
        hidden = self.say(self.employee_logistics, "Names a customer", kind="against")
        hidden.with_user(self.facilitator).action_hide("Names a customer")
        today = str(fields.Date.today())

        def row(remark, author, **values):
            told = {"id": remark.id, "parent_id": False, "kind": remark.kind, "text": remark.text, "author": author}
            return told | {"said_on": today, "is_mine": False, "can_change": False, "hidden_reason": ""} | values

        rows = [
            row(question, self.employee_service.name),
            row(answer, self.employee_sales.name, parent_id=question.id),
            row(led, "The facilitator"),
            row(hidden, self.employee_logistics.name, text="", hidden_reason="Names a customer"),
        ]
        told = {"about": "need", "about_id": self.need.id, "can_say": True, "anonymous": False, "can_hide": False}
        told |= {"discussed_on": today, "note": ""}

        def shown(user, about="need"):
            return self.remarks(user).discussion(about, self.subjects[about].id)

        # who asked may change it no more: there is an answer
        mine = {"is_mine": True}
        self.assertEqual(shown(self.employee_service), told | {"remarks": [rows[0] | mine, *rows[1:]]})
        mine |= {"can_change": True}
        self.assertEqual(shown(self.employee_sales)["remarks"], [rows[0], rows[1] | mine, *rows[2:]])
        of_leader = [*rows[:2], rows[2] | mine, rows[3]]
        self.assertEqual(shown(self.facilitator), told | {"remarks": of_leader, "can_hide": True})
        self.need.action_mark_discussed("All want it")
        self.assertEqual(shown(self.employee_service)["note"], "All want it")
        goal = {"about": "goal", "about_id": self.goal.id, "discussed_on": False, "remarks": []}
        self.assertEqual(shown(self.employee_service, "goal"), told | goal)
        other = self.make_need("Not spoken of")
        shown = self.remarks(self.employee_service).discussion("need", other.id)
        self.assertEqual(shown, told | {"about_id": other.id, "discussed_on": False, "remarks": []})

    def test_correcting_gives_back_the_discussion_that_it_is_in(self):
        for about, subject in self.subjects.items():
            remark = self.say(self.employee_service, about=about).with_user(self.employee_service)
            with self.subTest(about=about):
                shown = remark.action_correct(" Why so late? ")
                self.assertEqual(shown, remark.discussion(about, subject.id))
                self.assertEqual((shown["remarks"][0]["text"], shown["about"]), ("Why so late?", about))


class TestOwnWords(DiscussionCase):
    def test_nobody_changes_what_another_said(self):
        remark = self.say(self.employee_service)
        for user in (self.employee_sales, self.employee_logistics, self.facilitator, self.sponsor, self.outsider):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    remark.with_user(user).write({"text": "Another's words"})
                words = "" if user == self.outsider else "You correct what you said yourself"
                with self.assertRaisesRegex(AccessError, words):
                    remark.with_user(user).action_correct("Another's words")
        self.assertEqual(remark.text, "Why?")

    def test_the_author_corrects_it_until_somebody_replies(self):
        remark = self.say(self.employee_service)
        remark.with_user(self.employee_service).action_correct("Why so late?")
        self.assertEqual(remark.text, "Why so late?")
        remark.with_user(self.employee_service).write({"text": "Why that late?"})
        for text, words in (("x" * (remark_file.SIZE + 1), "Say it shorter"), ("\u200b", "Say something")):
            with self.assertRaisesRegex(UserError, words):
                remark.with_user(self.employee_service).write({"text": text})
        self.say(self.employee_sales, kind="answer", parent_id=remark.id)
        for change in (lambda own: own.action_correct("Other"), lambda own: own.write({"text": "Other"})):
            with self.assertRaises(AccessError):
                change(remark.with_user(self.employee_service))
        self.assertEqual(remark.text, "Why that late?")

    def test_it_is_not_corrected_from_another_company(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        self.facilitator.company_ids |= abroad
        self.make_participant(self.facilitator, self.service)
        remark = self.say(self.facilitator)
        self.assertTrue(remark.with_user(self.facilitator).is_mine)
        elsewhere = remark.with_user(self.facilitator).with_context(allowed_company_ids=abroad.ids)
        with self.assertRaises(AccessError):
            elsewhere.action_correct("Other")
        self.assertEqual(remark.text, "Why?")

    def test_the_author_corrects_it_for_a_quarter_of_an_hour(self):
        remark = self.say(self.employee_service)
        own, now = remark.with_user(self.employee_service), fields.Datetime.now()
        said = SQL("UPDATE crm_facilitation_remark SET create_date = %s WHERE id = %s", now, remark.id)
        self.env.cr.execute(said)
        remark.invalidate_recordset()
        with freeze_time(now + remark_file.CORRECTION), self.assertRaises(AccessError):
            own.action_correct("Other")
        self.assertEqual(remark.text, "Why?")
        with freeze_time(now + remark_file.CORRECTION - timedelta(seconds=1)):
            own.action_correct("Other")
        self.assertEqual(remark.text, "Other")

    def test_only_the_text_is_corrected(self):
        remark = self.say(self.employee_service)
        for values in ({"kind": "answer"}, {"need_id": False, "goal_id": self.goal.id}, {"hidden_reason": "Mine"}):
            with self.assertRaises(AccessError):
                remark.with_user(self.employee_service).write(values)
        self.assertEqual((remark.kind, remark.need_id, remark.hidden_reason), ("question", self.need, False))

    def test_nobody_deletes_one(self):
        remark = self.say(self.employee_service)
        for user in (self.employee_service, self.facilitator):
            with self.assertRaises(AccessError):
                remark.with_user(user).unlink()
        self.assertTrue(remark.exists())

    def test_what_was_discussed_is_not_deleted(self):
        option = self.option.with_user(self.facilitator)
        own = option.create({"conflict_id": self.conflict.id, "name": "Of whoever leads"})
        self.subjects = self.subjects | {"option": own}
        for about, words in (("need", "record"), ("goal", "is on record"), ("option", "was discussed")):
            self.say(self.employee_service, about=about)
            with self.subTest(about=about), self.assertRaisesRegex(UserError, words):
                self.subjects[about].with_user(self.facilitator).unlink()
            self.assertTrue(self.subjects[about].exists())
        # of nobody, so that the discussion alone keeps it
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        asked, unasked = needs.create([{"name": name, "session_id": self.session.id} for name in ("Asked", "Unasked")])
        self.subjects["need"] = asked
        self.say(self.employee_service)
        with self.assertRaisesRegex(UserError, "“Asked” is part of the record"):
            asked.unlink()
        unasked.unlink()
        self.assertEqual((asked | unasked).exists(), asked)
        slip = option.create({"conflict_id": self.conflict.id, "name": "A slip"})
        slip.unlink()
        self.assertFalse(slip.exists())


class TestHiding(DiscussionCase):
    def test_the_facilitator_hides_one_with_a_reason_that_everybody_reads(self):
        remark = self.say(self.employee_service, "Names a customer")
        remark.with_user(self.facilitator).action_hide("Names a customer's illness")
        for user in (self.employee_service, self.employee_sales, self.sponsor):
            shown = self.remarks(user).discussion("need", self.need.id)["remarks"]
            self.assertEqual(
                [(row["text"], row["hidden_reason"]) for row in shown], [("", "Names a customer's illness")]
            )
            self.assertFalse(remark.with_user(user).text)
            with self.assertRaises(AccessError):
                remark.with_user(user).read(["hidden_text"])
        self.assertEqual(remark.with_user(self.facilitator).hidden_text, "Names a customer")
        self.assertEqual(self.evidence(remark), ["remark_hidden"])
        event = self.env["crm.facilitation.event"].search([("kind", "=", "remark_hidden")])
        self.assertEqual(event.payload, {"reason": "Names a customer's illness"})
        with self.assertRaisesRegex(UserError, "hidden already"):
            remark.with_user(self.facilitator).action_hide("Once more")
        self.assertEqual(remark.with_user(self.facilitator).hidden_text, "Names a customer")
        self.assertEqual(self.evidence(remark), ["remark_hidden"])

    def test_nobody_else_hides_one_and_nobody_without_a_reason(self):
        remark = self.say(self.employee_service)
        for user in (self.employee_service, self.employee_sales, self.sponsor):
            with self.assertRaises(AccessError):
                remark.with_user(user).action_hide("I do not like it")
        with self.assertRaises(UserError):
            remark.with_user(self.facilitator).action_hide(" ")
        self.assertEqual((remark.text, remark.hidden_reason, self.evidence(remark)), ("Why?", False, []))

    def test_a_hidden_one_is_corrected_no_more(self):
        remark = self.say(self.employee_service)
        remark.with_user(self.facilitator).action_hide("Off the subject")
        with self.assertRaises(AccessError):
            remark.with_user(self.employee_service).action_correct("Again")
        self.assertFalse(remark.text)


class TestDiscussed(DiscussionCase):
    def check(self):
        lines = self.project.with_user(self.facilitator).facilitation_readiness()
        return next(line for line in lines if line["code"] == "needs_discussed")

    def test_opening_and_asking_are_not_enough_and_an_answer_is(self):
        self.need.with_user(self.employee_service).read()
        self.remarks(self.employee_service).discussion("need", self.need.id)
        question = self.say(self.employee_service)
        self.say(self.employee_logistics, "It saves a call", kind="for")
        self.assertFalse(self.need.discussed_on)
        self.say(self.employee_sales, "On each card", kind="answer", parent_id=question.id)
        self.assertEqual(self.need.discussed_on, fields.Date.today())

    def test_an_answer_to_oneself_is_none(self):
        self.say(self.employee_sales, kind="answer")
        question = self.say(self.employee_service)
        self.say(self.employee_service, kind="answer", parent_id=question.id)
        self.assertFalse(self.need.discussed_on)

    def test_the_facilitator_says_so_with_a_note(self):
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaises(AccessError):
                self.need.with_user(user).action_mark_discussed("Agreed in the room")
        with self.assertRaises(UserError):
            self.need.action_mark_discussed("")
        self.assertFalse(self.need.discussed_on)
        self.need.action_mark_discussed("Agreed in the room")
        self.assertEqual(self.need.discussed_on, fields.Date.today())
        self.assertEqual(self.need.discussion_note, "Agreed in the room")
        self.assertIn("need_discussed", self.evidence(self.need))

    def test_the_first_day_stays(self):
        self.say(self.employee_service, kind="answer")
        self.env.cr.execute(
            SQL("UPDATE crm_facilitation_need SET discussed_on = '2026-01-02' WHERE id = %s", self.need.id)
        )
        self.need.invalidate_recordset(["discussed_on"])
        self.say(self.employee_logistics, kind="answer")
        self.need.action_mark_discussed(" In the room ")
        self.assertEqual((str(self.need.discussed_on), self.need.discussion_note), ("2026-01-02", "In the room"))
        event = self.env["crm.facilitation.event"].search([("kind", "=", "need_discussed")])
        self.assertEqual(event.payload, {"name": self.need.name, "note": "In the room"})

    def test_an_answer_is_to_somebody_else_and_about_a_need(self):
        own = self.say(self.employee_sales, kind="question")
        asked = self.say(self.employee_service)
        for user, values, is_answer in (
            (self.employee_service, {}, True),
            (self.employee_service, {"parent_id": asked.id}, False),
            (self.employee_service, {"parent_id": own.id}, True),
            (self.employee_sales, {}, False),
            (self.employee_sales, {"parent_id": asked.id}, True),
            (self.employee_service, {"about": "goal"}, False),
            (self.facilitator, {}, True),
        ):
            remark = self.say(user, kind="answer", **values)
            with self.subTest(user=user.login, values=values):
                self.assertEqual(remark._is_answer_to_somebody(), is_answer)
            if is_answer:
                remark.with_user(self.facilitator).action_hide("Off the subject")
                self.assertFalse(remark._is_answer_to_somebody())
        self.assertFalse(asked._is_answer_to_somebody(), "a question is none")

    def test_who_was_heard_is_asked_of_the_last_session_that_began(self):
        def shown():
            return self.project.get_launch_screen()["heard_session_id"]

        ahead = self.session.copy({"name": "Ahead"})
        self.assertEqual(shown(), self.session.id)
        self.session.action_close()
        self.assertEqual(shown(), self.session.id)
        ahead.action_start()
        self.assertEqual(shown(), ahead.id)
        other = self.project.with_user(self.facilitator).create({"name": "Other", "is_facilitation": True})
        self.assertIs(other.get_launch_screen()["heard_session_id"], False)

    def test_nobody_fills_the_day_in(self):
        for user in (self.employee_sales, self.facilitator):
            with self.assertRaises(AccessError):
                self.need.with_user(user).write({"discussed_on": fields.Date.today()})
        self.assertFalse(self.need.discussed_on)

    def test_a_hidden_answer_was_no_discussion(self):
        answer = self.say(self.employee_service, kind="answer")
        self.assertTrue(self.need.discussed_on)
        answer.with_user(self.facilitator).action_hide("Nonsense")
        self.assertFalse(self.need.discussed_on)

    def test_a_hidden_answer_takes_nothing_from_other_answers_or_the_note(self):
        answers = [self.say(user, kind="answer") for user in (self.employee_service, self.employee_logistics)]
        answers[0].with_user(self.facilitator).action_hide("Nonsense")
        self.assertTrue(self.need.discussed_on)
        self.need.action_mark_discussed("In the room")
        answers[1].with_user(self.facilitator).action_hide("Nonsense")
        self.assertTrue(self.need.discussed_on)

    def test_what_others_asked_or_the_group_discussed_is_not_withdrawn(self):
        noted, alone = self.make_need("Noted"), self.make_need("Alone")
        self.say(self.employee_service)
        noted.action_mark_discussed("In the room")
        self.assertFalse(self.need.discussed_on or noted.remark_ids)
        for need in (self.need, noted):
            with self.assertRaisesRegex(UserError, "Others have taken up"):
                need.with_user(self.employee_sales).action_withdraw()
        alone.with_user(self.employee_sales).action_withdraw()
        self.assertEqual((self.need | noted | alone).mapped("state"), ["raised", "raised", "rejected"])

    def test_what_was_put_away_waits_for_no_discussion_unless_it_is_promised(self):
        promised = self.make_need("Promised")
        promised.action_accept()
        self.assertEqual(self.check()["count"], 2)
        (self.need | promised).active = False
        self.assertEqual(self.project._undiscussed_needs(), promised)

    def test_undiscussed_needs_stand_in_the_way_and_are_counted_on_the_session(self):
        other = self.make_need("Sort by region", self.participant_service)
        self.assertEqual((self.check()["ok"], self.check()["count"]), (False, 2))
        self.assertEqual(self.session.undiscussed_need_count, 2)
        other.action_merge_into(self.need)
        self.assertEqual(self.check()["count"], 1)
        self.need.action_mark_discussed("In the room")
        self.session.invalidate_recordset()
        self.assertEqual((self.check()["ok"], self.session.undiscussed_need_count), (True, 0))

    def test_a_need_that_became_part_of_another_is_discussed_there(self):
        other = self.make_need("Sort by region", self.participant_service)
        other.action_merge_into(self.need)
        before = self.count()
        with self.assertRaises(UserError):
            self.remarks(self.employee_service).action_remark("need", other.id, "question", "Why?")
        self.assertEqual(self.count(), before)


class AnonymousDiscussionCase(NamelessCase):
    """Twelve remarks and as many replies of one author in an anonymous step, in the order they were made."""

    def setUp(self):
        super().setUp()
        self.need = self.make_need("Say it aloud", self.participant_service)
        self.look_before()
        question = self.say("Who asked?", self.employee_service)
        model = "crm.facilitation.remark"
        self.raised = {
            model: [self.say(parent_id=question).id for _at in range(COUNT)],
        }
        # the question makes them one more than lists show, which is three at a time
        self.env[model]._show_held(self.session.ids)
        self.env.flush_all()

    def row(self, table, id_):
        query = SQL("SELECT to_jsonb(t) FROM %s t WHERE id = %s", SQL.identifier(table), id_)
        return self.env.execute_query(query)[0][0]

    def say(self, text="Same", user=None, kind="answer", parent_id=None, **options):
        remarks = self.env["crm.facilitation.remark"].with_user(user or self.author)
        # what is held back is found by the server's own work alone
        every = remarks._with_held()
        before = every.search([])
        remarks.action_remark("need", self.need.id, kind, text, parent_id=parent_id and parent_id.id, **options)
        return (every.search([]) - before).with_env(self.env)


class TestRemarksAtRest(AnonymousDiscussionCase):
    def look_before(self):
        self.before = self.rows_that_point_at_the_author()

    def test_nothing_at_rest_names_who_said_it(self):
        self.assertTrue(self.need.discussed_on)
        for sealed in False, True:
            if sealed:
                self.session.action_next()
            self.assertEqual(self.rows_that_point_at_the_author(), self.before)
            for remark in self.env["crm.facilitation.remark"].browse(self.raised["crm.facilitation.remark"]):
                self.assertTrue(remark.is_anonymous)
                self.assertFalse(remark.author_id)
                self.assertGreater(remark.id, 2**30)
                self.assertEqual((remark.create_uid.id, remark.write_uid.id), (1, 1))
                self.assertEqual(remark.create_date.time().isoformat(), "00:00:00")


class TestAnonymousRemarks(AnonymousDiscussionCase):
    def test_the_scan_finds_a_named_remark(self):
        """A scan that finds nothing must be one that could have found something."""
        self.step.anonymous = False
        remark = self.say()
        self.assertEqual(remark.author_id.id, PARTICIPANT)
        self.assertIn("crm_facilitation_remark", self.rows_that_point_at_the_author())

    def test_an_answer_leaves_no_stamp_on_the_need(self):
        row = self.row("crm_facilitation_need", self.need.id)
        self.assertNotEqual(row["write_uid"], USER)
        self.say(kind="answer")
        self.assertEqual(self.row("crm_facilitation_need", self.need.id)["write_date"], row["write_date"])

    def test_what_the_screen_shows_names_nobody_and_no_day(self):
        for user in (self.facilitator, self.employee_service, self.author):
            shown = self.env["crm.facilitation.remark"].with_user(user).discussion("need", self.need.id)
            self.assertNotRegex(repr(shown), rf"{NEEDLE}|zebulonia|{USER}|{PARTNER}|{PARTICIPANT}")
            self.assertEqual({row["said_on"] for row in shown["remarks"]}, {False})
            self.assertEqual({row["is_mine"] for row in shown["remarks"]}, {False})
            self.assertEqual({(row["author"], row["can_change"]) for row in shown["remarks"]}, {("", False)})
        self.assertTrue(shown["anonymous"])

    def test_no_order_tells_when_it_was_said(self):
        model, said = "crm.facilitation.remark", self.raised["crm.facilitation.remark"]
        for sealed in False, True:
            if sealed:
                self.session.action_next()
            records = self.env[model].with_user(self.facilitator)
            self.assert_untold(said, [id_ for id_ in records.search([]).ids if id_ in said], "default")
            for name, field in records._fields.items():
                if field.store and field.column_type and records._has_field_access(field, "read"):
                    for direction in "", " desc":
                        found = records.search([("id", "in", said)], order=name + direction).ids
                        self.assert_untold(said, found, name + direction)
            shown = [row["id"] for row in records.discussion("need", self.need.id)["remarks"]]
            self.assert_untold(said, [id_ for id_ in shown if id_ in said], "discussion")

    def row_places(self):
        """``{id: where PostgreSQL keeps the row}``"""
        query = SQL(
            "SELECT id, ctid::text FROM crm_facilitation_remark WHERE id IN %s",
            tuple(self.raised["crm.facilitation.remark"]),
        )
        return dict(self.env.execute_query(query))

    def test_the_end_of_the_step_writes_everything_anew_in_no_order(self):
        model = "crm.facilitation.remark"
        before = self.row_places()
        self.session.action_next()
        self.assertFalse(before.items() & self.row_places().items(), "a row stayed where it was written")
        self.assert_untold(self.raised[model], [id_ for id_, _xmin in self.places(model)], model)
        self.assertEqual(len({xmin for _id, xmin in self.places(model)}), 1)

    def test_what_was_said_is_mixed_while_the_step_lasts_with_all_of_the_step(self):
        model = "crm.facilitation.remark"
        self.env["crm.facilitation.nameless"]._cron_mix()
        first = [id_ for id_, _xmin in self.places(model)]
        self.assert_untold(self.raised[model], first, model)
        self.raised[model].append(self.say().id)
        self.env["crm.facilitation.nameless"]._cron_mix()
        self.assertFalse(self.env[model].search_count([("is_anonymous", "=", True), ("is_mixed", "=", False)]))
        self.assertNotEqual([id_ for id_, _xmin in self.places(model) if id_ in first], first)

    def test_what_is_not_mixed_once_its_session_is_over_is_mixed_by_night(self):
        remark = self.say()
        self.session.action_close()
        self.env.flush_all()
        # as an older version left it
        self.env.cr.execute("UPDATE crm_facilitation_remark SET is_mixed = NULL WHERE id = %s", [remark.id])
        self.env.invalidate_all()
        self.env["crm.facilitation.nameless"]._cron_mix()
        self.assertTrue(self.env["crm.facilitation.remark"].browse(remark.id).sudo().is_mixed)

    def test_nobody_corrects_it_and_no_promise_is_broken(self):
        remark = self.env["crm.facilitation.remark"].browse(self.raised["crm.facilitation.remark"][0])
        for user in (self.author, self.facilitator):
            with self.assertRaises(AccessError):
                remark.with_user(user).action_correct("Other")
        self.assertEqual(remark.text, "Same")
        self.session.action_next()
        self.session.current_item_id.write({"anonymous": False, "can_remark": True})
        before = self.env["crm.facilitation.remark"].search_count([])
        with self.assertRaises(AccessError):
            self.say(promised_anonymous=True)
        self.assertEqual(self.env["crm.facilitation.remark"].search_count([]), before)

    def test_a_session_that_is_anonymous_decides_where_somebody_takes_part_in_several(self):
        goal = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        goal = goal.create({"name": "No enquiry waits", "project_id": self.project.id})
        second = self.env["crm.facilitation.session"].with_user(self.facilitator)
        second = second.create({"name": "Second", "project_id": self.project.id})
        permit_everything(second)
        second.action_start()
        self.make_participant(self.author, self.sales, session=second)
        before = self.rows_that_point_at_the_author()
        remarks = self.env["crm.facilitation.remark"].with_user(self.author)
        remarks.action_remark("goal", goal.id, "question", "Which enquiry?")
        self.assertEqual(self.rows_that_point_at_the_author(), before)

    def test_the_limit_of_an_anonymous_step_is_counted_together(self):
        self.patch(remark_file, "LIMIT", 1)
        before = self.env["crm.facilitation.remark"].search_count([])
        with self.assertRaises(UserError):
            self.say()
        self.assertEqual(self.env["crm.facilitation.remark"].search_count([]), before)

    def test_hiding_one_leaves_no_minute_on_it(self):
        remark = self.env["crm.facilitation.remark"].browse(self.raised["crm.facilitation.remark"][0])
        remark.with_user(self.facilitator).action_hide("Off the subject")
        self.env.flush_all()
        self.assertTrue(self.row("crm_facilitation_remark", remark.id)["write_date"].endswith("00:00:00"))
