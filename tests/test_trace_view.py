"""The trace: its rows, its gaps, and what the first page costs."""

from odoo.exceptions import AccessError

from .common import FacilitationCase


class TestTraceRows(FacilitationCase):
    def rows(self):
        self.env.flush_all()
        return (
            self.env["crm.facilitation.trace"]
            .with_user(self.facilitator)
            .search([("project_id", "=", self.project.id)])
        )

    def test_chain_grows_and_gaps_close(self):
        need = self.make_need("Site visits")
        need.action_accept()
        row = self.rows()
        self.assertEqual((row.need_id, row.gap), (need, "need_without_task"))
        task = need.action_plan()
        self.env.invalidate_all()
        row = self.rows()
        self.assertEqual((row.task_id, row.gap), (task, "task_without_feature"))
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        feature = (
            self.env["crm.facilitation.feature"]
            .with_user(self.facilitator)
            .create({"task_id": task.id, "res_model": "crm.stage", "res_id": stage.id})
        )
        feature.action_confirm()
        self.env.invalidate_all()
        row = self.rows()
        self.assertEqual((row.feature_id, row.gap), (feature, "complete"))
        feature._mark_suspect("changed")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.rows().gap, "suspect")
        feature.need_ids = False
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertIn("feature_without_need", self.rows().mapped("gap"))

    def test_goal_without_need(self):
        goal = self.env["crm.facilitation.goal"].create({"name": "Faster", "project_id": self.project.id})
        row = self.rows()
        self.assertEqual((row.goal_id, row.gap), (goal, "goal_without_need"))
        need = self.make_need("Site visits", goal_ids=[(4, goal.id)])
        self.env.invalidate_all()
        self.assertEqual((self.rows().goal_id, self.rows().need_id), (goal, need))

    def test_employee_does_not_read_the_trace(self):
        with self.assertRaises(AccessError):
            self.env["crm.facilitation.trace"].with_user(self.employee_sales).search([])

    def test_map_connects_and_marks(self):
        goal = self.env["crm.facilitation.goal"].create({"name": "Faster", "project_id": self.project.id})
        need = self.make_need("Site visits", goal_ids=[(4, goal.id)])
        lonely = self.make_need("Alone")
        (need | lonely).action_accept()
        task = need.action_plan()
        maps = self.env["crm.facilitation.trace.map"].with_user(self.facilitator)
        whole = maps.get_map("project.project", self.project.id)
        marks = {node["key"]: node["mark"] for node in whole["nodes"]}
        self.assertEqual(marks[f"need-{lonely.id}"], "gap")
        self.assertEqual(marks[f"task-{task.id}"], "gap")
        self.assertIn([f"goal-{goal.id}", f"need-{need.id}"], whole["edges"])
        part = maps.get_map("project.task", task.id)
        self.assertEqual(
            {node["key"] for node in part["nodes"]}, {f"goal-{goal.id}", f"need-{need.id}", f"task-{task.id}"}
        )
        with self.assertRaises(AccessError):
            maps.with_user(self.outsider).get_map("crm.facilitation.need", need.id)


class TestTraceSize(FacilitationCase):
    def fill(self, needs, each=2):
        """``needs`` accepted needs with ``each`` tasks and as many features, straight into the tables."""
        cr = self.env.cr
        self.env.flush_all()
        cr.execute(
            "INSERT INTO crm_facilitation_need (name, session_id, project_id, company_id, state, active, delivery_state)"
            " SELECT 'Need ' || n, %s, %s, %s, 'accepted', TRUE, 'configured' FROM generate_series(1, %s) n RETURNING id",
            [self.session.id, self.project.id, self.session.company_id.id or None, needs],
        )
        cr.execute(
            "WITH t AS (INSERT INTO project_task (name, project_id, is_configuration_task, active, state, priority)"
            " SELECT n.id::text, %s, TRUE, TRUE, '01_in_progress', '0' FROM crm_facilitation_need n, generate_series(1, %s)"
            " WHERE n.name LIKE 'Need %%' AND n.session_id = %s RETURNING id, name)"
            " INSERT INTO crm_facilitation_need_task_rel (task_id, need_id) SELECT id, name::int FROM t",
            [self.project.id, each, self.session.id],
        )
        cr.execute(
            "WITH f AS (INSERT INTO crm_facilitation_feature (name, task_id, project_id, change, state)"
            " SELECT 'Feature', r.task_id, %s, 'created', 'proposed' FROM crm_facilitation_need_task_rel r"
            " WHERE NOT EXISTS (SELECT FROM crm_facilitation_feature f WHERE f.task_id = r.task_id) RETURNING id, task_id)"
            " INSERT INTO crm_facilitation_feature_crm_facilitation_need_rel"
            " (crm_facilitation_feature_id, crm_facilitation_need_id)"
            " SELECT f.id, r.need_id FROM f JOIN crm_facilitation_need_task_rel r ON r.task_id = f.task_id",
            [self.project.id],
        )
        cr.execute("ANALYZE crm_facilitation_need, crm_facilitation_need_task_rel, crm_facilitation_feature")
        self.env.invalidate_all()

    def open_first_page(self):
        """Queries of the first page of the list, as the web client asks for it."""
        trace = self.env["crm.facilitation.trace"].with_user(self.facilitator)
        fields = dict.fromkeys(["need_without_task", "suspect", "need_state", "gap"], {})
        fields |= dict.fromkeys(["goal_id", "need_id", "task_id", "feature_id"], {"fields": {"display_name": {}}})
        before = self.cr.sql_log_count
        page = trace.web_search_read([], fields, limit=80, count_limit=10001)
        return self.cr.sql_log_count - before, page

    def test_first_page_costs_the_same_whatever_the_size(self):
        self.fill(100)
        self.open_first_page()
        self.env.invalidate_all()
        small, _page = self.open_first_page()
        self.fill(10_000)
        large, page = self.open_first_page()
        self.assertEqual(small, large)
        self.assertEqual((len(page["records"]), page["length"]), (80, 10001))
        self.assertEqual({row["gap"] for row in page["records"]}, {"complete"})
