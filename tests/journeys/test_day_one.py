"""The first day of an employee in a real browser: from the login to the need, the vote and the result."""

import time
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user

from ..common import FacilitationCase, FacilitationHttpCase


class TestLastDay(FacilitationHttpCase):
    def test_pages_that_are_opened_while_the_addon_leaves_ask_for_nothing_of_it(self):
        self.authenticate("fac", "fac")
        own = {"home_action_id", "facilitation_watched_models"}

        def told():
            info = self.make_jsonrpc_request("/web/session/get_session_info")
            return {name for name in own if info.get(name)}

        self.assertEqual(told(), own)
        with patch.object(self.registry, "facilitation_is_leaving", True, create=True):
            self.assertEqual(told(), set())
        # nor does a page fail that is opened when its screen is gone already
        self.env.ref("crm_facilitation.desk_action").unlink()
        self.assertEqual(told(), own - {"home_action_id"})


class TestFirstDay(FacilitationHttpCase):
    def configure(self, need):
        """A field of the CRM that came of the need, confirmed by the facilitator."""
        field = self.env["ir.model.fields"].create(
            {
                "name": "x_last_call",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "ttype": "date",
                "field_description": "Last call",
            }
        )
        need.action_accept()
        need.action_plan()
        need.task_ids.state = "01_in_progress"
        feature = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        feature = feature.create({"task_id": need.task_ids.id, "res_model": "ir.model.fields", "res_id": field.id})
        feature.action_confirm()

    def test_from_the_login_to_a_need_that_is_received_and_withdrawn(self):
        self.start_tour("/odoo", "crm_facilitation_need_received", login="sal")
        need = self.meeting.need_ids
        self.assertEqual((need.name, need.wish), ("Photos on the phone", "From the building site"))
        self.assertEqual((need.state, need.decision_reason), ("rejected", "Withdrawn by its author."))

    def test_the_author_tries_it_refuses_and_confirms_after_all(self):
        need = self.make_need("See the last call")
        self.configure(need)
        self.env["crm.lead"].create({"name": "Bay window", "type": "opportunity", "user_id": self.employee_sales.id})
        tours, wanted = self.env["web_tour.tour"].search_count([]), self.employee_sales.tour_enabled
        self.start_tour("/odoo", "crm_facilitation_try_need", login="sal")
        self.assertEqual((need.delivery_state, need.delivery_decision_by), ("accepted", "asker"))
        self.assertEqual(
            (self.env["web_tour.tour"].search_count([]), self.employee_sales.tour_enabled), (tours, wanted)
        )

    def test_a_need_opened_by_its_address_has_the_menus_above_it(self):
        need = self.make_need("See the last call")
        self.start_tour(f"/odoo/facilitation-need/{need.id}", "crm_facilitation_need_by_address", login="sal")

    def test_what_is_not_mine_does_not_look_as_if_it_were(self):
        need = self.make_need("Sort by region", self.participant_service)
        self.meeting.action_close()
        self.start_tour(
            "/odoo/action-crm_facilitation.need_action?view_type=kanban", "crm_facilitation_others_needs", login="sal"
        )
        self.assertEqual((need.state, need.supporter_ids), ("raised", need.supporter_ids.browse()))

    def test_goals_are_rated_from_the_desk(self):
        goals = self.env["crm.facilitation.goal"].with_user(self.facilitator)
        goal = goals.create({"name": "Call back within a day", "project_id": self.project.id})
        self.start_tour("/odoo", "crm_facilitation_rate_goals", login="sal")
        self.assertEqual(goal.with_user(self.employee_sales).ratings()["mine"], 4)

    def test_from_the_login_to_a_full_ballot_in_five_taps(self):
        names = ("See the last call", "Photos on the phone", "Sort by region")
        needs = [self.make_need(name, self.participant_service) for name in names]
        ballot_round = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = ballot_round.create({"name": "First", "session_id": self.meeting.id})
        ballot_round.action_open()
        begun = time.monotonic()
        self.start_tour("/odoo", "crm_facilitation_full_ballot", login="sal")
        self.assertLess(time.monotonic() - begun, 60)
        choices = ballot_round.with_user(self.employee_sales).ballot()["choices"]
        self.assertEqual([choices.get(str(need.id), choices.get(need.id)) for need in needs], [5, 3, 2])

    def test_the_device_finds_its_vote_in_the_result(self):
        need = self.make_need("See the last call")
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = rounds.create({"name": "First", "session_id": self.meeting.id})
        ballot_round.action_open()
        ballot_round.with_user(self.employee_sales).cast({need.id: 2})
        ballot_round.action_close()
        self.start_tour("/odoo", "crm_facilitation_closed_vote", login="sal")

    def test_everybody_reads_what_was_asked_and_built(self):
        need = self.make_need("See the last call")
        self.configure(need)
        self.project.with_user(self.sponsor).action_facilitation_launch_override("The old one is switched off")
        self.start_tour("/odoo/facilitation-asked-built", "crm_facilitation_asked_built", login="out")


