"""Who is told that something has changed, when, and with what: nothing but that."""

import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command

from odoo.addons.bus.models import ir_websocket
from odoo.addons.crm_facilitation.tools.room.channel import PREFIX, Channel, channel_key

from ..common import FacilitationCase


class HintCase(FacilitationCase):
    def hints_of(self, act):
        """The sessions of the hints that ``act`` sends with its commit."""
        cr = self.env.cr
        self.env.flush_all()
        cr.precommit.run()
        before = self.env["bus.bus"].sudo().search([])
        act()
        self.env.flush_all()
        cr.precommit.run()
        sent = self.env["bus.bus"].sudo().search([]) - before
        messages = [(json.loads(row.channel), json.loads(row.message)) for row in sent]
        hints = [
            (channel, message["payload"]) for channel, message in messages if message["type"] == "crm_facilitation.hint"
        ]
        for channel, payload in hints:
            self.assertEqual(channel, [cr.dbname, "crm.facilitation.session", payload["session"]])
            self.assertEqual(set(payload), {"session", "hint"})
        return [payload["session"] for _channel, payload in hints]

    def tells(self, act):
        self.assertEqual(self.hints_of(act), [self.session.id])

    def tells_nobody(self, act):
        self.assertEqual(self.hints_of(act), [])

    def new_round(self, needs, **values):
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        return rounds.create(
            {"name": "First", "session_id": self.session.id, "need_ids": [Command.set(needs.ids)]} | values
        )


class TestHints(HintCase):
    def test_what_the_facilitator_does_reaches_every_page(self):
        need = self.make_need("See the last call")
        self.tells(lambda: self.session.action_next())
        self.tells(lambda: self.session.action_pull("need", need.id))
        self.tells(lambda: self.session.action_open_lobby())
        self.tells(lambda: need.action_accept())
        self.tells(lambda: self.session.agenda_item_ids[-1].write({"planned_minutes": 5}))
        self.tells(lambda: self.session.action_projector_link())
        self.tells(lambda: self.session.action_close())

    def test_what_people_say_in_their_own_name_reaches_every_page(self):
        need = self.make_need("See the last call")
        self.tells(lambda: self.make_need("Ring back"))
        self.tells(lambda: need.with_user(self.employee_service).action_support())
        remarks = self.env["crm.facilitation.remark"].with_user(self.employee_service)
        self.tells(lambda: remarks.action_remark("need", need.id, "question", "Which call?"))

    def test_conflicts_their_options_and_goals_reach_every_page(self):
        conflicts = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        self.tells(lambda: conflicts.create({"name": "Two ways", "session_id": self.session.id}))
        conflict = conflicts.search([])
        options = self.env["crm.facilitation.conflict.option"].with_user(self.employee_sales)
        self.tells(lambda: options.create({"name": "Once", "conflict_id": conflict.id}))
        self.tells(lambda: conflict.action_agree(conflict.option_ids, "Once"))
        goals = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        self.tells(lambda: goals.create({"name": "No enquiry waits", "project_id": self.project.id}))

    def test_what_was_promised_and_what_became_of_it_reaches_every_page(self):
        promises = self.env["crm.facilitation.promise"].with_user(self.facilitator)
        values = {"name": "One list", "session_id": self.session.id, "department_id": self.sales.id}
        self.tells(lambda: promises.create(values | {"due_on": "2031-03-01"}))
        self.tells(lambda: promises.search([]).action_keep())

    def test_opening_and_closing_a_vote_reaches_every_page_and_a_vote_none(self):
        need = self.make_need("See the last call")
        for anonymous in (False, True):
            with self.subTest(anonymous=anonymous):
                ballot_round = self.new_round(need, anonymous=anonymous)
                self.tells(lambda one=ballot_round: one.action_open())
                voter = ballot_round.with_user(self.employee_sales)
                token = None
                if anonymous:
                    self.tells_nobody(lambda one=voter: one.issue_ballot())
                    token = ballot_round.with_user(self.employee_service).issue_ballot()
                    voter = ballot_round.with_user(self.employee_service)
                self.tells_nobody(lambda one=voter, key=token: one.cast({need.id: 1}, key))
                self.tells(lambda one=ballot_round: one.action_close())

    def test_what_is_said_without_a_name_is_told_to_nobody(self):
        need = self.make_need("See the last call")
        self.session.current_item_id.sudo().anonymous = True
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        for number in range(4):
            # the third shows what was held back, and is an act without a name all the same
            values = {"name": f"Pssst {number}"}
            self.tells_nobody(lambda values=values: needs.raise_need(self.session.id, values))
        remarks = self.env["crm.facilitation.remark"].with_user(self.employee_service)
        self.tells_nobody(lambda: remarks.action_remark("need", need.id, "question", "Who says so?"))
        self.tells_nobody(lambda: need.with_user(self.employee_service).action_support())
        self.tells(lambda: self.session.action_next())

    def test_presence_and_attendance_are_told_to_nobody(self):
        room = self.env["crm.facilitation.room"].with_user(self.employee_sales)
        self.tells_nobody(lambda: room.beat(self.session.id, True))
        self.assertEqual(self.participant_sales.attendance, "joined")

    def test_what_changes_in_a_session_that_is_over_is_told_to_nobody(self):
        need = self.make_need("See the last call")
        self.session.action_close()
        self.tells_nobody(lambda: need.with_user(self.facilitator).write({"name": "See the last two calls"}))
        self.tells_nobody(lambda: self.session.write({"name": "Discovery, day one"}))
        self.tells(lambda: self.session.action_reopen("One more day"))

    def test_what_is_put_in_order_at_once_reaches_the_pages_of_all_of_it(self):
        first, second = self.make_need("One"), self.make_need("Two")
        needs = self.env["crm.facilitation.need"]
        self.tells(lambda: needs._write_each_past_guards({first: {"rank": 2}, second: {"rank": 1}}))
        self.tells_nobody(lambda: needs._write_each_past_guards({first: {"acceptance_criteria": "It rings"}}))

    def test_one_transaction_sends_one_hint(self):
        self.tells(lambda: [self.make_need(f"Need {number}") for number in range(5)])

    def test_what_is_undone_is_not_told(self):
        def fail():
            with self.assertRaises(ValueError), self.env.cr.savepoint():
                raise ValueError

        self.tells_nobody(fail)


