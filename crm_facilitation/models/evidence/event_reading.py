from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

KIND_LABELS = {
    "author_revealed": _lt("Author named"),
    "config_baseline": _lt("Baseline taken"),
    "config_outside": _lt("Configuration not part of the roll-out"),
    "config_scan": _lt("Changes of the configuration found"),
    "conflict_agreed": _lt("Conflict settled"),
    "conflict_discussed": _lt("Conflict taken up by the room"),
    "conflict_dismissed": _lt("Conflict dismissed"),
    "conflict_raised": _lt("Conflict raised"),
    "conflict_reopened": _lt("Conflict reopened"),
    "conflicts_detected": _lt("Conflicts detected"),
    "delivery_accepted": _lt("Result confirmed"),
    "delivery_refused": _lt("Result refused"),
    "feature_confirmed": _lt("Feature confirmed"),
    "feature_withdrawn": _lt("Confirmation of a feature withdrawn"),
    "goal_archived": _lt("Goal archived"),
    "goal_changed": _lt("Goal changed"),
    "goal_confirmed": _lt("Goal confirmed"),
    "goal_obsolete": _lt("Goal obsolete"),
    "kpi_archived": _lt("KPI archived"),
    "kpi_baseline_changed": _lt("Baseline of a KPI changed"),
    "kpi_target_changed": _lt("Target of a KPI changed"),
    "kpi_target_set": _lt("Target of a KPI set"),
    "launch": _lt("Launched"),
    "launch_override": _lt("Launched in spite of open checks"),
    "need_accepted": _lt("Need accepted"),
    "need_changed": _lt("Need changed after the decision"),
    "need_deferred": _lt("Need deferred"),
    "need_merged": _lt("Need merged"),
    "need_raised": _lt("Need put back on the list"),
    "need_rejected": _lt("Need rejected"),
    "need_reviewed": _lt("Changed need reviewed"),
    "need_split_from": _lt("Need split"),
    "need_unmerged": _lt("Merge undone"),
    "origins_sealed": _lt("Origins of anonymous needs sealed"),
    "round_closed": _lt("Vote closed"),
    "round_deadline_moved": _lt("Deadline of a vote moved"),
    "round_opened": _lt("Vote opened"),
    "session_cancelled": _lt("Session cancelled"),
    "session_closed": _lt("Session closed"),
    "session_started": _lt("Session started"),
    "suspect_reviewed": _lt("Link under question reviewed"),
}
SUMMARY_KEYS = ("name", "reason", "title")


class CrmFacilitationEvent(models.Model):
    """Evidence as a person reads it: what happened in words, and in a line what it was about."""

    _inherit = "crm.facilitation.event"

    kind_label = fields.Char("What happened (in words)", compute="_compute_reading")
    summary = fields.Char(compute="_compute_reading")

    @api.depends("kind", "payload")
    @api.depends_context("lang")
    def _compute_reading(self):
        for event in self:
            label = KIND_LABELS.get(event.kind)
            event.kind_label = str(label) if label else event.kind.replace("_", " ").capitalize()
            payload = event.payload or {}
            event.summary = ": ".join(str(payload[key]) for key in SUMMARY_KEYS if payload.get(key)) or ", ".join(
                f"{event._get_fact_label(key)}: {value}"
                for key, value in payload.items()
                if isinstance(value, int) and not isinstance(value, bool)
            )

    @api.depends("kind_label", "summary")
    def _compute_display_name(self):
        for event in self:
            event.display_name = ": ".join(filter(None, (event.kind_label, event.summary)))

    def action_verify(self):
        """Say whether the chain that this row belongs to holds."""
        self.ensure_one()
        return self.project_id.action_verify_evidence()
