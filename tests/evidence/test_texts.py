"""People's words lie beside the chain: they can be erased, and nobody changes them unnoticed."""

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.crm_facilitation.tools.evidence import chain, kinds

from ..common import FacilitationCase


def test_every_kind_says_which_of_its_facts_are_free_text():
    silent = [kind for area in kinds.registered().values() for kind in area.kinds if kind not in area.texts]
    assert silent == [], "add each to `texts` of its area, empty where it has none"
    foreign = [kind for area in kinds.registered().values() for kind in area.texts if kind not in area.kinds]
    assert foreign == []


class TestTexts(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._new_user("keeper", "base.group_system")
        cls.need = cls.make_need("Site visits by zeppelin")
        cls.need.action_reject("The hangar is full")
        cls.other = cls.make_need("Colours of invoices", cls.participant_service)
        cls.other.action_defer("After the summer")
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.events = self.env["crm.facilitation.event"]
        self.event = self.row("need_rejected", self.need)

    def row(self, kind, record):
        return self.events.search([("kind", "=", kind), ("record_id", "=", record.id)], limit=1)

    def verify(self):
        self.env.invalidate_all()
        return self.events.with_user(self.facilitator).verify(self.project.id)

    def whole_table(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT string_agg(to_jsonb(event)::text, ' ') FROM crm_facilitation_event event")
        return self.env.cr.fetchone()[0]

    def test_the_hashed_facts_hold_no_text_and_the_reader_sees_it(self):
        self.env.cr.execute(
            "SELECT payload::text, texts::text, format FROM crm_facilitation_event WHERE id = %s", [self.event.id]
        )
        payload, texts, form = self.env.cr.fetchone()
        self.assertNotIn("zeppelin", payload)
        self.assertNotIn("hangar", payload)
        self.assertIn("zeppelin", texts)
        self.assertEqual(form, 2)
        seen = self.event.with_user(self.facilitator)
        self.assertEqual(seen.payload, {"name": "Site visits by zeppelin", "reason": "The hangar is full"})
        self.assertIn("hangar", seen.facts)
        self.assertIn("zeppelin", seen.summary)
        self.assertIn("zeppelin", self.event.export_data(["facts"])["datas"][0][0])
        self.assertIn("zeppelin", seen.read(["payload"])[0]["payload"]["name"])

    def test_the_salts_are_nobodys_to_read(self):
        for user in (self.facilitator, self.sponsor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.event.with_user(user).read(["texts"])

    def test_erased_texts_are_gone_and_the_chain_holds(self):
        rows = self.events.search_count([("project_id", "=", self.project.id)])
        self.event.with_user(self.keeper).action_erase_texts()
        self.assertFalse(self.verify())
        seen = self.event.with_user(self.facilitator)
        self.assertEqual(seen.facts.splitlines(), ["Name: (erased)", "Reason: (erased)"])
        self.assertEqual(seen.summary, "(erased): (erased)")
        self.assertNotIn("hangar", self.whole_table())
        said = self.events.search([("project_id", "=", self.project.id)], limit=1)
        self.assertEqual(
            (said.kind, said.actor_id, list(said.payload["rows"])), ("texts_erased", self.keeper, [str(self.event.id)])
        )
        self.assertEqual(self.events.search_count([("project_id", "=", self.project.id)]), rows + 1)
        with self.assertRaises(UserError):
            self.event.with_user(self.keeper).action_erase_texts()

    def test_the_words_of_one_person_go_and_those_of_the_others_stay(self):
        erased = self.events.with_user(self.keeper).action_erase_texts_of(self.employee_sales.partner_id.id)
        self.assertEqual(erased, 1)
        self.assertEqual(self.event.payload, {"name": "(erased)", "reason": "The hangar is full"})
        self.assertEqual(self.row("need_deferred", self.other).payload["name"], "Colours of invoices")
        self.assertFalse(self.verify())
        # the reasons are the facilitator's words, the names are not; they stay theirs when their account is archived
        self.facilitator.active = False
        self.events.with_user(self.keeper).action_erase_texts_of(self.facilitator.partner_id.id)
        self.facilitator.active = True
        self.assertEqual(self.event.payload["reason"], "(erased)")
        self.assertEqual(
            self.row("need_deferred", self.other).payload, {"name": "Colours of invoices", "reason": "(erased)"}
        )
        self.assertFalse(self.verify())
        self.assertEqual(self.events.with_user(self.keeper).action_erase_texts_of(self.facilitator.partner_id.id), 0)

    def test_words_in_rows_about_other_needs_go_with_their_author(self):
        into, merged = self.make_need("Ballooning"), self.make_need("Kites", self.participant_service)
        merged.action_merge_into(into)
        into.active = False
        self.events.with_user(self.keeper).action_erase_texts_of(self.employee_sales.partner_id.id)
        said = self.row("need_merged", merged).payload
        self.assertEqual((said["name"], said["into_name"]), ("Kites", "(erased)"))
        other, part = self.make_need("Gliding"), self.make_need("Wings", self.participant_service)
        part.action_merge_into(other)
        self.events.with_user(self.keeper).action_erase_texts_of(self.employee_service.partner_id.id)
        said = self.row("need_merged", part).payload
        self.assertEqual((said["name"], said["into_name"]), ("(erased)", "Gliding"))
        self.assertFalse(self.verify())

    def test_the_wording_before_a_change_reads_as_erased(self):
        need = self.make_need("Kites on strings")
        need.action_accept()
        need.write({"name": "Kites"})
        self.assertIn("Kites on strings", need.previous_wording)
        self.events.with_user(self.keeper).action_erase_texts_of(self.employee_sales.partner_id.id)
        need.invalidate_recordset()
        self.assertIn("(erased)", need.previous_wording)
        self.assertNotIn("strings", need.previous_wording)

    def test_only_the_systems_administrator_erases(self):
        before = self.whole_table()
        for user in (self.facilitator, self.sponsor, self.employee_sales, self.outsider):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.event.with_user(user).action_erase_texts()
                with self.assertRaises(AccessError):
                    self.events.with_user(user).action_erase_texts_of(self.employee_sales.partner_id.id)
        with self.assertRaisesRegex(UserError, "Choose the person"):
            self.events.with_user(self.keeper).action_erase_texts_of(10**8)
        self.env.invalidate_all()
        self.assertEqual(self.whole_table(), before)

    def test_what_lies_beside_the_chain_is_not_changed_unnoticed(self):
        changed = {
            "text": "replace(texts::text, 'hangar', 'garage')::jsonb",
            "salt": """(SELECT jsonb_object_agg(key, jsonb_build_array(repeat('0', 32), value -> 1)) FROM jsonb_each(texts))""",
            "one more": """texts || '{"0": ["salt", "text"]}'""",
            "erased without a word": "NULL",
            "one erased without a word": "texts - (SELECT key FROM jsonb_each(texts) LIMIT 1)",
            "no pair": "jsonb_build_object((SELECT key FROM jsonb_each(texts) LIMIT 1), 7)",
        }
        for name, statement in changed.items():
            with self.subTest(changed=name), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    f"UPDATE crm_facilitation_event SET texts = {statement} WHERE id = %s", [self.event.id]
                )
                found = self.verify()
                self.assertTrue(found)
                self.assertEqual(found["id"], self.event.id)
                savepoint.rollback()
        self.assertFalse(self.verify())

    def test_a_row_does_not_pass_for_one_of_another_format(self):
        for form in (1, 3, None):
            with self.subTest(format=form), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    "UPDATE crm_facilitation_event SET format = %s WHERE id = %s", [form, self.event.id]
                )
                self.assertEqual(self.verify()["id"], self.event.id)
                savepoint.rollback()

    def test_rows_of_the_first_format_verify_read_as_they_were_and_go_on_in_the_second(self):
        project = (
            self.env["project.project"].with_user(self.facilitator).create({"name": "Old", "is_facilitation": True})
        )
        facts, at, previous = {"name": "Before", "reason": "In the open"}, "2026-03-02 09:00:00", chain.GENESIS
        for _row in range(2):
            entry = chain.Entry(project.id, "project.project", project.id, "goal_confirmed", facts, 0, at)
            found = chain.entry_hash(previous, entry)
            self.env.cr.execute(
                "INSERT INTO crm_facilitation_event (project_id, record_model, record_id, kind, payload, at, previous_hash,"
                " hash) VALUES (%s, 'project.project', %s, 'goal_confirmed', %s::jsonb, %s, %s, %s)",
                [project.id, project.id, '{"name": "Before", "reason": "In the open"}', at, previous, found],
            )
            previous = found
        self.env.cr.execute(
            "UPDATE project_project SET facilitation_head_hash = %s WHERE id = %s", [previous, project.id]
        )
        self.env.invalidate_all()
        events = self.events.with_user(self.facilitator)
        self.assertFalse(events.verify(project.id))
        newer = self.events._record(project, "goal_confirmed", {"name": "After"})
        self.assertFalse(events.verify(project.id))
        older = self.events.search([("project_id", "=", project.id)], order="id", limit=1)
        self.assertEqual((older.payload, newer.payload), (facts, {"name": "After"}))
        self.env.cr.execute("UPDATE crm_facilitation_event SET payload = '{}' WHERE id = %s", [older.id])
        self.env.invalidate_all()
        self.assertEqual(events.verify(project.id)["id"], older.id)

    def test_texts_are_not_written_through_the_orm(self):
        before = self.whole_table()
        for name, way in {
            "write": lambda: self.event.sudo().write({"texts": {}}),
            "assign": lambda: setattr(self.event.sudo(), "texts", {}),
        }.items():
            with self.subTest(way=name), self.assertRaises(UserError), mute_logger("odoo.http"):
                way()
        self.env.invalidate_all()
        self.assertEqual(self.whole_table(), before)


class TestNotedFingerprint(FacilitationCase):
    def setUp(self):
        super().setUp()
        for title in ("One", "Two", "Three", "Four"):
            self.make_need(title).action_accept()
        self.env.flush_all()
        self.events = self.env["crm.facilitation.event"].with_user(self.facilitator)
        self.rows = self.events.search([("project_id", "=", self.project.id)], order="id")
        self.noted = self.events._get_fingerprints(self.project)[self.project]

    def check(self, noted=None):
        self.env.invalidate_all()
        return self.events.check_noted(self.project.id, noted or self.noted)

    def cut(self, rows):
        """As somebody would who knows where the head of the chain is kept."""
        kept = self.rows[: len(self.rows) - rows]
        self.env.cr.execute("DELETE FROM crm_facilitation_event WHERE id = ANY(%s)", [(self.rows - kept).ids])
        self.env.cr.execute(
            "UPDATE project_project SET facilitation_head_hash = %s WHERE id = %s", [kept[-1].hash, self.project.id]
        )
        self.env.invalidate_all()

    def test_a_noted_row_is_found_in_the_whole_chain(self):
        self.assertEqual(self.noted, f"{len(self.rows)}-{self.rows[-1].hash[:16]}")
        self.make_need("Five").action_accept()
        found = self.check(f" {self.noted.upper()} ")
        self.assertEqual(
            (found["state"], found["number"], found["count"]), ("whole", len(self.rows), len(self.rows) + 1)
        )
        self.assertEqual(self.check(self.rows[1].hash)["number"], 2)

    def test_a_tail_cut_off_is_told_although_the_head_was_corrected(self):
        self.cut(2)
        self.assertFalse(self.events.verify(self.project.id))
        self.assertEqual(self.check()["state"], "cut")

    def test_a_tail_cut_off_and_grown_again_is_told_as_rewritten(self):
        self.cut(1)
        self.make_need("Five").action_accept()
        self.assertFalse(self.events.verify(self.project.id))
        self.assertEqual(self.check()["state"], "rewritten")

    def test_a_tail_cut_off_without_correcting_the_head_is_told(self):
        self.env.cr.execute("DELETE FROM crm_facilitation_event WHERE id = %s", [self.rows[-1].id])
        self.assertEqual(self.check(self.rows[0].hash)["state"], "cut")

    def test_a_broken_row_is_named(self):
        self.env.cr.execute(
            "UPDATE crm_facilitation_event SET record_id = record_id + 1 WHERE id = %s", [self.rows[2].id]
        )
        found = self.check()
        self.assertEqual((found["state"], found["number"], found["row"]["id"]), ("broken", 3, self.rows[2].id))

    def test_a_fingerprint_of_no_row_is_unknown_and_what_is_none_is_refused(self):
        self.assertEqual(self.check("f" * 16)["state"], "unknown")
        for noted in ("", "no", "57-", "abc", "f" * 65, "57-" + "g" * 16):
            with self.subTest(noted=noted), self.assertRaises(UserError):
                self.events.check_noted(self.project.id, noted)

    def test_the_screen_says_in_words_what_a_fingerprint_shows(self):
        for user in (self.facilitator, self.sponsor):
            wizard = self.env["crm.facilitation.fingerprint.wizard"].with_user(user)
            asked = wizard.create({"project_id": self.project.id, "noted": self.noted})
            asked.action_check()
            self.assertEqual(asked.state, "whole")
            self.assertIn(f"row {len(self.rows)} of {len(self.rows)}", asked.answer)
        self.cut(1)
        asked.action_check()
        self.assertEqual(asked.state, "cut")
        asked.noted = "f" * 16
        asked.action_check()
        self.assertEqual(asked.state, "unknown")
        with self.assertRaises(AccessError):
            self.env["crm.facilitation.fingerprint.wizard"].with_user(self.employee_sales).create(
                {"project_id": self.project.id, "noted": self.noted}
            )

    def test_launch_screen_and_digest_mail_print_the_last_fingerprint(self):
        self.assertEqual(self.project.with_user(self.sponsor).get_launch_screen()["fingerprint"], self.noted)
        self.assertIn(self.noted, self.project.with_user(self.sponsor).action_verify_evidence()["params"]["message"])
        digest = self.env["digest.digest"].create({"name": "Weekly"})
        digest._action_send_to_user(self.sponsor, tips_count=0, consume_tips=False)
        mail = self.env["mail.mail"].search([("subject", "ilike", "Weekly")], order="id desc", limit=1)
        self.assertIn(self.noted, str(mail.body_html))
        self.assertEqual(digest._get_facilitation_fingerprints(self.employee_sales), [])
        self.assertEqual(digest._get_facilitation_fingerprints(self.outsider), [])
