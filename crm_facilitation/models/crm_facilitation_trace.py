from odoo import api, fields, models
from odoo.tools import SQL, drop_view_if_exists

from .crm_facilitation_feature import STATES as FEATURE_STATES
from .crm_facilitation_need import DELIVERY_STATES
from .crm_facilitation_need import STATES as NEED_STATES

GAPS = [
    ("goal_without_need", "Goal without need"),
    ("need_without_task", "Need without task"),
    ("task_without_feature", "Task without feature"),
    ("feature_without_need", "Feature without need"),
    ("suspect", "Under question"),
    ("complete", "Complete"),
]
# Column expressions by branch: feature × need, task × need, need alone, feature alone, task alone, goal alone.
# An id packs the keys of its branch into the 53 bits that JavaScript keeps exactly: 25 + 25 bits of keys, 3 of branch.
# Each has an index on the same expression, so that reading rows by id does not walk the view.
ID_INDEXES = [
    (
        "crm_facilitation_trace_feature_need_index",
        "CREATE INDEX IF NOT EXISTS crm_facilitation_trace_feature_need_index"
        " ON crm_facilitation_feature_crm_facilitation_need_rel"
        " (((crm_facilitation_feature_id::bigint << 28) + (crm_facilitation_need_id::bigint << 3) + 1))",
    ),
    (
        "crm_facilitation_trace_task_need_index",
        "CREATE INDEX IF NOT EXISTS crm_facilitation_trace_task_need_index ON crm_facilitation_need_task_rel"
        " (((task_id::bigint << 28) + (need_id::bigint << 3) + 2))",
    ),
    (
        "crm_facilitation_trace_need_index",
        "CREATE INDEX IF NOT EXISTS crm_facilitation_trace_need_index ON crm_facilitation_need"
        " (((id::bigint << 3) + 3))",
    ),
    (
        "crm_facilitation_trace_feature_index",
        "CREATE INDEX IF NOT EXISTS crm_facilitation_trace_feature_index ON crm_facilitation_feature"
        " (((id::bigint << 3) + 4))",
    ),
]
VIEW = SQL("""
CREATE VIEW crm_facilitation_trace AS (
    SELECT (fn.crm_facilitation_feature_id::bigint << 28) + (fn.crm_facilitation_need_id::bigint << 3) + 1 AS id,
        f.project_id, f.company_id,
        (SELECT min(g.crm_facilitation_goal_id) FROM crm_facilitation_goal_crm_facilitation_need_rel g
            WHERE g.crm_facilitation_need_id = fn.crm_facilitation_need_id) AS goal_id,
        fn.crm_facilitation_need_id AS need_id, n.session_id, n.department_id, n.state AS need_state,
        n.delivery_state, f.task_id, fn.crm_facilitation_feature_id AS feature_id, f.state AS feature_state,
        f.res_model,
        FALSE AS goal_without_need, FALSE AS need_without_task, FALSE AS task_without_feature,
        n.state <> 'accepted' AS feature_without_need,
        coalesce(n.is_suspect, FALSE) OR coalesce(f.is_suspect, FALSE) AS suspect
    FROM crm_facilitation_feature_crm_facilitation_need_rel fn
    JOIN crm_facilitation_feature f ON f.id = fn.crm_facilitation_feature_id
    JOIN crm_facilitation_need n ON n.id = fn.crm_facilitation_need_id
UNION ALL
    SELECT (nt.task_id::bigint << 28) + (nt.need_id::bigint << 3) + 2,
        n.project_id, n.company_id,
        (SELECT min(g.crm_facilitation_goal_id) FROM crm_facilitation_goal_crm_facilitation_need_rel g
            WHERE g.crm_facilitation_need_id = nt.need_id),
        nt.need_id, n.session_id, n.department_id, n.state, n.delivery_state,
        nt.task_id, NULL::int, NULL::varchar, NULL::varchar,
        FALSE, FALSE, coalesce(t.nothing_to_configure, '') = '', FALSE, coalesce(n.is_suspect, FALSE)
    FROM crm_facilitation_need_task_rel nt
    JOIN crm_facilitation_need n ON n.id = nt.need_id
    JOIN project_task t ON t.id = nt.task_id
    WHERE NOT EXISTS (
        SELECT FROM crm_facilitation_feature f
        JOIN crm_facilitation_feature_crm_facilitation_need_rel fn ON fn.crm_facilitation_feature_id = f.id
        WHERE f.task_id = nt.task_id AND fn.crm_facilitation_need_id = nt.need_id)
UNION ALL
    SELECT (n.id::bigint << 3) + 3, n.project_id, n.company_id,
        (SELECT min(g.crm_facilitation_goal_id) FROM crm_facilitation_goal_crm_facilitation_need_rel g
            WHERE g.crm_facilitation_need_id = n.id),
        n.id, n.session_id, n.department_id, n.state, n.delivery_state,
        NULL::int, NULL::int, NULL::varchar, NULL::varchar,
        FALSE, n.state = 'accepted', FALSE, FALSE, coalesce(n.is_suspect, FALSE)
    FROM crm_facilitation_need n
    WHERE NOT EXISTS (SELECT FROM crm_facilitation_need_task_rel nt WHERE nt.need_id = n.id)
        AND NOT EXISTS (SELECT FROM crm_facilitation_feature_crm_facilitation_need_rel fn
            WHERE fn.crm_facilitation_need_id = n.id)
UNION ALL
    SELECT (f.id::bigint << 3) + 4, f.project_id, f.company_id, NULL::int,
        NULL::int, NULL::int, NULL::int, NULL::varchar, NULL::varchar,
        f.task_id, f.id, f.state, f.res_model,
        FALSE, FALSE, FALSE, TRUE, coalesce(f.is_suspect, FALSE)
    FROM crm_facilitation_feature f
    WHERE NOT EXISTS (SELECT FROM crm_facilitation_feature_crm_facilitation_need_rel fn
        WHERE fn.crm_facilitation_feature_id = f.id)
UNION ALL
    SELECT (g.id::bigint << 3) + 6, g.project_id, g.company_id, g.id,
        NULL::int, NULL::int, NULL::int, NULL::varchar, NULL::varchar,
        NULL::int, NULL::int, NULL::varchar, NULL::varchar, TRUE, FALSE, FALSE, FALSE, FALSE
    FROM crm_facilitation_goal g
    WHERE NOT EXISTS (SELECT FROM crm_facilitation_goal_crm_facilitation_need_rel r
        WHERE r.crm_facilitation_goal_id = g.id)
)""")


