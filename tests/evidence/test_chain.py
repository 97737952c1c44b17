"""Tampering with the evidence by SQL is found, at the right row; nothing else is called tampering."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tools import format_datetime, mute_logger

from ..common import FacilitationCase


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

    def test_numbers_of_a_row_are_read_in_words_and_yes_or_no_is_left_to_the_facts(self):
        facts = {"electors": 16, "anonymous": False}
        event = self.env["crm.facilitation.event"]._record(self.session, "round_opened", facts)
        self.assertEqual(event.summary, "Discovery: Electors: 16")
        self.assertIn("Anonymous: No", event.facts)

    def test_a_row_says_in_a_line_what_was_changed_of_what(self):
        need = self.make_need("See the last call")
        need.action_accept()
        need.write({"fit": "standard"})
        edited = self.events.search([("record_id", "=", need.id), ("kind", "=", "need_edited")])
        self.assertEqual(edited.with_user(self.facilitator).summary, "See the last call: Fit")

    def test_groups_of_rows_are_called_in_words_and_open(self):
        rows = self.events.with_user(self.facilitator)
        of_roll_out = [("project_id", "=", self.project.id)]
        groups = rows.formatted_read_group(of_roll_out, ["kind"], ["__count"])
        [accepted] = [group for group in groups if group["kind"] == "Need accepted"]
        found = rows.search(of_roll_out + accepted["__extra_domain"])
        self.assertEqual((len(found), set(found.mapped("kind"))), (accepted["__count"], {"need_accepted"}))

    def test_groups_of_rows_are_in_the_order_of_their_words(self):
        need = self.make_need("Site visits")
        for kind in ("need_discussed", "need_merged", "round_opened", "need_deferred"):
            self.env["crm.facilitation.event"]._record(need, kind, {})
        rows = self.events.with_user(self.facilitator)
        groups = rows.formatted_read_group([], ["kind", "actor_id"], ["__count"])
        named = [group["kind"] for group in groups]
        self.assertGreater(len(set(named)), 2)
        self.assertEqual(named, sorted(named, key=str.casefold))
        pages = [rows.formatted_read_group([], ["kind"], ["__count"], offset=start, limit=2) for start in (0, 2)]
        self.assertEqual([group["kind"] for page in pages for group in page], list(dict.fromkeys(named))[:4])
        turned = rows.formatted_read_group([], ["kind"], ["__count"], order="kind desc")
        self.assertEqual([group["kind"] for group in turned], list(dict.fromkeys(named))[::-1])

    def test_groups_of_rows_are_in_the_order_that_is_asked_for(self):
        need = self.make_need("Site visits")
        for kind in ("need_merged", "need_discussed", "need_merged", "round_opened"):
            self.env["crm.facilitation.event"]._record(need, kind, {})
        rows = self.events.with_user(self.facilitator)
        counts = [
            group["__count"] for group in rows.formatted_read_group([], ["kind"], ["__count"], order="__count desc")
        ]
        self.assertEqual(counts, sorted(counts, reverse=True))
        self.assertGreater(counts[0], counts[-1])
        people = rows.formatted_read_group([], ["actor_id"], ["__count"])
        self.assertEqual(sum(group["__count"] for group in people), rows.search_count([]))

    def test_facts_are_read_in_words_and_stay_as_they_were_written(self):
        need, gone = self.make_need("Site visits"), self.make_need("Gone")
        # what nobody of the session has said may be deleted
        gone.author_id = False
        numbers = [need.id, gone.id]
        gone.unlink()
        facts = {
            "method": "dots", "needs": numbers, "agreement": "", "by": "deputy", "model": "crm.stage", "share": 2.5,
            "date": "2026-03-02",
            "from": "2026-03-02 09:00:00", "old": {"value": 3.0, "date": None}, "raised": ["a1", "b2"],
            "failed": {"needs_decided": 2}, "held": ["tasks_done", "foreign"], "into": need.id, "into_name": "Visits",
        }  # fmt: skip
        event = self.env["crm.facilitation.event"]._record(self.session, "round_opened", facts)
        event = event.with_user(self.facilitator)
        self.assertEqual(
            event.facts.splitlines(),
            [
                "Old · Value: 3",
                "Old · Date: –",
                "Method: dots",
                f"Needs: Site visits; No. {numbers[1]}",
                "By: a deputy, after the deadline",
                "Kind of record: CRM Stages",
                "Share: 2.50",
                "Date: 03/02/2026",
                "Deadline before: " + format_datetime(event.env, "2026-03-02 09:00:00"),
                "Raised: 2",
                "Did not hold · Every need is decided: 2",
                "What held: Every configuration task is done; foreign",
                "Merged into: Visits",
            ],
        )
        self.assertEqual(event.payload, facts)
        self.assertFalse(event.verify(self.project.id))

    def test_choices_are_read_by_their_labels(self):
        round_ = self.env["crm.facilitation.round"].create({"name": "Vote", "session_id": self.session.id})
        event = self.env["crm.facilitation.event"]._record(round_, "round_opened", {"method": "consent"}, self.project)
        labels = dict(round_._fields["method"]._description_selection(self.env))
        self.assertEqual(event.facts, f"Method: {labels['consent']}")
        self.assertEqual(event.record_kind, self.env["ir.model"]._get("crm.facilitation.round").name)

    def test_facts_that_nobody_could_have_written_are_read_all_the_same(self):
        facts = {"date": "soon", "from": "2026-99-99 99:99:99", "needs": ["x"], "held": "all", "by": 7, "model": 3}
        event = self.env["crm.facilitation.event"]._record(self.project, "launch", facts)
        self.assertIn("soon", event.facts)

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

    def test_every_single_row_deleted_is_found_where_the_chain_breaks(self):
        for row, following in zip(self.events, self.events[1:], strict=False):
            with self.subTest(row=row.kind), self.env.cr.savepoint() as savepoint:
                found = self.broken_after("DELETE FROM crm_facilitation_event WHERE id = %s", row.id)
                self.assertEqual(found["id"], following.id)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_swapped_rows_are_found_at_the_first_of_them(self):
        one, other = self.events[-3], self.events[-2]
        found = self.broken_after(
            "UPDATE crm_facilitation_event e SET payload = o.payload, record_id = o.record_id"
            " FROM crm_facilitation_event o WHERE e.id IN %s AND o.id IN %s AND e.id <> o.id",
            (one.id, other.id),
            (one.id, other.id),
        )
        self.assertEqual(found["id"], one.id)

    def test_renumbered_rows_are_found(self):
        one, other = self.events[-3], self.events[-2]
        self.env.cr.execute("UPDATE crm_facilitation_event SET id = -1 WHERE id = %s", [one.id])
        found = self.broken_after("UPDATE crm_facilitation_event SET id = id + 100000 WHERE id = %s", other.id)
        self.assertEqual(found["id"], -1)

    def test_inserted_row_is_found_and_cannot_take_a_link_that_is_taken(self):
        copy = (
            "INSERT INTO crm_facilitation_event (project_id, record_model, record_id, kind, payload, at, previous_hash, hash)"
            " SELECT project_id, record_model, record_id, kind, payload, at, {}, hash FROM crm_facilitation_event"
            " WHERE id = %s RETURNING id"
        )
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(copy.format("previous_hash"), [self.events[-3].id])
        self.env.cr.execute(copy.format("hash"), [self.events[-1].id])
        inserted = self.env.cr.fetchone()[0]
        self.assertEqual(self.broken_after("SELECT 1")["id"], inserted)

    def test_chain_moved_to_another_rollout_is_found_there(self):
        other = self.env["project.project"].create({"name": "Other", "is_facilitation": True})
        self.env.cr.execute(
            "UPDATE crm_facilitation_event SET project_id = %s WHERE id = %s", [other.id, self.events[0].id]
        )
        self.env.invalidate_all()
        found = self.env["crm.facilitation.event"].with_user(self.facilitator).verify(other.id)
        self.assertEqual(found["id"], self.events[0].id)
        self.assertEqual(self.broken_after("SELECT 1")["id"], self.events[1].id)

    def test_message_names_the_row_and_what_it_is(self):
        self.env.cr.execute("UPDATE crm_facilitation_event SET payload = '{}' WHERE id = %s", [self.events[-2].id])
        self.env.invalidate_all()
        shown = self.events[-2].action_verify()["params"]
        self.assertEqual(shown["type"], "danger")
        self.assertIn(str(self.events[-2].id), shown["message"])

    def test_chain_rewritten_as_a_whole_is_found_by_a_fingerprint_noted_before(self):
        noted = self.events[-2].hash
        events = self.env["crm.facilitation.event"].with_user(self.facilitator)
        self.assertFalse(events.verify(self.project.id, noted))
        found = events.verify(self.project.id, "f" * 64)
        self.assertEqual(found, {"id": 0, "kind": "rewritten", "at": False})

    def test_numbers_and_texts_of_every_shape_survive_the_database(self):
        facts = {
            "zero": -0.0, "big": 1e22, "small": 1e-7, "share": 1 / 3, "whole": 2.0, "text": "é → 漢 \\ \" ' \n\t",
            "list": [1, None, True, {"b": 2, "a": 1}], 7: "a key that is a number", "empty": {},
        }  # fmt: skip
        self.env["crm.facilitation.event"]._record(self.project, "goal_confirmed", facts)
        self.assertFalse(self.broken_after("SELECT 1"))

    def test_superuser_changes_nothing_through_the_orm(self):
        event = self.events[-1].sudo()
        before = event.hash
        for name, way in {
            "write": lambda: event.write({"kind": "x"}),
            "assign": lambda: setattr(event, "kind", "x"),
            "unlink": event.unlink,
            "unlink as if uninstalling": event.with_context(_force_unlink=True).unlink,
            "create": lambda: event.create({"kind": "x"}),
            "copy": event.copy,
            "save": lambda: event.web_save({"kind": "x"}, {}),
        }.items():
            with self.subTest(way=name), self.assertRaises(UserError):
                way()
        loaded = event.load(["record_model", "kind"], [["x", "y"]])
        self.assertFalse(loaded["ids"])
        self.env.invalidate_all()
        self.assertEqual(event.hash, before)
