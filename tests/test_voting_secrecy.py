"""What is at rest after an anonymous round, and what happens at its deadline."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .test_voting import VotingCase

NEEDLE = "Zyxwvutsrq"
# who may vote is public knowledge; these name people without a word on what they voted
ELECTORATE = {
    "res_users", "res_partner", "crm_facilitation_participant", "crm_facilitation_elector", "res_users_log",
    "res_groups_users_rel", "res_company_users_rel", "res_users_settings", "mail_followers",
}  # fmt: skip


class TestAtRest(VotingCase):
    def vote_anonymously(self, user, need):
        voter = self.anonymous_round.with_user(user)
        self.token = voter.issue_ballot()
        return voter.cast({need.id: 4}, self.token)

    def setUp(self):
        super().setUp()
        self.voter = new_test_user(
            self.env, login=NEEDLE, name=NEEDLE, email=f"{NEEDLE}@example.com", groups="base.group_user"
        )
        self.make_participant(self.voter, self.sales)
        self.anonymous_round = self.open_round(anonymous=True)

    def rows_naming(self, text):
        """``{table: rows}`` in which ``text`` occurs, whatever the column."""
        self.env.flush_all()
        self.env.cr.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {}
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text ILIKE %s', [f"%{text}%"])
            found[table] = self.env.cr.fetchone()[0]
        return {table: count for table, count in found.items() if count}

    def test_voting_leaves_the_name_of_a_voter_nowhere(self):
        before = self.rows_naming(NEEDLE)
        self.vote_anonymously(self.voter, self.two)
        self.vote_anonymously(self.employee_service, self.one)
        self.vote_anonymously(self.employee_logistics, self.one)
        self.anonymous_round.action_close()
        after = self.rows_naming(NEEDLE)
        self.assertEqual(
            {table for table, count in after.items() if count != before.get(table)} - ELECTORATE, set(), "new rows"
        )

    def test_the_token_is_stored_nowhere(self):
        self.vote_anonymously(self.voter, self.two)
        self.assertEqual(self.rows_naming(self.token), {})

    def test_an_anonymous_vote_writes_no_bus_row_and_no_evidence(self):
        def count():
            self.env.flush_all()
            self.env.cr.precommit.run()
            return (
                self.env["bus.bus"].sudo().search_count([]),
                self.env["crm.facilitation.event"].sudo().search_count([]),
                self.env["mail.message"].sudo().search_count([]),
            )

        before = count()
        self.vote_anonymously(self.voter, self.two)
        self.assertEqual(count(), before)

    def test_nothing_on_a_ballot_joins_to_an_elector(self):
        """No value of a ballot or vote is found on an elector, but the round, the department and small numbers."""
        self.vote_anonymously(self.voter, self.two)
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM crm_facilitation_ballot WHERE round_id = %s", [self.anonymous_round.id])
        shared = {"round_id", "department_id", "id"}
        columns = {column.name for column in self.env.cr.description} - shared
        self.assertEqual(columns, {"participant_id", "token_hash", "key", "budget", "spent"})
        ballots = self.env.cr.dictfetchall()
        self.assertEqual({ballot["participant_id"] for ballot in ballots}, {None})

    def test_the_pool_of_small_departments_hides_a_person_alone_in_theirs(self):
        for number in range(4):
            user = new_test_user(self.env, login=f"sales{number}", groups="base.group_user")
            self.make_participant(user, self.sales)
        self.participant_logistics.role = "observer"
        second = self.open_round(anonymous=True)
        ballots = self.env["crm.facilitation.ballot"].search([("round_id", "=", second.id)])
        pooled = ballots.filtered(lambda ballot: not ballot.department_id)
        self.assertGreaterEqual(len(pooled), second.min_cell)
        for user in (self.employee_service, self.employee_sales):
            self.assertTrue(second.with_user(user).issue_ballot())


class TestDeadline(VotingCase):
    def open_until(self, **ahead):
        return self.open_round(deadline=fields.Datetime.now() + timedelta(**ahead))

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_facilitation.round_cron_deadlines").method_direct_trigger()

    def notified(self, ballot_round):
        return (
            self.env["mail.message"]
            .search([("model", "=", ballot_round._name), ("res_id", "=", ballot_round.id)])
            .notified_partner_ids
        )

    def test_those_whose_ballot_is_missing_are_reminded_once(self):
        ballot_round = self.open_until(hours=2)
        ballot_round.with_user(self.employee_sales).cast({self.one.id: 1})
        self.run_cron()
        missing = self.participant_service.partner_id | self.participant_logistics.partner_id
        self.assertEqual(self.notified(ballot_round), missing)
        messages = self.env["mail.message"].search_count([("res_id", "=", ballot_round.id)])
        self.run_cron()
        self.assertEqual(self.env["mail.message"].search_count([("res_id", "=", ballot_round.id)]), messages)

    def test_nobody_is_reminded_early(self):
        ballot_round = self.open_until(days=3)
        self.run_cron()
        self.assertFalse(self.notified(ballot_round))

    def test_a_round_is_closed_and_tallied_after_its_deadline(self):
        ballot_round = self.open_until(hours=2)
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            ballot_round.with_user(user).cast({self.one.id: 1})
        ballot_round.deadline = fields.Datetime.now() - timedelta(minutes=1)
        with self.assertRaises(UserError):
            ballot_round.with_user(self.employee_sales).cast({self.one.id: 2})
        self.run_cron()
        self.assertEqual(ballot_round.state, "closed")
        self.assertTrue(ballot_round.recount())
