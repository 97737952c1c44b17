"""Whichever way a need comes in or is changed: words stay words, refusals store nothing, changes are seen."""

import csv
import io

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.crm_facilitation.tools.tokens import new_token

from ..common import FacilitationCase

UNUSUAL = (
    "🙂 needs 🚀 👩\u200d👩\u200d👧",
    "\u202e\u05e2\u05d1\u05e8\u05d9\u05ea\u200f \u0648 \u0639\u0631\u0628\u064a\u202c",
    "<script>alert(1)</script><b>bold</b>",
    '=HYPERLINK("http://example.com")',
    "+7 900",
    "-1",
    "@home",
    "\ttab first",
    "' OR 1=1 --",
    "a\\'b & c | !d:* <-> e",
    "%s %(x)s {x}",
    "ß İ ﬁ Å",
)


class PathCase(FacilitationCase):
    """The ways in: short form, form, RPC, Odoo's import, and the list's own saving."""

    def ways_in(self):
        """``{way: function of a dict of words that raises one need and returns it}``."""
        needs = self.env["crm.facilitation.need"]
        return {
            "short form": lambda words: needs.browse(
                needs.with_user(self.employee_sales).raise_need(self.session.id, words)["id"]
            ),
            "form": lambda words: self.save_form(words),
            "remote call": lambda words: needs.with_user(self.employee_sales).create(
                words | {"session_id": self.session.id}
            ),
            "list": lambda words: needs.browse(
                needs.with_user(self.facilitator).web_save(words | {"session_id": self.session.id}, {})[0]["id"]
            ),
            # the other ways have raised needs of the same title
            "import": lambda words: self.load(words | {"if_known": "Add it all the same"}),
        }

    def save_form(self, words):
        with Form(self.env["crm.facilitation.need"].with_user(self.facilitator)) as form:
            form.session_id = self.session
            for name, value in words.items():
                setattr(form, name, value)
        return form.record

    def load(self, words):
        """Through a CSV file, as the facilitator does it."""
        content = io.StringIO()
        writer = csv.writer(content)
        writer.writerow([*words, "session_id"])
        writer.writerow([*words.values(), self.session.name])
        wizard = (
            self.env["base_import.import"]
            .with_user(self.facilitator)
            .create(
                {
                    "res_model": "crm.facilitation.need",
                    "file": content.getvalue().encode(),
                    "file_name": "needs.csv",
                    "file_type": "text/csv",
                }
            )
        )
        fields = [*words, "session_id"]
        result = wizard.execute_import(
            fields, fields, {"quoting": '"', "separator": ",", "has_headers": True, "encoding": "utf-8"}
        )
        if result["messages"]:
            raise ValidationError("\n".join(message["message"] for message in result["messages"]))
        return self.env["crm.facilitation.need"].browse(result["ids"])

    def count(self):
        return self.env["crm.facilitation.need"].with_context(active_test=False).search_count([])


