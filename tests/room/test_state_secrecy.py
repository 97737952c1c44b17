"""What the state gives away: nothing of a vote, of who was at the keyboard, or of what one may not read."""

import json
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.tools import config

from odoo.addons.crm_facilitation.models.room.room_state import _shared
from odoo.addons.crm_facilitation.tools.sessions.identity import Entry, entered
from odoo.addons.crm_facilitation.tools.sessions.link import fingerprint

from ..voting.test_barriers import BarrierCase
from .test_state import StateCase


class TestWhatIsGivenAway(StateCase):
    def raise_anonymously(self, number):
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        return needs.raise_need(self.session.id, {"name": f"Pssst {number}"})["id"]

    def names(self, user=None):
        return sorted(need["name"] for need in self.state(user or self.facilitator)["needs"])

    def new_round(self, **values):
        needs = self.make_need("One") | self.make_need("Two")
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = rounds.create(
            {"name": "Secret", "session_id": self.session.id, "need_ids": [Command.set(needs.ids)]} | values
        )
        ballot_round.action_open()
        return ballot_round, needs

    def test_needs_without_a_name_appear_three_at_a_time(self):
        self.session.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        for number in range(2):
            self.raise_anonymously(number)
            self.assertEqual(self.names(), [])
        self.raise_anonymously(2)
        self.assertEqual(self.names(), ["Pssst 0", "Pssst 1", "Pssst 2"])
        self.raise_anonymously(3)
        self.assertEqual(len(self.names()), 3)

    def test_what_is_left_over_appears_when_the_step_ends(self):
        self.session.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        self.raise_anonymously(0)
        self.assertEqual(self.names(self.employee_service), [])
        self.session.action_next()
        self.assertEqual(self.names(self.employee_service), ["Pssst 0"])

    def test_what_is_held_back_is_shown_by_no_other_part(self):
        self.session.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        number = self.raise_anonymously(0)
        room = self.env["crm.facilitation.room"].with_user(self.facilitator)
        with self.assertRaises(MissingError):
            room.need_facts(self.session.id, number)
        # and nobody who takes no part asks for anything
        with self.assertRaisesRegex(AccessError, "You do not take part in this session any more"):
            room.with_user(self.outsider)._call(self.session.with_user(self.outsider), "state", {}, writes=False)
        with self.assertRaises(UserError):
            self.session.action_pull("need", number)
        for view in ("phone", "desk", "projector"):
            self.assertNotIn("Pssst", json.dumps(self.state(self.facilitator, view)))

    def found(self, user, about):
        """How many needs, risks and remarks on ``about`` the lists, counts and threads outside the room show."""
        env = self.env(user=user)
        needs, risks = (env[f"crm.facilitation.{name}"] for name in ("need", "risk"))
        return [
            len(needs.search([("name", "like", "Pssst")])),
            needs.search_count([("is_anonymous", "=", True)]),
            sum(
                count
                for _session, count in needs._read_group([("is_anonymous", "=", True)], ["session_id"], ["__count"])
            ),
            len(self.session.with_user(user).need_ids.filtered("is_anonymous")),
            risks.search_count([]),
            len(env["crm.facilitation.remark"].discussion("need", about.id)["remarks"]),
        ]

    def test_what_is_held_back_is_its_authors_all_the_same(self):
        self.session.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        raised = needs.raise_need(self.session.id, {"name": "Pssst"})
        tokens = {str(raised["id"]): raised["token"]}
        self.assertEqual(needs.own_by_token(tokens), [raised["id"]])
        self.assertEqual(needs.with_user(self.employee_service).own_by_token(tokens), [])

    def test_lists_counts_and_threads_hold_back_as_the_room_does(self):
        about = self.make_need("One")
        people = (self.facilitator, self.sponsor, self.employee_sales, self.employee_service)
        step = self.session.current_item_id.sudo()
        step.write({"anonymous": True, "can_raise": True, "can_remark": True})
        env = self.env(user=self.employee_sales)
        for number, shown in enumerate((0, 0, 3, 3)):
            self.raise_anonymously(number)
            env["crm.facilitation.risk"].action_raise_risk(self.session.id, f"Late again {number}")
            env["crm.facilitation.remark"].action_remark("need", about.id, "question", f"Why {number}?")
            for user in people:
                with self.subTest(user=user.login, said=number + 1):
                    self.assertEqual(self.found(user, about), [shown] * 6)
        self.session.action_next()
        for user in people:
            with self.subTest(user=user.login, step="over"):
                self.assertEqual(self.found(user, about), [4] * 6)

    def test_what_is_said_is_read_in_a_step_that_takes_no_remarks(self):
        need = self.make_need("One")
        step = self.session.current_item_id.sudo()
        step.can_remark = True
        remarks = self.env["crm.facilitation.remark"].with_user(self.employee_sales)
        remarks.action_remark("need", need.id, "question", "Why?")
        step.can_remark = False
        for user, can_say in ((self.employee_service, False), (self.sponsor, False), (self.facilitator, True)):
            with self.subTest(user=user.login):
                thread = remarks.with_user(user).discussion("need", need.id)
                self.assertEqual((len(thread["remarks"]), thread["can_say"]), (1, can_say))

    def test_remarks_without_a_name_are_counted_three_at_a_time(self):
        need = self.make_need("One")
        self.session.current_item_id.sudo().write({"anonymous": True, "can_remark": True})
        remarks = self.env["crm.facilitation.remark"].with_user(self.employee_sales)
        counted = []
        for number in range(4):
            remarks.action_remark("need", need.id, "question", f"Why {number}?")
            counted.append(self.state(self.employee_service)["needs"][0].get("remark_count", 0))
        self.assertEqual(counted, [0, 0, 3, 3])

    def test_the_turnout_of_an_anonymous_round_moves_three_at_a_time(self):
        for number in range(2):
            self.make_participant(self._new_user(f"more{number}", "base.group_user"), self.sales)
        ballot_round, needs = self.new_round(anonymous=True)
        voters = [self.employee_sales, self.employee_service, self.employee_logistics]
        shown = []
        for voter in voters:
            token = ballot_round.with_user(voter).issue_ballot()
            ballot_round.with_user(voter).cast({needs[0].id: 1}, token)
            shown.append(
                [self.state(self.facilitator, view)["rounds"][0]["voted"] for view in ("phone", "desk", "projector")]
            )
        self.assertEqual(shown, [[0] * 3, [0] * 3, [3] * 3])

    def test_a_vote_changes_nothing_but_the_turnout(self):
        """Rule 11: what others are given tells nothing of what was voted."""
        ballot_round, needs = self.new_round()
        self.session.action_pull("round", ballot_round.id)
        before = {view: self.state(self.facilitator, view) for view in ("phone", "desk", "projector")}
        ballot_round.with_user(self.employee_sales).cast({needs[0].id: 5, needs[1].id: 3})
        for view, old in before.items():
            new = self.state(self.facilitator, view)
            for state in (old, new):
                state["rounds"] = [one | {"voted": 0} for one in state["rounds"]]
                state["pulled"] = state["pulled"] | {"voted": 0}
            self.assertEqual(new, old)

    def test_each_sees_the_needs_that_they_may_read_and_no_others(self):
        """Rule 3: the state and the record rules say the same."""
        self.fill_room()
        other = self.env["crm.facilitation.session"].with_user(self.facilitator)
        other = other.create({"name": "Other", "project_id": self.project.id})
        hidden = self.env["crm.facilitation.need"].with_user(self.facilitator)
        hidden.create({"name": "Of another session", "session_id": other.id})
        self.make_need("Put away").active = False
        models = {
            "needs": ("crm.facilitation.need", [("session_id", "=", self.session.id)]),
            "rounds": ("crm.facilitation.round", [("session_id", "=", self.session.id)]),
            "goals": ("crm.facilitation.goal", [("project_id", "=", self.project.id)]),
            "conflicts": ("crm.facilitation.conflict", [("session_id", "=", self.session.id)]),
        }
        for user in (self.employee_sales, self.facilitator, self.sponsor):
            state = self.state(user)
            for part, (model, domain) in models.items():
                with self.subTest(user=user.login, part=part):
                    readable = self.env[model].with_user(user).search(domain)
                    self.assertEqual({one["id"] for one in state[part]}, set(readable.ids))
                    self.assertTrue(state[part])
        with self.assertRaises(AccessError):
            self.state(self.outsider)

    def test_conflicts_are_those_of_the_session_and_of_its_needs(self):
        other = self.env["crm.facilitation.session"].with_user(self.facilitator)
        other = other.create({"name": "Other", "project_id": self.project.id})
        conflicts = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict = conflicts.create({"name": "Two ways", "session_id": other.id, "is_blocking": True})
        self.assertFalse(conflict.with_user(self.employee_sales).has_access("read"))
        for user in (self.facilitator, self.employee_sales):
            self.assertEqual(self.state(user)["conflicts"], [])
        self.assertEqual([one["id"] for one in self.state(self.facilitator, "desk")["conflicts"]], conflict.ids)
        conflict.need_ids = [Command.link(self.make_need("One").id)]
        for user in (self.facilitator, self.employee_sales):
            self.assertEqual([one["name"] for one in self.state(user)["conflicts"]], ["Two ways"])

    def test_the_desk_is_the_facilitators(self):
        for user in (self.employee_sales, self.sponsor):
            for view in ("desk", "projector", "other"):
                with self.assertRaises(AccessError):
                    self.state(user, view)
            self.assertNotIn(self.session.sudo().code, json.dumps(self.state(user)))
            self.assertNotIn("draft", {one["state"] for one in self.state(user)["rounds"]})

    def test_an_archived_session_is_shown_to_nobody_whatever_they_send_along(self):
        self.session.sudo().active = False
        room = self.env["crm.facilitation.room"].with_context(active_test=False)
        for user in (self.employee_sales, self.sponsor, self.facilitator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                room.with_user(user).state(self.session.id)
        public = self.env.ref("base.public_user")
        for way in ("link", "code", "kiosk"):
            entry = Entry(way, self.participant_sales.id, public.id)
            with self.subTest(way=way), entered(entry), self.assertRaises(AccessError):
                room.with_user(public).state(self.session.id)

    def test_only_what_is_of_the_roll_out_is_pulled_up_and_by_facilitators(self):
        need = self.make_need("One")
        with self.assertRaises(AccessError):
            self.session.with_user(self.employee_sales).action_pull("need", need.id)
        with self.assertRaises(AccessError):
            self.session.write({"pulled_model": "need", "pulled_id": need.id})
        for model, number in (("participant", self.participant_sales.id), ("need", need.id + 1000), ("need", True)):
            with self.assertRaises(UserError):
                self.session.action_pull(model, number)
        with self.assertRaisesRegex(UserError, "one record at a time"):
            (self.session | self.session.copy({"name": "Beside it"})).action_pull("need", need.id)
        self.assertIsNone(self.state(self.facilitator)["pulled"])
        self.session.action_pull("need", need.id)
        self.assertEqual(self.state(self.employee_sales)["pulled"]["name"], "One")
        self.session.action_pull()
        self.assertIsNone(self.state(self.facilitator)["pulled"])
        self.assertEqual((self.session.pulled_model, self.session.pulled_id), (False, 0))

    def test_the_room_opens_as_the_desk_for_who_leads_it_and_as_a_phone_for_who_takes_part(self):
        for user, view in ((self.facilitator, "desk"), (self.employee_sales, "phone"), (self.sponsor, "phone")):
            action = self.session.with_user(user).action_enter_room()
            told = (action["name"], action["context"], action["params"])
            here = ("Discovery", {"active_id": self.session.id}, {"session_id": self.session.id, "view": view})
            self.assertEqual(told, here, user.login)
        with self.assertRaises(AccessError):
            self.session.with_user(self.outsider).action_enter_room()

    def test_a_code_opens_the_lobby_of_its_session_while_it_is_open(self):
        other = self.session.create({"name": "Other", "project_id": self.project.id})
        for session in (self.session, other):
            session.action_open_lobby()
        sessions, code = self.env["crm.facilitation.session"], self.session.code
        for typed in (code, f" {code[:4].lower()} {code[4:]}\n"):
            self.assertEqual(sessions._find_lobby(typed), self.session)
            self.assertEqual(sessions._find_lobby(typed, self.session.id), self.session)
            self.assertFalse(sessions._find_lobby(typed, other.id))
        for typed in (None, "", code[1:], f"{code}A", "Код"):
            self.assertFalse(sessions._find_lobby(typed), typed)
        self.session.action_close_lobby()
        self.assertFalse(sessions._find_lobby(code))
        self.session.action_open_lobby()
        # a session that is cancelled on another way than by its button
        self.session.sudo().write({"state": "cancelled", "is_lobby_open": True})
        self.assertFalse(sessions._find_lobby(code))

    def test_opening_and_shutting_the_lobby_is_on_record_once_and_ends_with_the_session(self):
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", "http://localhost:8069")
        before = self.evidence(self.session)
        for _time in range(2):
            answer = self.session.action_open_lobby()
        self.assertEqual(self.evidence(self.session), [*before, "lobby_opened"])
        message = answer["params"].pop("message")
        self.assertIn("phones may not reach", message)
        params = {"type": "warning", "sticky": True, "next": {"type": "ir.actions.client", "tag": "soft_reload"}}
        self.assertEqual(answer, {"type": "ir.actions.client", "tag": "display_notification", "params": params})
        for _time in range(2):
            self.session.action_close_lobby()
        self.assertEqual(self.evidence(self.session), [*before, "lobby_opened", "lobby_closed"])
        self.session.action_open_lobby()
        self.session.action_projector_link()
        wall = self.session.sudo().projector_generation
        other = self.session.create({"name": "Other", "project_id": self.project.id})
        other.action_cancel()
        self.assertNotIn("lobby_closed", self.evidence(other), "it was not open")
        self.session.action_close()
        rows = self.evidence(self.session)[len(before) :]
        self.assertEqual([kind for kind in rows if kind.startswith("lobby")], ["lobby_opened", "lobby_closed"] * 2)
        told = (
            self.session.is_lobby_open,
            self.session.sudo().projector_hash,
            self.session.sudo().projector_generation,
        )
        self.assertEqual(told, (False, False, wall + 1))
        self.assertEqual(other.sudo().projector_generation, 0, "nobody had a key")

    def test_the_key_of_the_projector_opens_its_session_until_it_is_over(self):
        key = self.session.action_projector_link()["address"].rpartition("/")[2]
        other = self.session.create({"name": "Other", "project_id": self.project.id})
        sessions = self.env["crm.facilitation.session"]
        for number in (None, self.session.id):
            self.assertEqual(sessions._authenticate_projector(key, number), self.session)
        self.assertFalse(sessions._authenticate_projector(key, other.id))
        for forged in (None, "", "x", 5, [key], {"key": key}):
            self.assertFalse(sessions._authenticate_projector(forged), forged)
        with self.assertRaises(AccessError):
            self.session.with_user(self.employee_sales).action_projector_link()
        self.session.action_close()
        with self.assertRaisesRegex(UserError, "nothing to project any more"):
            self.session.action_projector_link()
        # an older database, or a state that came by another way
        self.session.sudo().projector_hash = fingerprint(key)
        self.assertFalse(sessions._authenticate_projector(key))

    def test_who_invites_is_warned_where_the_list_of_databases_is_told_nobody(self):
        with patch.dict(config.options, {"list_db": False}):
            self.assertIn(self.env.cr.dbname, self.session._get_databases())


class TestSnapshots(BarrierCase):
    """What many read at once is computed once, and never when anything has changed."""

    @contextmanager
    def computed(self):
        """Whose requests computed what all see alike."""
        counted, original = [], self.registry["crm.facilitation.room"]._describe_shared

        def count(model, *args):
            counted.append(model.env.uid)
            return original(model, *args)

        with patch.object(self.registry["crm.facilitation.room"], "_describe_shared", count):
            yield counted

    def read(self, user, snapshot=None, path="public", **context):
        with self.environment(user) as env:
            if snapshot:
                env.cr.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
            env.cr.execute("SELECT set_config('search_path', %s, true)", [path])
            room = env["crm.facilitation.room"].with_context(**context)
            state = room.state(env["crm.facilitation.round"].sudo().browse(self.round_id).session_id.id)
            env.cr.execute("SELECT pg_current_xact_id_if_assigned()")
            self.assertIsNone(env.cr.fetchone()[0], "reading the state has written")
            return state

    def test_a_crowd_computes_once_and_each_gets_what_is_theirs(self):
        # other databases of the server move the snapshot on: one is held for all of them
        with self.registry.cursor() as holder, self.computed() as counted:
            holder.execute("SELECT pg_export_snapshot()")
            [snapshot] = holder.fetchone()
            states = [self.read(user, snapshot) for user in self.users]
        self.assertEqual(len(counted), 1)
        self.assertEqual(len({state["me"]["id"] for state in states}), len(self.users))
        self.assertEqual(len({state["channel"] for state in states}), len(self.users))

    def test_on_a_replica_each_computes_while_something_is_being_written(self):
        """Its snapshots do not list the transactions that run: before and after one of them commits they read the same."""
        with self.registry.cursor() as maker:
            maker.execute("CREATE SCHEMA replica")
            maker.execute("CREATE FUNCTION replica.pg_is_in_recovery() RETURNS bool LANGUAGE sql AS 'SELECT true'")
        self.addCleanup(self.run_sql, "DROP SCHEMA replica CASCADE")
        with self.registry.cursor() as writer, self.registry.cursor() as holder, self.computed() as counted:
            writer.execute("SELECT pg_current_xact_id()")
            self.run_sql("SELECT pg_current_xact_id()")
            holder.execute("SELECT pg_export_snapshot()")
            [snapshot] = holder.fetchone()
            for user in self.users:
                self.read(user, snapshot, "replica, pg_catalog, public")
        self.assertEqual(len(counted), len(self.users))

    def run_sql(self, statement):
        with self.registry.cursor() as cursor:
            cursor.execute(statement)

    def test_what_one_of_them_sends_along_is_told_none_of_the_others(self):
        """A client's context, which the framework reads in many places: what is archived, for one."""
        with self.environment() as env:
            project = env["crm.facilitation.round"].browse(self.round_id).session_id.project_id
            goals = env["crm.facilitation.goal"].create(
                [{"name": "Gone", "project_id": project.id}, {"name": "Here", "project_id": project.id}]
            )
            goals[0].active = False
        with self.registry.cursor() as holder, self.computed() as counted:
            holder.execute("SELECT pg_export_snapshot()")
            [snapshot] = holder.fetchone()
            self.read(self.users[0], snapshot, active_test=False)
            others = [self.read(user, snapshot) for user in self.users]
        self.assertEqual(len(counted), 1)
        for state in others:
            self.assertEqual([goal["name"] for goal in state["goals"]], ["Here"])

    def test_whatever_is_committed_is_seen_by_the_next_one(self):
        with self.computed() as counted:
            self.assertEqual(len(self.read(self.users[0])["needs"]), 2)
            with self.environment() as env:
                env["crm.facilitation.need"].browse(self.needs[0]).name = "Changed"
            names = {need["name"] for need in self.read(self.users[1])["needs"]}
        self.assertIn("Changed", names)
        self.assertEqual(len(counted), 2)

    def test_what_a_transaction_has_written_itself_is_seen_by_it_and_kept_for_nobody(self):
        self.read(self.users[0])
        with self.registry.cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            need = env["crm.facilitation.need"].browse(self.needs[0])
            need.name = "Never committed"
            own = env["crm.facilitation.room"].with_user(self.users[0]).state(need.session_id.id)
            self.assertIn("Never committed", {one["name"] for one in own["needs"]})
            cursor.rollback()
        self.assertNotIn("Never committed", {one["name"] for one in self.read(self.users[0])["needs"]})

    def test_nothing_of_one_person_is_kept_for_the_next(self):
        with self.environment() as env:
            env["crm.facilitation.need"].browse(self.needs[0]).supporter_ids = [Command.link(self.place_of(env, 0))]
        states = [self.read(user) for user in self.users]
        self.assertEqual([bool(state["needs"][-1].get("is_supported_by_me") or state["needs"][0].get("is_supported_by_me"))
                          for state in states], [True, False, False])  # fmt: skip

    def place_of(self, env, number):
        people = env["crm.facilitation.participant"].search([("project_id", "=", self.project)])
        return people.filtered(lambda person: person.user_id.id == self.users[number]).id

    def test_few_are_kept(self):
        self.read(self.users[0])
        self.assertLessEqual(len(_shared._values), 12)
