from odoo import api, fields, models

from ..tools.trace_score import TraceCounts, biggest_gain, trace_score


class ProjectProject(models.Model):
    """How much of the roll-out can be traced, with what would raise it most; and its trace map."""

    _inherit = "project.project"

    trace_score = fields.Float(compute="_compute_trace_score", help="Share from 0 to 1.")
    trace_advice = fields.Char("What would raise it most", compute="_compute_trace_score")

    @api.depends("feature_ids.state", "feature_ids.is_suspect", "need_ids.state", "need_ids.delivery_state")
    def _compute_trace_score(self):
        for project in self:
            counts = project._get_trace_counts()
            project.trace_score = trace_score(counts)
            project.trace_advice = project._get_trace_advice(counts)

    def _get_trace_counts(self):
        self.ensure_one()
        confirmed = (
            self.env["crm.facilitation.feature"]
            .sudo()
            .search([("project_id", "in", self.ids), ("state", "=", "confirmed")])
        )
        accepted = self.sudo()._accepted_needs()
        return TraceCounts(
            confirmed=len(confirmed),
            traced=len(confirmed.filtered(lambda feature: feature._is_traced())),
            accepted=len(accepted),
            delivered=len(accepted.filtered(lambda need: need._is_traced())),
        )

    def _get_trace_advice(self, counts):
        gain = biggest_gain(counts)
        if not gain:
            return False
        points = round(100 * gain[1])
        if gain[0] == "traced":
            count = counts.confirmed - counts.traced
            return self.env._("Review or link the features that are not traced: %(count)s, worth %(points)s points",
                              count=count, points=points)  # fmt: skip
        count = counts.accepted - counts.delivered
        return self.env._("Deliver the accepted needs that are open: %(count)s, worth %(points)s points",
                          count=count, points=points)  # fmt: skip

    def action_open_trace(self):
        """The trace of this roll-out."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.trace_action")
        return action | {"domain": [("project_id", "in", self.ids)]}

    def action_open_trace_map(self):
        """The trace of this roll-out as a map."""
        self.ensure_one()
        return self.env["crm.facilitation.trace.map"]._open_map(self)

    def action_open_evidence(self):
        """The evidence of this roll-out."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.event_action")
        return action | {"domain": [("project_id", "in", self.ids)]}

    def action_verify_evidence(self):
        """Say whether the chain of evidence holds, and if not, where it breaks first."""
        self.ensure_one()
        broken = self.env["crm.facilitation.event"].verify(self.id)
        if not broken:
            head = self.sudo().facilitation_head_hash or "–"
            message = self.env._(
                "The evidence is complete and unchanged. Fingerprint of its last row, to note down: %s", head[:16]
            )
        elif broken["id"]:
            message = self.env._(
                "The evidence was tampered with: row %(id)s (%(kind)s, %(at)s) does not hold.", **broken
            )
        else:
            message = self.env._("The evidence was tampered with: its last rows are missing.")
        params = {"message": message, "type": "danger" if broken else "success", "sticky": bool(broken)}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def action_open_findings(self):
        """What the scan found."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.config_item_action")
        return action | {"domain": [("project_id", "in", self.ids)]}
