"""Guards of the configuration task, over every path by which one is created, moved or closed."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form
from odoo.tools import mute_logger

from ..common import FacilitationCase, permit_everything

# what a refusal leaves exactly as it was
WITNESSES = (
    "SELECT id, name, project_id, parent_id, stage_id, state, active, is_template, is_configuration_task,"
    " nothing_to_configure FROM project_task ORDER BY id",
    "SELECT task_id, need_id FROM crm_facilitation_need_task_rel ORDER BY 1, 2",
    "SELECT id, state, active, session_id, merged_into_id FROM crm_facilitation_need ORDER BY id",
    "SELECT id, task_id, state, res_model, res_id, is_suspect, confirmed_on FROM crm_facilitation_feature ORDER BY id",
    "SELECT id, hash FROM crm_facilitation_event ORDER BY id",
)


class TestGuards(FacilitationCase):
    """Each path is named in a table; all of one table must be refused, and change nothing."""

    def setUp(self):
        super().setUp()
        self.board = self.env["project.task.type"].create(
            [
                {"name": name, "fold": fold, "project_ids": [Command.link(self.project.id)]}
                for name, fold in (("To do", False), ("Doing", False), ("Closed", True))
            ]
        )
        self.need = self.make_need("Site visits in the pipeline")
        self.need.action_accept()
        self.task = self.need.action_plan()
        self.tasks = self.env["project.task"].with_user(self.facilitator)
        self.projects = self.env["project.project"].with_user(self.facilitator)
        self.elsewhere = self.projects.create({"name": "Elsewhere"})
        self.raised = self.make_need("Not decided yet")
        self.plain = self.tasks.create({"name": "Plain", "project_id": self.project.id})
        self.bare = {"name": "Because I can", "project_id": self.project.id, "is_configuration_task": True}
        self.answering = self.bare | {"facilitation_need_ids": [Command.link(self.need.id)]}

    def test_what_is_no_configuration_task_leaves_no_evidence(self):
        self.assertEqual([task._leaves_evidence() for task in (self.task, self.plain)], [True, False])

    def state_of_things(self):
        self.env.flush_all()
        found = []
        for query in WITNESSES:
            self.env.cr.execute(query)
            found.append(self.env.cr.fetchall())
        return found

    def refused(self, ways):
        before = self.state_of_things()
        for name, way in ways.items():
            with self.subTest(path=name):
                try:
                    with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                        way()
                        self.env.flush_all()
                except (UserError, IntegrityError):
                    # a constraint of the database reaches a client as a validation error
                    pass
                else:
                    self.fail("nothing refused it")
                self.env.invalidate_all()
                self.assertEqual(self.state_of_things(), before, "a refusal changes nothing")

    def rpc(self, method, *arguments, **options):
        return call_kw(self.tasks, method, list(arguments), options)

    def create_by_form(self):
        with Form(self.tasks.with_context(default_project_id=self.project.id), "project.view_task_form2") as form:
            form.name = "Because I can"
            form.is_configuration_task = True

    def close_by_form(self):
        with Form(self.task, "project.view_task_form2") as form:
            form.state = "1_done"

    def load(self, columns, row):
        result = self.tasks.load(columns, [row])
        if any(message["type"] == "error" for message in result["messages"]):
            raise UserError(result["messages"][0]["message"])

    def import_update(self, column, value):
        name = self.env["ir.model.data"].create(
            {"module": "__import__", "name": "task", "model": "project.task", "res_id": self.task.id}
        )
        try:
            self.load(["id", column], [name.complete_name, value])
        finally:
            name.unlink()

    def make_feature(self, confirmed=True):
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        feature = (
            self.env["crm.facilitation.feature"]
            .with_user(self.facilitator)
            .create({"task_id": self.task.id, "res_model": "crm.stage", "res_id": stage.id})
        )
        if confirmed:
            feature.action_confirm()
        return feature

    def test_no_configuration_task_without_an_accepted_need(self):
        other_need = self.make_need("Accepted elsewhere", self.make_participant_elsewhere())
        other_need.action_accept()
        undecided = self.bare | {"facilitation_need_ids": [Command.link(self.raised.id)]}
        self.refused(
            {
                "create": lambda: self.tasks.create(self.bare),
                "create in a batch": lambda: self.tasks.create([{"name": "Fine"}, self.bare]),
                "create by the superuser": lambda: self.tasks.sudo().create(self.bare),
                "form": self.create_by_form,
                "RPC": lambda: self.rpc("create", [self.bare]),
                "RPC save": lambda: self.rpc("web_save", [], self.bare, specification={}),
                "quick create": lambda: self.tasks.with_context(
                    default_project_id=self.project.id, default_is_configuration_task=True
                ).name_create("Because I can"),
                "import": lambda: self.load(
                    ["name", "project_id/.id", "is_configuration_task"], ["Imported", str(self.project.id), "1"]
                ),
                "mail": lambda: self.tasks.message_new({"subject": "x", "from": "x@example.com"}, dict(self.bare)),
                "undecided need": lambda: self.tasks.create(undecided),
                "undecided beside an accepted need": lambda: self.task.write(
                    {"facilitation_need_ids": [Command.link(self.raised.id)]}
                ),
                "need of another roll-out": lambda: self.tasks.create(
                    self.bare | {"facilitation_need_ids": [Command.link(other_need.id)]}
                ),
                "in another project": lambda: self.tasks.create(self.answering | {"project_id": self.elsewhere.id}),
                "private": lambda: self.tasks.create(self.answering | {"project_id": False}),
                "list edit": lambda: self.plain.write({"is_configuration_task": True}),
                "list edit of several": lambda: (self.plain | self.task).write({"is_configuration_task": True}),
                "subtask": lambda: self.plain.write({"child_ids": [Command.create(self.bare)]}),
                "needs taken away": lambda: self.task.write({"facilitation_need_ids": [Command.clear()]}),
                "taken away from the need's side": lambda: self.need.write({"task_ids": [Command.clear()]}),
                "linked from an undecided need": lambda: self.raised.write({"task_ids": [Command.link(self.plain.id)]}),
                "created from an undecided need": lambda: self.raised.write({"task_ids": [Command.create(self.bare)]}),
                "template": lambda: self.task.write({"is_template": True}),
                "convert to template": lambda: self.task.action_convert_to_template(),
                "copied to another roll-out": lambda: self.task.copy(
                    {"project_id": self.elsewhere.id, "is_configuration_task": True}
                ),
            }
        )

    def make_participant_elsewhere(self):
        project = self.projects.create({"name": "Second roll-out", "is_facilitation": True})
        session = (
            self.env["crm.facilitation.session"]
            .with_user(self.facilitator)
            .create({"name": "There", "project_id": project.id})
        )
        participant = self.make_participant(self.employee_sales, self.sales, session)
        permit_everything(session)
        session.action_start()
        return participant

    def test_a_configuration_task_stays_with_its_needs(self):
        parent = self.tasks.create({"name": "Parent", "project_id": self.project.id})
        self.task.write({"parent_id": parent.id})
        self.assertFalse(self.task.display_in_project)
        stranger = self.tasks.create({"name": "Stranger", "project_id": self.elsewhere.id})
        other_session = self.make_participant_elsewhere().session_id
        self.refused(
            {
                "moved": lambda: self.task.write({"project_id": self.elsewhere.id}),
                "moved by RPC": lambda: self.rpc(
                    "web_save", self.task.ids, {"project_id": self.elsewhere.id}, specification={}
                ),
                "moved by import": lambda: self.import_update("project_id/.id", str(self.elsewhere.id)),
                "made private": lambda: self.task.write({"project_id": False, "parent_id": False}),
                "moved with its parent": lambda: parent.write({"project_id": self.elsewhere.id}),
                "made a subtask elsewhere": lambda: self.task.write(
                    {"parent_id": stranger.id, "project_id": self.elsewhere.id}
                ),
                "need put back": lambda: self.need.action_reconsider(),
                "need deferred": lambda: self.need.action_defer("later"),
                "need rejected": lambda: self.need.action_reject("no"),
                "need dragged": lambda: self.need.write({"state": "raised"}),
                "need merged": lambda: self.need.action_merge_into(self.raised),
                "need deleted": lambda: self.need.unlink(),
                "need moved to another session": lambda: self.need.write({"session_id": other_session.id}),
                "roll-out turned into a template": lambda: self.task.project_id.task_ids.write({"is_template": True}),
            }
        )

    def test_not_done_without_a_confirmed_feature(self):
        self.make_feature(confirmed=False)
        closed = self.board[2]
        self.refused(
            {
                "state": lambda: self.task.write({"state": "1_done"}),
                "form": self.close_by_form,
                "RPC": lambda: self.rpc("write", self.task.ids, {"state": "1_done"}),
                "RPC save": lambda: self.rpc("web_save", self.task.ids, {"state": "1_done"}, specification={}),
                "list edit of several": lambda: (self.task | self.plain).write({"state": "1_done"}),
                "kanban drag": lambda: self.task.write({"stage_id": closed.id}),
                "kanban drag by RPC": lambda: self.rpc(
                    "web_save", self.task.ids, {"stage_id": closed.id}, specification={}
                ),
                "import": lambda: self.import_update("state", "1_done"),
                "created done": lambda: self.tasks.create(self.answering | {"state": "1_done"}),
                "created in the last column": lambda: self.tasks.create(self.answering | {"stage_id": closed.id}),
                "subtask done": lambda: self.task.write(
                    {"child_ids": [Command.create(self.bare | {"state": "1_done"})]}
                ),
                "copy done": lambda: self.task.copy({"state": "1_done"}),
                "blank reason": lambda: self.task.write({"nothing_to_configure": "  ", "state": "1_done"}),
                "superuser": lambda: self.task.sudo().write({"state": "1_done"}),
            }
        )
        self.task.state = "1_canceled"
        self.task.stage_id = closed
        self.assertEqual(self.task.stage_id, closed, "a cancelled task may leave the board")

    def test_done_task_keeps_its_confirmed_feature(self):
        feature = self.make_feature()
        self.task.state = "1_done"
        second = self.task.copy()
        self.refused(
            {
                "unconfirm": lambda: feature.write({"state": "proposed"}),
                "delete the feature": lambda: feature.unlink(),
                "delete it as if uninstalling": lambda: feature.with_context(_force_unlink=True).unlink(),
                "delete from the task": lambda: self.task.write({"feature_ids": [Command.delete(feature.id)]}),
                "give it to another task": lambda: feature.write({"task_id": second.id}),
                "leave the trace": lambda: self.task.write({"is_configuration_task": False}),
                "clear suspicion by hand": lambda: feature.write({"is_suspect": False}),
                "date the confirmation back": lambda: feature.write({"confirmed_on": "2020-01-01"}),
            }
        )

    def test_done_task_keeps_its_reason(self):
        self.task.write({"nothing_to_configure": "It is there already", "state": "1_done"})
        self.refused(
            {
                "cleared": lambda: self.task.write({"nothing_to_configure": False}),
                "blanked": lambda: self.task.write({"nothing_to_configure": " "}),
            }
        )

    def test_feature_names_a_record_that_is_there(self):
        feature = self.make_feature(confirmed=False)
        features = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        own = {"task_id": self.task.id, "res_model": "crm.stage"}
        self.refused(
            {
                "no record": lambda: features.create({"name": "x", "task_id": self.task.id, "state": "confirmed"}),
                "a record that is not": lambda: features.create(own | {"res_id": 999999, "state": "confirmed"}),
                "ordinary task": lambda: features.create(own | {"task_id": self.plain.id, "res_id": feature.res_id}),
            }
        )

    def test_whoever_answers_a_need_is_a_configuration_task_whichever_side_links(self):
        for link in (
            lambda task: task.write({"facilitation_need_ids": [Command.link(self.need.id)]}),
            lambda task: self.need.write({"task_ids": [Command.link(task.id)]}),
        ):
            task = self.tasks.create({"name": "Loose", "project_id": self.project.id})
            link(task)
            self.assertTrue(task.is_configuration_task)
        made = self.tasks.create(
            {"name": "Made", "project_id": self.project.id} | {"facilitation_need_ids": [Command.link(self.need.id)]}
        )
        self.assertTrue(made.is_configuration_task)

    def test_task_without_features_leaves_the_trace_with_its_needs(self):
        self.task.is_configuration_task = False
        self.assertFalse(self.need.task_ids)
        self.assertEqual(self.need.delivery_state, "none")

    def test_the_next_task_of_a_recurrence_is_ordinary_work(self):
        """An open twin would answer the same need for ever."""
        self.project.sudo().allow_recurring_tasks = True
        self.task.write({"recurring_task": True, "repeat_interval": 1, "repeat_unit": "week", "repeat_type": "forever"})
        self.task.write({"nothing_to_configure": "There already", "state": "1_done"})
        again = self.task.recurrence_id.task_ids - self.task
        self.assertEqual((len(again), again.is_configuration_task, again.state), (1, False, "01_in_progress"))
        self.assertEqual(self.need.task_ids, self.task)

    def test_copied_project_with_subtasks_is_ordinary_work(self):
        self.task.write(
            {
                "child_ids": [
                    Command.create({"name": "Part", "is_configuration_task": True, "project_id": self.project.id})
                ]
            }
        )
        self.assertEqual(self.task.child_ids.facilitation_need_ids, self.need)
        copied = self.project.copy()
        everything = self.tasks.search([("project_id", "=", copied.id)])
        self.assertIn("Part", everything.mapped("name"))
        self.assertFalse(any(everything.mapped("is_configuration_task")))
        self.assertFalse(everything.facilitation_need_ids)

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
        self.assertIn("Site visits in the pipeline → Something else", feature.suspect_reason)

    def test_another_need_on_the_task_puts_features_under_question_from_either_side(self):
        second = self.make_need("Visits by region")
        second.action_accept()
        for record, values in (
            (second, {"task_ids": [Command.link(self.task.id)]}),
            (second, {"task_ids": [Command.unlink(self.task.id)]}),
            (second, {"task_ids": [Command.link(self.task.id)]}),
            (self.task, {"facilitation_need_ids": [Command.unlink(second.id)]}),
        ):
            feature = self.make_feature()
            record.write(values)
            self.assertIn("Visits by region", feature.suspect_reason)

    def test_one_task_answers_several_needs(self):
        second = self.make_need("Visits by region")
        second.action_accept()
        second.action_plan_into(self.task)
        self.assertEqual(self.task.facilitation_need_ids, self.need | second)
        self.assertEqual(second.action_plan(), self.task)
