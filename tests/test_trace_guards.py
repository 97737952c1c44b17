"""Guards of the configuration task, over every path by which one is created, moved or closed."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form

from .common import FacilitationCase


class TestGuards(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.need = self.make_need("Site visits in the pipeline")
        self.need.action_accept()
        self.task = self.need.action_plan()
        self.tasks = self.env["project.task"].with_user(self.facilitator)
        self.bare = {"name": "Because I can", "project_id": self.project.id, "is_configuration_task": True}

    def refused(self, ways):
        for name, way in ways.items():
            with self.subTest(path=name), self.assertRaises(UserError):
                way()
                self.env.flush_all()
            self.env.invalidate_all()

    def create_by_form(self):
        with Form(self.tasks.with_context(default_project_id=self.project.id), "project.view_task_form2") as form:
            form.name = "Because I can"
            form.is_configuration_task = True

    def import_task(self):
        result = self.tasks.load(
            ["name", "project_id/.id", "is_configuration_task"], [["Imported", str(self.project.id), "1"]]
        )
        if any(message["type"] == "error" for message in result["messages"]):
            raise UserError(result["messages"][0]["message"])

    def test_no_configuration_task_without_an_accepted_need(self):
        raised = self.make_need("Not decided yet")
        plain = self.tasks.create({"name": "Plain", "project_id": self.project.id})
        other = self.env["project.project"].with_user(self.facilitator).create({"name": "Elsewhere"})
        count = self.tasks.search_count([("is_configuration_task", "=", True)])
        self.refused(
            {
                "create": lambda: self.tasks.create(self.bare),
                "rpc": lambda: call_kw(self.tasks, "create", [[self.bare]], {}),
                "import": self.import_task,
                "undecided need": lambda: self.tasks.create(
                    self.bare | {"facilitation_need_ids": [Command.link(raised.id)]}
                ),
                "list edit": lambda: plain.write({"is_configuration_task": True}),
                "subtask": lambda: plain.write({"child_ids": [Command.create(self.bare)]}),
                "needs taken away": lambda: self.task.write({"facilitation_need_ids": [Command.clear()]}),
                "moved to another project": lambda: self.task.write({"project_id": other.id}),
                "need undecided": lambda: self.need.action_reconsider(),
                "need rejected": lambda: self.need.action_reject("no"),
            }
        )
        self.assertEqual(self.tasks.search_count([("is_configuration_task", "=", True)]), count)
        self.assertEqual(self.task.project_id, self.project)
        self.assertEqual(self.need.state, "accepted")

    def test_not_done_without_a_confirmed_feature(self):
        self.refused(
            {
                "state": lambda: self.task.write({"state": "1_done"}),
                "rpc": lambda: call_kw(self.tasks, "write", [self.task.ids, {"state": "1_done"}], {}),
                "kanban drag": lambda: call_kw(
                    self.tasks, "web_save", [self.task.ids, {"state": "1_done"}], {"specification": {}}
                ),
                "created done": lambda: self.tasks.create(
                    self.bare | {"facilitation_need_ids": [Command.link(self.need.id)], "state": "1_done"}
                ),
                "subtask done": lambda: self.task.write(
                    {"child_ids": [Command.create(self.bare | {"state": "1_done"})]}
                ),
                "copy done": lambda: self.task.copy({"state": "1_done"}),
            }
        )
        self.assertEqual(self.task.state, "01_in_progress")

    def test_done_task_keeps_its_confirmed_feature(self):
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        feature = (
            self.env["crm.facilitation.feature"]
            .with_user(self.facilitator)
            .create({"task_id": self.task.id, "res_model": "crm.stage", "res_id": stage.id})
        )
        feature.action_confirm()
        self.task.state = "1_done"
        self.refused(
            {
                "unconfirm": lambda: feature.write({"state": "proposed"}),
                "delete the feature": lambda: feature.unlink(),
                "leave the trace": lambda: self.task.write({"is_configuration_task": False}),
            }
        )
        self.assertEqual(feature.state, "confirmed")

    def test_copy_answers_the_same_need_and_a_copied_project_is_ordinary_work(self):
        self.assertEqual(self.task.copy().facilitation_need_ids, self.need)
        copied = self.project.copy()
        self.assertFalse(any(copied.task_ids.mapped("is_configuration_task")))

    def test_rescoping_puts_features_under_question(self):
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        feature = (
            self.env["crm.facilitation.feature"]
            .with_user(self.facilitator)
            .create({"task_id": self.task.id, "res_model": "crm.stage", "res_id": stage.id})
        )
        feature.action_confirm()
        self.task.name = "Something else"
        self.assertTrue(feature.is_suspect)
        self.assertIn("Site visits in the pipeline", feature.suspect_reason)

    def test_one_task_answers_several_needs(self):
        second = self.make_need("Visits by region")
        second.action_accept()
        second.action_plan_into(self.task)
        self.assertEqual(self.task.facilitation_need_ids, self.need | second)
        self.assertEqual(second.action_plan(), self.task)
