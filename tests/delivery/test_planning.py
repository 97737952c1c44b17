"""Planning: one need becomes several tasks, several needs one task, from templates, and once only."""

import threading
from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..common import FacilitationCase, permit_everything


class TestPlanning(FacilitationCase):
    def accepted(self, title, **values):
        need = self.make_need(title, **values)
        need.action_accept()
        return need

    def make_template(self, name, **values):
        return (
            self.env["project.task"]
            .with_user(self.facilitator)
            .create({"name": name, "project_id": self.project.id, "is_template": True} | values)
        )

    def test_need_without_fit_becomes_one_plain_task(self):
        task = self.accepted("Site visits").action_plan()
        self.assertEqual((task.name, len(task), task.child_ids), ("Site visits", 1, self.env["project.task"]))
        # nobody said yet that there is nothing to configure
        self.assertEqual(self.evidence(task), [])

    def test_shipped_template_of_the_fit_brings_its_steps(self):
        need = self.accepted("Integrate telephony", fit="development")
        task = need.action_plan()
        self.assertEqual((task.name, task.is_configuration_task, task.is_template), (need.name, True, False))
        self.assertEqual(len(task.child_ids), 4)
        self.assertEqual(task.child_ids.project_id, self.project)
        self.assertFalse(any(task.child_ids.mapped("is_configuration_task")), "steps are ordinary work")
        self.assertEqual(task.facilitation_need_ids, need)

    def test_shipped_steps_are_written_in_the_language_of_the_planner(self):
        need = self.accepted("Integrate telephony", fit="development").with_context(lang="ru_RU")
        task = need.action_plan()
        words = task._get_shipped_words()
        named = task.child_ids.mapped("name")
        self.assertEqual(len(named), 4)
        self.assertLessEqual(set(named), set(words.values()) - words.keys())
        [said] = [said for shipped, said in words.items() if shipped.startswith("Agree on what will be built")]
        self.assertIn(said, task.description)

    def test_a_template_of_another_board_brings_no_column(self):
        elsewhere = self.env["project.task.type"].create({"name": "Elsewhere"})
        for template in self.env["project.task"].search([("facilitation_fit", "=", "development")]):
            template.stage_id = elsewhere
        self.assertIn(self.accepted("Telephony", fit="development").action_plan().stage_id, self.project.type_ids)

    def test_own_templates_go_before_the_shipped_one_and_may_be_several(self):
        stage = self.env["project.task.type"].create({"name": "To do", "project_ids": [Command.link(self.project.id)]})
        self.make_template("Configure", facilitation_fit="setting", stage_id=stage.id)
        self.make_template("Train", facilitation_fit="setting", user_ids=[Command.set(self.facilitator.ids)])
        self.make_template("Not this one", facilitation_fit="app")
        need = self.accepted("Site visits", fit="setting")
        tasks = need.action_plan()
        self.assertEqual(sorted(tasks.mapped("name")), ["Site visits: Configure", "Site visits: Train"])
        self.assertEqual(tasks.user_ids, self.facilitator)
        self.assertEqual(need.action_plan(), tasks)
        self.assertEqual(need.delivery_state, "planned")

    def test_several_needs_become_one_task(self):
        needs = self.accepted("Visits by region") | self.accepted("Visits by month", fit="setting")
        self.assertEqual(self.project.facilitation_phase, "discovery")
        task = needs.action_plan_together()
        self.assertEqual((len(task), task.name, task.facilitation_need_ids), (1, needs[0].name, needs))
        self.assertEqual(self.project.facilitation_phase, "configuration")
        third = self.accepted("Visits by team")
        self.assertEqual((needs | third).action_plan_together(), task | third.task_ids)
        self.assertEqual(len(third.task_ids), 1)

    def test_planning_window(self):
        needs = self.accepted("Visits by region") | self.accepted("Visits by month")
        wizards = (
            self.env["crm.facilitation.plan.wizard"].with_user(self.facilitator).with_context(active_ids=needs.ids)
        )
        window = wizards.create({"mode": "together"})
        self.assertEqual(window.need_ids, needs)
        action = window.action_plan()
        task = self.env["project.task"].browse(action["domain"][0][2])
        self.assertEqual(task.facilitation_need_ids, needs)
        more = self.accepted("Visits by team")
        window = wizards.with_context(active_ids=more.ids).create({"mode": "existing"})
        with self.assertRaises(UserError):
            window.action_plan()
        window.task_id = task
        self.project._write_past_guards({"facilitation_phase": "discovery"})
        window.action_plan()
        self.assertEqual((more.task_ids, self.project.facilitation_phase), (task, "configuration"))

    def test_done_task_answers_no_further_need(self):
        task = self.accepted("Site visits").action_plan()
        task.write({"nothing_to_configure": "There already", "state": "1_done"})
        late = self.accepted("Visits by region")
        with self.assertRaises(UserError) as refused:
            late.action_plan_into(task.id)
        self.assertIn("is done already", str(refused.exception))
        self.assertFalse(late.task_ids)

    def test_what_is_planned_was_accepted_and_is_of_one_roll_out(self):
        need, raised = self.accepted("Site visits"), self.make_need("Not decided yet")
        task = need.action_plan()
        for way in (
            raised.action_plan,
            (need | raised).action_plan_together,
            lambda: raised.action_plan_into(task),
        ):
            with self.assertRaises(UserError) as refused:
                way()
            self.assertIn("Accept “Not decided yet” before planning it", str(refused.exception))
        elsewhere = self.session.copy({"project_id": self.project.copy({"name": "Another CRM"}).id})
        foreign = need.create({"name": "Theirs", "session_id": elsewhere.id})
        foreign.action_accept()
        late = self.accepted("Visits by region")
        with self.assertRaises(UserError) as refused:
            (late | foreign).action_plan_together()
        self.assertIn("belong to several roll-outs", str(refused.exception))
        self.assertEqual((task.facilitation_need_ids, (raised | late | foreign).task_ids), (need, task.browse()))

    def test_only_facilitators_plan(self):
        need, task = self.accepted("Site visits"), self.accepted("Visits by region").action_plan()
        for user in (self.employee_sales, self.sponsor):
            mine = need.with_user(user)
            for way in (mine.action_plan, mine.action_plan_together, lambda mine=mine: mine.action_plan_into(task.id)):
                with self.assertRaises(AccessError) as refused:
                    way()
                self.assertIn("Only a facilitator can do this", str(refused.exception))
        self.assertFalse(need.task_ids)

    def test_number_of_queries_does_not_grow_with_the_needs_but_for_their_tasks(self):
        counts = []
        for size in (1, 2, 12):
            needs = self.env["crm.facilitation.need"].browse()
            for number in range(size):
                needs |= self.accepted(f"Need {number} of {size}", fit="setting")

            def plan(needs=needs):
                needs._get_task_templates()
                needs._begin_planning()

            counts.append(self.count_queries(plan))
        self.assertEqual(*counts[1:])


