"""Further examples of the ways in that were found: links, seats, voices, numbers, and history without evidence."""

import math
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command

from ..access.test_forged import ForgedCase
from ..common import FacilitationCase


class TestLinksOfOthers(ForgedCase):
    """A mail brings the link of whoever the server says, to them alone."""

    def keys(self):
        return self.env["crm.facilitation.key"].search_count([])

    def test_nobody_has_the_link_of_somebody_else_sent_to_themself(self):
        """A default that anybody may keep for themself named the person whose link replaces the placeholder."""
        victim = self.participant_service.id
        for user in (self.outsider, self.employee_sales, self.facilitator):
            self.env["ir.default"].with_user(user).set(
                "mail.mail", "facilitation_participant_id", victim, user_id=user.id
            )
            composer = (
                self.env["mail.compose.message"]
                .with_user(user)
                .create(
                    {
                        "model": "res.partner",
                        "res_ids": str(user.partner_id.ids),
                        "subject": "My link",
                        "body": "crm-facilitation-personal-link crm-facilitation-one-time-code",
                        "composition_mode": "mass_mail",
                        "force_send": False,
                        "auto_delete": False,
                    }
                )
            )
            known = self.keys()
            composer.action_send_mail()
            mail = self.env["mail.mail"].search([], limit=1, order="id desc")
            self.assertEqual(mail.subject, "My link")
            self.assertNotIn("/f/", mail._prepare_outgoing_body())
            self.assertEqual(self.keys(), known)

    def test_a_link_goes_to_its_person_alone(self):
        """Whoever renews it does not get a copy, by no default of theirs."""
        self.env["ir.default"].with_user(self.facilitator).set(
            "mail.mail", "email_cc", "fac@example.com", user_id=self.facilitator.id
        )
        place = self.participant_service.with_context(
            default_email_cc="fac@example.com", default_recipient_ids=self.facilitator.partner_id.ids
        )
        place.action_renew_link()
        mail = self.env["mail.mail"].search([("facilitation_participant_id", "=", place.id)])
        sent = [(outgoing["email_to"], outgoing["email_cc"]) for outgoing in mail._prepare_outgoing_list()]
        self.assertEqual(sent, [([self.employee_service.partner_id.email_formatted], [])])

    def test_admitting_somebody_makes_a_contact_and_no_account(self):
        """The contact is made with all rights: lines that the client sends along would be too."""
        account = {
            "name": "Forged",
            "login": "forged",
            "group_ids": [Command.link(self.env.ref("base.group_system").id)],
        }
        lines = [Command.create(account)]
        self.env["ir.default"].with_user(self.facilitator).set(
            "res.partner", "comment", "Kept", user_id=self.facilitator.id
        )
        waiting = self.env["crm.facilitation.join.request"].create(
            {"session_id": self.session.id, "name": "Nina", "department_id": self.sales.id, "key_hash": "x"}
        )
        waiting.with_user(self.facilitator).with_context(default_user_ids=lines).action_admit()
        self.assertEqual(waiting.participant_id.partner_id.name, "Nina")
        self.assertFalse(self.env["res.users"].with_context(active_test=False).search([("login", "=", "forged")]))
        self.assertFalse(waiting.participant_id.partner_id.comment)

    def test_lines_sent_along_are_no_note_of_the_server(self):
        conflict = (
            self.env["crm.facilitation.conflict"]
            .with_user(self.facilitator)
            .create({"name": "Which", "session_id": self.session.id, "need_ids": [Command.set(self.need.ids)]})
        )
        option = self.env["crm.facilitation.conflict.option"].with_user(self.employee_sales)
        option = option.create({"conflict_id": conflict.id, "name": "One"})
        said = {"body": "I agree", "author_id": self.sponsor.partner_id.id, "model": self.need._name}
        conflict.with_context(default_message_ids=[Command.create(said)]).action_ask_consent()
        self.assertNotIn(self.sponsor.partner_id, option.sudo().need_id.message_ids.author_id)

    def test_ballots_are_blank_whatever_their_opener_keeps_as_a_default(self):
        for model, field, value in (("elector", "issued", True), ("ballot", "spent", 10)):
            self.env["ir.default"].with_user(self.facilitator).set(
                f"crm.facilitation.{model}", field, value, user_id=self.facilitator.id
            )
        ballot_round = (
            self.env["crm.facilitation.round"]
            .with_user(self.facilitator)
            .create({"name": "First", "session_id": self.session.id, "need_ids": [Command.set(self.need.ids)]})
        )
        ballot_round.action_open()
        of_round = [("round_id", "=", ballot_round.id)]
        self.assertEqual(set(self.env["crm.facilitation.elector"].search(of_round).mapped("issued")), {False})
        self.assertEqual(set(self.env["crm.facilitation.ballot"].search(of_round).mapped("spent")), {0})
        self.assertEqual(ballot_round.with_user(self.employee_sales).cast({str(self.need.id): 3})["spent"], 3)


