"""Roll-outs to measure on, straight into the tables: two tasks or three, and as many features, for each need, with gaps.

Of 20 needs one is undecided, of 50 accepted ones one has no task; of 25 tasks one has no feature and another has two;
one feature in 100 and one need in 200 are under question. Half of the features name a configuration item; to each
roll-out belong 5 goals, 10 KPIs, a goal that no need serves, 5 untraced items and 2 features without a need.
"""

PER_ROLLOUT = 500
GOALS = 5
KPIS = 10


def fill(env, needs, rollouts=None):
    """``needs`` needs in roll-outs of 500, or in as many as named; returns the roll-outs."""
    count = rollouts or max(1, needs // PER_ROLLOUT)
    departments = env["hr.department"].create([{"name": f"Department {number}"} for number in range(12)])
    projects = env["project.project"].create(
        [{"name": f"Roll-out {number}", "is_facilitation": True} for number in range(count)]
    )
    sessions = env["crm.facilitation.session"].create(
        [{"name": f"Session {project.id}", "project_id": project.id} for project in projects]
    )
    definition = env["crm.facilitation.kpi.definition"].search([], limit=1)
    env.flush_all()
    cr = env.cr
    _skip_foreign_keys(cr)
    cr.execute("CREATE TEMP TABLE rollout AS SELECT project_id, id AS session_id, company_id,"
               " row_number() OVER (ORDER BY id) - 1 AS n FROM crm_facilitation_session WHERE id = ANY(%s)",
               [sessions.ids])  # fmt: skip
    _fill_goals(cr, definition.id, env.uid)
    _fill_needs(cr, needs // count, departments.ids)
    _fill_tasks(cr)
    _fill_features(cr)
    cr.execute("DROP TABLE rollout, planned, built")
    cr.execute("SET LOCAL session_replication_role = DEFAULT")
    cr.execute(
        "ANALYZE crm_facilitation_goal, crm_facilitation_need, crm_facilitation_kpi, project_task,"
        " crm_facilitation_feature, crm_facilitation_config_item, crm_facilitation_need_task_rel,"
        " crm_facilitation_feature_crm_facilitation_need_rel, crm_facilitation_goal_crm_facilitation_need_rel"
    )
    env.invalidate_all()
    return projects


def _skip_foreign_keys(cr):
    """Every row made here names rows made here; checking two million foreign keys takes half of the time."""
    cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if cr.fetchone()[0]:
        cr.execute("SET LOCAL session_replication_role = replica")


def _fill_goals(cr, definition, user):
    cr.execute(
        "INSERT INTO crm_facilitation_goal (name, project_id, company_id, active, sequence)"
        " SELECT 'Goal ' || g, project_id, company_id, TRUE, g FROM rollout, generate_series(0, %s) g",
        [GOALS],
    )
    cr.execute(
        "INSERT INTO crm_facilitation_kpi"
        " (name, definition_id, project_id, company_id, goal_id, owner_id, direction, frequency)"
        " SELECT 'KPI ' || k, %s, r.project_id, r.company_id,"
        "        (SELECT id FROM crm_facilitation_goal g WHERE g.project_id = r.project_id AND sequence = k %% %s),"
        "        %s, 'up', 'month' FROM rollout r, generate_series(0, %s) k",
        [definition, GOALS, user, KPIS - 1],
    )


def _fill_needs(cr, per_rollout, departments):
    cr.execute(
        "INSERT INTO crm_facilitation_need"
        " (name, session_id, project_id, company_id, department_id, state, active, delivery_state, is_suspect)"
        " SELECT 'Need ' || md5((n * 1000 + k)::text), session_id, project_id, company_id, (%s)[1 + k %% 12],"
        "        CASE WHEN k %% 20 = 0 THEN 'raised' ELSE 'accepted' END, TRUE,"
        "        CASE WHEN k %% 3 = 0 THEN 'planned' ELSE 'configured' END, k %% 200 = 1"
        " FROM rollout, generate_series(1, %s) k ORDER BY n, k",
        [departments, per_rollout],
    )
    cr.execute(
        "INSERT INTO crm_facilitation_goal_crm_facilitation_need_rel"
        " (crm_facilitation_goal_id, crm_facilitation_need_id)"
        " SELECT g.id, n.id FROM crm_facilitation_need n JOIN crm_facilitation_goal g"
        " ON g.project_id = n.project_id AND g.sequence = n.id %% %s"
        " WHERE n.id %% 10 <> 0 AND n.project_id IN (SELECT project_id FROM rollout)",
        [GOALS],
    )


def _fill_tasks(cr):
    cr.execute(
        "CREATE TEMP TABLE planned AS"
        " SELECT nextval('project_task_id_seq')::int AS task_id, n.id AS need_id, n.name, n.project_id, n.company_id"
        " FROM rollout r JOIN crm_facilitation_need n ON n.project_id = r.project_id,"
        " generate_series(1, CASE WHEN n.id % 7 = 0 THEN 3 ELSE 2 END) WHERE n.state = 'accepted' AND n.id % 50 <> 0"
        " ORDER BY n.id"
    )
    cr.execute(
        "INSERT INTO project_task"
        " (id, name, project_id, company_id, is_configuration_task, active, state, priority, display_in_project)"
        " SELECT task_id, 'Configure ' || name, project_id, company_id, TRUE, TRUE,"
        "        CASE WHEN task_id % 3 = 0 THEN '01_in_progress' ELSE '1_done' END, '0', TRUE FROM planned"
    )
    cr.execute("INSERT INTO crm_facilitation_need_task_rel (task_id, need_id) SELECT task_id, need_id FROM planned")


def _fill_features(cr):
    cr.execute(
        "CREATE TEMP TABLE built AS"
        " SELECT nextval('crm_facilitation_feature_id_seq')::int AS feature_id, p.* FROM planned p,"
        " generate_series(1, CASE p.task_id % 25 WHEN 0 THEN 0 WHEN 1 THEN 2 ELSE 1 END)"
    )
    cr.execute(
        "INSERT INTO built SELECT nextval('crm_facilitation_feature_id_seq')::int, p.task_id, NULL, p.name,"
        " p.project_id, p.company_id FROM (SELECT *, row_number() OVER (PARTITION BY project_id ORDER BY task_id) AS n"
        " FROM planned) p WHERE n <= 2"
    )
    cr.execute(
        "INSERT INTO crm_facilitation_config_item (name, project_id, res_model, res_id, status, is_untraced)"
        " SELECT 'Item ' || feature_id, project_id, 'crm.stage', feature_id, 'new', FALSE FROM built"
        " WHERE feature_id % 2 = 0"
        " UNION ALL SELECT 'Untraced ' || k, project_id, 'crm.tag', k, 'new', TRUE FROM rollout, generate_series(1, 5) k"
    )
    cr.execute(
        "INSERT INTO crm_facilitation_feature"
        " (id, name, task_id, project_id, company_id, change, state, res_model, res_id, is_suspect, config_item_id)"
        " SELECT b.feature_id, 'Feature ' || b.feature_id, b.task_id, b.project_id, b.company_id, 'created',"
        "        CASE WHEN b.feature_id % 10 = 0 THEN 'proposed' ELSE 'confirmed' END, 'crm.stage', b.feature_id,"
        "        b.feature_id % 100 = 1, i.id"
        " FROM built b LEFT JOIN crm_facilitation_config_item i"
        " ON i.project_id = b.project_id AND i.res_model = 'crm.stage' AND i.res_id = b.feature_id"
    )
    cr.execute(
        "INSERT INTO crm_facilitation_feature_crm_facilitation_need_rel"
        " (crm_facilitation_feature_id, crm_facilitation_need_id)"
        " SELECT feature_id, need_id FROM built WHERE need_id IS NOT NULL"
    )
