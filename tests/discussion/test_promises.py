"""Promises: who, what, by when, and what became of it; the next session begins with them."""

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from ..common import FacilitationCase

DUE = "2031-03-01"


class PromiseCase(FacilitationCase):
    def promise(self, what="One list of customers", **values):
        promises = self.env["crm.facilitation.promise"].with_user(self.facilitator)
        given = {"name": what, "session_id": self.session.id, "department_id": self.sales.id, "due_on": DUE}
        return promises.create(given | values)

    def next_session(self):
        sessions = self.env["crm.facilitation.session"].with_user(self.facilitator)
        return sessions.create({"name": "Second", "project_id": self.project.id})


class TestPromises(PromiseCase):
    def test_each_is_kept_late_or_dropped_with_evidence(self):
        kept, late, dropped = (self.promise(what) for what in ("One", "Two", "Three"))
        kept.action_keep()
        late.action_delay("2031-04-01", "The export was late")
        dropped.action_drop("Nobody needs it any more")
        self.assertEqual((kept | late | dropped).mapped("state"), ["kept", "late", "dropped"])
        self.assertEqual(late.due_on, fields.Date.to_date("2031-04-01"))
        self.assertEqual(dropped.outcome, "Nobody needs it any more")
        said = {}
        for promise in (kept, late, dropped):
            self.assertEqual(self.evidence(promise), ["promise_answered"])
            event = self.env["crm.facilitation.event"].search([("record_model", "=", promise._name),
                                                               ("record_id", "=", promise.id)])  # fmt: skip
            said[promise] = (event.payload["outcome"], event.payload["due_on"], event.payload["reason"])
        self.assertEqual(
            list(said.values()),
            [
                ("kept", "", ""),
                ("late", "2031-04-01", "The export was late"),
                ("dropped", "", "Nobody needs it any more"),
            ],
        )
        late.action_keep()
        self.assertEqual((late.state, late.outcome), ("kept", "The export was late"), "what is late can still be kept")

    def test_what_was_answered_is_answered_once_and_stays(self):
        promise = self.promise()
        promise.action_keep()
        for again in (promise.action_keep, lambda: promise.action_drop("No")):
            with self.assertRaises(UserError):
                again()
        with self.assertRaises(AccessError):
            promise.write({"name": "Other"})
        with self.assertRaises(UserError):
            promise.unlink()
        self.assertEqual((promise.state, promise.name, promise.outcome), ("kept", "One list of customers", False))
        slip, meant = self.promise("A slip"), self.promise("Meant")
        slip.unlink()
        self.session.action_close()
        with self.assertRaisesRegex(UserError, "stays on record"):
            meant.unlink()
        self.assertEqual((slip | meant).exists(), meant)

    def test_late_names_a_later_day_and_dropped_a_reason(self):
        promise = self.promise()
        for wrong in (lambda: promise.action_delay(DUE, "x"), lambda: promise.action_delay("soon"),
                      lambda: promise.action_drop("  ")):  # fmt: skip
            with self.assertRaises(UserError):
                wrong()
        self.assertEqual((promise.state, fields.Date.to_string(promise.due_on)), ("open", DUE))

    def test_somebody_promises_it(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.promise(department_id=False)
        second = self.next_session()
        elsewhere = self.make_participant(self.employee_sales, self.sales, session=second)
        with self.assertRaises(ValidationError):
            self.promise(promiser_id=elsewhere.id)

    def test_only_the_facilitator_says_what_became_of_it(self):
        promise = self.promise()
        for user in (self.employee_sales, self.sponsor, self.outsider):
            with self.assertRaises(AccessError):
                promise.with_user(user).action_keep()
        with self.assertRaises(AccessError):
            promise.write({"state": "kept"})
        self.assertEqual(promise.state, "open")
        self.assertIn(promise, promise.with_user(self.employee_service).search([]))
        self.assertFalse(promise.with_user(self.outsider).search([]))

    def test_a_changed_day_is_evidence(self):
        promise = self.promise()
        promise.due_on = "2031-05-01"
        self.assertEqual(self.evidence(promise), ["promise_edited"])


class TestTheNextSession(PromiseCase):
    def test_it_begins_with_what_was_promised(self):
        open_one, kept = self.promise("Clean the list"), self.promise("Train two people")
        kept.action_keep()
        self.session.action_close()
        second = self.next_session()
        self.assertEqual(second.agenda_item_ids[0], second.promise_item_id)
        second.action_start()
        self.assertEqual(second.current_item_id, second.promise_item_id)
        self.assertEqual([row["id"] for row in second.promises()], open_one.ids)

    def test_everything_that_its_first_step_says(self):
        late = self.promise("Train two people", due_on="2031-02-01", promiser_id=self.participant_sales.id)
        self.promise("Clean the list")
        late.action_delay("2031-04-01", " The export was late ")
        second = self.next_session()
        rows = second.with_user(self.facilitator).promises()
        who = f"{self.employee_sales.name}, Sales"
        last = {"id": late.id, "name": "Train two people", "who": who, "due_on": "2031-04-01", "state": "late",
                "state_label": "Late", "outcome": "The export was late"}  # fmt: skip
        self.assertEqual([row["name"] for row in rows], ["Clean the list", "Train two people"])
        self.assertEqual(rows[1], last)
        self.assertEqual(rows[0]["outcome"], "")
        step, first = second.promise_item_id, second.agenda_item_ids[1]
        self.assertEqual(
            (step.kind, step.day, step.sequence, step.planned_minutes, step.can_raise, step.name, step.instruction),
            ("retro", first.day, first.sequence - 1, 15, False, "Promises of the last session",
             "Read the promises of the last session one by one, each by whoever made it: kept, late, or dropped?"),
        )  # fmt: skip
        self.assertEqual(self.session.promises(), [], "they are its own, not of an earlier one")

    def test_an_invitation_names_ten_points_and_counts_the_others(self):
        people, second = self.env["crm.facilitation.participant"], self.next_session()
        self.assertEqual(people._get_left_open(second), {}, "there was no last session")
        third = second.copy({"name": "Third"})
        self.session.sudo()._write_past_guards({"state": "closed", "closed_on": "2026-03-02"})
        self.assertEqual(people._get_left_open(second), {}, "nothing is open")
        promise = self.promise()
        left = {"title": "Still open from “Discovery”", "points": [], "more": 0}
        rows = second._get_left_open()[1]["promises"]
        self.assertEqual([row["id"] for row in rows], promise.ids)
        self.assertEqual(people._get_left_open(second), left | {"promises": rows})
        promise.action_keep()
        needs = self.env["crm.facilitation.need"].create(
            [{"name": f"Need {number}", "session_id": self.session.id} for number in range(6)]
        )
        needs = needs.search([("id", "in", needs.ids)])
        points = [f"{words}: {need.name}" for need in needs for words in ("To discuss", "To decide on")]
        told = people._get_left_open(third)
        self.assertEqual(told, left | {"promises": [], "points": points[:10], "more": 2})
        needs[5].sudo().action_reject("No")
        needs[5].sudo().action_mark_discussed("No")
        self.assertEqual(people._get_left_open(third), left | {"promises": [], "points": points[:10]})

    def test_a_session_without_steps_begins_with_promises_too(self):
        self.promise()
        empty = self.next_session()
        empty.agenda_item_ids.sudo().unlink()
        empty._put_promises_first()
        step = empty.agenda_item_ids
        self.assertEqual((step, step.day, step.sequence), (empty.promise_item_id, 1, 0))

    def test_the_last_session_is_the_one_closed_last_before_this_one(self):
        sessions = self.session.create(
            [{"name": name, "project_id": self.project.id} for name in ("Early", "Late", "Undated", "Open", "This")]
        )
        early, late, undated, _open, this = sessions
        other = self.project.create({"name": "Other", "is_facilitation": True})
        elsewhere = self.session.create({"name": "Elsewhere", "project_id": other.id})

        def close(session, start, closed):
            session.sudo().write({"date_start": start, "date_end": start})
            session.sudo()._write_past_guards({"state": "closed", "closed_on": closed})

        this.sudo().write({"date_start": "2026-03-10", "date_end": "2026-03-10"})
        self.assertFalse(this._get_last())
        close(elsewhere, "2026-03-01", "2026-03-01")
        close(this, "2026-03-10", "2026-03-10")
        self.assertFalse(this._get_last(), "not itself")
        close(early, "2026-03-01", "2026-03-08")
        self.assertEqual(this._get_last(), early)
        close(late, "2026-03-02", "2026-03-07")
        self.assertEqual(this._get_last(), early, "what counts is when it was closed")
        close(undated, False, "2026-03-09")
        self.assertEqual(this._get_last(), undated)
        close(undated, "2026-03-11", "2026-03-11")
        self.assertEqual(this._get_last(), early, "what began later comes after this one")
        close(undated, "2026-03-10", "2026-03-10")
        self.assertEqual(this._get_last(), undated, "of the same day")

    def test_its_step_reads_in_every_language_of_the_room(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.promise()
        step = self.next_session().promise_item_id
        self.assertEqual(step.name, "Promises of the last session")
        self.assertIn("сессии", step.with_context(lang="ru_RU").name)
        self.assertNotEqual(step.instruction, step.with_context(lang="ru_RU").instruction)

    def test_promises_made_after_it_was_prepared_come_first_too_and_once(self):
        second = self.next_session()
        self.assertFalse(second.promise_item_id)
        self.promise()
        self.session.action_close()
        steps = len(second.agenda_item_ids)
        second.action_start()
        self.assertEqual(second.current_item_id, second.promise_item_id)
        self.assertEqual(len(second.agenda_item_ids), steps + 1)

    def test_without_promises_the_agenda_is_the_standard_one(self):
        self.session.action_close()
        second = self.next_session()
        second.action_start()
        self.assertFalse(second.promise_item_id)
        self.assertEqual(len(second.agenda_item_ids), len(self.session.agenda_item_ids))

    def test_somebody_who_takes_no_part_reads_no_promises(self):
        self.promise()
        with self.assertRaises(AccessError):
            self.session.with_user(self.outsider).promises()
