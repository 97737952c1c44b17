"""The table of a model decides what is stored, wherever a value comes from."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

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
