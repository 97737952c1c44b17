"""Votes that race: real cursors, real commits, two people at the same moment."""

import random
import threading
from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..common import permit_everything
from ..people import make_people

VOTERS = ("sal", "ser", "log", "out", "fac", "spo")


@tagged("standard", "post_install", "-at_install")
class BarrierCase(BaseCase):
    """Each test commits a round of its own; what it leaves behind is deleted row by row."""

    # people of each department
    room = (3,)
    method = "dots"

    def setUp(self):
        super().setUp()
        make_people()
        self.registry = Registry(get_db_name())
        with self.environment() as env:
            departments = env["hr.department"].create(
                [{"name": f"Racing {number}"} for number in range(len(self.room))]
            )
            places = [
                department for department, people in zip(departments, self.room, strict=True) for _ in range(people)
            ]
            users = [env["res.users"].search([("login", "=", login)]) for login in VOTERS[: len(places)]]
            project = env["project.project"].create(
                {
                    "name": "Racing",
                    "is_facilitation": True,
                    "affected_department_ids": [Command.set(departments.ids)],
                }
            )
            meeting = env["crm.facilitation.session"].create({"name": "Racing", "project_id": project.id})
            for user, department in zip(users, places, strict=True):
                env["crm.facilitation.participant"].create(
                    {
                        "session_id": meeting.id,
                        "partner_id": user.partner_id.id,
                        "department_id": department.id,
                    }
                )
            permit_everything(meeting)
            meeting.action_start()
            needs = env["crm.facilitation.need"].create(
                [{"name": name, "session_id": meeting.id} for name in ("One", "Two")]
            )
            ballot_round = env["crm.facilitation.round"].create(
                {"name": "Racing", "session_id": meeting.id, "method": self.method, "budget": 10, "cap": 8}
            )
            ballot_round.action_open()
            self.users, self.needs, self.round_id = [user.id for user in users], needs.ids, ballot_round.id
            self.project, self.departments = project.id, departments.ids
        self.addCleanup(self.clean_up)

    @contextmanager
    def environment(self, user=SUPERUSER_ID):
        with self.registry.cursor() as cursor:
            yield api.Environment(cursor, user, {"tracking_disable": True, "no_reset_password": True})

    def clean_up(self):
        project = self.project
        with self.registry.cursor() as cursor:
            cursor.execute(
                "DELETE FROM crm_facilitation_vote WHERE ballot_id IN"
                " (SELECT id FROM crm_facilitation_ballot WHERE round_id = %s)", [self.round_id]
            )  # fmt: skip
            for table in ("tally", "ballot", "elector"):
                cursor.execute(f"DELETE FROM crm_facilitation_{table} WHERE round_id = %s", [self.round_id])
            for table in ("conflict", "event", "round", "need", "goal"):
                cursor.execute(f"DELETE FROM crm_facilitation_{table} WHERE project_id = %s", [project])
            env = api.Environment(cursor, SUPERUSER_ID, {})
            meetings = env["crm.facilitation.session"].search([("project_id", "=", project)])
            cursor.execute(
                "UPDATE crm_facilitation_session SET current_item_id = NULL WHERE project_id = %s", [project]
            )
            for table in ("participant", "agenda_visit", "agenda_item"):
                cursor.execute(f"DELETE FROM crm_facilitation_{table} WHERE session_id = ANY(%s)", [meetings.ids])
            cursor.execute("DELETE FROM crm_facilitation_session WHERE id = ANY(%s)", [meetings.ids])
            env.invalidate_all()
            env["project.project"].browse(project).unlink()
            env["hr.department"].browse(self.departments).unlink()

    def ballot_round(self, env):
        return env["crm.facilitation.round"].browse(self.round_id)

    def stored(self):
        with self.environment() as env:
            votes = env["crm.facilitation.vote"].search([("ballot_id.round_id", "=", self.round_id)])
            return sorted((vote.need_id.id, vote.points) for vote in votes)

    def close_while_voting(self, user, choices):
        """Close the round while ``user`` casts ``choices``: the closing has read before, and waits."""
        began = threading.Event()

        def close():
            with self.environment() as env:
                ballot_round = self.ballot_round(env)
                self.assertEqual(ballot_round.state, "open")
                began.set()
                ballot_round.action_close()

        closing = threading.Thread(target=close)
        with self.environment(user) as env:
            self.ballot_round(env).cast(choices)
            closing.start()
            self.assertTrue(began.wait(300))
            closing.join(0.5)
            self.assertTrue(closing.is_alive(), "the closing waits for the vote under way")
        closing.join(300)
        self.assertFalse(closing.is_alive())