class TestContactsOfGuests(ForgedCase):
    """People without an account are known by their contact: what is done to it is on record, and they are told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee_sales.write({"group_ids": [Command.link(cls.env.ref("base.group_partner_manager").id)]})
        cls.contact = cls.env["res.partner"].create({"name": "Gus", "email": "gus@example.com"})
        cls.guest = (
            cls.env["crm.facilitation.participant"]
            .with_user(cls.facilitator)
            .create({"session_id": cls.session.id, "partner_id": cls.contact.id, "department_id": cls.logistics.id})
        )

    def told(self):
        return self.env["mail.mail"].search([("email_to", "=", "gus@example.com")])

    def test_the_next_link_does_not_go_elsewhere_unseen(self):
        self.contact.with_user(self.employee_sales).write({"email": "sal@example.com"})
        row = self.edited(self.guest, "contact_changed")
        self.assertEqual((row.actor_id, len(self.told())), (self.employee_sales, 1))
        self.assertEqual(set(row.payload["before"]), {"email"})
        self.assertTrue(any("gus@example.com" in str(text) for text in row.texts.values()))

    def test_nobody_is_shut_out_or_renamed_unseen(self):
        for values in ({"active": False}, {"name": "Bob"}):
            with self.subTest(values):
                told, rows = len(self.told()), len(self.edited(self.guest, "contact_changed"))
                self.contact.with_user(self.employee_sales).write(values)
                self.assertEqual(len(self.edited(self.guest, "contact_changed")), rows + 1)
                self.assertEqual(len(self.told()), told + 1)

    def test_what_changes_nothing_is_no_evidence(self):
        rows = self.rows()
        self.contact.with_user(self.employee_sales).write({"email": "gus@example.com", "phone": "1"})
        self.employee_service.partner_id.write({"name": "Serena"})
        self.assertEqual(self.rows(), rows)
        self.assertFalse(self.told())

    def test_a_lost_link_is_asked_for_by_an_address_and_a_limited_number_of_times(self):
        cron = self.env.ref("crm_facilitation.participant_cron_lost_links")
        attempts = self.env["crm.facilitation.attempt"].sudo()
        triggers = self.env["ir.cron.trigger"].sudo()

        def asked(address):
            """How often it was noted, and how often the server was woken for it."""
            before = [attempts.search_count([]), triggers.search_count([("cron_id", "=", cron.id)])]
            self.env["crm.facilitation.participant"].sudo(False)._mail_lost_link(self.session.id, address)
            after = [attempts.search_count([]), triggers.search_count([("cron_id", "=", cron.id)])]
            return [late - early for late, early in zip(after, before, strict=True)]

        for address in (None, "", "Gus", "gus@example.com, other@example.com"):
            self.assertEqual(asked(address), [0, 0], address)
        self.assertEqual(asked("Gus <GUS@example.com>\0"), [1, 1])
        self.assertEqual(attempts.search([]).mapped("address"), ["gus@example.com"])
        attempts.create([{"kind": "mail", "about": self.session.id, "at": fields.Datetime.now()}] * 58)
        old = attempts.create({"kind": "code", "about": 0, "at": fields.Datetime.now() - timedelta(hours=3)})
        self.assertEqual(asked("gus@example.com"), [0, 1], "what is older than any limit goes")
        self.assertFalse(old.exists())
        self.assertEqual(asked("gus@example.com"), [0, 0])

    def test_people_are_told_in_their_own_language_else_in_that_of_whoever_did_it(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        for own, others in (("ru_RU", "en_US"), (False, "ru_RU")):
            self.contact.lang = own
            known = self.told()
            self.contact.with_user(self.employee_sales).with_context(lang=others).name = f"Gus {others}"
            self.assertRegex((self.told() - known).subject, "[а-я]{3}", own)

    def test_a_guest_chooses_a_language_of_the_server_and_an_account_says_so_elsewhere(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        for person, lang, kept in (
            (self.guest, "ru_RU", "ru_RU"),
            (self.guest, "xx_XX", "ru_RU"),
            (self.guest, "en_US", "en_US"),
            (self.participant_sales, "ru_RU", self.employee_sales.lang),
        ):
            person._speak(lang)
            self.assertEqual(person.partner_id.lang, kept)

    def test_a_place_goes_to_an_account_that_works_here_and_has_no_place_yet(self):
        self.assertTrue(self.guest._can_connect(self.outsider))
        self.participant_service.active = False
        customer = self._new_user("customer", "base.group_portal")
        for place, user in (
            (self.participant_logistics, self.outsider),
            (self.guest, self.employee_sales),
            (self.guest, self.employee_service),
            (self.guest, customer),
        ):
            with self.subTest(place=place.partner_id.name, user=user.login):
                self.assertFalse(place._can_connect(user))
                with self.assertRaisesRegex(UserError, "another already"):
                    place._connect_account(user)
        self.assertFalse(self.guest.user_id)
        self.outsider.active = False
        self.assertFalse(self.guest._can_connect(self.outsider))

    def test_a_place_that_goes_with_a_merged_contact_is_on_record(self):
        other = self.env["res.partner"].create({"name": "Gustav", "email": "gus@example.com"})
        merge = self.env["base.partner.merge.automatic.wizard"].with_user(self.employee_sales)
        merge.create(
            {"partner_ids": [Command.set((self.contact | other).ids)], "dst_partner_id": other.id}
        ).action_merge()
        self.assertEqual(self.guest.partner_id, other)
        row = self.edited(self.guest, "place_changed")
        self.assertEqual((row.actor_id, row.payload["person"]), (self.employee_sales, other.id))


class TestVoices(ForgedCase):
    """In a roll-out everybody speaks for themself, on each way that stores a message."""

    def test_a_message_is_in_the_name_of_whoever_stores_it(self):
        other = self.sponsor.partner_id
        messages = self.env["mail.message"].with_user(self.employee_sales)
        own = {"model": self.need._name, "res_id": self.need.id, "body": "I agree", "message_type": "comment"}
        mine = self.need.with_user(self.employee_sales).message_post(body="Mine")
        decided = self.make_need("Sort by customer")
        decided.action_accept()
        task = decided.action_plan()
        said = self.env["mail.message"].search_count([])
        ways = {
            "as a value": lambda: messages.create(own | {"author_id": other.id}),
            "as a default": lambda: messages.with_context(default_author_id=other.id).create(own),
            "later": lambda: mine.with_user(self.employee_sales).write({"author_id": other.id}),
            "as a mail to several": lambda: self.mail_to_several(self.need, other),
            "on what one may not change": lambda: self.mail_to_several(self.other, self.employee_sales.partner_id),
            "as a mail to several on a task": lambda: self.mail_to_several(task, other),
        }
        for words, call in ways.items():
            with self.subTest(words):
                self.refused(call)
        self.assertEqual(self.env["mail.message"].search_count([]), said)
        self.assertEqual(mine.author_id, self.employee_sales.partner_id)
        self.assertEqual(messages.create(own).author_id, self.employee_sales.partner_id)

    def mail_to_several(self, record, author):
        sender = self.facilitator if record._name == "project.task" else self.employee_sales
        self.env["mail.compose.message"].with_user(sender).create(
            {
                "model": record._name,
                "res_ids": str(record.ids),
                "subject": "I agree",
                "body": "I agree",
                "author_id": author.id,
                "composition_mode": "mass_mail",
                "partner_ids": [Command.set(self.employee_service.partner_id.ids)],
            }
        ).action_send_mail()


class TestNumbers(ForgedCase):
    """What is no number is stored nowhere: no browser reads a page that holds it."""

    def test_an_option_costs_a_number(self):
        conflict = (
            self.env["crm.facilitation.conflict"]
            .with_user(self.facilitator)
            .create({"name": "Which", "session_id": self.session.id, "need_ids": [Command.set(self.need.ids)]})
        )
        options = self.env["crm.facilitation.conflict.option"].with_user(self.employee_sales)
        values = {"conflict_id": conflict.id, "name": "One"}
        for cost in (math.nan, math.inf, -math.inf, "nan", "Infinity", [1], {"a": 1}):
            with self.subTest(cost):
                self.refused(lambda cost=cost: options.create(values | {"cost": cost}))
                self.refused(lambda cost=cost: options.with_context(default_cost=cost).create(values))
        self.refused(lambda: options.create(values | {"sequence": 2**40}))
        result = options.load(["conflict_id/.id", "name", "cost"], [[str(conflict.id), "One", "nan"]])
        self.assertFalse(result["ids"])
        option = options.create(values | {"cost": 2.5})
        self.refused(lambda: option.write({"cost": math.nan}), option)
        self.refused(lambda: self.project.write({"facilitation_capacity_days": math.inf}), self.project)
        self.env["ir.default"].with_user(self.employee_sales).set(
            options._name, "cost", math.inf, user_id=self.employee_sales.id
        )
        self.refused(lambda: options.create(values))

    def test_a_figure_is_a_number_and_its_group_a_line(self):
        definition = self.env["crm.facilitation.kpi.definition"].create({"name": "Calls", "measure": "manual"})
        kpi = (
            self.env["crm.facilitation.kpi"]
            .with_user(self.facilitator)
            .create(
                {
                    "name": "Calls",
                    "definition_id": definition.id,
                    "project_id": self.project.id,
                    "owner_id": self.employee_sales.id,
                }
            )
        )
        kpi.with_user(self.employee_sales).action_accept_ownership()
        rows = self.env["crm.facilitation.kpi.measurement"].with_user(self.employee_sales)
        values = {"kpi_id": kpi.id, "period_start": "2026-01-01", "period_end": "2026-02-01", "value": 1.0}
        self.refused(lambda: rows.create(values | {"value": math.nan}))
        self.refused(lambda: rows.create(values | {"group_label": "x" * 2001}))
        self.refused(lambda: kpi.write({"target_value": math.inf}), kpi)
        windows = self.env["crm.facilitation.kpi.entry.wizard"].with_user(self.employee_sales)
        self.refused(lambda: windows.create({"kpi_id": kpi.id, "value": math.nan}))
        self.refused(lambda: windows.with_context(default_value=math.nan).create({"kpi_id": kpi.id}))
        self.assertEqual(rows.create(values).value, 1.0)


class TestHistory(FacilitationCase):
    """What others said, may do, or are looked at by, is not changed without a row."""

    def last(self, kind):
        return self.env["crm.facilitation.event"].search([("kind", "=", kind)], limit=1, order="id desc")

    def test_words_of_nobody_are_somebodys(self):
        step = self.session.agenda_item_ids[1]
        step.with_user(self.facilitator).write({"anonymous": True})
        self.session.with_user(self.facilitator).action_go_to(step)
        conflict = (
            self.env["crm.facilitation.conflict"]
            .with_user(self.facilitator)
            .create({"name": "Which", "session_id": self.session.id})
        )
        option = self.env["crm.facilitation.conflict.option"].with_user(self.employee_sales)
        option = option.create({"conflict_id": conflict.id, "name": "Quietly"})
        needs = self.env["crm.facilitation.need"].with_user(self.employee_service)
        need = needs.browse(needs.raise_need(self.session.id, {"name": "Quiet"}, promised_anonymous=True)["id"])
        for record, kind, people in (
            (option, "option_edited", (self.facilitator, self.sponsor)),
            (need, "need_edited", (self.facilitator,)),
        ):
            for user in people:
                with self.subTest(kind, user=user.login):
                    record.with_user(user).write({"name": f"Reworded by {user.login}"})
                    row = self.last(kind)
                    self.assertEqual((row.record_id, row.actor_id), (record.id, user))

    def test_steps_do_not_come_and_go_unseen(self):
        steps = self.env["crm.facilitation.agenda.item"].with_user(self.facilitator)
        step = steps.create({"session_id": self.session.id, "name": "Vote again", "can_vote": True})
        row = self.last("agenda_edited")
        told = {"name", "can_raise", "can_vote", "can_remark", "anonymous", "audience"}
        self.assertEqual((row.record_id, set(row.payload["after"])), (step.id, told))
        self.assertEqual((row.payload["before"]["can_vote"], row.payload["after"]["can_vote"]), ("", "True"))
        number = step.id
        step.unlink()
        gone = self.last("agenda_edited")
        self.assertEqual(gone.record_id, number)
        self.assertEqual((gone.payload["before"]["can_vote"], gone.payload["after"]["can_vote"]), ("True", ""))
        self.assertGreater(self.last("agenda_edited").id, row.id)
        draft = self.session.copy({"name": "Next", "participant_ids": []})
        rows = self.env["crm.facilitation.event"].search_count([])
        draft.agenda_item_ids[:1].unlink()
        self.assertEqual(self.env["crm.facilitation.event"].search_count([]), rows)

    def test_a_roll_out_is_not_put_away_unseen(self):
        manager = self._new_user("manager", "project.group_project_manager")
        self.project.with_user(manager).write({"active": False})
        self.assertEqual(self.last("rollout_edited").actor_id, manager)
        plain = self.env["project.project"].with_user(manager).create({"name": "Move"})
        rows = self.env["crm.facilitation.event"].search_count([])
        plain.write({"active": False, "name": "Moved"})
        self.assertEqual(self.env["crm.facilitation.event"].search_count([]), rows)

    def test_nothing_is_taken_out_of_sight_of_the_scan_unseen(self):
        self.project.sudo().config_baseline_on = "2026-01-01 00:00:00"
        watch = self.env["crm.facilitation.watch"].with_user(self.facilitator)
        watch = watch.search([("model", "=", "crm.stage")])
        self.assertTrue(watch)
        for values in ({"field_names": "name"}, {"domain": "[('id', '=', 0)]"}, {"active": False}):
            with self.subTest(values):
                rows = self.env["crm.facilitation.event"].search_count([])
                watch.write(values)
                row = self.last("watch_changed")
                self.assertEqual((row.project_id, row.actor_id), (self.project, self.facilitator))
                self.assertEqual(set(row.payload["before"]), set(values))
                self.assertEqual(self.env["crm.facilitation.event"].search_count([]), rows + 1)
        rows = self.env["crm.facilitation.event"].search_count([])
        watch.write({"sequence": 3})
        self.assertEqual(self.env["crm.facilitation.event"].search_count([]), rows)
        watch.unlink()
        self.assertEqual(self.env["crm.facilitation.event"].search_count([]), rows + 1)
