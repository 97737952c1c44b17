"""The first screen of everybody: what waits for them, and nothing of others."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields

from ..common import FacilitationCase


class TestDesk(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.need = self.make_need("See the last call")

    def _desk(self, user):
        return self.env["crm.facilitation.desk"].with_user(user).desk()

    def _codes(self, user):
        return [line["code"] for line in self._desk(user)["waiting"]]

    def _open_round(self, **values):
        ballot_round = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = ballot_round.create({"name": "First", "session_id": self.session.id} | values)
        ballot_round.action_open()
        return ballot_round

    def test_whoever_takes_part_in_nothing_sees_nothing(self):
        self._open_round()
        nothing = {"waiting": [], "closed": [], "sessions": [], "needs": [], "leads": False}
        self.assertEqual(self._desk(self.outsider), nothing)

    def test_an_open_vote_waits_until_it_is_cast_and_stays_in_reach_until_it_closes(self):
        ballot_round = self._open_round()
        (line,) = self._desk(self.employee_service)["waiting"]
        self.assertEqual((line["code"], line["action"]["params"]), ("vote", {"round_id": ballot_round.id}))
        self.assertEqual(line["title"], "Vote: First")
        ballot_round.with_user(self.employee_service).cast({self.need.id: 3})
        (line,) = self._desk(self.employee_service)["waiting"]
        self.assertEqual((line["code"], line["round"]["left"], line["round"]["voted"]), ("ballot", 7, True))
        self.assertEqual(line["title"], "Your vote: First")
        self.assertEqual(self._codes(self.employee_logistics), ["vote"])
        ballot_round.action_close()
        self.assertEqual(self._codes(self.employee_service), [])

    def test_a_vote_in_another_round_changes_nothing(self):
        self._open_round().with_user(self.employee_service).cast({self.need.id: 3})
        second = self._open_round(name="Second")
        lines = [line for line in self._desk(self.employee_service)["waiting"] if line["code"] == "vote"]
        self.assertEqual([line["action"]["params"]["round_id"] for line in lines], [second.id])

    def test_an_anonymous_ballot_that_was_handed_out_waits_no_more_and_tells_nothing_of_itself(self):
        ballot_round = self._open_round(anonymous=True)
        self.assertEqual(self._codes(self.employee_service), ["vote"])
        ballot_round.with_user(self.employee_service).issue_ballot()
        (line,) = self._desk(self.employee_service)["waiting"]
        self.assertEqual((line["code"], line["round"]["left"], line["round"]["answered"]), ("ballot", None, None))

    def test_a_vote_past_its_deadline_waits_for_nobody(self):
        ballot_round = self._open_round(deadline=fields.Datetime.now() + timedelta(hours=1))
        ballot_round.deadline = fields.Datetime.now() - timedelta(hours=1)
        self.assertEqual(self._codes(self.employee_service), [])

    def test_desk_and_badge_wait_for_the_same_votes(self):
        self._open_round()
        self._open_round(name="Second", deadline=fields.Datetime.now() + timedelta(hours=1))
        rounds = self.env["crm.facilitation.round"].with_user(self.employee_service)
        self.assertEqual(self._codes(self.employee_service), ["vote"] * len(rounds.awaiting()))
        self.participant_service.sudo().active = False
        self.assertEqual(
            self._codes(self.employee_service), ["vote"] * len(rounds.awaiting()), "their ballots stay theirs"
        )

    def test_those_who_asked_are_asked_whether_it_is_done(self):
        self.need.with_user(self.employee_service).action_support()
        self.need.action_accept()
        self.need.action_plan()
        self.assertEqual(self._codes(self.employee_sales), [])
        self.need.task_ids.write({"state": "1_done", "nothing_to_configure": "It is there"})
        for user in (self.employee_sales, self.employee_service):
            self.assertEqual(self._codes(user), ["confirm"])
        self.assertEqual(self._codes(self.employee_logistics), [])
        self.need.with_user(self.employee_sales).action_confirm_delivery()
        self.assertEqual(self._codes(self.employee_service), [])

    def test_what_is_late_comes_first_and_votes_that_were_cast_come_last(self):
        self._open_round().with_user(self.employee_sales).cast({self.need.id: 3})
        self.need.action_accept()
        self.need.action_plan()
        self.need.task_ids.write({"state": "1_done", "nothing_to_configure": "It is there"})
        self.make_need("Sort by region")
        self._open_round(name="Second")
        self.assertEqual(self._codes(self.employee_sales), ["vote", "confirm", "ballot"])
        # the server alone moves a promised day into the past: time does
        self.need.sudo().acceptance_deadline = fields.Date.today() - timedelta(days=2)
        first = self._desk(self.employee_sales)["waiting"][0]
        self.assertEqual((first["code"], first["is_late"], first["round"]), ("confirm", True, False))
        self.assertEqual(first["until"], fields.Date.to_string(self.need.acceptance_deadline))

    def test_goals_are_asked_to_be_rated_by_those_who_take_part_until_they_are(self):
        goals = self.env["crm.facilitation.goal"].with_user(self.facilitator)
        goals = goals.create([{"name": name, "project_id": self.project.id} for name in ("Call back", "Visit less")])
        (line,) = self._desk(self.employee_sales)["waiting"]
        self.assertEqual((line["code"], line["count"]), ("rate", 2))
        goals[0].with_user(self.employee_sales).action_rate(4)
        self.assertEqual(self._desk(self.employee_sales)["waiting"][0]["count"], 1)
        shown = goals.with_user(self.employee_sales).to_rate()
        self.assertEqual([row["is_rated"] for row in shown], [False, True])
        goals[1].with_user(self.employee_sales).action_rate(2)
        self.assertEqual(self._codes(self.employee_sales), [])
        self.assertEqual(self._codes(self.outsider), [])

    def test_questions_after_launch_wait_for_the_person_they_are_put_to(self):
        pulse = self.env["crm.facilitation.pulse"].sudo()
        pulse = pulse.create({"need_id": self.need.id, "participant_id": self.participant_sales.id})
        self.assertEqual(self._codes(self.employee_sales), ["pulse"])
        self.assertEqual(self._codes(self.employee_service), [])
        pulse.answer({pulse.id: {"minutes": "10", "verdict": "better"}})
        self.assertEqual(self._codes(self.employee_sales), [])

    def test_closed_votes_stand_for_those_who_could_vote_in_them(self):
        ballot_round = self._open_round()
        self.assertEqual(self._desk(self.employee_sales)["closed"], [])
        ballot_round.action_close()
        self.assertEqual([held["id"] for held in self._desk(self.employee_sales)["closed"]], ballot_round.ids)
        self.assertEqual(self._desk(self.outsider)["closed"], [])

    def test_who_takes_part_arrives_at_the_desk(self):
        desk = self.env["crm.facilitation.desk"]
        for user in (self.employee_sales, self.facilitator, self.sponsor):
            self.assertTrue(desk.with_user(user)._is_home(), user.login)
        self.assertFalse(desk.with_user(self.outsider)._is_home())
        self.employee_sales.action_id = self.env.ref("crm.crm_lead_action_pipeline").id
        self.assertFalse(desk.with_user(self.employee_sales)._is_home(), "what they chose themselves stays")

    def test_after_the_roll_out_everybody_arrives_where_they_did_before(self):
        desk = self.env["crm.facilitation.desk"].with_user(self.employee_sales)
        self.project.with_user(self.sponsor).action_facilitation_launch_override("The old one is switched off")
        self.assertTrue(desk._is_home())
        with freeze_time(fields.Date.today() + timedelta(days=120)):
            self.assertFalse(desk._is_home())

    def test_the_author_sees_what_became_of_a_need(self):
        self.need.action_defer("After the first release")
        (own,) = self._desk(self.employee_sales)["needs"]
        self.assertEqual((own["fate"], own["reason"]), ("Deferred", "After the first release"))
        self.assertEqual(self._desk(self.employee_service)["needs"], [])

    def test_a_running_session_says_where_it_stands(self):
        (session,) = self._desk(self.employee_service)["sessions"]
        self.assertEqual((session["step"], session["can_raise"]), (self.session.current_item_id.name, True))
        self.session.action_go_to(self.session.agenda_item_ids.filtered(lambda step: not step.can_raise)[0])
        (session,) = self._desk(self.employee_service)["sessions"]
        self.assertEqual((session["step"], session["can_raise"]), (self.session.current_item_id.name, True))
        self.assertTrue(self.make_need("Not now").is_parked, "raised at another time, it is kept for later")
        self.participant_service.role = "observer"
        self.assertFalse(self._desk(self.employee_service)["sessions"][0]["can_raise"])

    def test_a_closed_session_stays_in_reach_while_it_collects_needs(self):
        today = fields.Date.today()
        self.session.collection_until = today
        self.session.action_close()
        [shown] = self._desk(self.employee_sales)["sessions"]
        told = (shown["running"], shown["can_raise"], shown["collects_until"])
        self.assertEqual(told, (False, True, today.isoformat()))
        with freeze_time(today + timedelta(days=2)):
            self.assertEqual(self._desk(self.employee_sales)["sessions"], [])

    def test_the_facilitator_sees_what_is_left_to_do(self):
        refused = self.make_need("Sort by region")
        refused.action_accept()
        refused.action_plan()
        refused.task_ids.write({"state": "1_done", "nothing_to_configure": "It is there"})
        refused.with_user(self.employee_sales).action_refuse_delivery("It is not")
        self.make_need("Colours").action_accept()
        self.assertEqual(self._codes(self.facilitator), ["undecided", "unplanned", "refused"])
        undecided = self._desk(self.facilitator)["waiting"][0]
        self.assertEqual((undecided["count"], undecided["action"]["domain"]), (1, [("id", "in", self.need.ids)]))

    def test_management_sees_conflicts_goals_and_what_stands_before_launch(self):
        conflicts = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflicts.create({"name": "Who does it", "session_id": self.session.id})
        goals = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        goals.create({"name": "No enquiry waits", "project_id": self.project.id})
        self.assertEqual(self._codes(self.sponsor), ["conflicts", "goals"])
        self.project.facilitation_phase = "configuration"
        launch = self._desk(self.sponsor)["waiting"][-1]
        self.assertEqual((launch["code"], launch["action"]["params"]), ("launch", {"project_id": self.project.id}))
        self.assertGreater(launch["count"], 0)
        # what is missing, and no sentence that says what must hold
        self.assertTrue(launch["detail"].startswith("Missing: "), launch["detail"])

    def test_what_nobody_asked_for_waits_since_it_was_changed(self):
        self.project.action_config_baseline()
        self.env["crm.stage"].create({"name": "Nobody asked"})
        self.project.action_config_scan()
        (line,) = [line for line in self._desk(self.facilitator)["waiting"] if line["code"] == "untraced"]
        self.assertEqual(line["since"], fields.Date.to_string(fields.Date.today()))

    def test_it_costs_the_same_however_many_rounds_are_open(self):
        def queries():
            return self.count_queries(lambda: self._desk(self.employee_service))

        self._open_round()
        queries()
        few = queries()
        for number in range(5):
            self._open_round(name=f"Round {number}")
        self.assertLessEqual(queries(), few)
