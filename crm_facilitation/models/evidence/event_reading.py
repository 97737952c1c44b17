from odoo import api, fields, models

from ...tools.evidence.kinds import label_of

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
            label = label_of(event.kind)
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
