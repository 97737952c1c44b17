from odoo import models


class DigestDigest(models.Model):
    """The last fingerprint of each roll-out in the digest mail, so that copies of it lie outside the database."""

    _inherit = "digest.digest"

    def _get_facilitation_fingerprints(self, user):
        """``[{name, fingerprint}]`` of the roll-outs whose evidence ``user`` may read in the digest's company."""
        self.ensure_one()
        company = self.company_id or user.company_id
        events = self.env["crm.facilitation.event"].with_user(user).with_context(allowed_company_ids=company.ids)
        if company not in user.company_ids or not events.has_access("read"):
            return []
        # what the reader sees evidence of, they may know the fingerprint of
        projects = events.env["project.project"].browse(
            project.id for [project] in events._read_group([], ["project_id"]) if project
        )
        readable = projects._filtered_access("read")
        return [
            {"name": project.display_name, "fingerprint": fingerprint}
            for project, fingerprint in events._get_fingerprints(readable).items()
        ]
