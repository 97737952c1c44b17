"""An anonymous step with a guest: nothing at rest, in the log, on the bus or in the mail queue says who it was."""

import logging

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, config

from .common import GuestCase

NEEDLE = "Zebulonia Quuxberg"
AGENT = "NeedleBrowser/7.7"
ADDRESS = "203.0.113.77"
# whoever takes part is known; these rows are there before anything is done
PEOPLE = 976543218
PARTICIPANT = 965432187


@tagged("standard", "post_install", "-at_install")
class TestNeedle(GuestCase):
    def setUp(self):
        super().setUp()
        for table, number in (("res_partner", PEOPLE), ("crm_facilitation_participant", PARTICIPANT)):
            # taken back with the transaction
            self.env.cr.execute(
                SQL("ALTER SEQUENCE %s RESTART WITH %s", SQL.identifier(f"{table}_id_seq"), SQL(str(number)))
            )
        self.person = self.make_guest(NEEDLE, "zebulonia@example.com", self.sales)
        self.assertEqual((self.person.partner_id.id, self.person.id), (PEOPLE, PARTICIPANT))
        self.need = self.make_need("One")
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        self.vote = rounds.create(
            {"name": "Secret", "session_id": self.meeting.id, "need_ids": [Command.set(self.need.ids)],
             "anonymous": True, "allow_own": True}
        )  # fmt: skip
        self.vote.action_open()
        self.browser_of = self.open(self.person)
        self.send_as_behind_a_proxy()
        self.browser_of.post("join")
        self.key = self.browser_of.http.cookies[f"f_{self.meeting.id}"]
        self.pattern = f"{NEEDLE}|zebulonia|{PEOPLE}|{PARTICIPANT}|{AGENT}|{self.key}"

    def send_as_behind_a_proxy(self):
        """Let the requests say which browser at which address sends them."""
        before = config["proxy_mode"]
        config.options["proxy_mode"] = True
        self.addCleanup(config.options.__setitem__, "proxy_mode", before)
        host = self.base_url().partition("//")[2]
        self.browser_of.http.headers.update({"User-Agent": AGENT, "X-Forwarded-For": ADDRESS, "X-Forwarded-Host": host})

    def rows_that_point_at_them(self):
        """``{table: rows}`` of every table, bus and mail queue included."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        found = {}
        for (table,) in self.env.execute_query(SQL("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")):
            query = SQL(
                "SELECT count(*) FROM %s t WHERE to_jsonb(t)::text ~* %s",
                SQL.identifier(table),
                f"{self.pattern}|{ADDRESS}",
            )
            found[table] = self.env.execute_query(query)[0][0]
        return {table: count for table, count in found.items() if count}

    def act(self):
        browser = self.browser_of
        raised = browser.call("raise_need", values={"name": "Nobody dares to say it"}, promised_anonymous=True)
        token = browser.call("issue_ballot", id=self.vote.id)
        browser.call("cast", id=self.vote.id, choices={str(self.need.id): 2}, token=token)
        return self.env["crm.facilitation.need"].browse(raised["id"])

    def test_the_scan_finds_a_named_need(self):
        before = self.rows_that_point_at_them()
        self.browser_of.call("raise_need", values={"name": "Aloud"})
        after = self.rows_that_point_at_them()
        self.assertGreater(after["crm_facilitation_need"], before.get("crm_facilitation_need", 0))

    def test_an_anonymous_step_leaves_nothing_of_a_guest(self):
        self.meeting.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        self.env.flush_all()
        before = self.rows_that_point_at_them()
        with self.assertLogs("odoo", logging.INFO) as log, self.assertLogs("werkzeug", logging.INFO) as requests:
            logging.getLogger("odoo").info("listening")
            need = self.act()
        self.assertTrue(need.is_anonymous)
        self.assertFalse(need.author_id)
        self.assertEqual(self.rows_that_point_at_them(), before)
        # a server's own log of requests has the address, and neither whose it is nor what was said
        self.assertIn(ADDRESS, "\n".join(requests.output))
        self.assertNotRegex("\n".join(log.output + requests.output), f"{self.pattern}|Nobody dares")
        self.assertNotIn(ADDRESS, "\n".join(log.output))

    def test_mails_and_the_bus_are_as_they_were(self):
        self.meeting.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        self.env.flush_all()
        # the hint of the step that the test changed
        self.env.cr.precommit.run()
        tables = ("mail_mail", "mail_message", "mail_notification", "mail_activity", "bus_bus")
        before = [self.count(table) for table in tables]
        self.act()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual([self.count(table) for table in tables], before)

    def count(self, table):
        return self.env.execute_query(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))[0][0]

    def test_both_at_once_the_key_and_the_vote_are_of_different_transactions(self):
        """Rule 37: the act writes nothing of the person."""
        self.meeting.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        rows = SQL("SELECT xmin::text, ctid::text, to_jsonb(t)::text FROM crm_facilitation_participant t ORDER BY id")
        keys = SQL("SELECT xmin::text, ctid::text, to_jsonb(t)::text FROM crm_facilitation_key t ORDER BY id")
        self.env.flush_all()
        before = [self.env.execute_query(rows), self.env.execute_query(keys)]
        self.act()
        self.assertEqual([self.env.execute_query(rows), self.env.execute_query(keys)], before)
