"""The trace: its rows, its gaps, and what the first page costs."""

from xmlrpc.client import dumps

from odoo.exceptions import AccessError, UserError

from ..common import FacilitationCase


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

    def test_an_accepted_need_stays_a_promise_when_it_is_archived(self):
        promised, forgotten = self.make_need("Promised"), self.make_need("Forgotten")
        promised.action_accept()
        (promised | forgotten).active = False
        gaps = {row.need_id: row.gap for row in self.rows()}
        self.assertEqual(gaps, {promised: "need_without_task", forgotten: "not_planned"})
        self.assertEqual(self.project._get_trace_counts()[self.project.id].unplanned, 1)
        drawn = self.env["crm.facilitation.trace.map"].get_map("project.project", self.project.id)
        self.assertEqual([(node["key"], node["mark"]) for node in drawn["nodes"]], [(f"need-{promised.id}", "gap")])

    def make_configured(self):
        """A need, its task, and the stage confirmed for it, as a feature."""
        need = self.make_need("Site visits")
        need.action_accept()
        task = need.action_plan()
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        features = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        feature = features.create({"task_id": task.id, "res_model": "crm.stage", "res_id": stage.id})
        feature.action_confirm()
        return need, task, feature

    def test_a_cancelled_task_answers_nothing(self):
        need, task, feature = self.make_configured()
        task.state = "1_canceled"
        gaps = {(row.need_id, row.feature_id): row.gap for row in self.rows()}
        self.assertEqual(
            gaps, {(need, need.feature_ids[:0]): "need_without_task", (need[:0], feature): "feature_without_need"}
        )
        self.assertEqual(self.project._get_trace_counts()[self.project.id].unlinked, 1)
        drawn = self.env["crm.facilitation.trace.map"].get_map("crm.facilitation.need", need.id)
        self.assertNotIn(f"task-{task.id}", [node["key"] for node in drawn["nodes"]])
        task.state = "01_in_progress"
        self.assertEqual(self.rows().gap, "complete")

    def test_what_was_refused_by_those_who_asked_is_not_complete(self):
        need, task, _feature = self.make_configured()
        task.state = "1_done"
        self.assertEqual((need.delivery_state, self.rows().gap), ("configured", "complete"))
        need.with_user(self.employee_sales).action_refuse_delivery("It has no date")
        self.assertEqual(self.rows().gap, "refused")
        task.state = "1_done"
        need.with_user(self.employee_sales).action_confirm_delivery()
        self.assertEqual(self.rows().gap, "complete")

    def test_goal_without_need(self):
        goal = self.env["crm.facilitation.goal"].create({"name": "Faster", "project_id": self.project.id})
        row = self.rows()
        self.assertEqual((row.goal_id, row.gap), (goal, "goal_without_need"))
        need = self.make_need("Site visits", goal_ids=[(4, goal.id)])
        self.env.invalidate_all()
        self.assertEqual((self.rows().goal_id, self.rows().need_id), (goal, need))

    def test_each_row_says_what_is_missing(self):
        undecided, rejected, planned = self.make_need("Later"), self.make_need("No"), self.make_need("Planned")
        rejected.action_reject("Not now")
        planned.action_accept()
        task = planned.action_plan()
        values = {"task_id": task.id, "res_model": "crm.stage", "res_id": self.env["crm.stage"].search([], limit=1).id}
        feature = self.env["crm.facilitation.feature"].with_user(self.facilitator).create(values)
        gaps = {row.need_id: row.gap for row in self.rows()}
        self.assertEqual(
            gaps, {undecided: "undecided", rejected: "not_planned", planned: "unconfirmed"}, "raised, decided, proposed"
        )
        feature.unlink()
        task.nothing_to_configure = "The standard does it"
        self.assertEqual(self.rows().filtered("task_id").gap, "complete")

    def test_unflushed_changes_are_in_the_trace(self):
        need = self.make_need("Site visits")
        need.action_accept()
        trace = self.env["crm.facilitation.trace"].with_user(self.facilitator)
        self.assertEqual(trace.search([("need_id", "=", need.id)]).gap, "need_without_task")

    def test_configuration_nobody_asked_for_is_a_loose_end(self):
        self.project.action_config_baseline()
        stage = self.env["crm.stage"].create({"name": "Nobody asked"})
        self.project.action_config_scan()
        row = self.rows()
        self.assertEqual((row.config_item_id.res_id, row.gap, row.untraced), (stage.id, "untraced", True))
        self.assertEqual(
            row.action_open(),
            {
                "type": "ir.actions.act_window",
                "res_model": "crm.facilitation.config.item",
                "res_id": row.config_item_id.id,
                "views": [(False, "form")],
            },
        )

    def test_a_need_counts_at_each_goal_it_serves(self):
        goals = self.env["crm.facilitation.goal"].create(
            [{"name": name, "project_id": self.project.id} for name in ("Faster", "Cheaper")]
        )
        need = self.make_need("Site visits", goal_ids=[(6, 0, goals.ids)])
        row = self.rows()
        self.assertEqual((row.need_id, row.goal_id), (need, goals[0]))
        trace = self.env["crm.facilitation.trace"].with_user(self.facilitator)
        counts = dict(trace._read_group([("need_id", "=", need.id)], ["goal_ids"], ["__count"]))
        self.assertEqual(counts, dict.fromkeys(goals, 1))
        self.assertEqual(trace.search([("goal_ids", "in", goals[1].ids)]).need_id, need)

    def test_rows_of_a_need_and_those_of_none_are_found_together(self):
        self.make_each_kind_of_row()
        rows = self.rows()
        need = rows.need_id[0]
        domain = [("project_id", "=", self.project.id), ("need_id", "in", [False, need.id])]
        expected = rows.filtered(lambda row: row.need_id in (need, need.browse()))
        self.assertEqual(expected.need_id, need)
        self.assertTrue(expected.filtered(lambda row: not row.need_id) and rows - expected)
        self.assertEqual((rows.search(domain), rows.search_count(domain)), (expected, len(expected)))

    def test_rows_by_id_are_those_of_the_list(self):
        goal = self.env["crm.facilitation.goal"].create({"name": "Faster", "project_id": self.project.id})
        need = self.make_need("Site visits")
        rows = self.rows()
        self.assertEqual((rows.need_id, rows.goal_id), (need, goal))
        again = self.env["crm.facilitation.trace"].with_user(self.facilitator).browse(rows.ids)
        again.invalidate_recordset()
        self.assertEqual(again.mapped("gap"), rows.mapped("gap"))
        self.assertEqual(again.exists(), rows)

    def make_each_kind_of_row(self):
        """A need, a need with a task, one with a feature, a loose feature, a goal alone and a finding."""
        self.project.action_config_baseline()
        self.env["crm.facilitation.goal"].create({"name": "Faster", "project_id": self.project.id})
        needs = self.make_need("Raised"), self.make_need("Planned"), self.make_need("Built"), self.make_need("Loose")
        stages = self.env["crm.stage"].create([{"name": "One"}, {"name": "Two"}, {"name": "Nobody asked"}])
        features = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        for need, stage in zip(needs[1:], (None, *stages[:2]), strict=True):
            need.action_accept()
            task = need.action_plan()
            if stage:
                features += features.create({"task_id": task.id, "res_model": "crm.stage", "res_id": stage.id})
        features[1].need_ids = False
        self.project.action_config_scan()
        return needs, features

    def test_each_kind_of_row_is_read_by_its_number(self):
        self.make_each_kind_of_row()
        rows = self.rows()
        self.assertEqual(len(rows), 7)
        names = ["need_id", "task_id", "feature_id", "goal_id", "config_item_id", "gap"]
        listed = {row["id"]: row for row in rows.read(names)}
        trace = self.env["crm.facilitation.trace"].with_user(self.facilitator)
        for number in rows.ids:
            self.env.invalidate_all()
            row = trace.browse(number)
            self.assertTrue(row.exists())
            self.assertEqual(row.read(names), [listed[number]])
        self.env.invalidate_all()
        self.assertEqual(trace.browse(rows.ids).read(names), list(listed.values()))
        # those of needs are looked for among needs alone
        for asked, alone in ((rows.filtered("need_id"), True), (rows, False)):
            query = trace._search([("id", "in", asked.ids)])
            self.assertEqual("FROM crm_facilitation_need n" in query.from_clause.code, alone)
            self.assertEqual(set(query), set(asked.ids))
            self.assertEqual(set(trace._search([("id", "in", query)])), set(asked.ids), "by a query, too")

    def test_a_database_of_before_numbers_its_links_once(self):
        self.make_configured()
        trace, known = self.env["crm.facilitation.trace"], set(self.rows().ids)
        trace.init()
        self.assertEqual(set(self.rows().ids), known)
        self.env.cr.execute("DROP VIEW crm_facilitation_trace")
        self.env.cr.execute("ALTER TABLE crm_facilitation_need_task_rel DROP COLUMN link_number")
        trace.init()
        self.assertEqual(len(self.rows()), len(known))

    def test_numbers_of_rows_fit_every_client(self):
        """XML-RPC carries 31 bits, and a need raised anonymously has a number that takes them."""
        self.make_each_kind_of_row()
        self.session.action_go_to(self.session.agenda_item_ids.filtered("anonymous")[:1])
        self.env["crm.facilitation.need"].with_user(self.employee_sales).raise_need(self.session.id, {"name": "X"})
        self.env["crm.facilitation.need"]._show_held(self.session.ids)
        rows = self.rows()
        self.assertEqual(len(rows), 8)
        dumps((rows.ids,))

    def test_a_row_keeps_its_number_while_others_come_and_go(self):
        first, second = self.make_need("Site visits"), self.make_need("Visits on site")
        (first | second).action_accept()
        task = first.action_plan()
        number = self.rows().filtered("task_id").id
        second.action_plan_into(task)
        self.assertEqual(self.rows().filtered(lambda row: row.need_id == first).id, number)
        second.task_ids = False
        self.assertEqual(self.rows().filtered("task_id").id, number)

    def test_words_of_a_need_find_its_rows(self):
        visits, prices = self.make_need("Site visits"), self.make_need("Prices")
        self.env["crm.facilitation.goal"].create({"name": "Site", "project_id": self.project.id})
        trace = self.env["crm.facilitation.trace"].with_user(self.facilitator)
        ours = [("project_id", "=", self.project.id)]
        for condition in (("need_id", "ilike", "site"), ("display_name", "ilike", "site")):
            self.assertEqual(trace.search([*ours, condition]).need_id, visits)
        self.assertEqual(trace.search([*ours, ("need_id", "not ilike", "site")]).need_id, prices)
        either = ["|", ("need_id", "ilike", "site"), ("need_id", "=", prices.id)]
        self.assertEqual(trace.search([*ours, *either]).need_id, visits | prices)

    def test_several_needs_behind_one_task_and_feature(self):
        first, second = self.make_need("Site visits"), self.make_need("Visits on site")
        (first | second).action_accept()
        task = first.action_plan()
        second.action_plan_into(task)
        self.assertEqual(self.rows().need_id, first | second)
        values = {"task_id": task.id, "res_model": "crm.stage", "res_id": self.env["crm.stage"].search([], limit=1).id}
        self.env["crm.facilitation.feature"].with_user(self.facilitator).create(values)
        rows = self.rows()
        self.assertEqual((len(rows), rows.need_id, len(rows.feature_id)), (2, first | second, 1))
        rows.invalidate_recordset()
        self.assertEqual(rows.need_id, first | second)

    def test_pages_hold_each_row_once(self):
        self.env["crm.facilitation.goal"].create([{"name": name, "project_id": self.project.id} for name in "abc"])
        for number in range(4):
            self.make_need(f"Need {number}")
        trace = self.env["crm.facilitation.trace"].with_user(self.facilitator)
        domain = [("project_id", "=", self.project.id)]
        pages = [trace.search(domain, offset=offset, limit=2) for offset in (0, 2, 4, 6)]
        self.assertEqual([len(page) for page in pages], [2, 2, 2, 1])
        self.assertEqual(trace.union(*pages), trace.search(domain))
        self.assertEqual([trace.search_count(domain, limit=limit) for limit in (3, 4, 5, 100)], [3, 4, 5, 7])
        self.assertEqual(trace.search_count([("need_id", "=", False), *domain]), 3)

    def test_the_list_comes_in_any_order_that_is_asked_for(self):
        self.env["crm.facilitation.goal"].create({"name": "Faster", "project_id": self.project.id})
        _raised, accepted, rejected = (self.make_need(name) for name in ("Raised", "Accepted", "Rejected"))
        accepted.action_accept()
        rejected.action_reject("Not now")
        trace = self.env["crm.facilitation.trace"].with_user(self.facilitator)
        domain = [("project_id", "=", self.project.id)]
        gaps = sorted(self.rows().mapped("gap"), reverse=True)
        self.assertNotEqual(trace.search(domain).mapped("gap"), gaps)
        for offset, limit in ((0, None), (0, 3), (2, 3), (2, None)):
            with self.subTest(offset=offset, limit=limit):
                page = trace.search(domain, offset=offset, limit=limit, order="gap desc")
                self.assertEqual(page.mapped("gap"), gaps[offset:][:limit])
        self.assertEqual(trace.search_fetch(domain), trace.search(domain), "with all that is known of them")

    def test_a_page_that_needs_fill_is_read_from_needs_and_with_the_names_alone(self):
        for number in range(3):
            self.make_need(f"Need {number}").action_accept()
        trace = self.env["crm.facilitation.trace"].with_user(self.facilitator)
        domain = [("project_id", "=", self.project.id)]
        _first, *cost = (
            self.count_queries(lambda limit=limit: trace.search_fetch(domain, ["gap"], limit=limit))
            for limit in (3, 2, 3, 4)
        )
        self.assertEqual(cost, [cost[0], cost[0], cost[0] + 1])
        self.env.invalidate_all()
        page = trace.search_fetch(domain, ["need_id"], limit=3)
        with self.assertQueryCount(0):
            self.assertEqual(page.need_id.sudo().mapped("display_name"), ["Need 0", "Need 1", "Need 2"])

    def test_an_anonymous_need_is_read_row_by_row(self):
        """Its number is random, and a row still tells it."""
        self.session.action_go_to(self.session.agenda_item_ids.filtered("anonymous")[:1])
        raised = (
            self.env["crm.facilitation.need"].with_user(self.employee_sales).raise_need(self.session.id, {"name": "X"})
        )
        need = self.env["crm.facilitation.need"].with_user(self.facilitator).browse(raised["id"])
        need._show_held(self.session.ids)
        need.action_accept()
        need.action_plan()
        (row,) = self.rows()
        self.env.invalidate_all()
        self.assertEqual((row.need_id, row.task_id), (need, need.task_ids))

    def test_anonymous_need_names_a_department_and_a_session(self):
        self.session.action_go_to(self.session.agenda_item_ids.filtered("can_raise")[:1])
        self.session.current_item_id.anonymous = True
        need = self.make_need("Nobody dares to say")
        need._show_held(self.session.ids)
        label = self.rows().filtered(lambda row: row.need_id == need).origin_label
        self.assertIn(self.session.name, label)
        self.assertNotIn(self.employee_sales.name, label)

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
        self.assertEqual((whole["start"], part["start"]), (False, f"task-{task.id}"))
        with self.assertRaises(AccessError):
            maps.with_user(self.outsider).get_map("crm.facilitation.need", need.id)

    def test_map_of_a_finding_and_of_a_kpi(self):
        goal = self.env["crm.facilitation.goal"].create({"name": "Faster", "project_id": self.project.id})
        need = self.make_need("Site visits", goal_ids=[(4, goal.id)])
        need.action_accept()
        task = need.action_plan()
        kpi = self.env["crm.facilitation.kpi"].create(
            {
                "definition_id": self.env["crm.facilitation.kpi.definition"].search([], limit=1).id,
                "project_id": self.project.id,
                "goal_id": goal.id,
            }
        )
        self.project.action_config_baseline()
        self.env["crm.stage"].create([{"name": "Site visit"}, {"name": "Nobody asked"}])
        self.project.action_config_scan()
        asked, foreign = self.project.config_item_ids.filtered("is_untraced").sorted("id")
        asked.task_id = task
        asked.action_make_feature()
        chain = {f"goal-{goal.id}", f"need-{need.id}", f"task-{task.id}", f"feature-{asked.feature_id.id}"}
        chain |= {f"config-{asked.id}", f"kpi-{kpi.id}"}
        maps = self.env["crm.facilitation.trace.map"].with_user(self.facilitator)
        for record in (asked, kpi, need, task, goal, asked.feature_id):
            drawn = maps.get_map(record._name, record.id)
            self.assertEqual({node["key"] for node in drawn["nodes"]}, chain, record._name)
            self.assertEqual(len(drawn["edges"]), 5)
        whole = maps.get_map("project.project", self.project.id)
        marks = {node["key"]: node["mark"] for node in whole["nodes"]}
        self.assertEqual(marks[f"config-{foreign.id}"], "gap")

    def test_map_leaves_out_what_leads_nowhere_and_marks_what_should(self):
        goal = self.env["crm.facilitation.goal"].create({"name": "Faster", "project_id": self.project.id})
        kept, rejected, part, put_away = (
            self.make_need(name, goal_ids=[(4, goal.id)]) for name in ("Kept", "Rejected", "Part", "Put away")
        )
        rejected.action_reject("It costs too much")
        part.action_merge_into(kept)
        put_away.active = False
        maps = self.env["crm.facilitation.trace.map"].with_user(self.facilitator)

        def needs_of(record):
            nodes = maps.get_map(record._name, record.id)["nodes"]
            return {node["name"] for node in nodes if node["column"] == "need"}

        self.assertEqual(needs_of(goal), {"Kept"})
        self.assertEqual(needs_of(self.project), {"Kept"})
        kept.action_accept()
        configured = kept.action_plan()
        explained, bare = configured.copy(), configured.copy()
        explained.nothing_to_configure = "It is there already"
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        features = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        feature = features.create({"task_id": configured.id, "res_model": "crm.stage", "res_id": stage.id})
        marks = {node["key"]: node["mark"] for node in maps.get_map(kept._name, kept.id)["nodes"]}
        self.assertEqual([marks[f"task-{task.id}"] for task in (configured, explained, bare)], ["", "", "gap"])
        undecided, idle = self.make_need("Undecided"), goal.copy({"name": "Idle", "need_ids": False})
        whole = {node["key"]: node["mark"] for node in maps.get_map(self.project._name, self.project.id)["nodes"]}
        self.assertEqual([whole[f"need-{need.id}"] for need in (kept, undecided)], ["", ""])
        self.assertEqual([whole[f"goal-{one.id}"] for one in (goal, idle)], ["", "gap"])
        self.assertEqual(whole[f"feature-{feature.id}"], "")

    def test_employee_sees_of_the_map_what_they_may_read(self):
        need = self.make_need("Site visits")
        need.action_accept()
        need.action_plan()
        maps = self.env["crm.facilitation.trace.map"].with_user(self.employee_service)
        drawn = maps.get_map("crm.facilitation.need", need.id)
        self.assertEqual({node["key"] for node in drawn["nodes"]}, {f"need-{need.id}", f"task-{need.task_ids.id}"})

    def test_no_map_of_other_records(self):
        maps = self.env["crm.facilitation.trace.map"].with_user(self.facilitator)
        with self.assertRaises(UserError):
            maps.get_map("res.users", self.facilitator.id)


