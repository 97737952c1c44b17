"""Risks: what people say could make it fail, named or not, and who looks after it."""

import re

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.crm_facilitation.tools.tokens import new_token

from ..common import FacilitationCase
from ..needs.test_anonymity import NEEDLE, PARTICIPANT, PARTNER, USER, AnonymousCase
from ..room.common import GuestCase

EVERYTHING = rf"{NEEDLE}|zebulonia|\b(?:{USER}|{PARTNER}|{PARTICIPANT})\b"


class TestRisks(FacilitationCase):
    def raise_risk(self, user, text="Nobody has time", **values):
        risks = self.env["crm.facilitation.risk"].with_user(user)
        return risks.browse(risks.action_raise_risk(self.session.id, text, **values)["id"])

    def test_everybody_who_takes_part_says_what_could_make_it_fail(self):
        for user, participant in ((self.employee_sales, self.participant_sales), (self.facilitator, None)):
            risk = self.raise_risk(user, "Last time the data was wrong", has_happened=True)
            self.assertEqual(risk.author_id, participant or risk.author_id.browse())
            self.assertTrue(risk.has_happened)
        with self.assertRaises(AccessError):
            self.raise_risk(self.outsider)
        observer = self._new_user("watching", "base.group_user")
        self.make_participant(observer, self.sales, role="observer")
        before = self.env["crm.facilitation.risk"].search_count([])
        with self.assertRaises(AccessError):
            self.raise_risk(observer)
        self.assertEqual(self.env["crm.facilitation.risk"].search_count([]), before)

    def test_one_that_is_sent_again_because_the_answer_was_lost_is_the_same(self):
        token = new_token()
        first = self.raise_risk(self.employee_sales, token=token)
        self.assertEqual(self.raise_risk(self.employee_sales, token=token), first)
        self.assertEqual(first.has_happened, False)
        other = self.raise_risk(self.employee_service, token=token)
        self.assertNotEqual(other, first, "it was drawn by another device")
        self.assertNotEqual(self.raise_risk(self.employee_sales, token=new_token()), first)
        with self.assertRaisesRegex(AccessError, "The anonymous step is over"):
            self.raise_risk(self.employee_sales, "With a promise", promised_anonymous=True)
        self.assertFalse(first.search([("name", "=", "With a promise")]))

    def test_it_is_said_while_the_session_takes_needs(self):
        self.assertTrue(self.raise_risk(self.employee_sales))
        self.session.action_close()
        with self.assertRaises(UserError):
            self.raise_risk(self.employee_sales, "Too late")
        self.assertEqual(len(self.env["crm.facilitation.risk"].search([])), 1)

    def test_the_step_on_old_promises_feeds_the_register_once(self):
        tag = self.env.ref("crm_facilitation.need_tag_risk")
        retro = self.session.agenda_item_ids.filtered(lambda item: item.kind == "retro")[:1]
        retro.anonymous = False
        self.session.action_go_to(retro)
        need = self.make_need("Nobody had time last year", tag_ids=[(4, tag.id)])
        other = self.make_need("See the last call")
        archived, merged = (self.make_need(name, tag_ids=[(4, tag.id)]) for name in ("Archived", "Merged"))
        archived.active = False
        merged.action_merge_into(other)
        self.session.action_next()
        self.session.action_next()
        risk = self.env["crm.facilitation.risk"].search([])
        self.assertEqual((risk.need_id, risk.name, risk.author_id), (need, need.name, self.participant_sales))
        self.assertNotIn(other, risk.need_id)

    def test_the_step_is_over_when_reasons_are_named_and_severe_ones_looked_after(self):
        retro = self.session.agenda_item_ids.filtered(lambda item: item.kind == "retro")[:1]
        retro.anonymous = False
        self.session.action_go_to(retro)
        self.assertFalse(self.session.get_step_checks()[0]["ok"])
        risks = [self.raise_risk(self.employee_sales, f"Reason {n}") for n in range(10)]
        risks[0].with_user(self.facilitator).severity = "high"
        self.assertEqual([line["ok"] for line in self.session.get_step_checks()], [True, False])
        risks[0].with_user(self.facilitator).owner_id = self.sponsor
        self.assertEqual([line["ok"] for line in self.session.get_step_checks()], [True, True])

    def test_words_are_one_sentence(self):
        for text in ("", "  ", "x" * 301):
            with self.assertRaisesRegex(UserError, "Say it in one sentence"):
                self.raise_risk(self.employee_sales, text)
        self.assertEqual(self.raise_risk(self.employee_sales, " Two \n lines ").name, "Two lines")
        self.assertEqual(self.raise_risk(self.employee_sales, "x" * 300).name, "x" * 300)
        risks = self.env["crm.facilitation.risk"].with_user(self.employee_sales)
        with self.assertRaisesRegex(UserError, "in which session"):
            risks.create({"name": "Said nowhere"})
        self.assertEqual(len(risks.search([])), 2)

    def test_facilitators_and_management_weigh_it_with_evidence(self):
        risk = self.raise_risk(self.employee_sales)
        risk.with_user(self.sponsor).write(
            {"severity": "high", "measure": "Two hours a week are kept free", "state": "watched",
             "owner_id": self.sponsor.id}
        )  # fmt: skip
        self.assertEqual(self.evidence(risk), ["risk_edited"])
        with self.assertRaises(AccessError):
            risk.with_user(self.employee_sales).write({"severity": "low"})
        with self.assertRaises(AccessError):
            risk.with_user(self.facilitator).write({"name": "Everybody has time"})
        self.assertEqual((risk.severity, risk.name), ("high", "Nobody has time"))

    def test_it_is_closed_with_words_and_never_deleted(self):
        risk = self.raise_risk(self.employee_sales).with_user(self.facilitator)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            risk.state = "closed"
            risk.flush_recordset()
        risk.invalidate_recordset()
        with self.assertRaises(AccessError):
            risk.unlink()
        with self.assertRaises(UserError):
            risk.sudo().unlink()
        self.assertEqual(risk.state, "open")

    def test_nobody_speaks_in_anothers_name(self):
        risks = self.env["crm.facilitation.risk"].with_user(self.employee_sales)
        with self.assertRaises(AccessError):
            risks.create({"name": "x", "session_id": self.session.id, "author_id": self.participant_service.id})
        self.assertFalse(risks.search([]))


