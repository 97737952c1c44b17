"""A figure that is asked on a scale stays on it: in the window, in lists, as baseline and as target."""

from odoo.exceptions import ValidationError

from ..common import FacilitationCase, FacilitationHttpCase


class ScaleCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls.env["crm.facilitation.kpi"].with_user(cls.sponsor).create(
            {
                "definition_id": cls.env.ref("crm_facilitation.kpi_definition_trust").id,
                "project_id": cls.project.id,
                "owner_id": cls.sponsor.id,
                "baseline_value": 2,
                "baseline_date": "2026-01-01",
                "target_value": 4,
                "target_date": "2027-01-01",
            }
        )  # fmt: skip

    def enter(self, value, day="2026-10-05"):
        wizard = self.env["crm.facilitation.kpi.entry.wizard"].with_user(self.sponsor)
        return wizard.create({"kpi_id": self.kpi.id, "day": day, "value": value})


class TestScale(ScaleCase):
    def test_a_value_outside_is_refused_and_changes_nothing(self):
        self.enter(3.4).action_enter()
        with self.assertRaises(ValidationError):
            self.enter(35).action_enter()
        self.assertEqual(self.kpi.measurement_ids.mapped("value"), [3.4])

    def test_the_ends_of_the_scale_are_on_it(self):
        self.enter(1, "2026-09-01").action_enter()
        self.enter(5).action_enter()
        self.assertEqual(sorted(self.kpi.measurement_ids.mapped("value")), [1, 5])

    def test_no_baseline_or_target_lies_outside(self):
        for name in ("baseline_value", "target_value"):
            with self.assertRaises(ValidationError):
                self.kpi[name] = 35
        self.assertEqual((self.kpi.baseline_value, self.kpi.target_value), (2, 4))

    def test_where_nothing_was_entered_nothing_is_said_to_be_replaced(self):
        self.assertFalse(self.enter(3.4).known_value)

    def test_the_last_day_of_a_figure_is_a_day_of_it(self):
        self.enter(3.4).action_enter()
        self.assertEqual(self.kpi.current_day.isoformat(), "2026-10-31")

    def test_what_stood_before_is_evidence(self):
        self.enter(3.4).action_enter()
        self.assertEqual(self.enter(3.4).scale, "from 1 to 5")
        self.enter(3.5).action_enter()
        event = self.env["crm.facilitation.event"].search([("kind", "=", "kpi_value_changed")])
        self.assertEqual([event.payload[side]["value"] for side in ("before", "after")], [3.4, 3.5])


class TestTyped(FacilitationHttpCase, ScaleCase):
    def test_a_comma_typed_in_english_is_no_ten_times_as_much(self):
        self.start_tour(
            f"/odoo/action-crm_facilitation.kpi_action/{self.kpi.id}", "crm_facilitation_comma", login="spo"
        )
        self.assertEqual(self.kpi.measurement_ids.mapped("value"), [3.5])