class TestBadInput(PathCase):
    def test_a_wish_of_a_hundred_thousand_characters_is_refused_on_every_way_in(self):
        count = self.count()
        for way, raise_need in self.ways_in().items():
            for words in (
                {"name": "Title", "wish": "x" * 100_000},
                {"name": "Title", "problem": "я" * 10_001},
                {"name": "🙂" * 301},
            ):
                with self.subTest(way), self.assertRaisesRegex(ValidationError, "shorter"):
                    raise_need(words)
        self.assertEqual(self.count(), count)

    def test_a_long_reason_is_refused_and_nothing_is_decided(self):
        need = self.make_need("Title")
        with self.assertRaisesRegex(ValidationError, "shorter"):
            need.action_defer("x" * 10_001)
        self.assertEqual((need.state, need.decision_reason, self.evidence(need)), ("raised", False, []))

    def test_unusual_words_stay_as_typed_on_every_way_in_and_are_found(self):
        for way, raise_need in self.ways_in().items():
            for words in UNUSUAL:
                with self.subTest(f"{way}: {words}"):
                    need = raise_need({"name": words, "problem": words, "wish": words}).with_user(self.facilitator)
                    # an import drops white space around a title
                    title = words.strip() if way == "import" else words
                    self.assertEqual((need.name, need.problem, need.wish), (title, words, words))
                    self.assertLessEqual(len(need.similar(self.project.id, words)), 5)

    def test_numbers_out_of_range_are_refused(self):
        count = self.count()
        for minutes in (-1, 10_081, 2**31):
            with self.assertRaisesRegex(ValidationError, "from 0 to 10080"):
                self.env["crm.facilitation.need"].with_user(self.employee_sales).raise_need(
                    self.session.id, {"name": "Title", "minutes_lost_weekly": minutes}
                )
        self.assertEqual(self.count(), count)
        need = self.make_need("Title")
        for days in (-0.5, 10**9):
            with self.assertRaisesRegex(ValidationError, "from 0 to 10000"):
                need.effort_days = days
        self.assertEqual(need.effort_days, 0)
        # what passes the guards is refused by the database
        for values in ({"minutes_lost_weekly": 10_081}, {"minutes_lost_weekly": -1}, {"effort_days": -1}):
            with self.subTest(values), mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                with self.env.cr.savepoint():
                    need._write_past_guards(values)
                    need.flush_recordset()
        self.assertEqual((need.minutes_lost_weekly, need.effort_days), (0, 0))

    def test_blank_titles_are_refused_on_every_way_in(self):
        count = self.count()
        for way, raise_need in self.ways_in().items():
            with self.subTest(way), self.assertRaises(UserError):
                raise_need({"name": "   ", "problem": "x"})
        self.assertEqual(self.count(), count)

    def test_a_tag_of_the_library_is_not_made_a_second_time(self):
        tags = self.env["crm.facilitation.need.tag"].with_user(self.facilitator)
        known = self.env.ref("crm_facilitation.need_tag_leads")
        with self.assertRaisesRegex(ValidationError, "exists already"), self.env.cr.savepoint():
            tags.create({"name": known.name})
        self.assertEqual(tags.create({"name": "Of our own"}).company_id, self.env.company)
        self.assertEqual(tags.search_count([("name", "=", known.name)]), 1)

    def test_words_never_reach_a_spreadsheet_as_a_formula(self):
        self.facilitator.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        needs = self.env["crm.facilitation.need"].concat(*(self.make_need(words) for words in UNUSUAL))
        rows = needs.export_data(["name", "problem"])["datas"]
        for row in rows:
            self.assertFalse(str(row[0]).startswith(("=", "+", "-", "@", "\t")), row)
        self.assertIn(UNUSUAL[2], [row[0] for row in rows])

    def test_markup_in_a_title_reaches_mail_and_task_as_text(self):
        need = self.make_need("<img src=x onerror=alert(1)>", problem="<script>alert(1)</script>")
        need.action_reject("<script>alert(2)</script>")
        message = self.env["mail.message"].sudo().search([("res_id", "=", need.id), ("model", "=", need._name)])
        self.assertNotIn("<script", "".join(map(str, message.mapped("body"))))
        need.action_accept()
        task = need.action_plan()
        self.assertEqual(task.name, need.name)
        self.assertNotIn("<script", str(task.description or ""))


class TestOnBehalf(PathCase):
    def test_named_or_only_by_department_on_every_way_of_the_facilitator(self):
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        for words, author, department in (
            ({"author_id": self.participant_service.id}, self.participant_service, self.service),
            ({"department_id": self.logistics.id}, self.participants.browse(), self.logistics),
        ):
            short = needs.browse(needs.raise_need(self.session.id, {"name": "Short form"} | words)["id"])
            full = needs.create({"name": "Form", "session_id": self.session.id} | words)
            for need in short, full:
                self.assertEqual((need.author_id, need.department_id), (author, department))
        named = self.load({"name": "Import", "author_id": self.participant_service.partner_id.name})
        by_department = self.load({"name": "Import", "department_id": "Logistics"})
        self.assertEqual((named.author_id, named.department_id), (self.participant_service, self.service))
        # somebody may ask for another department than their own
        both = {"author_id": self.participant_service.partner_id.name, "department_id": "Logistics"}
        lent = self.load({"name": "Import for them"} | both)
        self.assertEqual((lent.author_id, lent.department_id), (self.participant_service, self.logistics))
        self.assertEqual((bool(by_department.author_id), by_department.department_id), (False, self.logistics))
        self.assertEqual(by_department.origin_label, "An employee of Logistics, Discovery")

    def test_an_employee_speaks_for_themself_only(self):
        count = self.count()
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        for words in {"author_id": self.participant_service.id}, {"department_id": self.service.id}:
            with self.assertRaises(UserError):
                needs.raise_need(self.session.id, {"name": "In their name"} | words)
        # of a need's own words, the short form takes those that it shows
        with self.assertRaisesRegex(UserError, "short form does not take: stance"):
            needs.raise_need(self.session.id, {"name": "No reasons", "stance": "optional"})
        self.assertEqual(needs.raise_choices(self.session.id)["people"], [])
        self.assertEqual(self.count(), count)

    def test_a_facilitator_who_takes_part_raises_for_themself_or_for_a_department(self):
        mine = self.make_participant(self.facilitator, self.sales)
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        own, theirs = needs.create(
            [
                {"name": "Mine", "session_id": self.session.id},
                {"name": "Theirs", "session_id": self.session.id, "department_id": self.logistics.id},
            ]
        )
        self.assertEqual((own.author_id, theirs.author_id.id, theirs.department_id), (mine, False, self.logistics))

    def test_what_two_in_the_room_say_in_the_same_words_is_written_down_twice(self):
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        for words in ({}, {"author_id": self.participant_service.id}, {"department_id": self.logistics.id}):
            said = {"name": "Fewer fields"} | words
            self.assertNotEqual(
                needs.raise_need(self.session.id, said)["id"], needs.raise_need(self.session.id, said)["id"]
            )

    def test_a_device_that_sends_a_named_need_again_gets_the_same_answer(self):
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        words, tokens = {"name": "Fewer fields"}, (new_token(), new_token())
        first, again, other = (needs.raise_need(self.session.id, words, token=tokens[which]) for which in (0, 0, 1))
        self.assertEqual(again, {"id": first["id"], "token": False})
        self.assertNotEqual(other["id"], first["id"], "another device, or the form filled in anew")
        self.assertIn(
            needs.raise_need(self.session.id, words), [{"id": one["id"], "token": False} for one in (first, other)]
        )

    def test_the_form_offers_a_facilitator_the_people_and_departments_of_the_session(self):
        choices = self.env["crm.facilitation.need"].with_user(self.facilitator).raise_choices(self.session.id)
        self.assertEqual({person["id"] for person in choices["people"]}, set(self.participants.ids))
        self.assertEqual({place["name"] for place in choices["departments"]}, {"Sales", "Service", "Logistics"})
        with self.assertRaises(AccessError):
            self.env["crm.facilitation.need"].with_user(self.outsider).raise_choices(self.session.id)

    def test_somebody_of_another_session_is_refused(self):
        need = self.make_need("Title")
        other = self.env["crm.facilitation.session"].with_user(self.facilitator).create(
            {"name": "Elsewhere", "project_id": self.project.id}
        )  # fmt: skip
        stranger = self.make_participant(self.outsider, self.sales, session=other)
        with self.assertRaises(ValidationError):
            need.write({"author_id": stranger.id})
        self.assertEqual(need.author_id, self.participant_sales)


