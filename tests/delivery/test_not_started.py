"""What is planned is not begun: no assignee, and no work noted, before somebody takes it up."""

from odoo.fields import Command

from ..common import FacilitationCase


class TestNotStarted(FacilitationCase):
    def plan(self):
        need = self.make_need("Stage for visits")
        need.action_accept()
        return need.action_plan()

    def works(self, task):
        return self.env["crm.facilitation.work"].sudo().search([("task_id", "=", task.id), ("date_end", "=", False)])

    def test_planning_is_not_taking_up(self):
        task = self.plan()
        self.assertFalse(task.user_ids)
        self.assertFalse(self.works(task))

    def test_who_is_named_begins_with_the_second_column(self):
        task = self.plan()
        task.user_ids = [Command.set(self.facilitator.ids)]
        self.assertEqual(task.stage_id, self.project.type_ids[0])
        self.assertFalse(self.works(task))
        task.stage_id = self.project.type_ids[1]
        self.assertEqual(self.works(task).user_id, self.facilitator)
        task.stage_id = self.project.type_ids[0]
        self.assertFalse(self.works(task))

    def test_a_task_that_is_made_under_way_has_begun(self):
        need = self.make_need("Stage for visits")
        need.action_accept()
        task = self.env["project.task"].with_user(self.facilitator)
        task = task.create(
            {"name": "Visits", "project_id": self.project.id, "stage_id": self.project.type_ids[1].id,
             "user_ids": [Command.set(self.facilitator.ids)], "is_configuration_task": True,
             "facilitation_need_ids": [Command.set(need.ids)]}
        )  # fmt: skip
        self.assertEqual(self.works(task).user_id, self.facilitator)

    def test_a_board_with_one_column_begins_with_the_person(self):
        self.project.type_ids = [Command.set(self.project.type_ids[0].ids)]
        task = self.plan()
        task.user_ids = [Command.set(self.facilitator.ids)]
        self.assertEqual(self.works(task).user_id, self.facilitator)

    def test_a_roll_out_whose_columns_were_taken_away_is_given_none_by_and_by(self):
        self.assertEqual(len(self.project.type_ids), 4)
        self.project.type_ids = [Command.clear()]
        self.project.name = "CRM, second try"
        self.assertFalse(self.project.type_ids)
        self.project.is_facilitation = True
        self.assertEqual(len(self.project.type_ids), 4)
