"""The same questions asked in SQL written by hand against the tables, with the names that a reader sees."""

# one row per need, task and feature, and the loose ends: what the view says, without the view
ROWS = """
    SELECT n.id AS need, n.name AS need_name, n.state, n.delivery_state, n.department_id, n.project_id,
           t.id AS task, t.name AS task_name, f.id AS feature, f.name AS feature_name, i.name AS item_name,
           (SELECT g.name FROM crm_facilitation_goal g JOIN crm_facilitation_goal_crm_facilitation_need_rel r
             ON r.crm_facilitation_goal_id = g.id WHERE r.crm_facilitation_need_id = n.id ORDER BY g.id LIMIT 1) AS goal_name,
           CASE WHEN t.id IS NULL AND n.state = 'accepted' THEN 'need_without_task'
                WHEN t.id IS NOT NULL AND f.id IS NULL THEN 'task_without_feature'
                WHEN n.is_suspect OR f.is_suspect THEN 'suspect'
                WHEN f.state = 'proposed' THEN 'unconfirmed'
                WHEN n.state = 'raised' THEN 'undecided' ELSE 'complete' END AS gap
      FROM crm_facilitation_need n
      LEFT JOIN (crm_facilitation_need_task_rel nt
                 JOIN project_task t ON t.id = nt.task_id AND t.state <> '1_canceled') ON nt.need_id = n.id
      LEFT JOIN (crm_facilitation_feature_crm_facilitation_need_rel fn
                 JOIN crm_facilitation_feature f ON f.id = fn.crm_facilitation_feature_id)
        ON fn.crm_facilitation_need_id = n.id AND f.task_id = nt.task_id
      LEFT JOIN crm_facilitation_config_item i ON i.id = f.config_item_id
"""
LOOSE = """
    SELECT NULL, NULL, NULL, NULL, NULL::int, f.project_id, t.id, t.name, f.id, f.name, i.name, NULL, 'feature_without_need'
      FROM crm_facilitation_feature f JOIN project_task t ON t.id = f.task_id
      LEFT JOIN crm_facilitation_config_item i ON i.id = f.config_item_id
     WHERE NOT EXISTS (SELECT FROM crm_facilitation_feature_crm_facilitation_need_rel fn
                         JOIN crm_facilitation_need_task_rel nt ON nt.need_id = fn.crm_facilitation_need_id
                         JOIN project_task live ON live.id = nt.task_id AND live.state <> '1_canceled'
                        WHERE fn.crm_facilitation_feature_id = f.id AND nt.task_id = f.task_id)
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, g.project_id, NULL, NULL, NULL, NULL, NULL, g.name, 'goal_without_need'
      FROM crm_facilitation_goal g
     WHERE NOT EXISTS (SELECT FROM crm_facilitation_goal_crm_facilitation_need_rel r WHERE r.crm_facilitation_goal_id = g.id)
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, i.project_id, NULL, NULL, NULL, NULL, i.name, NULL, 'untraced'
      FROM crm_facilitation_config_item i WHERE i.is_untraced
"""
EVERYTHING = f"SELECT * FROM ({ROWS} UNION ALL {LOOSE}) every_row"


def page(where="", loose_where=None):
    """First page in the order of the needs with the department's name, and the count up to 10,001.

    The loose ends come last; ``loose_where`` chooses those that count, None for none of them.
    """
    rows = f"SELECT page.*, d.name->>'en_US' FROM ({ROWS} {where} ORDER BY n.id, f.id LIMIT 80) page"
    counted = f"SELECT FROM ({ROWS} {where}) chain"
    if loose_where is not None:
        columns = "need, need_name, state, delivery_state, department_id, project_id"
        counted += f" UNION ALL SELECT FROM ({LOOSE}) loose ({columns}) {loose_where}"
    return (
        f"{rows} LEFT JOIN hr_department d ON d.id = department_id ORDER BY need, feature",
        f"SELECT count(*) FROM ({counted} LIMIT 10001) counted",
    )


def group(*columns):
    names = ", ".join(columns)
    return f"SELECT {names}, count(*) FROM ({ROWS} UNION ALL {LOOSE}) every_row GROUP BY {names}"


EXPORT = f"""
    SELECT goal_name, d.name->>'en_US', need_name, state, task_name, feature_name, item_name, delivery_state, gap
      FROM ({ROWS} UNION ALL {LOOSE}) every_row LEFT JOIN hr_department d ON d.id = department_id
     ORDER BY need, task, feature
"""
