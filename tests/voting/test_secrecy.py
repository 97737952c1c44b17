"""What is at rest after an anonymous round, and what happens at its deadline."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .test_round import VotingCase

NEEDLE = "Zyxwvutsrq"
DEADLINE_LOGGER = "odoo.addons.crm_facilitation.models.voting.round_deadline"
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

    def rows(self, table, columns="*"):
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT {columns} FROM crm_facilitation_{table} WHERE round_id = %s ORDER BY id",
            [self.anonymous_round.id],
        )
        return self.env.cr.dictfetchall()

    def test_no_value_joins_a_ballot_to_an_elector(self):
        """No value of a ballot is one of an elector or participant, but round, department and yes or no."""
        for user in (self.voter, self.employee_service, self.employee_logistics):
            self.vote_anonymously(user, self.two)
        ballots, electors = self.rows("ballot"), self.rows("elector")
        self.assertEqual(
            set(ballots[0]),
            {"id", "round_id", "department_id", "participant_id", "token_hash", "key", "budget", "spent", "receipt"},
        )
        self.assertEqual({ballot["participant_id"] for ballot in ballots}, {None})
        secret = {ballot[name] for ballot in ballots for name in ("token_hash", "key", "receipt")} - {None}
        self.assertEqual(len(secret), 4 + 3 + 3, "each is there once: 4 keys, 3 hashes, 3 receipts")
        people = self.participants | self.env["crm.facilitation.participant"].search([("user_id", "=", self.voter.id)])
        known = {str(value) for row in electors for value in row.values()}
        known |= {str(value) for row in people.sudo().read() for value in row.values()}
        self.assertFalse(secret & known)

    def test_ids_and_order_on_disk_say_nothing_after_closing(self):
        """Who came first, by id or by transaction, is not kept, nor by the place in the table, which follows the ids.

        Not asked by place itself: PostgreSQL fills free pages first, in the order in which rows are written.
        """
        before = max(row["id"] for row in self.rows("elector"))
        for user in (self.voter, self.employee_logistics, self.employee_service):
            self.vote_anonymously(user, self.two)
        self.anonymous_round.action_close()
        electors = self.rows("elector", "id, participant_id, xmin::text AS wrote")
        self.assertEqual(electors, sorted(electors, key=lambda row: row["participant_id"]))
        self.assertGreater(electors[0]["id"], before, "all of them are written anew")
        ballots = self.rows("ballot", "id, key, xmin::text AS wrote")
        self.assertEqual(ballots, sorted(ballots, key=lambda row: row["key"]))
        self.env.cr.execute(
            "SELECT vote.id, vote.xmin::text AS wrote FROM crm_facilitation_vote vote"
            " JOIN crm_facilitation_ballot ballot ON ballot.id = vote.ballot_id"
            " WHERE ballot.round_id = %s ORDER BY ballot.key, vote.need_id",
            [self.anonymous_round.id],
        )
        votes = self.env.cr.dictfetchall()
        self.assertEqual([row["id"] for row in votes], sorted(row["id"] for row in votes))
        self.assertEqual(len(votes), 3)
        for rows in (electors, ballots, votes):
            self.assertEqual(len({row["wrote"] for row in rows}), 1)
        self.assertTrue(self.anonymous_round.recount())

    def test_the_list_of_electors_is_mixed_while_the_round_is_open(self):
        """A copy of the database made at night holds no order in which ballots were asked for."""
        people = [row["participant_id"] for row in self.rows("elector", "participant_id")]
        self.vote_anonymously(self.employee_sales, self.two)
        self.anonymous_round._mix_electors(always=True)
        electors = self.rows("elector", "participant_id, issued")
        self.assertEqual([row["participant_id"] for row in electors], sorted(people))
        self.assertEqual([row["participant_id"] for row in electors if row["issued"]], [self.participant_sales.id])

    def test_the_list_of_electors_is_mixed_by_itself_where_somebody_took_a_ballot(self):
        # as a transaction of its own would leave it
        with self.env.cr.savepoint():
            self.vote_anonymously(self.employee_sales, self.two)
        before = [row["id"] for row in self.rows("elector", "id")]
        self.assertTrue(self.anonymous_round._is_order_kept())
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            for _time in range(2):
                self.env["crm.facilitation.round"]._cron_deadlines()
        after = [row["id"] for row in self.rows("elector", "id")]
        self.assertFalse(self.anonymous_round._is_order_kept())
        self.assertEqual(after[0], before[-1] + 1, "once, while nobody took another")

    def test_ballots_are_read_anew_after_mixing(self):
        self.vote_anonymously(self.voter, self.two)
        ballots = self.env["crm.facilitation.ballot"].search([("round_id", "=", self.anonymous_round.id)])
        votes = self.env["crm.facilitation.vote"].search([("ballot_id", "in", ballots.ids)])
        self.assertEqual((sum(ballots.mapped("spent")), votes.points), (4, 4))
        self.anonymous_round.action_close()
        for gone in (ballots, votes):
            with self.assertRaises(MissingError):
                gone.mapped("display_name")

    def test_the_own_ballot_is_found_after_mixing(self):
        paper = self.vote_anonymously(self.voter, self.two)
        self.vote_anonymously(self.employee_service, self.one)
        token = self.token
        self.vote_anonymously(self.employee_logistics, self.one)
        self.anonymous_round.action_close()
        self.assertIn(paper["receipt"], self.anonymous_round.receipts())
        mine = self.anonymous_round.with_user(self.employee_service).ballot(token)
        self.assertEqual((mine["choices"], mine["is_voting"]), ({self.one.id: 4}, False))

    def test_a_lost_answer_can_be_asked_for_again_with_the_token_the_device_drew(self):
        voter, token = self.anonymous_round.with_user(self.voter), "A" * 32
        self.assertEqual([voter.issue_ballot(token), voter.issue_ballot(token)], [token, token])
        with self.assertRaises(AccessError):
            voter.issue_ballot("B" * 32)
        self.assertEqual(len([row for row in self.rows("ballot") if row["token_hash"]]), 1)
        for bad in ("short", "A" * 31 + "!", 7, ["A" * 32]):
            with self.subTest(token=bad), self.assertRaises(UserError):
                self.anonymous_round.with_user(self.employee_sales).issue_ballot(bad)

    def test_reasons_are_read_without_names_and_in_no_order_of_time(self):
        ballot_round = self.open_round(method="consent", anonymous=True, name="Reasons")
        said = {self.voter: "Zoning", self.employee_service: "Area", self.employee_logistics: "Money"}
        for user, reason in said.items():
            voter = ballot_round.with_user(user)
            voter.cast({self.one.id: {"choice": "object", "reason": reason}}, voter.issue_ballot())
        ballot_round.action_close()
        needs = ballot_round.with_user(self.employee_sales).results()["needs"]
        reasons = next(need["reasons"] for need in needs if need["id"] == self.one.id)
        self.assertEqual(reasons, [{"choice": "object", "reason": reason} for reason in ("Area", "Money", "Zoning")])

    def test_reasons_of_too_few_are_not_shown(self):
        ballot_round = self.open_round(method="consent", anonymous=True, name="Reasons")
        voter = ballot_round.with_user(self.voter)
        voter.cast({self.one.id: {"choice": "block", "reason": "Only me"}}, voter.issue_ballot())
        ballot_round.action_close()
        self.assertNotIn("Only me", str(ballot_round.with_user(self.employee_sales).results()))

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

    def test_a_round_is_over_at_its_deadline_and_near_a_day_before(self):
        now = fields.Datetime.now()
        day, moment = timedelta(days=1), timedelta(seconds=1)
        over, ahead = self.open_until(hours=2), self.open_until(hours=2)
        near, early = self.open_until(days=3), self.open_until(days=3)
        endless = self.open_round()
        over.deadline, ahead.deadline, near.deadline, early.deadline = now, now + moment, now + day, now + day + moment
        with freeze_time(now), patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            self.env["crm.facilitation.round"]._cron_deadlines()
        states = [(one.state, one.reminded) for one in (over, ahead, near, early, endless)]
        self.assertEqual(states, [("closed", False), ("open", True), ("open", True), ("open", False), ("open", False)])
        self.assertFalse(self.notified(over), "nobody is asked for what they can no more give")

    def test_who_could_not_be_reminded_is_told(self):
        ballot_round = self.open_until(days=3)
        # an inbox reaches people without mail, an archived one nobody
        (self.employee_sales | self.employee_service).notification_type = "inbox"
        (self.employee_sales | self.employee_service | self.employee_logistics).partner_id.email = False
        self.participant_service.active = False
        answer = ballot_round.action_remind()
        self.assertEqual(answer["type"], "ir.actions.client")
        self.assertEqual(
            answer["params"]["message"],
            "People reminded: 1. Not reached: Ser (takes part no more), Log (no mail address).",
        )
        self.assertEqual(self.notified(ballot_round), self.participant_sales.partner_id)
        self.assertTrue(ballot_round.reminded)

    def test_a_reminder_of_a_round_without_a_deadline_names_none(self):
        ballot_round = self.open_round()
        ballot_round.with_user(self.employee_sales).cast({self.one.id: 1})
        answer = ballot_round.action_remind()
        self.assertEqual(answer["params"]["message"], "People reminded: 2.")
        messages = self.env["mail.message"].search(
            [("model", "=", ballot_round._name), ("res_id", "=", ballot_round.id)]
        )
        self.assertEqual(set(messages.mapped("subject")), {"“First” still waits for your vote"})
        for body in messages.mapped("body"):
            self.assertIn("Vote before the round is closed. Nobody but you can do it for you.", body)

    def test_whoever_has_no_account_is_asked_by_a_mail_that_goes_only_while_their_vote_is_missing(self):
        person = self.env["res.partner"].create({"name": "Gus Guest", "email": "gus@example.com"})
        guest = self.participant_sales.create({"session_id": self.session.id, "partner_id": person.id})
        ballot_round = self.open_until(days=3)
        ballot_round.action_remind()
        mail = self.env["mail.mail"].sudo().search([("facilitation_participant_id", "=", guest.id)])
        self.assertEqual(
            (mail.facilitation_asks_model, mail.facilitation_asks_id), (ballot_round._name, ballot_round.id)
        )
        self.assertTrue(mail._is_wanted())
        ballot_round.action_close()
        self.assertFalse(mail._is_wanted())

    def test_it_is_asked_again_whether_a_vote_is_missing_while_mails_are_sent(self):
        ballot_round = self.open_until(days=3)
        ballot_round.with_user(self.employee_sales).cast({self.one.id: 1})
        asks = ballot_round.sudo()._still_asks
        self.assertEqual([asks(self.participant_sales), asks(self.participant_service)], [False, True])
        ballot_round.action_close()
        self.assertFalse(asks(self.participant_service))

    def test_the_facilitator_reminds_and_sees_who_is_missing(self):
        ballot_round = self.open_until(days=3)
        ballot_round.with_user(self.employee_sales).cast({self.one.id: 1})
        missing = self.participant_service | self.participant_logistics
        self.assertEqual(ballot_round.missing_ids, missing)
        ballot_round.action_remind()
        self.assertEqual(self.notified(ballot_round), missing.partner_id)
        with self.assertRaises(AccessError):
            ballot_round.with_user(self.employee_sales).action_remind()
        with self.assertRaises(AccessError):
            ballot_round.with_user(self.employee_sales).read(["missing_ids"])

    def test_a_reminder_speaks_the_language_and_the_time_of_its_reader(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.employee_service.write({"lang": "ru_RU", "tz": "Asia/Yekaterinburg"})
        ballot_round = self.open_round(deadline="2040-05-01 10:00:00")
        ballot_round.action_remind()
        body = (
            self.env["mail.message"]
            .search(
                [("res_id", "=", ballot_round.id), ("notified_partner_ids", "in", self.employee_service.partner_id.ids)]
            )
            .body
        )
        self.assertIn("15:00", body)
        self.assertIn("Asia/Yekaterinburg", body)

    def test_one_broken_round_does_not_keep_the_others_open(self):
        broken, sound = self.open_until(hours=2), self.open_until(hours=1)
        (broken | sound).deadline = fields.Datetime.now() - timedelta(minutes=1)
        close = type(broken).action_close

        def failing(ballot_round):
            if ballot_round == broken:
                raise ValueError("poisoned")
            return close(ballot_round)

        with patch.object(type(broken), "action_close", failing), mute_logger(DEADLINE_LOGGER):
            self.run_cron()
        self.assertEqual((broken.state, sound.state), ("open", "closed"))

    def test_moving_the_deadline_of_an_open_round_is_in_the_evidence(self):
        ballot_round = self.open_until(days=3)
        before = fields.Datetime.to_string(ballot_round.deadline)
        ballot_round.deadline = "2040-05-01 10:00:00"
        self.assertEqual(self.evidence(ballot_round), ["round_opened", "round_deadline_moved"])
        ballot_round.deadline = "2040-05-01 10:00:00"
        ballot_round.deadline = False
        ballot_round.deadline = "2040-05-02 10:00:00"
        moved = self.env["crm.facilitation.event"].search([("kind", "=", "round_deadline_moved")], order="id")
        later, latest = "2040-05-01 10:00:00", "2040-05-02 10:00:00"
        self.assertEqual(
            [(row.payload["from"], row.payload["to"]) for row in moved],
            [(before, later), (later, ""), ("", latest)],
        )

    def test_nobody_is_reminded_early(self):
        ballot_round = self.open_until(days=3)
        self.run_cron()
        self.assertFalse(self.notified(ballot_round))

    def test_the_closing_is_called_for_at_the_deadline_and_not_before_the_opening(self):
        # who set it may be gone by then, and the cron comes every ten minutes only
        triggers = self.env["ir.cron.trigger"].search([])
        soon = fields.Datetime.now() + timedelta(seconds=10)
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = rounds.create({"name": "Second", "session_id": self.session.id, "deadline": soon})
        self.assertEqual(self.env["ir.cron.trigger"].search([]), triggers)
        ballot_round.action_open()
        called = self.env["ir.cron.trigger"].search([]) - triggers
        self.assertEqual(called.mapped("call_at"), [soon])
        self.assertEqual(called.cron_id, self.env.ref("crm_facilitation.round_cron_deadlines"))
        ballot_round.deadline = soon + timedelta(seconds=20)
        self.assertEqual(
            max((self.env["ir.cron.trigger"].search([]) - triggers).mapped("call_at")), ballot_round.deadline
        )

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
