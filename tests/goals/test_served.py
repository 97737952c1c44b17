"""Goals and the needs that serve them: linked in bulk, asked for before launch."""

from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

import odoo.addons.crm_facilitation as addon

from ..common import FacilitationCase


class TestServed(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.goals = self.env["crm.facilitation.goal"].create(
            [{"name": name, "project_id": self.project.id} for name in ("Faster", "Cheaper")]
        )
        self.needs = self.make_need("Routes") | self.make_need("Stages")

    def link(self, user=None, needs=None):
        wizard = self.env["crm.facilitation.goal.wizard"].with_user(user or self.facilitator)
        chosen = needs or self.needs
        return wizard.with_context(active_model=chosen._name, active_ids=chosen.ids).create(
            {"goal_ids": [Command.set(self.goals[0].ids)]}
        )

    def test_several_needs_are_linked_at_once_and_keep_their_goals(self):
        self.needs[0].goal_ids = self.goals[1]
        self.link().action_apply()
        self.assertEqual(self.needs[0].goal_ids, self.goals)
        self.assertEqual(self.needs[1].goal_ids, self.goals[0])

    def test_needs_of_one_rollout_at_a_time(self):
        other = self.session.copy({"project_id": self.project.create({"name": "B", "is_facilitation": True}).id})
        need = self.env["crm.facilitation.need"].with_user(self.facilitator).create(
            {"name": "Elsewhere", "session_id": other.id}
        )  # fmt: skip
        with self.assertRaises(UserError):
            self.link(needs=self.needs | need).action_apply()
        self.assertFalse(self.needs.goal_ids)

    def test_it_is_the_facilitators(self):
        with self.assertRaises(AccessError):
            self.link(self.employee_sales)

    def test_a_goal_that_nothing_accepted_serves_keeps_from_the_launch(self):
        self.link().action_apply()
        self.assertEqual(self.project._unserved_goals(), self.goals)
        self.needs[0].action_accept()
        self.assertEqual(self.project._unserved_goals(), self.goals[1])
        checks = {check["code"]: check for check in self.project.facilitation_readiness()}
        self.assertEqual((checks["goals_served"]["ok"], checks["goals_served"]["count"]), (False, 1))
        self.goals[1].action_mark_obsolete("Dropped")
        self.assertFalse(self.project._unserved_goals())

    def test_goals_come_from_a_file_with_a_template(self):
        [template] = self.env["crm.facilitation.goal"].get_import_templates()
        headers = (Path(addon.__file__).parents[1] / template["template"].strip("/")).read_text().splitlines()[0]
        labels = {field.string for field in self.env["crm.facilitation.goal"]._fields.values()}
        self.assertLessEqual(set(headers.split(",")), labels)
