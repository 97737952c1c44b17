from odoo import fields, models
from odoo.fields import NO_ACCESS


class ProjectProject(models.Model):
    """The head of a roll-out's chain of evidence, and the ways into it."""

    _inherit = "project.project"

    facilitation_head_hash = fields.Char(copy=False, readonly=True, groups=NO_ACCESS)

    def _has_history(self):
        """Hook: whether anything happened in this roll-out that belongs to the people of its company."""
        return bool(self.facilitation_head_hash)

    def action_open_evidence(self) -> dict:
        """The evidence of this roll-out."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.event_action")
        return action | {"domain": [("project_id", "in", self.ids)]}

    def action_verify_evidence(self) -> dict:
        """Say whether the chain of evidence holds, and if not, where it breaks first."""
        self.ensure_one()
        events = self.env["crm.facilitation.event"]
        broken = events.verify(self.id)
        if not broken:
            message = self.env._(
                "The evidence is complete and unchanged. Fingerprint of its last row, to note down: %s",
                self._get_evidence_fingerprint() or "–",
            )
        elif broken["id"]:
            message = self.env._(
                "The evidence was tampered with: row %(id)s (%(kind)s, %(at)s) does not hold.", **broken
            )
        else:
            message = self.env._("The evidence was tampered with: its last rows are missing.")
        params = {"message": message, "type": "danger" if broken else "success", "sticky": bool(broken)}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def _get_evidence_fingerprint(self):
        """The fingerprint of the last row, as people note it down; empty where there is no row yet."""
        self.ensure_one()
        return self.env["crm.facilitation.event"]._get_fingerprints(self).get(self, "")
