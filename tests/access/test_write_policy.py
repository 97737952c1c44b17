"""The table of a model decides what is stored, wherever a value comes from."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_facilitation.models.voting.need import CrmFacilitationNeed as NeedInVoting

from ..common import FacilitationCase


class TestWritePolicy(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.sessions = self.env["crm.facilitation.session"].with_user(self.facilitator)

    def refuse(self, call):
        count = self.sessions.sudo().with_context(active_test=False).search_count([])
        with self.assertRaises(UserError):
            call()
        self.env.invalidate_all()
        self.assertEqual(self.sessions.sudo().with_context(active_test=False).search_count([]), count)

    def test_a_default_in_the_context_is_a_value_too(self):
        values = {"name": "Forged", "project_id": self.project.id}
        self.refuse(lambda: self.sessions.create(values | {"state": "closed"}))
        self.refuse(lambda: self.sessions.with_context(default_state="closed").create(values))
        self.assertEqual(self.sessions.with_context(default_state="draft").create(values).state, "draft")

    def test_a_default_that_a_user_keeps_is_a_value_too(self):
        self.env["ir.default"].with_user(self.facilitator).set("crm.facilitation.session", "state", "closed", True)
        self.refuse(lambda: self.sessions.create({"name": "Forged", "project_id": self.project.id}))

    def test_an_import_is_held_to_the_same_table(self):
        result = self.sessions.load(["name", "project_id/.id", "state"], [["Forged", str(self.project.id), "closed"]])
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])

    def test_what_methods_note_is_written_by_nobody(self):
        self.refuse(lambda: self.session.write({"closed_on": fields.Date.today()}))
        self.refuse(
            lambda: self.session.with_context(default_state="closed", install_mode=True).write({"state": "closed"})
        )
        self.assertEqual((self.session.state, self.session.closed_on), ("running", False))

    def test_a_form_that_sends_what_is_stored_is_not_refused(self):
        self.session.write({"state": "running", "name": "Discovery in May"})
        self.assertEqual(self.session.name, "Discovery in May")

    def test_a_change_on_record_is_evidence_with_before_and_after(self):
        draft = self.sessions.create({"name": "Later", "project_id": self.project.id})
        draft.date_end = draft.date_start
        self.assertNotIn("session_edited", self.evidence(draft))
        before = self.session.date_start
        self.session.date_start = before - timedelta(days=1)
        row = self.env["crm.facilitation.event"].search([("kind", "=", "session_edited")])
        self.assertEqual(row.payload["before"], {"date_start": str(before)})
        self.assertEqual(row.payload["after"], {"date_start": str(before - timedelta(days=1))})
        self.assertEqual(row.actor_id, self.facilitator)

    def test_whoever_may_not_write_a_field_reads_why(self):
        need = self.make_need("See the last call")
        need.action_accept()
        for user, values, words in (
            (self.facilitator, {"decided_on": "2026-01-01"}, "follows from what people do and decide"),
            (self.facilitator, {"author_id": self.participant_service.id}, "is not changed any more at this stage"),
            (self.employee_sales, {"fit": "standard"}, "is not yours to fill in here"),
        ):
            before = need.read([*values])
            with self.subTest(values=values), self.assertRaisesRegex(AccessError, words):
                need.sudo(False).with_user(user).write(values)
            self.assertEqual(need.read([*values]), before)

    def test_values_that_no_field_holds_are_refused_in_words(self):
        need = self.make_need("See the last call")
        step = self.session.agenda_item_ids[-1]
        for record, values, words in (
            (need, {"name": ["a"]}, "“Title” takes a text"),
            (need, {"problem": "a\0b"}, "“Problem” holds a character that cannot be stored"),
            (need, {"name": "\u200b"}, "“Title” holds nothing that can be seen"),
            (need, {"name": "x" * 301}, "“Title” takes at most 300 characters"),
            (need, {"name": False}, "Say in one sentence what you need"),
            (need, {"effort_days": float("inf")}, "from 0 to 10000"),
            (need, {"fit": "nothing of it"}, "“Fit” takes one of its choices"),
            (need, {"tag_ids": [["a"]]}, "“Tags” takes records from its list"),
            (need, {"nothing": 1}, "“nothing” is no field here"),
            (need, {"rank": 2**40}, "“Rank” takes a number of ordinary size"),
            (need, {"session_id": 10**8}, "does not exist or has been deleted"),
            (step, {"sequence": 2**31}, "“Sequence” takes a number of ordinary size"),
            (step, {"sequence": float("nan")}, "“Sequence” takes a number of ordinary size"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, words):
                record.write(values)
        self.assertEqual((need.name, need.problem, need.fit, need.tag_ids.ids), ("See the last call", False, False, []))
        need.write({"name": "x" * 300, "problem": None})
        step.write({"sequence": 2**31 - 1, "instruction": False})
        self.assertEqual((len(need.name), step.sequence), (300, 2**31 - 1))

    def test_whoever_may_read_no_goals_learns_nothing_by_what_they_name(self):
        goals = self.env["crm.facilitation.goal"].with_user(self._new_user("stranger", "base.group_public"))
        self.assertFalse(goals.has_access("read"))
        answers = set()
        for number in (self.project.id, 10**8):
            with self.assertRaises(AccessError) as refused:
                goals.create({"name": "Mine", "project_id": number})
            answers.add(str(refused.exception))
        self.assertEqual(len(answers), 1, answers)

    def test_each_area_says_where_the_numbers_that_it_decides_end(self):
        need = self.make_need("See the last call").sudo()
        self.addCleanup(self.env.registry.clear_cache)
        with patch.object(NeedInVoting, "_number_limits", {"rank": 7}, create=True):
            self.env.registry.clear_cache()
            for values, words in (({"rank": 8}, "from 0 to 7"), ({"effort_days": 10001}, "from 0 to 10000")):
                with self.subTest(values), self.assertRaisesRegex(UserError, words):
                    need.write(values)
            need.write({"effort_days": 10000})
            need.write({"rank": 7})
        self.assertEqual((need.rank, need.effort_days), (7, 10000))

    def test_calls_with_wrong_arguments_are_refused_in_words(self):
        need, other = self.make_need("See the last call"), self.make_need("Sort by region")
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        number, words = self.session.id, {"name": "Call back"}
        count = needs.search_count([])
        for call, said in (
            (lambda: needs.raise_need(number), "Something was left out, or is too much"),
            (lambda: needs.raise_need("a", words), "“session id” takes a whole number"),
            (lambda: needs.raise_need(0, words), "“session id” takes a whole number"),
            (lambda: needs.raise_need(number, ["a"]), "“values” takes values by name"),
            (lambda: needs.raise_need(number, words, token="short"), "did not draw a proper token"),
            (lambda: needs.raise_need(number, {"name": False}), "Say in one sentence what you need"),
            (lambda: needs.raise_need(number, words | {"problem": "x" * 10**7}), "is too long"),
            (lambda: needs.browse([0]).action_support(), "This record is not known"),
            (lambda: (need | other).with_user(self.employee_sales).page(), "one record at a time"),
            (lambda: needs.search([("name", "=", "a\0b")]), "“Title” holds a character that cannot be stored"),
        ):
            with self.subTest(said=said), self.assertRaisesRegex(UserError, said):
                call()
        self.assertEqual(needs.search_count([]), count)