class TestAskedBuilt(FacilitationCase):
    def show(self, user):
        return self.env["crm.facilitation.asked.built"].with_user(user).show()

    def launch(self, need):
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        need.action_accept()
        need.action_plan()
        need.task_ids.state = "01_in_progress"
        feature = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        feature.create({"task_id": need.task_ids.id, "res_model": "crm.stage", "res_id": stage.id}).action_confirm()
        self.assertEqual(self.show(self.outsider), [], "not before the launch")
        self.project.with_user(self.sponsor).action_facilitation_launch_override("The old one is switched off")

    def test_a_department_is_told_where_enough_of_its_people_could_have_asked(self):
        for number in range(2):
            self.make_participant(new_test_user(self.env, f"more{number}", groups="base.group_user"), self.sales)
        self.make_participant(new_test_user(self.env, "fitter", groups="base.group_user"), self.service)
        self.launch(self.make_need("A stage for visits"))
        (rollout,) = self.show(self.outsider)
        (place,) = rollout["departments"]
        self.assertEqual((rollout["built"], rollout["asked"], place["name"]), (1, 1, "Sales"))
        self.assertEqual(
            place["needs"], [{"name": "A stage for visits", "state": "configured", "things": ["Site visit"]}]
        )
        self.assertEqual(rollout["launch_date"], fields.Date.to_string(fields.Date.today()))
        self.assertFalse(place["is_mine"])
        self.assertTrue(self.show(self.employee_sales)[0]["departments"][0]["is_mine"])

    def test_ones_own_department_comes_first(self):
        for department in self.departments:
            for number in range(3):
                person = new_test_user(self.env, f"{department.name}{number}".lower(), groups="base.group_user")
                self.make_participant(person, department)
        asked = [self.make_need(f"Of {person.display_name}", person)
                 for person in (self.participant_sales, self.participant_service)]  # fmt: skip
        asked[1].action_accept()
        asked[1].action_plan()
        stage = self.env["crm.stage"].create({"name": "Call back"})
        features = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        features.create(
            {"task_id": asked[1].task_ids.id, "res_model": "crm.stage", "res_id": stage.id}
        ).action_confirm()
        self.launch(asked[0])
        for user, first in ((self.employee_sales, "Sales"), (self.employee_service, "Service")):
            self.assertEqual(self.show(user)[0]["departments"][0]["name"], first)

    def test_a_department_of_few_is_told_to_nobody(self):
        self.launch(self.make_need("A stage for visits"))
        for user in (self.outsider, self.employee_sales, self.facilitator):
            self.assertEqual([place["name"] for place in self.show(user)[0]["departments"]], [""])

    def test_another_company_does_not_read_it(self):
        self.launch(self.make_need("A stage for visits"))
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = new_test_user(self.env, "else", groups="base.group_user", company_id=company.id,
                              company_ids=company.ids)  # fmt: skip
        self.assertEqual(self.show(other), [])