class TestBarriers(BarrierCase):
    def test_two_votes_racing_over_the_budget_do_not_both_count(self):
        one, two = self.needs
        with self.environment(self.users[0]) as first:
            self.ballot_round(first).ballot()
            with self.environment(self.users[0]) as second:
                self.ballot_round(second).cast({two: 8})
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                self.ballot_round(first).cast({one: 8})
            first.cr.rollback()
        with self.environment(self.users[0]) as again, self.assertRaises(UserError):
            self.ballot_round(again).cast({one: 8})
        self.assertEqual(self.stored(), [(two, 8)])

    def test_the_same_vote_twice_counts_once(self):
        for _attempt in range(2):
            with self.environment(self.users[0]) as env:
                self.ballot_round(env).cast({self.needs[0]: 4})
        self.assertEqual(self.stored(), [(self.needs[0], 4)])

    def test_a_vote_under_way_is_in_the_tally_of_the_closing_that_waits_for_it(self):
        """The closing took its snapshot before the vote was committed."""
        for user in self.users[1:]:
            with self.environment(user) as env:
                self.ballot_round(env).cast({self.needs[0]: 1})
        self.close_while_voting(self.users[0], {self.needs[0]: 5})
        with self.environment() as env:
            ballot_round = self.ballot_round(env)
            total = ballot_round.tally_ids.filtered(
                lambda row: not row.department_id and row.need_id.id == self.needs[0]
            )
            self.assertEqual((ballot_round.state, total.points, total.voters), ("closed", 7, 3))
            self.assertTrue(ballot_round.recount())

    def test_a_vote_that_began_before_the_closing_and_comes_after_is_refused(self):
        with self.environment(self.users[0]) as late:
            self.ballot_round(late).ballot()
            with self.environment() as env:
                self.ballot_round(env).action_close()
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                self.ballot_round(late).cast({self.needs[0]: 5})
            late.cr.rollback()
        with self.environment(self.users[0]) as again, self.assertRaises(UserError):
            self.ballot_round(again).cast({self.needs[0]: 5})
        self.assertEqual(self.stored(), [])

    def test_no_interleaving_of_one_voters_requests_overspends(self):
        """Four devices of one person at once, each request repeated as Odoo does when it collides."""
        start, spent = threading.Barrier(4), []

        def tap(device):
            dice = random.Random(device)
            start.wait(10)
            for _tap in range(12):
                self.cast_as_odoo_does({dice.choice(self.needs): dice.randint(0, 8)}, spent)

        devices = [threading.Thread(target=tap, args=(device,)) for device in range(4)]
        # collisions are what is tested, and a logger is muted for all threads or for none
        with mute_logger("odoo.sql_db"):
            for device in devices:
                device.start()
            for device in devices:
                device.join(300)
        self.assertFalse(any(device.is_alive() for device in devices))
        self.assertTrue(spent)
        self.assertLessEqual(max(spent), 10)
        with self.environment() as env:
            ballot = env["crm.facilitation.ballot"].search(
                [("round_id", "=", self.round_id), ("participant_id.user_id", "=", self.users[0])]
            )
            self.assertEqual(ballot.spent, sum(points for _need, points in self.stored()))
            ballot_round = self.ballot_round(env)
            self.assertEqual(ballot_round._recount_receipts(), ballot_round._get_receipts())

    def cast_as_odoo_does(self, choices, spent):
        for _attempt in range(50):
            try:
                with self.environment(self.users[0]) as env:
                    spent.append(self.ballot_round(env).cast(choices)["spent"])
                return
            except SerializationFailure:
                continue
            except UserError:
                return
        raise AssertionError("the vote never got through")

    def test_a_ballot_asked_for_twice_at_once_is_handed_out_once(self):
        self.make_anonymous()
        with self.environment(self.users[0]) as first:
            self.ballot_round(first).ballot()
            with self.environment(self.users[0]) as second:
                self.ballot_round(second).issue_ballot()
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                self.ballot_round(first).issue_ballot()
            first.cr.rollback()
        with self.environment(self.users[0]) as again, self.assertRaises(UserError):
            self.ballot_round(again).issue_ballot()

    def test_two_people_get_different_ballots_at_the_same_moment(self):
        self.make_anonymous()
        with self.environment(self.users[0]) as first, self.environment(self.users[1]) as second:
            tokens = {self.ballot_round(first).issue_ballot(), self.ballot_round(second).issue_ballot()}
        with self.environment() as env:
            ballots = env["crm.facilitation.ballot"].search([("round_id", "=", self.round_id)])
            self.assertEqual(len(tokens), len(ballots.filtered(lambda ballot: ballot.sudo().token_hash)))

    def test_who_asked_for_a_ballot_and_when_is_mixed_before_the_next_night(self):
        self.make_anonymous()
        with self.environment(self.users[1]) as env:
            self.ballot_round(env).issue_ballot()
        with self.environment() as env:
            self.assertTrue(self.ballot_round(env)._is_order_kept())
            self.ballot_round(env)._mix_electors()
        with self.environment() as env:
            self.assertFalse(self.ballot_round(env)._is_order_kept())

    def test_closing_an_anonymous_round_leaves_one_transaction_behind(self):
        self.make_anonymous()
        for user in self.users:
            with self.environment(user) as env:
                voter = self.ballot_round(env)
                token = voter.issue_ballot()
            with self.environment(user) as env:
                self.ballot_round(env).cast({self.needs[0]: 2}, token)
        with self.environment() as env:
            self.assertTrue(self.ballot_round(env)._is_order_kept())
            self.ballot_round(env).action_close()
        with self.environment() as env:
            self.assertTrue(self.ballot_round(env).recount())
            for table in ("ballot", "elector"):
                env.cr.execute(
                    f"SELECT count(DISTINCT xmin::text) FROM crm_facilitation_{table} WHERE round_id = %s",
                    [self.round_id],
                )
                self.assertEqual(env.cr.fetchone(), (1,), table)
        self.assertEqual(self.stored(), [(self.needs[0], 2)] * 3)

    def make_anonymous(self):
        with self.registry.cursor() as cursor:
            cursor.execute("UPDATE crm_facilitation_round SET anonymous = TRUE WHERE id = %s", [self.round_id])
            cursor.execute(
                "UPDATE crm_facilitation_ballot SET participant_id = NULL, department_id = NULL, budget = 10"
                " WHERE round_id = %s", [self.round_id]
            )  # fmt: skip
            # three people are one large department here: hand out from the pool
            cursor.execute("UPDATE crm_facilitation_round SET min_cell = 4 WHERE id = %s", [self.round_id])

    def test_a_merge_during_voting_loses_no_vote(self):
        with self.environment(self.users[0]) as voting:
            self.ballot_round(voting).cast({self.needs[1]: 3})
            with self.environment() as env:
                needs = env["crm.facilitation.need"].browse(self.needs)
                needs[1].action_merge_into(needs[0])
        self.assertEqual(self.stored(), [(self.needs[1], 3)])


class TestConflictsOfAClosing(BarrierCase):
    """Two departments, three people each: as few as may be shown."""

    room = (3, 3)
    method = "matrix"

    def test_a_vote_under_way_counts_in_the_conflicts_that_the_closing_looks_for(self):
        """Without the sixth vote the second department is too small to be told apart, and nobody is divided."""
        wanted, other = self.needs
        high, low = {"importance": 5, "ease": 3}, {"importance": 1, "ease": 3}
        for user in self.users[:3]:
            with self.environment(user) as env:
                self.ballot_round(env).cast({wanted: high, other: low})
        for user in self.users[3:5]:
            with self.environment(user) as env:
                self.ballot_round(env).cast({wanted: low, other: low})
        self.close_while_voting(self.users[5], {wanted: low, other: low})
        with self.environment() as env:
            conflicts = env["crm.facilitation.conflict"].search([("project_id", "=", self.project)])
            divided = conflicts.filtered(lambda conflict: conflict.kind == "polarised_vote")
            self.assertEqual(divided.need_ids.ids, [wanted])
            self.assertEqual(divided.department_ids.ids, self.departments)