class TestChangedOnEveryPath(PathCase):
    """A change of an accepted need puts it under question, whoever makes it and wherever."""

    def setUp(self):
        super().setUp()
        self.need = self.make_need("Old words", wish="As it was")
        self.need.action_accept()

    def assertUnderQuestion(self):
        self.assertTrue(self.need.is_suspect)
        self.assertIn("As it was", self.need.previous_wording)
        self.need.action_review()

    def test_form(self):
        with Form(self.need) as form:
            form.wish = "Through the form"
        self.assertUnderQuestion()

    def test_remote_call(self):
        self.env["crm.facilitation.need"].with_user(self.facilitator).browse(self.need.id).write({"wish": "Remote"})
        self.assertUnderQuestion()

    def test_edit_in_the_list(self):
        self.need.web_save({"wish": "In the list"}, {})
        self.assertUnderQuestion()

    def test_edit_of_several_in_the_list(self):
        other = self.make_need("Other")
        (self.need | other).web_save({"wish": "For all"}, {})
        self.assertUnderQuestion()
        self.assertFalse(other.is_suspect)

    def test_import_over_an_existing_need(self):
        result = self.env["crm.facilitation.need"].with_user(self.facilitator).load(
            [".id", "wish"], [[str(self.need.id), "Through a file"]]
        )  # fmt: skip
        self.assertFalse([m for m in result["messages"] if m["type"] == "error"], result["messages"])
        self.assertUnderQuestion()

    def test_a_voted_need_that_its_author_changes(self):
        voted = self.make_need("Voted", wish="As it was")
        ballot_round = self.env["crm.facilitation.round"].with_user(self.facilitator).create(
            {"name": "First", "session_id": self.session.id, "need_ids": [Command.set(voted.ids)]}
        )  # fmt: skip
        ballot_round.action_open()
        voted.with_user(self.employee_sales).write({"wish": "Before anybody voted"})
        self.assertFalse(voted.is_suspect)
        ballot_round.with_user(self.employee_service).cast({voted.id: 1})
        voted.with_user(self.employee_sales).write({"wish": "After"})
        self.assertTrue(voted.is_suspect)
        self.assertIn("Before anybody voted", voted.previous_wording)

    def test_votes_of_many_needs_are_looked_up_in_one_query(self):
        needs = self.env["crm.facilitation.need"].concat(*(self.make_need(f"Need {n}") for n in range(12)))
        needs._voted()
        with self.assertQueryCount(1):
            needs._voted()


