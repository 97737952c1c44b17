"""Ways in that somebody tried who wanted in: each is refused, or stores nothing that the tables forbid."""

from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from .test_forged import ForgedCase

MAIL = "From: fac@example.com\nTo: nobody@example.com\nSubject: Forged\nMessage-Id: <{}@example.com>\n\nI agree."


class TestWaysIn(ForgedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.needs = cls.env["crm.facilitation.need"]
        conflict = cls.env["crm.facilitation.conflict"].with_user(cls.facilitator)
        cls.conflict = conflict.create(
            {"name": "Which", "session_id": cls.session.id, "need_ids": [Command.set(cls.need.ids)]}
        )
        cls.users = (cls.facilitator, cls.employee_sales)

    def test_nothing_comes_in_from_the_other_side(self):
        forged = {"name": "Forged", "state": "accepted"}
        for user in self.users:
            need, session = self.need.with_user(user), self.session.with_user(user)
            sessions = session.with_context(default_need_ids=[Command.create(forged)])
            ways = {
                "lines as a default": lambda sessions=sessions: sessions.create(
                    {"name": "Forged", "project_id": self.project.id}
                ),
                "a default for lines": lambda session=session: session.with_context(default_state="accepted").write(
                    {"need_ids": [Command.create({"name": "Forged"})]}
                ),
                "a line deleted": lambda session=session: session.write({"need_ids": [Command.delete(self.other.id)]}),
                "a line unlinked": lambda session=session: session.write({"need_ids": [Command.unlink(self.other.id)]}),
                "a merge": lambda need=need: need.write({"merged_need_ids": [Command.link(self.other.id)]}),
                "a conflict": lambda need=need: need.write({"conflict_ids": [Command.clear()]}),
                "an option": lambda user=user: self.conflict.with_user(user).write(
                    {"option_ids": [Command.create({"name": "Forged", "chosen": True})]}
                ),
            }
            for words, call in ways.items():
                with self.subTest(words, user=user.login):
                    self.refused(call, self.need, self.other, self.conflict)

    def test_no_way_of_the_list_and_of_the_form_is_left_open(self):
        named = {"module": "__import__", "name": "need", "model": self.need._name, "res_id": self.need.id}
        self.env["ir.model.data"].create(named)
        for user in self.users:
            need = self.need.with_user(user)
            claims = {"install_mode": True, "module": "crm_facilitation", "import_file": True, "_force_unlink": True}
            ways = {
                "resequenced": lambda need=need: need.web_resequence({}, "rank", 7),
                "several at once": lambda need=need: need.web_save_multi([{"score": 5}], {}),
                "by a mail's update": lambda need=need: need.message_update({}, {"decided_by_id": self.sponsor.id}),
                "by claims": lambda need=need, claims=claims: need.with_context(**claims).write({"score": 5}),
            }
            for words, call in ways.items():
                with self.subTest(words, user=user.login):
                    self.refused(call, self.need)
            for header, row in (
                ([".id", "score"], [str(self.need.id), "5"]),
                (["id", "score"], ["__import__.need", "5"]),
            ):
                result = need.browse().load(header, [row])
                self.assertTrue(result["messages"])
                self.assertFalse(result["ids"])
            self.assertEqual(self.need.score, 0)

    def test_lines_of_an_import_are_held_to_their_tables(self):
        sessions = self.env["crm.facilitation.session"].with_user(self.facilitator)
        header = ["name", "project_id/.id", "need_ids/name", "need_ids/state"]
        result = sessions.load(header, [["Forged", str(self.project.id), "Forged", "accepted"]])
        self.assertTrue(result["messages"])
        self.assertFalse(result["ids"])

    def test_a_copy_leaves_out_what_its_maker_may_not_give(self):
        self.need.write({"fit": "standard", "effort_days": 2.0})
        copy = self.need.with_user(self.employee_sales).copy()
        self.assertEqual((copy.name, copy.fit, copy.effort_days), ("See the last call", False, 0.0))
        self.assertEqual((copy.author_id, copy.state), (self.participant_sales, "raised"))
        self.refused(lambda: self.need.with_user(self.employee_sales).copy({"fit": "standard"}))
        self.refused(lambda: self.other.with_user(self.employee_sales).copy())

    def test_words_of_another_language_are_words(self):
        step = self.session.agenda_item_ids[0]
        self.refused(
            lambda: step.with_user(self.employee_sales).update_field_translations("name", {"en_US": "Forged"}), step
        )
        with self.assertRaisesRegex(UserError, "takes a text"):
            step.update_field_translations("name", {"en_US": ["Welcome"]})
        step.update_field_translations("name", {"en_US": "Welcome, all of you"})
        self.assertEqual(step.name, "Welcome, all of you")

    def test_words_of_another_language_are_on_record_where_words_are(self):
        self.conflict.is_blocking = True
        self.conflict.update_field_translations("name", {"en_US": "Which of the two"})
        self.assert_edit(self.conflict, "conflict_edited", "name")

    def test_nobody_speaks_as_somebody_else(self):
        colleague = self.employee_service.partner_id
        need = self.need.with_user(self.employee_sales)
        said = self.env["mail.message"].search_count([])
        ways = {
            "as a contact": lambda: need.message_post(body="I agree", author_id=colleague.id),
            "as a mail": lambda: need.message_post(body="I agree", email_from=colleague.email_formatted),
            "in a notice": lambda: need.message_notify(
                body="I agree", author_id=colleague.id, partner_ids=[colleague.id]
            ),
        }
        for words, call in ways.items():
            with self.subTest(words):
                self.refused(call)
        self.assertEqual(self.env["mail.message"].search_count([]), said)
        self.assertEqual(need.message_post(body="I say").author_id, self.employee_sales.partner_id)

    def test_nobody_speaks_as_somebody_else_on_the_roll_out_and_its_tasks(self):
        """Nor beside their own name, with the address of another or of nobody."""
        boss = self.sponsor.partner_id
        self.need.action_accept()
        task, raised = self.need.action_plan(), self.make_need("Not decided yet")
        for record in (
            self.project.with_user(self.facilitator),
            task.with_user(self.facilitator),
            raised.with_user(self.employee_sales),
        ):
            own = record.env.user.partner_id
            said = self.env["mail.message"].search_count([])
            for words in (
                {"author_id": boss.id}, {"email_from": boss.email_formatted}, {"email_from": "ceo@away.example"},
                {"author_id": own.id, "email_from": boss.email_formatted}, {"author_id": False, "email_from": "x@away.example"},
                {"author_id": own.id, "email_from": '"Spo" <ceo@away.example>'},
            ):  # fmt: skip
                with self.subTest(model=record._name, **words):
                    self.refused(lambda record=record, words=words: record.message_post(body="I agree", **words))
                    values = {"model": record._name, "res_id": record.id, "body": "I agree"} | words
                    self.refused(lambda record=record, values=values: record.env["mail.message"].create(values))
            self.assertEqual(self.env["mail.message"].search_count([]), said)
            self.assertEqual(record.message_post(body="I say").author_id, own)
            message = record.message_post(body="I say", email_from=own.email_formatted)
            self.refused(lambda message=message: message.write({"email_from": boss.email_formatted}))
            self.assertEqual(message.email_from, own.email_formatted)
        # what is of no roll-out is Odoo's own to decide
        plain = self.env["project.project"].with_user(self.facilitator).create({"name": "Plain"})
        self.assertEqual(plain.message_post(body="x", author_id=boss.id).author_id, boss)

    def test_what_a_message_is_about_is_told_to_those_who_read_it(self):
        """Every employee reads to whom something was sent, and labels are read with all rights."""
        self.need.with_user(self.facilitator).action_accept()
        told = self.env["mail.notification"].search([("mail_message_id.model", "=", self.need._name)])
        self.assertTrue(told)
        for reader, is_reader in ((self.outsider, False), (self.employee_sales, True)):
            for row in told.with_user(reader).read(["mail_message_id"]):
                self.assertEqual(self.need.name in row["mail_message_id"][1], is_reader, reader.login)

    def test_the_gateway_takes_no_mail_of_an_employee(self):
        """It would post in the name of whoever stands in ``From``, also where the sender may not read."""
        gateway = self.env["mail.thread"]
        said = self.env["mail.message"].search_count([])
        for user in (self.employee_sales, self.outsider, self.facilitator):
            own = gateway.with_user(user)
            mail = MAIL.format(user.login)
            with self.subTest(user.login):
                self.refused(
                    lambda own=own, mail=mail: own.message_process(self.need._name, mail, thread_id=self.other.id)
                )
        self.assertEqual(self.env["mail.message"].search_count([]), said)

    def test_the_gateway_takes_mail_of_the_server_and_of_the_administrator(self):
        gateway = self.env["mail.thread"]
        for number, own in enumerate(
            (gateway.with_user(self.env.ref("base.user_admin")), gateway.with_user(self.outsider).sudo())
        ):
            said = self.other.message_ids
            own.message_process(self.other._name, MAIL.format(f"let-in-{number}"), thread_id=self.other.id)
            self.env.invalidate_all()
            self.assertEqual(len(self.other.message_ids - said), 1)

    def test_a_mail_that_makes_a_task_brings_nothing_of_a_rollout(self):
        self.need.action_accept()
        forged = {
            "facilitation_need_ids": [Command.set(self.need.ids)],
            "nothing_to_configure": "It is there",
            "is_configuration_task": True,
        }
        context = {f"default_{name}": value for name, value in forged.items()}
        gateway = self.env["mail.thread"].with_user(self.outsider)
        gateway = gateway.with_context(default_project_id=self.project.id)
        self.refused(lambda: gateway.message_process("project.task", MAIL.format("forged"), forged))
        processed = gateway.with_context(**context).message_process("project.task", MAIL.format("plain"))
        # by who could fill it in by hand, round the gateway
        tasks = self.env["project.task"].with_user(self.facilitator).with_context(default_priority="1", **context)
        handed_in = tasks.message_new({"subject": "Plain"}, {"project_id": self.project.id})
        for task in (self.env["project.task"].browse(processed), handed_in):
            self.assertEqual((task.is_configuration_task, task.nothing_to_configure), (False, False))
            self.assertFalse(task.facilitation_need_ids or self.need.task_ids)
        self.assertEqual(handed_in.priority, "1", "what is of no roll-out is taken")

    @mute_logger("odoo.sql_db")
    def test_g_a_claim_to_uninstall_deletes_nothing(self):
        """The context is the client's: each guard of a deletion holds whatever it says."""
        option = self.env["crm.facilitation.conflict.option"].with_user(self.employee_sales)
        option = option.create({"conflict_id": self.conflict.id, "name": "Both"})
        self.conflict.action_agree(option)
        ballot_round = self.env["crm.facilitation.round"].with_user(self.facilitator)
        values = {"name": "First", "session_id": self.session.id, "need_ids": [Command.set(self.need.ids)]}
        ballot_round = ballot_round.create(values)
        ballot_round.action_open()
        newcomer = self.make_participant(self.outsider, self.sales)
        goal = self.env["crm.facilitation.goal"].with_user(self.facilitator)
        goal = goal.create({"name": "No enquiry waits", "project_id": self.project.id})
        goal.action_confirm_relevance()
        for record in (option, self.conflict, ballot_round, newcomer, self.need, goal):
            for claim in (True, False):
                with self.subTest(record._name, claim=claim), self.assertRaises(UserError), self.env.cr.savepoint():
                    record.with_context(_force_unlink=claim).unlink()
                self.assertTrue(record.exists())

    def test_g_a_claim_to_uninstall_skips_no_guard_of_another_addon(self):
        """Odoo leaves guards out that are not for uninstalling; nobody but the server uninstalls."""

        def keep(records):
            raise UserError("Somebody needs it")

        keep._ondelete = False
        tag = self.env["crm.facilitation.need.tag"].with_user(self.facilitator).create({"name": "Calls"})
        with patch.object(type(tag), "_ondelete_methods", [keep]):
            with self.assertRaisesRegex(UserError, "needs it"):
                tag.with_context(_force_unlink=True).unlink()
            tag.with_user(SUPERUSER_ID).with_context(_force_unlink=True).unlink()
        self.assertFalse(tag.exists())

    def test_an_option_that_somebody_else_proposed_stays(self):
        option = self.env["crm.facilitation.conflict.option"].with_user(self.employee_sales)
        option = option.create({"conflict_id": self.conflict.id, "name": "Both"})
        self.refused(lambda: option.with_user(self.facilitator).unlink(), option)
        self.refused(lambda: option.with_user(self.employee_service).unlink(), option)
        option.unlink()
        self.assertFalse(option.exists())
