"""Tampering with the evidence by SQL is found, at the right row."""

from .common import FacilitationCase


class TestTampering(FacilitationCase):
    def setUp(self):
        super().setUp()
        for title in ("One", "Two", "Three", "Four"):
            self.make_need(title).action_accept()
        self.env.flush_all()
        self.events = self.env["crm.facilitation.event"].search([("project_id", "=", self.project.id)], order="id")

    def broken_after(self, statement, *parameters):
        self.env.cr.execute(statement, parameters)
        self.env.invalidate_all()
        return self.env["crm.facilitation.event"].with_user(self.facilitator).verify(self.project.id)

    def test_untouched_chain_holds(self):
        self.assertFalse(self.broken_after("SELECT 1"))
        self.assertEqual(self.project.action_verify_evidence()["params"]["type"], "success")

    def test_changed_column_is_found_at_its_row(self):
        target = self.events[-3]
        for column, value in (
            ("kind", "need_rejected"),
            ("payload", '{"name": "Other"}'),
            ("actor_id", self.sponsor.id),
            ("at", "2020-01-01"),
            ("record_id", 1),
            ("hash", "0" * 64),
        ):
            with self.subTest(column=column), self.env.cr.savepoint() as savepoint:
                found = self.broken_after(
                    f"UPDATE crm_facilitation_event SET {column} = %s WHERE id = %s", value, target.id
                )
                self.assertEqual(found["id"], target.id)
                savepoint.rollback()
        self.env.invalidate_all()

    def test_deleted_row_is_found_at_the_next(self):
        found = self.broken_after("DELETE FROM crm_facilitation_event WHERE id = %s", self.events[-3].id)
        self.assertEqual(found["id"], self.events[-2].id)

    def test_deleted_first_row_is_found(self):
        found = self.broken_after("DELETE FROM crm_facilitation_event WHERE id = %s", self.events[0].id)
        self.assertEqual(found["id"], self.events[1].id)

    def test_deleted_last_row_is_found(self):
        found = self.broken_after("DELETE FROM crm_facilitation_event WHERE id = %s", self.events[-1].id)
        self.assertEqual(found, {"id": 0, "kind": "missing", "at": False})
        self.assertEqual(self.project.action_verify_evidence()["params"]["type"], "danger")
