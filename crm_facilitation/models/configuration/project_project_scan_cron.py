import logging

from odoo import api, models

_logger = logging.getLogger(__name__)


class ProjectProject(models.Model):
    """The nightly scan; and the baseline of a roll-out whose first session began without one."""

    _inherit = "project.project"

    @api.model
    def _cron_config_scan(self):
        """Scan every roll-out that has begun; one that fails does not stop the others and is named in the log."""
        projects = self.sudo().search(
            [
                ("is_facilitation", "=", True),
                ("is_template", "=", False),
                "|",
                ("config_baseline_on", "!=", False),
                ("session_ids.state", "in", ("running", "closed")),
            ]
        )
        self.env["ir.cron"]._commit_progress(remaining=len(projects))
        failed = self.browse()
        for project in projects:
            try:
                with self.env.cr.savepoint():
                    project._scan() if project.config_baseline_on else project._take_baseline({"by": "kick-off"})
            except Exception:
                _logger.exception("The configuration of roll-out %s could not be scanned", project.id)
                failed |= project
            self.env["ir.cron"]._commit_progress(1)
        return failed