@tagged("standard", "post_install", "-at_install")
class TestAtOnce(BaseCase):
    """Two people at the same moment, with cursors and commits of their own."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.environment() as env:
            project = env["project.project"].create({"name": "At once", "is_facilitation": True})
            session = env["crm.facilitation.session"].create({"name": "At once", "project_id": project.id})
            department = env["hr.department"].create({"name": "At once"})
            env["crm.facilitation.participant"].create(
                {
                    "session_id": session.id,
                    "partner_id": env.ref("base.partner_admin").id,
                    "department_id": department.id,
                }
            )
            permit_everything(session)
            session.action_start()
            need = env["crm.facilitation.need"].create({"name": "At once", "session_id": session.id})
            need.action_accept()
            self.project, self.session, self.department, self.need = project.id, session.id, department.id, need.id
        self.addCleanup(self.clean_up)

    @contextmanager
    def environment(self):
        with self.registry.cursor() as cursor:
            yield api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})

    def clean_up(self):
        with self.environment() as env:
            cursor = env.cr
            cursor.execute("DELETE FROM crm_facilitation_need_task_rel WHERE need_id = %s", [self.need])
            cursor.execute("UPDATE crm_facilitation_session SET current_item_id = NULL WHERE id = %s", [self.session])
            for table in ("event", "need"):
                cursor.execute(f"DELETE FROM crm_facilitation_{table} WHERE project_id = %s", [self.project])
            for table in ("participant", "agenda_visit", "agenda_item"):
                cursor.execute(f"DELETE FROM crm_facilitation_{table} WHERE session_id = %s", [self.session])
            cursor.execute("DELETE FROM crm_facilitation_session WHERE id = %s", [self.session])
            env.invalidate_all()
            env["project.project"].browse(self.project).unlink()
            env["hr.department"].browse(self.department).unlink()

    def race(self, first, second):
        """Run ``first`` up to its commit; ``second``, begun before, must wait, fail to serialise, and be repeated."""
        began, outcome = threading.Event(), []

        def late():
            for _attempt in range(2):
                try:
                    with self.environment() as env, mute_logger("odoo.sql_db"):
                        env.cr.execute("SELECT 1")  # the snapshot is taken now
                        began.set()
                        second(env)
                        outcome.append("done")
                        return
                except SerializationFailure:
                    outcome.append("again")

        other = threading.Thread(target=late)
        with self.environment() as env:
            first(env)
            env.flush_all()
            other.start()
            self.assertTrue(began.wait(300))
            other.join(0.5)
            self.assertTrue(other.is_alive(), "the second waits for the first")
        other.join(300)
        self.assertFalse(other.is_alive())
        self.assertEqual(outcome, ["again", "done"])

    def test_two_clicks_on_plan_make_one_task(self):
        def plan(env):
            env["crm.facilitation.need"].browse(self.need).action_plan()

        self.race(plan, plan)
        with self.environment() as env:
            tasks = env["project.task"].search(
                [("project_id", "=", self.project), ("is_configuration_task", "=", True)]
            )
            self.assertEqual(len(tasks), 1)

    def test_two_rows_of_evidence_do_not_fork_the_chain(self):
        def note(env):
            project = env["project.project"].browse(self.project)
            env["crm.facilitation.event"]._record(project, "goal_confirmed", {"name": "x"})

        self.race(note, note)
        with self.environment() as env:
            events = env["crm.facilitation.event"]
            self.assertFalse(events.verify(self.project))
            self.assertEqual(
                events.search_count([("project_id", "=", self.project), ("kind", "=", "goal_confirmed")]), 2
            )

    def test_two_baselines_at_once_are_one(self):
        def take(env):
            project = env["project.project"].browse(self.project)
            if not project.config_baseline_on:
                project._take_baseline({})

        self.race(take, take)
        with self.environment() as env:
            events = env["crm.facilitation.event"]
            self.assertEqual(
                events.search_count([("project_id", "=", self.project), ("kind", "=", "config_baseline")]), 1
            )
