"""The statements behind the trace: its rows are of one chain, from the need on, and of what hangs on no need."""

from odoo.tools import SQL

from .project_project_score import NOBODY

# links between needs and what answers them, each with a number of its own
LINKS = ("crm_facilitation_need_task_rel", "crm_facilitation_feature_crm_facilitation_need_rel")
# what PostgreSQL can walk by index from the first need on, a page at a time; identifiers as in tools/trace/row.py
CHAIN = SQL(
    """
    SELECT CASE WHEN f.id IS NOT NULL THEN (fn.link_number::bigint << 3) + 1
            WHEN nt.task_id IS NOT NULL THEN (nt.link_number::bigint << 3) + 2
            ELSE -n.id::bigint END AS id,
        n.project_id, n.company_id,
        (SELECT min(g.crm_facilitation_goal_id) FROM crm_facilitation_goal_crm_facilitation_need_rel g
            WHERE g.crm_facilitation_need_id = n.id) AS goal_id,
        n.id AS need_id, n.name AS need_name, n.session_id, n.department_id, n.state AS need_state, n.delivery_state,
        nt.task_id, f.id AS feature_id, f.state AS feature_state, f.config_item_id, f.res_model,
        FALSE AS goal_without_need, nt.task_id IS NULL AND n.state = 'accepted' AS need_without_task,
        nt.task_id IS NOT NULL AND f.id IS NULL AND coalesce(t.nothing_to_configure, '') = '' AS task_without_feature,
        f.id IS NOT NULL AND n.state <> 'accepted' AS feature_without_need,
        FALSE AS untraced, coalesce(n.is_suspect, FALSE) OR coalesce(f.is_suspect, FALSE) AS suspect,
        CASE
            WHEN nt.task_id IS NULL AND n.state = 'accepted' THEN 'need_without_task'
            WHEN nt.task_id IS NOT NULL AND f.id IS NULL AND coalesce(t.nothing_to_configure, '') = ''
                THEN 'task_without_feature'
            WHEN f.id IS NOT NULL AND n.state <> 'accepted' THEN 'feature_without_need'
            WHEN coalesce(n.is_suspect, FALSE) OR coalesce(f.is_suspect, FALSE) THEN 'suspect'
            WHEN f.state = 'proposed' THEN 'unconfirmed'
            WHEN n.state = 'raised' AND n.active IS TRUE THEN 'undecided'
            WHEN n.state <> 'accepted' THEN 'not_planned'
            WHEN n.delivery_state = 'refused' THEN 'refused'
            WHEN %(nobody)s THEN 'need_without_author'
            ELSE 'complete' END::varchar AS gap, t.name AS task_name, f.name AS feature_name
    FROM crm_facilitation_need n
    LEFT JOIN (crm_facilitation_need_task_rel nt
        JOIN project_task t ON t.id = nt.task_id AND t.state <> '1_canceled') ON nt.need_id = n.id
    LEFT JOIN (crm_facilitation_feature_crm_facilitation_need_rel fn
        JOIN crm_facilitation_feature f ON f.id = fn.crm_facilitation_feature_id)
        ON fn.crm_facilitation_need_id = n.id AND f.task_id = nt.task_id WHERE n.is_held IS NOT TRUE
""",
    nobody=NOBODY,
)
# features whose task answers none of their needs, goals that no need serves, findings of the scan without a feature
LOOSE_ENDS = SQL("""
    SELECT (f.id::bigint << 3) + 3 AS id, f.project_id, f.company_id, NULL::int AS goal_id, NULL::int AS need_id,
        NULL::varchar AS need_name, NULL::int AS session_id, NULL::int AS department_id,
        NULL::varchar AS need_state, NULL::varchar AS delivery_state, f.task_id, f.id AS feature_id,
        f.state AS feature_state, f.config_item_id, f.res_model, FALSE AS goal_without_need,
        FALSE AS need_without_task, FALSE AS task_without_feature, TRUE AS feature_without_need, FALSE AS untraced,
        coalesce(f.is_suspect, FALSE) AS suspect, 'feature_without_need'::varchar AS gap,
        own.name AS task_name, f.name AS feature_name
    FROM crm_facilitation_feature f LEFT JOIN project_task own ON own.id = f.task_id
    WHERE NOT EXISTS (SELECT FROM crm_facilitation_feature_crm_facilitation_need_rel fn
        JOIN crm_facilitation_need_task_rel nt ON nt.need_id = fn.crm_facilitation_need_id
        JOIN project_task t ON t.id = nt.task_id AND t.state <> '1_canceled'
        WHERE fn.crm_facilitation_feature_id = f.id AND nt.task_id = f.task_id)
UNION ALL
    SELECT (i.id::bigint << 3) + 4, i.project_id, p.company_id, NULL::int, NULL::int, NULL::varchar, NULL::int, NULL::int,
        NULL::varchar, NULL::varchar, NULL::int, NULL::int, NULL::varchar, i.id, i.res_model,
        FALSE, FALSE, FALSE, FALSE, TRUE, FALSE, 'untraced'::varchar, NULL::varchar, NULL::varchar
    FROM crm_facilitation_config_item i JOIN project_project p ON p.id = i.project_id WHERE i.is_untraced
UNION ALL
    SELECT (g.id::bigint << 3) + 5, g.project_id, g.company_id, g.id, NULL::int, NULL::varchar, NULL::int, NULL::int,
        NULL::varchar, NULL::varchar, NULL::int, NULL::int, NULL::varchar, NULL::int, NULL::varchar,
        TRUE, FALSE, FALSE, FALSE, FALSE, FALSE, 'goal_without_need'::varchar, NULL::varchar, NULL::varchar
    FROM crm_facilitation_goal g WHERE g.active AND coalesce(g.relevance, '') <> 'obsolete'
        AND NOT EXISTS (SELECT FROM crm_facilitation_goal_crm_facilitation_need_rel r JOIN crm_facilitation_need m
            ON m.id = r.crm_facilitation_need_id WHERE r.crm_facilitation_goal_id = g.id AND m.is_held IS NOT TRUE)
""")
PARTS = {"chain": CHAIN, "loose_ends": LOOSE_ENDS}
