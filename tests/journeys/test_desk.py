"""The first screen of everybody: what waits for them, and nothing of others."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command

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

    def deliver(self, *needs):
        for need in needs:
            need.action_accept()
            need.action_plan()
            need.task_ids.write({"state": "1_done", "nothing_to_configure": "It is there"})

    def test_each_line_says_what_is_asked_since_when_and_opens_it(self):
        ballot_round = self._open_round()
        self.deliver(self.need)
        goals = self.env["crm.facilitation.goal"].with_user(self.facilitator)
        goals.create({"name": "Call back", "project_id": self.project.id})
        days_ago = fields.Date.today() - timedelta(days=3)
        asked = self.env["crm.facilitation.pulse"].sudo()
        asked.create({"need_id": self.need.id, "participant_id": self.participant_sales.id, "asked_on": days_ago})
        created = self.env.ref("crm_facilitation.kpi_definition_created_leads")
        kpi = self.env["crm.facilitation.kpi"].with_user(self.facilitator)
        kpi = kpi.create(
            {"definition_id": created.id, "project_id": self.project.id, "owner_id": self.employee_sales.id}
        )
        today = fields.Date.to_string(fields.Date.today())
        line = {"detail": "", "count": 0, "since": False, "until": False, "is_late": False, "round": False}
        [own] = ballot_round.with_user(self.employee_sales).awaiting()
        told = [
            line | {
                "code": "vote", "icon": "fa-hand-paper-o", "title": "Vote: First", "detail": "Discovery",
                "action": {"type": "ir.actions.client", "tag": "crm_facilitation.ballot", "name": "First",
                           "params": {"round_id": ballot_round.id}},
                "since": fields.Date.to_string(ballot_round.opened_on), "round": own,
            },
            line | {
                "code": "confirm", "icon": "fa-check-square-o", "title": "Is it done? See the last call",
                "detail": "It is configured. Try it, then confirm or say what is missing.",
                "action": self.need.with_user(self.employee_sales)._open_page(),
                "until": fields.Date.to_string(self.need.acceptance_deadline),
            },
            line | {
                "code": "rate", "icon": "fa-star-o", "title": "Say how much the goals matter to your work", "count": 1,
                "action": {"type": "ir.actions.client", "tag": "crm_facilitation.rate_goals"},
                "since": fields.Date.to_string(goals.search([]).create_date),
            },
            line | {
                "code": "pulse", "icon": "fa-heartbeat", "count": 1,
                "title": "Is it better now? Two questions about what you asked for",
                "action": {"type": "ir.actions.act_url", "url": "/crm_facilitation/pulse/mine", "target": "self"},
                "since": fields.Date.to_string(days_ago),
            },
            line | {
                "code": "own", "icon": "fa-line-chart", "title": f"Will you own this KPI? {kpi.name}",
                "detail": kpi.with_user(self.employee_sales).ownership_text, "since": today,
                "action": {"type": "ir.actions.act_window", "res_model": kpi._name, "res_id": kpi.id,
                           "views": [(False, "form")]},
            },
        ]  # fmt: skip
        self.assertEqual(self._desk(self.employee_sales)["waiting"], told)

    def test_what_is_promised_for_today_is_not_late_and_the_nearest_day_comes_first(self):
        needs = [self.need, *(self.make_need(name) for name in ("Sort by region", "Ring back"))]
        self.deliver(*needs)
        today = fields.Date.today()
        for need, day in zip(needs, (today + timedelta(days=3), today, False), strict=True):
            # the server alone sets and moves such a day
            need.sudo().acceptance_deadline = day
        lines = self._desk(self.employee_sales)["waiting"]
        self.assertEqual(
            [(line["title"], line["until"], line["is_late"]) for line in lines],
            [
                ("Is it done? Sort by region", fields.Date.to_string(today), False),
                ("Is it done? See the last call", fields.Date.to_string(today + timedelta(days=3)), False),
                ("Is it done? Ring back", False, False),
            ],
        )

    def test_the_sessions_are_told_those_under_way_first_and_those_that_only_collect_last(self):
        today = fields.Date.today()
        sessions = self.env["crm.facilitation.session"].with_user(self.facilitator)
        values = {"project_id": self.project.id, "facilitator_ids": [Command.set(self.facilitator.ids)]}
        bare, over = sessions.create(
            [values | {"name": "To come", "date_start": False}, values | {"name": "Over", "collection_until": today}]
        )
        over.action_start()
        over.action_close()
        self.make_participant(self.employee_sales, self.sales, bare)
        self.make_participant(self.employee_sales, self.sales, over)
        self.session.write({"date_start": today})
        self.session.current_item_id.write({"name": "The walls", "instruction": "Write two cards"})
        told = {"step": "", "instruction": "", "collects_until": False, "running": False, "can_raise": True}
        self.assertEqual(
            self._desk(self.employee_sales)["sessions"],
            [
                told | {"id": self.session.id, "name": "Discovery", "running": True, "day": today.isoformat()}
                | {"step": "The walls", "instruction": "Write two cards"},
                told | {"id": bare.id, "name": "To come", "day": False, "can_raise": False},
                told | {"id": over.id, "name": "Over", "day": today.isoformat(), "collects_until": today.isoformat()},
            ],
        )  # fmt: skip

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

    def test_each_line_of_who_leads_lists_all_that_it_counts(self):
        refused, planned, accepted = (self.make_need(name) for name in ("Sort by region", "Ring back", "Colours"))
        self.deliver(refused)
        refused.with_user(self.employee_sales).action_refuse_delivery("It is not")
        for need in (planned, accepted):
            need.action_accept()
        planned.action_plan()
        other = self.make_need("Photos")
        listed = {
            "undecided": ("Needs to decide on", "fa-question-circle-o", self.need | other),
            "unplanned": ("Accepted needs without a task", "fa-tasks", accepted),
            "refused": ("Deliveries that were refused", "fa-reply", refused),
        }
        lines = self._desk(self.facilitator)["waiting"]
        self.assertEqual([line["code"] for line in lines], list(listed))
        for line, (title, icon, needs) in zip(lines, listed.values(), strict=True):
            [(field, operator, ids)] = line["action"].pop("domain")
            self.assertEqual((field, operator, sorted(ids)), ("id", "in", sorted(needs.ids)))
            self.assertEqual(
                line,
                {
                    "code": line["code"], "icon": icon, "title": title, "detail": "", "count": len(needs),
                    "action": {"type": "ir.actions.act_window", "name": title, "res_model": needs._name,
                               "views": [(False, "list"), (False, "form")]},
                    "since": fields.Date.to_string(min(needs.mapped("create_date"))), "until": False,
                    "is_late": False, "round": False,
                },
            )  # fmt: skip

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
