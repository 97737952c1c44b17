"""KPIs and goals in a real browser: management's dashboard, an employee's rating and entry."""

from datetime import date

from odoo.tests import tagged

from ..common import FacilitationHttpCase


class KpiTourCase(FacilitationHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goal = cls.env["crm.facilitation.goal"].create({"name": "Trusted figures", "project_id": cls.project.id})
        cls.kpi = cls.make_kpi("trust", target_value=4, target_date="2026-03-01")

    @classmethod
    def make_kpi(cls, code, **values):
        own = {
            "definition_id": cls.env.ref(f"crm_facilitation.kpi_definition_{code}").id,
            "project_id": cls.project.id,
            "owner_id": cls.employee_sales.id,
            "goal_id": cls.goal.id,
            "baseline_value": 2,
            "baseline_date": "2026-01-01",
        }
        kpi = cls.env["crm.facilitation.kpi"].create(own | values)
        kpi.with_user(cls.employee_sales).action_accept_ownership()
        return kpi


@tagged("standard", "post_install", "-at_install")
class TestKpiTours(KpiTourCase):
    def test_from_a_missed_kpi_to_its_needs_and_a_follow_up_session(self):
        self.make_kpi("created_leads")
        self.make_need("See the last call", goal_ids=[(4, self.goal.id)]).action_accept()
        dropped = self.make_need("No mandatory fields", self.participant_service, goal_ids=[(4, self.goal.id)])
        dropped.action_reject("Reports depend on them.")
        self.env["crm.facilitation.kpi.measurement"].create(
            [
                {
                    "kpi_id": self.kpi.id,
                    "period_start": date(2026, month, 1),
                    "period_end": date(2026, month + 1, 1),
                    "value": value,
                }
                for month, value in ((1, 2.2), (2, 2.3), (3, 2.1))
            ]
        )
        self.project.with_user(self.sponsor).action_facilitation_launch_override("It is urgent.")
        self.facilitator.group_ids += self.env.ref("crm_facilitation.group_sponsor")
        self.start_tour("/odoo/action-crm_facilitation.kpi_board_action", "crm_facilitation_kpi", login="fac")
        session = self.env["crm.facilitation.session"].search([("follow_up_kpi_id", "=", self.kpi.id)])
        self.assertEqual(len(session), 1)
        self.assertEqual(len(session.participant_ids), 2)

    def test_an_employee_rates_a_goal(self):
        for login in ("colleague", "other"):
            user = self._new_user(login, "base.group_user")
            self.make_participant(user, self.sales, self.meeting)
            self.goal.with_user(user).action_rate(4)
        self.start_tour(f"/odoo/crm.facilitation.goal/{self.goal.id}", "crm_facilitation_rate_goal", login="sal")
        own = [("goal_id", "=", self.goal.id), ("participant_id", "=", self.participant_sales.id)]
        rating = self.env["crm.facilitation.goal.rating"].search(own)
        self.assertEqual((rating.value, rating.department_id), (4, self.sales))


@tagged("standard", "post_install", "-at_install")
class TestKpiToursOnAPhone(KpiTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_an_owner_enters_a_value_with_no_calendar_in_front_of_it(self):
        self.start_tour(f"/odoo/crm.facilitation.kpi/{self.kpi.id}", "crm_facilitation_enter_value", login="sal")
        self.assertEqual(self.kpi.measurement_ids.value, 3.5)