class CrmFacilitationTrace(models.Model):
    """The trace of a roll-out, forwards and backwards: goal, need, task, feature, and what is missing in between.

    One row per feature and need; where there is no feature yet, one per task and need, or one per need; features and
    goals that no need stands behind have a row of their own. A need that serves several goals shows the first.

    Rows come in the order of the needs' ids, which PostgreSQL can walk by index: the first page costs the same
    whatever the size.
    """

    _name = "crm.facilitation.trace"
    _description = "Facilitation Trace"
    _auto = False
    _log_access = False
    _order = "need_id.id, id"
    _rec_name = "need_id"

    project_id = fields.Many2one("project.project", "Roll-out", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    goal_id = fields.Many2one("crm.facilitation.goal", "Goal", readonly=True)
    need_id = fields.Many2one("crm.facilitation.need", "Need", readonly=True)
    session_id = fields.Many2one("crm.facilitation.session", "Session", readonly=True)
    department_id = fields.Many2one("hr.department", "Department", readonly=True)
    need_state = fields.Selection(NEED_STATES, "Decision", readonly=True)
    delivery_state = fields.Selection(DELIVERY_STATES, "Delivery", readonly=True)
    task_id = fields.Many2one("project.task", "Task", readonly=True)
    feature_id = fields.Many2one("crm.facilitation.feature", "Feature", readonly=True)
    feature_state = fields.Selection(FEATURE_STATES, readonly=True)
    res_model = fields.Char("Model", readonly=True)
    goal_without_need = fields.Boolean(readonly=True)
    need_without_task = fields.Boolean(readonly=True)
    task_without_feature = fields.Boolean(readonly=True)
    feature_without_need = fields.Boolean(readonly=True)
    suspect = fields.Boolean("Under question", readonly=True)
    gap = fields.Selection(GAPS, "What is missing", compute="_compute_gap")

    def init(self):
        drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(VIEW)
        for _name, statement in ID_INDEXES:
            self.env.cr.execute(SQL(statement))  # pylint: disable=sql-injection

    @api.depends("goal_without_need", "need_without_task", "task_without_feature", "feature_without_need", "suspect")
    def _compute_gap(self):
        names = [name for name, _label in GAPS[:-1]]
        for row in self:
            row.gap = next((name for name in names if row[name]), "complete")

    def action_open(self):
        """Open what the row ends in: the feature, else the task, the need or the goal."""
        self.ensure_one()
        record = self.feature_id or self.task_id or self.need_id or self.goal_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