class TestAnonymousRisks(AnonymousCase):
    def raise_risk(self, promised=True):
        risks = self.env["crm.facilitation.risk"].with_user(self.author)
        return risks.action_raise_risk(self.session.id, "My boss opposes it", promised_anonymous=promised)["id"]

    def test_no_table_tells_who_said_it(self):
        number = self.raise_risk()
        self.session.action_next()
        self.env.flush_all()
        self.env.cr.execute("SELECT row_to_json(risk)::text FROM crm_facilitation_risk risk WHERE id = %s", [number])
        [[row]] = self.env.cr.fetchall()
        self.assertNotRegex(row, EVERYTHING)
        self.assertRegex(row, r'"create_date":"[^"]*T00:00:00"')
        document = self.env["crm.facilitation.document"].with_user(self.facilitator)
        text = re.sub(r"<[^>]+>", " ", document._render_page("risks", self.project))
        self.assertIn("My boss opposes it", text)
        self.assertNotRegex(text, NEEDLE)

    def test_a_promise_of_secrecy_that_no_longer_holds_is_refused(self):
        self.session.action_go_to(self.session.agenda_item_ids.filtered(lambda item: not item.anonymous)[:1])
        with self.assertRaises(AccessError):
            self.raise_risk()
        self.assertFalse(self.env["crm.facilitation.risk"].search([]))

    def test_those_of_a_step_come_in_no_order(self):
        numbers = [self.raise_risk() for _risk in range(12)]
        self.session.action_next()
        self.env.cr.execute("SELECT id FROM crm_facilitation_risk ORDER BY ctid")
        placed = [number for [number] in self.env.cr.fetchall()]
        self.assertEqual(sorted(placed), sorted(numbers))
        self.assertNotEqual(numbers, sorted(numbers), "numbers are random")
        self.assertNotEqual(placed, numbers, "places in the table are mixed")

    def test_what_is_not_mixed_once_its_session_is_over_is_mixed_by_night(self):
        number = self.raise_risk()
        self.session.action_close()
        self.env.flush_all()
        # as an older version left it
        self.env.cr.execute("UPDATE crm_facilitation_risk SET is_mixed = NULL WHERE id = %s", [number])
        self.env.invalidate_all()
        self.env["crm.facilitation.nameless"]._cron_mix()
        self.assertTrue(self.env["crm.facilitation.risk"].browse(number).sudo().is_mixed)

    def test_a_risk_taken_from_an_anonymous_need_names_nobody(self):
        tag = self.env.ref("crm_facilitation.need_tag_risk")
        need = self.need_of(self.raise_need(tag_ids=[(6, 0, tag.ids)]))
        self.session.action_next()
        risk = self.env["crm.facilitation.risk"].search([("need_id", "=", need.id)])
        self.assertTrue(risk.is_anonymous)
        self.assertGreater(risk.id, 2**30)
        self.assertEqual((risk.create_uid.id, risk.create_date.time().isoformat()), (1, "00:00:00"))
        self.env.flush_all()
        self.env.cr.execute("SELECT row_to_json(r)::text FROM crm_facilitation_risk r WHERE id = %s", [risk.id])
        self.assertNotRegex(self.env.cr.fetchone()[0], EVERYTHING)


class TestGuestsSayRisks(GuestCase):
    def test_a_guest_says_one_and_reads_the_register(self):
        browser = self.open(self.gus)
        number = browser.call("raise_risk", name="Too little time", has_happened=True)["id"]
        risk = self.env["crm.facilitation.risk"].browse(number)
        self.assertEqual((risk.author_id, risk.session_id), (self.gus, self.meeting))
