"""The desk says what is missing before a step ends, and a new day begins with what is open."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command

from ..common import FacilitationCase


class ChecksCase(FacilitationCase):
    def _checks(self, done_when):
        self.session.current_item_id.with_user(self.facilitator).done_when = done_when
        self.env.flush_all()
        self.env.invalidate_all()
        return {line["code"]: line["ok"] for line in self.session.get_step_checks()}

    def _text(self, code):
        return next(line["text"] for line in self.session.get_step_checks() if line["code"] == code)


class TestStepChecks(ChecksCase):
    def test_a_step_without_a_check_has_none(self):
        self.assertEqual(self._checks(False), {})

    def test_whoever_does_not_lead_is_not_told(self):
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaises(AccessError):
                self.session.with_user(user).get_step_checks()
            with self.assertRaises(AccessError):
                self.session.with_user(user).get_open_points()

    def test_every_check_of_a_step_is_known_to_somebody(self):
        rules = set(self.session._get_step_rules())
        known = {code for code, _name in self.env["crm.facilitation.agenda.item"]._fields["done_when"].selection}
        self.assertEqual(rules, known)

    def test_a_silent_department_is_named(self):
        self.make_need("See the last call", problem="Twice a day")
        self.assertEqual(self._checks("written"), {"heard": False, "problem": True})
        self.assertIn("Service", self._text("heard"))
        self.assertNotIn("Sales", self._text("heard"))
        self.make_need("Sort", self.participant_service)
        self.make_need("Call", self.participant_logistics)
        self.assertEqual(self._checks("written"), {"heard": True, "problem": False})
        self.assertIn("2", self._text("problem"))

    def test_supporting_is_being_heard(self):
        need = self.make_need("See the last call")
        for user in (self.employee_service, self.employee_logistics):
            need.with_user(user).action_support()
        self.assertTrue(self._checks("heard")["heard"])

    def test_needs_are_sharpened_when_they_have_minutes_and_supporters(self):
        need = self.make_need("See the last call")
        self.assertEqual(self._checks("sharpened"), {"minutes": False, "supporters": False})
        need.minutes_lost_weekly = 30
        need.with_user(self.employee_service).action_support()
        self.assertEqual(self._checks("sharpened"), {"minutes": True, "supporters": True})

    def test_goals_are_three_to_five_with_owner_reason_and_ratings(self):
        goals = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        values = {"project_id": self.project.id, "why": "Growth"}
        made = goals.create([values | {"name": f"Goal {number}"} for number in range(3)])
        self.assertEqual(self._checks("goals"), {"number": True, "owner": True, "why": True, "rated": False})
        for goal in made:
            goal.with_user(self.employee_sales).action_rate(4)
        made[0].write({"why": False, "owner_id": False})
        self.assertEqual(self._checks("goals"), {"number": True, "owner": False, "why": False, "rated": True})
        goals.create([values | {"name": f"Goal {number}"} for number in range(3, 6)])
        self.assertFalse(self._checks("goals")["number"])

    def test_a_goal_needs_a_whole_kpi(self):
        goal = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        goal = goal.create({"name": "No enquiry waits", "project_id": self.project.id})
        self.assertEqual(self._checks("kpis"), {"kpis": False})
        kpi = self.env["crm.facilitation.kpi"].with_user(self.sponsor)
        kpi = kpi.create(
            {
                "definition_id": self.env.ref("crm_facilitation.kpi_definition_trust").id,
                "project_id": self.project.id,
                "goal_id": goal.id,
                "owner_id": self.sponsor.id,
            }
        )
        self.assertEqual(self._checks("kpis"), {"kpis": False})
        kpi.write({"baseline_value": 3, "baseline_date": "2026-01-01", "target_value": 5, "target_date": "2099-01-01"})
        self.assertEqual(self._checks("kpis"), {"kpis": True})

    def test_prices_are_in_sight_before_the_vote(self):
        need = self.make_need("See the last call")
        self.assertEqual(self._checks("fit"), {"fit": False, "days": False})
        need.write({"fit": "setting", "effort_days": 1})
        # what is decided or put off needs no price any more
        self.make_need("Decided without a price").action_reject("Nobody needs it")
        self.make_need("Later").action_park()
        self.assertEqual(self._checks("fit"), {"fit": True, "days": True})

    def test_a_vote_waits_for_four_of_five_of_every_department(self):
        need = self.make_need("See the last call")
        self.assertEqual(self._checks("voted"), {"held": False, "voted": False})
        ballot_round = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = ballot_round.create(
            {"name": "First", "session_id": self.session.id, "need_ids": [Command.set(need.ids)]}
        )
        self.assertEqual(self._checks("voted"), {"held": False, "voted": False}, "nobody was asked yet")
        ballot_round.action_open()
        for user in (self.employee_sales, self.employee_service):
            ballot_round.with_user(user).cast({need.id: 2})
        self.assertEqual(self._checks("voted"), {"held": True, "voted": False})
        self.assertIn("Logistics", self._text("voted"))
        self.assertNotIn("Sales", self._text("voted"))
        ballot_round.with_user(self.employee_logistics).cast({need.id: 2})
        self.assertEqual(self._checks("voted"), {"held": True, "voted": True})

    def test_four_of_five_of_a_department_are_enough(self):
        need = self.make_need("See the last call")
        voters = [self._new_user(f"more{number}", "base.group_user") for number in range(4)]
        for user in voters:
            self.make_participant(user, self.sales)
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = rounds.create({"name": "First", "session_id": self.session.id})
        ballot_round.action_open()
        for user in (self.employee_service, self.employee_logistics, *voters[:3]):
            ballot_round.with_user(user).cast({need.id: 1})
        self.assertEqual(self._checks("voted"), {"held": True, "voted": False})
        self.assertIn("Sales", self._text("voted"))
        ballot_round.with_user(voters[3]).cast({need.id: 1})
        self.assertEqual(self._checks("voted"), {"held": True, "voted": True})

    def test_what_an_earlier_session_left_blocking_is_settled_in_this_one(self):
        """“Each blocking conflict has an agreement” was ticked while the launch still waited for one."""
        self.assertTrue(self._checks("settled")["settled"])
        earlier = self.session.with_user(self.facilitator).create({"name": "Before", "project_id": self.project.id})
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict = conflict.create({"name": "Who does it", "session_id": earlier.id, "is_blocking": True})
        self.assertFalse(self._checks("settled")["settled"])
        room = self.env["crm.facilitation.room"].with_user(self.facilitator)
        self.assertIn(conflict.id, [one["id"] for one in room.state(self.session.id, "desk")["conflicts"]])
        conflict.action_dismiss("Nobody wants it any more")
        self.assertTrue(self._checks("settled")["settled"])

    def test_an_agreement_has_an_owner_and_a_date(self):
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict = conflict.create({"name": "Who does it", "session_id": self.session.id, "is_blocking": True})
        self.assertEqual(self._checks("settled"), {"settled": False, "owner": True, "review": True})
        option = self.env["crm.facilitation.conflict.option"].with_user(self.employee_sales)
        option = option.create({"conflict_id": conflict.id, "name": "Both"})
        conflict.with_user(self.sponsor).action_agree(option.id)
        self.assertEqual(self._checks("settled"), {"settled": True, "owner": True, "review": False})
        conflict.with_user(self.sponsor).write({"owner_id": False, "review_date": date(2099, 1, 1)})
        self.assertEqual(self._checks("settled"), {"settled": True, "owner": False, "review": True})

    def test_nothing_is_left_undecided(self):
        need = self.make_need("See the last call")
        self.assertEqual(self._checks("decided"), {"decided": False})
        need.action_park()
        self.assertEqual(self._checks("decided"), {"decided": True})
        self.assertEqual(self._checks("parking"), {"parking": False})
        need.action_accept()
        self.assertEqual(self._checks("parking"), {"parking": True})
        self.assertEqual(self._checks("criteria"), {"criteria": False})
        need.acceptance_criteria = "The last call stands on top"
        self.assertEqual(self._checks("criteria"), {"criteria": True})

    def test_the_plan_fits_the_days(self):
        need = self.make_need("See the last call", effort_days=5)
        need.action_accept()
        self.assertEqual(self._checks("planned"), {"capacity": False, "planned": False})
        self.project.with_user(self.facilitator).facilitation_capacity_days = 4
        self.assertEqual(self._checks("planned"), {"capacity": True, "planned": False})
        self.project.with_user(self.facilitator).facilitation_capacity_days = 5
        self.assertEqual(self._checks("planned"), {"capacity": True, "planned": True})

    def test_ten_reasons_to_fail(self):
        risk = self.env.ref("crm_facilitation.need_tag_risk")
        for number in range(9):
            self.make_need(f"Reason {number}", tag_ids=[Command.link(risk.id)])
        self.make_need("Not a reason")
        self.assertFalse(self._checks("risks")["risks"])
        self.make_need("Reason ten", tag_ids=[Command.link(risk.id)])
        self.assertTrue(self._checks("risks")["risks"])
        # the tag is the administrator's to delete
        risk.unlink()
        self.assertFalse(self._checks("risks")["risks"])

    def test_tags_and_discussion(self):
        need = self.make_need("See the last call")
        self.assertEqual(self._checks("grouped"), {"tags": False})
        need.tag_ids = self.env["crm.facilitation.need.tag"].search([], limit=1)
        self.assertEqual(self._checks("grouped"), {"tags": True})
        self.assertFalse(self._checks("discussed")["discussed"])
        need.action_mark_discussed("Talked through")
        self.assertTrue(self._checks("discussed")["discussed"])

    def test_the_step_waits_for_those_who_are_here_and_not_ready(self):
        self.assertEqual(self._checks("ready"), {"ready": False})
        for user, ready in ((self.employee_sales, True), (self.employee_service, False)):
            self.env["crm.facilitation.room"].with_user(user).beat(self.session.id, ready)
        self.assertEqual(self._checks("ready"), {"ready": False})
        self.assertIn("1", self._text("ready"))
        self.env["crm.facilitation.room"].with_user(self.employee_service).beat(self.session.id, True)
        self.assertEqual(self._checks("ready"), {"ready": True})


class TestNextDay(ChecksCase):
    def test_the_room_reopens_in_the_step_where_it_stopped(self):
        step = self.session.agenda_item_ids[4]
        self.session.action_go_to(step)
        self.session.action_pause()
        self.env.invalidate_all()
        self.assertEqual(self.session.current_item_id, step)
        self.session.action_resume()
        self.assertEqual(self.session.current_item_id, step)

    def test_the_day_begins_with_what_is_open(self):
        self.assertEqual([point["code"] for point in self.session.get_open_points()], [])
        parked = self.make_need("Parked")
        parked.action_park()
        need = self.make_need("See the last call")
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict = conflict.create({"name": "Who does it", "session_id": self.session.id})
        goals = self.env["crm.facilitation.goal"]
        values = {"project_id": self.project.id}
        whose = goals.create(values | {"name": "Somebody's", "owner_id": self.sponsor.id})
        nobodys = goals.create(values | {"name": "Nobody's", "owner_id": False})
        self.assertTrue(whose.owner_id)
        points = {point["code"]: point for point in self.session.get_open_points()}
        self.assertEqual({code: point["count"] for code, point in points.items()},
                         {"parked": 1, "undecided": 1, "undiscussed": 1, "conflicts": 1, "goals": 1})  # fmt: skip
        self.assertEqual(points["goals"]["ids"], nobodys.ids)
        nobodys.owner_id = self.sponsor
        self.assertEqual(points["parked"]["ids"], parked.ids)
        self.assertEqual(points["undecided"]["ids"], need.ids)
        self.assertEqual((points["conflicts"]["model"], points["conflicts"]["ids"]), (conflict._name, conflict.ids))
        need.action_mark_discussed("Talked through")
        need.action_accept()
        parked.action_mark_discussed("Talked through")
        parked.action_reject("Nobody needs it")
        conflict.action_dismiss("A misunderstanding")
        self.assertEqual(self.session.get_open_points(), [])