class TestChannels(HintCase):
    def channels_of(self, user, key):
        """The sessions whose hints somebody hears who subscribes with ``key``."""

        class Subscriber:
            class session:
                uid = user.id

        websocket = self.env["ir.websocket"].with_user(user)
        with patch.object(ir_websocket, "wsrequest", Subscriber), patch.object(ir_websocket, "request", None):
            built = websocket._build_bus_channel_list([key, "other"])
        self.assertIn("other", built)
        self.assertFalse([one for one in built if isinstance(one, str) and one.startswith(PREFIX)])
        return [one.id for one in built if getattr(one, "_name", "") == self.session._name]

    def key_of(self, user):
        return self.env["crm.facilitation.room"].with_user(user).state(self.session.id)["channel"]

    def test_the_key_from_the_state_opens_the_channel_of_its_session(self):
        public = self.env.ref("base.public_user")
        # a guest's websocket knows nobody
        self.assertEqual(self.channels_of(public, self.key_of(self.employee_sales)), [self.session.id])
        self.assertEqual(self.channels_of(self.facilitator, self.key_of(self.facilitator)), [self.session.id])

    def test_every_other_string_with_the_prefix_is_dropped(self):
        key = self.key_of(self.employee_sales)
        participant, generation = self.participant_sales.id, self.participant_sales.sudo().link_generation
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        mine = Channel(self.session.id, "participant", participant, generation)
        today = fields.Date.today()
        self.assertEqual(channel_key(secret, mine, today), key)
        forged = {
            "bare": PREFIX,
            "session alone": f"{PREFIX}{self.session.id}",
            "other session": key.replace(f":{self.session.id}:", f":{self.session.id + 1}:", 1),
            "other secret": channel_key("guessed", mine, today),
            "day before yesterday": channel_key(secret, mine, today - timedelta(days=2)),
            "tomorrow": channel_key(secret, mine, today + timedelta(days=1)),
            "signs": f"{PREFIX}ä:😀:\ud800",
        }
        for what, one in forged.items():
            with self.subTest(what):
                self.assertEqual(self.channels_of(self.employee_sales, one), [])

    def test_a_key_ends_with_the_link_the_place_and_the_facilitators_login(self):
        key, leads = self.key_of(self.employee_sales), self.key_of(self.facilitator)
        self.assertEqual(self.channels_of(self.employee_sales, leads), [])
        self.participant_sales.sudo().link_generation += 1
        self.assertEqual(self.channels_of(self.employee_sales, key), [])
        key = self.key_of(self.employee_sales)
        self.participant_sales.active = False
        self.assertEqual(self.channels_of(self.employee_sales, key), [])

    def test_nobody_hears_of_a_session_that_was_put_away_or_cancelled(self):
        key = self.key_of(self.facilitator)
        self.session.sudo().active = False
        self.assertEqual(self.channels_of(self.facilitator, key), [])
        self.session.sudo().active = True
        self.assertEqual(self.channels_of(self.facilitator, key), self.session.ids)
        self.session.action_cancel()
        self.assertEqual(self.channels_of(self.facilitator, key), [])

    def test_the_projectors_channel_ends_with_its_key(self):
        room = self.env["crm.facilitation.room"]
        self.session.action_projector_link()
        key = room._state_of_projector(self.session.sudo())["channel"]
        public = self.env.ref("base.public_user")
        self.assertEqual(self.channels_of(public, key), [self.session.id])
        self.session.action_projector_link()
        self.assertEqual(self.channels_of(public, key), [])
