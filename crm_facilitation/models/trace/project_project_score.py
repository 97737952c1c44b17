from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.trace.score import TraceCounts, biggest_gain, trace_score

# cause → rows of the trace that show it
GAP_OF_CAUSE = {
    "suspect_features": "suspect",
    "suspect_needs": "suspect",
    "unlinked": "feature_without_need",
    "unplanned": "need_without_task",
    "unbuilt": "task_without_feature",
    "unconfirmed": "unconfirmed",
    "unnamed": "need_without_author",
}
# that nobody is known who asked for the need ``n``; of an anonymous one somebody did
NOBODY = SQL("""n.author_id IS NULL AND n.is_anonymous IS NOT TRUE
    AND NOT EXISTS (SELECT FROM crm_facilitation_need_crm_facilitation_participant_rel s
        WHERE s.crm_facilitation_need_id = n.id)
    AND NOT EXISTS (SELECT FROM crm_facilitation_need m
        WHERE m.merged_into_id = n.id AND (m.author_id IS NOT NULL OR m.is_anonymous))""")
FEATURE_COUNTS = """
    SELECT f.project_id, count(*) AS confirmed,
        count(*) FILTER (WHERE f.is_suspect) AS suspect_features,
        count(*) FILTER (WHERE f.is_suspect IS NOT TRUE AND chain.suspect) AS suspect_needs,
        count(*) FILTER (WHERE f.is_suspect IS NOT TRUE AND chain.suspect IS NULL) AS unlinked
    FROM crm_facilitation_feature f
    LEFT JOIN LATERAL (
        SELECT bool_or(n.is_suspect IS TRUE) AS suspect
        FROM crm_facilitation_feature_crm_facilitation_need_rel fn
        JOIN crm_facilitation_need_task_rel nt ON nt.need_id = fn.crm_facilitation_need_id AND nt.task_id = f.task_id
        JOIN project_task t ON t.id = nt.task_id AND t.state <> '1_canceled'
        JOIN crm_facilitation_need n ON n.id = nt.need_id AND n.state = 'accepted'
        WHERE fn.crm_facilitation_feature_id = f.id) chain ON TRUE
    WHERE f.state = 'confirmed' AND f.project_id = ANY(%(ids)s)
    GROUP BY f.project_id
"""
NEED_COUNTS = """
    SELECT project_id, count(*) AS accepted,
        count(*) FILTER (WHERE cause = 'refused') AS refused,
        count(*) FILTER (WHERE cause = 'unplanned') AS unplanned,
        count(*) FILTER (WHERE cause = 'unconfirmed') AS unconfirmed,
        count(*) FILTER (WHERE cause = 'unbuilt') AS unbuilt,
        count(*) FILTER (WHERE cause = 'unnamed') AS unnamed
    FROM (
        SELECT n.project_id, CASE
            WHEN n.delivery_state = 'refused' THEN 'refused'
            WHEN built.confirmed THEN nobody.cause
            WHEN work.done IS NULL THEN 'unplanned'
            WHEN work.done THEN nobody.cause
            WHEN built.confirmed IS FALSE THEN 'unconfirmed'
            ELSE 'unbuilt' END AS cause
        FROM crm_facilitation_need n
        LEFT JOIN LATERAL (
            SELECT bool_or(f.state = 'confirmed') AS confirmed
            FROM crm_facilitation_feature_crm_facilitation_need_rel fn
            JOIN crm_facilitation_feature f ON f.id = fn.crm_facilitation_feature_id
            WHERE fn.crm_facilitation_need_id = n.id) built ON TRUE
        LEFT JOIN LATERAL (
            SELECT bool_and(t.state = '1_done' AND coalesce(t.nothing_to_configure, '') <> '') AS done
            FROM crm_facilitation_need_task_rel nt JOIN project_task t ON t.id = nt.task_id
            WHERE nt.need_id = n.id AND t.state <> '1_canceled') work ON TRUE
        LEFT JOIN LATERAL (
            SELECT 'unnamed' AS cause
            WHERE %(nobody)s) nobody ON TRUE
        WHERE n.state = 'accepted' AND n.project_id = ANY(%(ids)s)) need
    GROUP BY project_id
"""


class ProjectProject(models.Model):
    """The trace score: how much of the roll-out can be traced, with what would raise it most. Two queries in all."""

    _inherit = "project.project"

    trace_score = fields.Float(compute="_compute_trace_score", help="Share from 0 to 1.")
    trace_advice = fields.Char("What would raise it most", compute="_compute_trace_score")

    @api.depends("feature_ids.state", "feature_ids.is_suspect", "need_ids.state", "need_ids.delivery_state")
    def _compute_trace_score(self):
        counts = self._get_trace_counts()
        for project in self:
            project.trace_score = trace_score(counts[project.id])
            project.trace_advice = self._get_trace_advice(counts[project.id])

    def _get_trace_counts(self):
        """``{project id: TraceCounts}``."""
        for model in ("crm.facilitation.feature", "crm.facilitation.need", "project.task"):
            self.env[model].flush_model()
        counts = {project_id: {} for project_id in self.ids}
        for statement in (FEATURE_COUNTS, NEED_COUNTS):
            named = {"nobody": NOBODY} if statement is NEED_COUNTS else {}
            self.env.cr.execute(SQL(statement, ids=self._origin.ids, **named))
            for row in self.env.cr.dictfetchall():
                counts[row.pop("project_id")].update(row)
        return {project.id: TraceCounts(**counts.get(project._origin.id, {})) for project in self}

    @api.model
    def _get_trace_advice(self, counts):
        gain = biggest_gain(counts)
        if not gain:
            return False
        cause, count, share = gain
        _ = self.env._
        sentences = {
            "suspect_features": lambda: _("Review the features under question: %s", count),
            "suspect_needs": lambda: _("Review the needs under question, whose features hang on them: %s", count),
            "unlinked": lambda: _("Link the features to the accepted needs they are for: %s", count),
            "unplanned": lambda: _("Plan the accepted needs without a task: %s", count),
            "unbuilt": lambda: _("Configure what was accepted and planned, needs: %s", count),
            "unconfirmed": lambda: _("Confirm the features of accepted needs, needs: %s", count),
            "unnamed": lambda: _("Say who asked for these needs: %s", count),
            "refused": lambda: _("Put right what those who asked refused, needs: %s", count),
        }
        points = _("worth %s points", round(100 * share))
        return f"{sentences[cause]()} ({points})"

    def action_open_trace_advice(self) -> dict:
        """The records to look at first, because they would raise the score most."""
        self.ensure_one()
        self.check_access("read")
        gain = biggest_gain(self._get_trace_counts()[self.id])
        if gain and gain[0] == "refused":
            action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.need_action")
            return action | {"domain": [("project_id", "=", self.id), ("delivery_state", "=", "refused")]}
        action = self.action_open_trace()
        if gain:
            action["domain"] = [("project_id", "=", self.id), ("gap", "=", GAP_OF_CAUSE[gain[0]])]
        return action
