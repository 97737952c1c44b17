"""Options proposed by anybody in the room, consent on them, and what the agreement makes of them."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from ..common import FacilitationCase, permit_everything


class ConsentCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need = cls.make_need("Show the phone")
        cls.conflict = (
            cls.env["crm.facilitation.conflict"]
            .with_user(cls.facilitator)
            .create(
                {
                    "name": "Phone shown or hidden",
                    "session_id": cls.session.id,
                    "need_ids": [Command.set(cls.need.ids)],
                    "is_blocking": True,
                }
            )
        )

    @classmethod
    def propose(cls, name, user=None, **values):
        return (
            cls.env["crm.facilitation.conflict.option"]
            .with_user(user or cls.employee_service)
            .create({"conflict_id": cls.conflict.id, "name": name, **values})
            .with_user(cls.facilitator)
        )

    def ask(self):
        action = self.conflict.action_ask_consent()
        # the form that everybody has, and none by number
        self.assertEqual(action["views"], [(False, "form")])
        return self.env["crm.facilitation.round"].with_user(self.facilitator).browse(action["res_id"])

    def hold(self, said):
        """A consent round on the options; ``said``: option → choice of everybody."""
        ballot_round = self.ask()
        ballot_round.action_open()
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            choices = {
                option.need_id.id: {"choice": choice, "reason": "It costs a day each week"}
                for option, choice in said.items()
            }
            ballot_round.with_user(user).cast(choices)
        ballot_round.action_close()
        self.conflict.option_ids.invalidate_recordset(["consent"])
        return ballot_round


class TestConsent(ConsentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.propose("Only the team sees it", pros="No call is lost", cost=2)
        cls.nobody = cls.propose("Nobody sees it", cls.employee_logistics)

    def test_round_asks_about_the_options_in_their_authors_names(self):
        ballot_round = self.ask()
        self.assertEqual((ballot_round.method, ballot_round.state), ("consent", "draft"))
        self.assertEqual(ballot_round.need_ids, (self.team | self.nobody).need_id)
        self.assertEqual(self.team.need_id.author_id, self.participant_service)
        self.assertEqual((self.team.need_id.wish, self.team.need_id.effort_days), ("For it: No call is lost", 2))
        self.assertEqual(self.ask(), ballot_round, "asking again opens the same round")
        self.assertEqual(self.team.consent, "none")

    def test_a_round_on_everything_undecided_leaves_the_options_to_their_own(self):
        self.ask()
        ballot_round = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = ballot_round.create({"name": "All", "session_id": self.session.id})
        ballot_round.action_open()
        self.assertEqual(ballot_round.need_ids, self.need)

    def test_nobody_makes_an_option_of_somebody_elses_need(self):
        options = self.env["crm.facilitation.conflict.option"].with_user(self.employee_service)
        values = {"conflict_id": self.conflict.id, "name": "Mine", "need_id": self.need.id}
        with self.assertRaises(UserError):
            options.create(values)
        self.assertEqual((self.need.name, len(self.conflict.option_ids)), ("Show the phone", 2))

    def test_options_show_what_the_room_said(self):
        self.hold({self.team: "agree", self.nobody: "block"})
        self.assertEqual((self.team.consent, self.team.agree), ("consent", 3))
        self.assertEqual((self.nobody.consent, self.nobody.block), ("blocked", 3))
        self.assertEqual(self.team.with_user(self.employee_sales).consent, "consent")

    def test_the_room_says_of_each_option_what_its_form_says(self):
        ballot_round = self.ask()
        ballot_round.action_open()
        ballot_round.with_user(self.employee_sales).cast({self.team.need_id.id: {"choice": "agree"}})
        ballot_round.action_close()
        (self.team | self.nobody).invalidate_recordset(["consent"])
        state = self.env["crm.facilitation.room"].with_user(self.facilitator).state(self.session.id, "desk")
        [told] = [one["options"] for one in state["conflicts"] if one["id"] == self.conflict.id]
        options = self.team | self.nobody
        self.assertEqual({one["id"]: one["consent"] for one in told}, {one.id: one.consent for one in options})
        self.assertEqual(self.nobody.consent, "few")

    def test_dots_take_back_no_block_of_an_option(self):
        self.hold({self.team: "agree", self.nobody: "block"})
        dots = self.env["crm.facilitation.round"].with_user(self.facilitator)
        dots = dots.create(
            {
                "name": "Dots",
                "session_id": self.session.id,
                "need_ids": [Command.set((self.team | self.nobody).need_id.ids)],
            }
        )
        dots.action_open()
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            dots.with_user(user).cast({self.nobody.need_id.id: 1})
        dots.action_close()
        self.conflict.option_ids.invalidate_recordset(["consent"])
        self.assertEqual((self.nobody.consent, self.nobody.block), ("blocked", 3))

    def test_objections_to_an_option_are_no_conflict_of_their_own(self):
        self.hold({self.team: "agree", self.nobody: "block"})
        self.assertFalse(self.project.conflict_ids.filtered(lambda c: c.kind in ("objection", "polarised_vote")))

    def test_agreement_accepts_the_chosen_option_and_rejects_the_others(self):
        self.hold({self.team: "agree", self.nobody: "object"})
        self.conflict.with_user(self.sponsor).action_agree(self.team.id, "The team that owns the lead")
        self.assertEqual((self.team.need_id.state, self.nobody.need_id.state), ("accepted", "rejected"))
        self.assertIn("The team that owns the lead", self.nobody.need_id.decision_reason)
        self.assertEqual(self.team.need_id.decided_by_id, self.sponsor)
        event = self.env["crm.facilitation.event"].search([("kind", "=", "conflict_agreed")], limit=1)
        self.assertEqual(
            {name: event.payload[name] for name in ("option", "consent", "agree", "block")},
            {"option": "Only the team sees it", "consent": "consent", "agree": 3, "block": 0},
        )

    def test_reopening_puts_the_options_back_and_stops_what_was_planned_from_them(self):
        self.ask()
        self.conflict.action_agree(self.team)
        stages = self.env["project.task.type"].create(
            [{"name": name, "project_ids": [Command.link(self.project.id)]} for name in ("To do", "Doing")]
        )
        task = self.team.need_id.action_plan()
        self.conflict.action_reopen("Logistics was not asked")
        self.assertEqual((self.team.need_id.state, self.nobody.need_id.state), ("accepted", "raised"))
        self.assertTrue(self.team.need_id.is_blocked)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            task.stage_id = stages[1]
        self.assertEqual(task.blocking_conflict_ids, self.conflict)

    def test_dismissal_rejects_the_options_with_its_reason(self):
        self.ask()
        self.conflict.action_dismiss("Both mean the same field")
        self.assertEqual(set(self.conflict.option_ids.need_id.mapped("decision_reason")), {"Both mean the same field"})

    def test_words_of_an_option_stay_once_it_is_put_to_the_vote(self):
        ballot_round = self.ask()
        self.team.with_user(self.employee_service).write({"name": "The team and Service see it"})
        self.assertEqual(self.team.need_id.name, "The team and Service see it")
        ballot_round.action_open()
        with self.assertRaises(UserError):
            self.team.with_user(self.employee_service).write({"name": "Everybody sees it"})
        with self.assertRaises(UserError):
            self.team.unlink()
        self.assertEqual(self.team.name, "The team and Service see it")
        self.team.with_user(self.employee_service).sequence = 3
        self.assertEqual(self.team.sequence, 3, "its place in the list is no word of it")
        mine = self.propose("On request", self.facilitator)
        self.ask()
        with self.assertRaises(UserError) as refused:
            mine.unlink()
        self.assertIn("was put to the vote stays on record", str(refused.exception))
        self.assertTrue(mine.exists())

    def test_nothing_to_ask_without_an_option_and_nobody_else_asks(self):
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaisesRegex(AccessError, "Only a facilitator can do this"):
                self.conflict.with_user(user).action_ask_consent()
        self.assertFalse(self.conflict.option_ids.need_id)
        empty = self.conflict.copy({"name": "Another"})
        with self.assertRaises(UserError):
            empty.action_ask_consent()
        self.assertFalse(self.env["crm.facilitation.round"].search([("session_id", "=", self.session.id)]))

    def test_objections_to_the_chosen_option_touch_the_tripwire(self):
        with freeze_time(fields.Datetime.now() - timedelta(hours=1)):
            self.ask()
            self.conflict.action_agree(self.team, tripwire_objections=2)
        ballot_round = (
            self.env["crm.facilitation.round"]
            .with_user(self.facilitator)
            .create(
                {
                    "name": "A month later",
                    "session_id": self.session.id,
                    "method": "consent",
                    "need_ids": [Command.set(self.team.need_id.ids)],
                }
            )
        )
        ballot_round.action_open()
        for user, choice in zip(
            (self.employee_sales, self.employee_service, self.employee_logistics),
            ("object", "object", "agree"),
            strict=True,
        ):
            ballot_round.with_user(user).cast({self.team.need_id.id: {"choice": choice, "reason": "Too slow"}})
        self.assertEqual(self.conflict.state, "agreed")
        ballot_round.action_close()
        self.assertEqual((self.conflict.state, self.evidence(self.conflict)[-1]), ("open", "conflict_reopened"))


class TestProposing(ConsentCase):
    def test_people_of_a_session_that_only_a_need_comes_from_propose_as_well(self):
        other = self.session.create({"name": "Second", "project_id": self.project.id})
        guest = self._new_user("gue", "base.group_user")
        participant = self.make_participant(guest, self.sales, other)
        permit_everything(other)
        other.action_start()
        self.conflict.need_ids |= self.make_need("Hide the phone", participant)
        self.assertEqual(self.propose("On request", guest).proposed_by_id, participant)

    def test_what_somebody_proposed_is_taken_away_by_themself_alone(self):
        option = self.propose("On request").with_user(self.employee_service)
        for user in (self.facilitator, self.sponsor):
            with self.assertRaisesRegex(UserError, "was proposed by somebody else, and stays in the list"):
                option.with_user(user).unlink()
        self.assertEqual(self.conflict.option_ids, option)
        option.unlink()
        self.assertFalse(self.conflict.option_ids)

    def test_proposal_in_an_anonymous_step_names_nobody(self):
        self.session.current_item_id.sudo().anonymous = True
        option = self.propose("On request").sudo()
        self.assertFalse(option.proposed_by_id)
        self.assertNotIn(self.employee_service, option.create_uid | option.write_uid)

    def test_author_changes_their_option_in_a_window_of_its_own(self):
        option = self.propose("On request")
        mine, others = option.with_user(self.employee_service), option.with_user(self.employee_sales)
        self.assertEqual((mine.is_mine, others.is_mine), (True, False))
        self.assertEqual(mine.action_open()["res_id"], option.id)
        self.conflict.action_agree(False, "Team only")
        self.assertFalse(mine.is_mine)


class TestReview(ConsentCase):
    def run_cron(self, day):
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref("crm_facilitation.conflict_cron_review").method_direct_trigger()
        self.conflict.invalidate_recordset(["activity_ids"])

    def test_owner_is_asked_once_when_the_review_date_has_come(self):
        self.conflict.action_agree(False, "<b>Team</b> only", review_date="2027-03-01", owner_id=self.sponsor.id)
        self.run_cron("2027-02-28")
        self.assertFalse(self.conflict.activity_ids)
        self.run_cron("2027-03-01")
        self.run_cron("2027-03-01")
        activity = self.conflict.activity_ids
        self.assertEqual((len(activity), activity.user_id), (1, self.sponsor))
        self.assertIn("&lt;b&gt;Team", activity.note)
        activity.action_done()
        self.run_cron("2027-03-02")
        self.assertFalse(self.conflict.activity_ids, "an answered question is not asked again")
        self.conflict.review_date = "2027-03-03"
        self.run_cron("2027-03-03")
        self.assertEqual(len(self.conflict.activity_ids), 1)


class TestKpiTripwire(ConsentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        definition = cls.env["crm.facilitation.kpi.definition"].create(
            {"name": "Calls logged", "measure": "manual", "unit": "%"}
        )
        cls.kpi = (
            cls.env["crm.facilitation.kpi"]
            .with_user(cls.sponsor)
            .create({"definition_id": definition.id, "project_id": cls.project.id, "direction": "up"})
        )

    def enter(self, value, day):
        self.env["crm.facilitation.kpi.measurement"].with_user(self.sponsor).create(
            {
                "kpi_id": self.kpi.id,
                "period_start": fields.Date.to_date(day),
                "period_end": fields.Date.to_date(day) + timedelta(days=28),
                "value": value,
                "source": "manual",
            }
        )

    def test_measuring_past_the_limit_reopens_the_agreement_by_itself(self):
        self.enter(80, "2026-01-01")
        self.conflict.action_agree(
            False, "Team only", tripwire_kpi_id=self.kpi.id, tripwire_when="limit", tripwire_limit=60
        )
        self.enter(70, "2026-02-01")
        self.assertEqual(self.conflict.state, "agreed")
        self.enter(55, "2026-03-01")
        self.assertEqual((self.conflict.state, self.evidence(self.conflict)[-1]), ("open", "conflict_reopened"))
        self.assertNotIn("Calls logged", self.conflict.message_ids[0].body, "the chatter is read without KPI rights")

    def test_agreement_with_its_wire_touched_is_refused(self):
        self.enter(55, "2026-03-01")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.conflict.action_agree(
                False, "Team only", tripwire_kpi_id=self.kpi.id, tripwire_when="limit", tripwire_limit=60
            )
        self.assertEqual((self.conflict.state, self.conflict.agreement), ("open", False))