class TestTraceSize(FacilitationCase):
    def fill(self, needs, each=2):
        """``needs`` accepted needs with ``each`` tasks and as many features, straight into the tables."""
        cr = self.env.cr
        self.env.flush_all()
        cr.execute(
            "INSERT INTO crm_facilitation_need (name, session_id, author_id, project_id, company_id, state, active, delivery_state)"
            " SELECT 'Need ' || n, %s, %s, %s, %s, 'accepted', TRUE, 'configured' FROM generate_series(1, %s) n RETURNING id",
            [self.session.id, self.participant_sales.id, self.project.id, self.session.company_id.id or None, needs],
        )
        cr.execute(
            "INSERT INTO project_task (name, project_id, is_configuration_task, active, state, priority)"
            " SELECT n.id::text, %s, TRUE, TRUE, '01_in_progress', '0' FROM crm_facilitation_need n, generate_series(1, %s)"
            " WHERE n.name LIKE 'Need %%' AND n.session_id = %s",
            [self.project.id, each, self.session.id],
        )
        # foreign keys are checked by the plan that was good for the few tasks of before, until the table is analysed
        cr.execute("ANALYZE project_task")
        cr.execute(
            "INSERT INTO crm_facilitation_need_task_rel (task_id, need_id)"
            " SELECT id, name::int FROM project_task t WHERE project_id = %s AND name ~ '^\\d+$' AND NOT EXISTS"
            " (SELECT FROM crm_facilitation_need_task_rel r WHERE r.task_id = t.id)",
            [self.project.id],
        )
        cr.execute(
            "WITH f AS (INSERT INTO crm_facilitation_feature"
            " (name, task_id, project_id, company_id, change, state, res_model, res_id)"
            " SELECT 'Feature', r.task_id, %s, %s, 'created', 'confirmed', 'crm.stage', 1 FROM crm_facilitation_need_task_rel r"
            " WHERE NOT EXISTS (SELECT FROM crm_facilitation_feature f WHERE f.task_id = r.task_id) RETURNING id, task_id)"
            " INSERT INTO crm_facilitation_feature_crm_facilitation_need_rel"
            " (crm_facilitation_feature_id, crm_facilitation_need_id)"
            " SELECT f.id, r.need_id FROM f JOIN crm_facilitation_need_task_rel r ON r.task_id = f.task_id",
            [self.project.id, self.session.company_id.id],
        )
        cr.execute("ANALYZE crm_facilitation_need, crm_facilitation_need_task_rel, crm_facilitation_feature")
        self.env.invalidate_all()

    def open_first_page(self):
        """Queries of the first page of the list, as the web client asks for it."""
        trace = self.env["crm.facilitation.trace"].with_user(self.facilitator)
        fields = dict.fromkeys(["need_without_task", "suspect", "need_state", "gap"], {})
        fields |= dict.fromkeys(["goal_id", "need_id", "task_id", "feature_id"], {"fields": {"display_name": {}}})
        page = trace.web_search_read([], fields, limit=80, count_limit=10001)
        asked = self.count_queries(lambda: trace.web_search_read([], fields, limit=80, count_limit=10001))
        return asked, page

    def test_first_page_costs_the_same_whatever_the_size(self):
        self.fill(100)
        small, _page = self.open_first_page()
        self.fill(10_000)
        large, page = self.open_first_page()
        self.assertEqual(small - large, 1, "where the chain fills the count, the loose ends are not counted")
        self.assertEqual((len(page["records"]), page["length"]), (80, 10001))
        self.assertEqual({row["gap"] for row in page["records"]}, {"complete"})

    def test_map_costs_the_same_whatever_the_size(self):
        maps = self.env["crm.facilitation.trace.map"].with_user(self.facilitator)
        counts = []
        for more in (20, 200):
            self.fill(more)
            drawn = maps.get_map("project.project", self.project.id)
            counts.append(self.count_queries(lambda: maps.get_map("project.project", self.project.id)))
        self.assertEqual(counts[0], counts[1])
        self.assertGreater(len(drawn["nodes"]), 1000)