class TestAnswer(PathCase):
    """The implementer answers in the room; the author settles, adapts the wish, or keeps it."""

    def setUp(self):
        super().setUp()
        self.need = self.make_need("Lost reason", wish="A field")
        self.need.write({"answer": "The CRM has one: switch it on", "fit": "setting", "effort_days": 0.5})
        self.mine = self.need.with_user(self.employee_sales)

    def test_the_author_settles_or_keeps(self):
        self.mine.action_answer_settle()
        self.assertEqual(self.need.author_answer, "settled")
        self.mine.action_answer_keep()
        self.assertEqual(self.need.author_answer, "kept")

    def test_a_wish_changed_after_the_answer_is_an_adapted_wish(self):
        self.mine.write({"wish": "A field"})
        self.assertFalse(self.need.author_answer, "the same words are no change")
        self.mine.write({"wish": "The field the CRM has"})
        self.assertEqual(self.need.author_answer, "adapted")

    def test_a_wish_changed_by_the_facilitator_or_without_an_answer_is_not(self):
        self.need.write({"wish": "As the facilitator heard it"})
        self.assertFalse(self.need.author_answer)
        other = self.make_need("Other", wish="One")
        other.with_user(self.employee_sales).write({"wish": "Two"})
        self.assertFalse(other.author_answer)
        self.need.wish = "One list"
        self.mine.write({"wish": "One list"})
        self.assertFalse(self.need.author_answer, "the same words again change nothing")

    def test_nobody_answers_for_the_author_and_an_employee_gives_no_price(self):
        with self.assertRaises(AccessError):
            self.need.with_user(self.employee_service).action_answer_settle()
        for values in {"fit": "standard"}, {"effort_days": 0.1}, {"is_necessary": True}, {"answer": "Free"}:
            with self.assertRaises(AccessError):
                self.mine.write(values)
        self.assertFalse(self.need.author_answer)
        self.assertEqual((self.need.fit, self.need.effort_days, self.need.is_necessary), ("setting", 0.5, False))


class TestPriorityIsExplained(PathCase):
    def test_the_hint_carries_the_needs_own_figures(self):
        need = self.make_need("Must", moscow="must", effort_days=2)
        self.assertEqual(need.score, 300.0)
        self.assertIn("Must have 300 + value 0.00 ÷ 2.0 days = 300.00", need.score_explanation)

    def test_the_value_is_that_of_the_round_closed_last(self):
        need, other = self.make_need("One"), self.make_need("Two")
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        values = {"session_id": self.session.id, "need_ids": [Command.set((need | other).ids)]}
        first, second = rounds.create([{"name": name} | values for name in ("First", "Second")])
        (first | second).action_open()
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            first.with_user(user).cast({need.id: 5})
            second.with_user(user).cast({other.id: 5, need.id: 1})
        second.action_close()
        second.flush_recordset()
        self.env.cr.execute(
            "UPDATE crm_facilitation_round SET closed_on = closed_on - interval '1 hour' WHERE id = %s", [second.id]
        )
        second.invalidate_recordset()
        first.action_close()
        self.assertGreater(need.score, other.score)


class TestScreens(PathCase):
    def cost_of(self, specification):
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        domain = [("session_id", "=", self.session.id)]
        needs.web_search_read(domain, specification)
        return self.count_queries(lambda: needs.web_search_read(domain, specification))

    def test_lists_cost_the_same_for_many_needs(self):
        names = {
            "is_suspect", "name", "department_id", "origin_label", "supporter_count", "rank", "score", "score_explanation",
            "moscow", "fit", "effort_days", "minutes_lost_weekly", "session_id", "state", "delivery_state", "is_parked",
            "is_blocked", "can_support",
        }  # fmt: skip
        specification = {name: {} for name in names} | {
            "department_id": {"fields": {"display_name": {}}},
            "session_id": {"fields": {"display_name": {}}},
            "tag_ids": {"fields": {"display_name": {}, "color": {}}},
        }
        self.make_need("First")
        few = self.cost_of(specification)
        for number in range(30):
            self.make_need(f"Need {number}", self.participants[number % 3])
        self.assertLessEqual(self.cost_of(specification), few + 1)


class TestMarks(FacilitationCase):
    """What actions note on a need is not filled in by hand."""

    def test_facilitator_does_not_say_for_others_that_it_is_done(self):
        need = self.make_need("Bigger letters")
        need.action_accept()
        for values in (
            {"delivery_decision": "accepted"},
            {"delivery_state": "accepted"},
            {"delivery_decision_by": "asker"},
            {"decided_by_id": self.sponsor.id},
            {"decided_on": "2020-01-01 00:00:00"},
            {"is_suspect": True},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                need.write(values)
            with self.subTest(values), self.assertRaises(AccessError):
                need.create({"name": "Other", "session_id": self.session.id} | values)
        self.assertFalse(need.delivery_decision or need.is_suspect)
        self.assertEqual(need.decided_by_id, self.facilitator)
