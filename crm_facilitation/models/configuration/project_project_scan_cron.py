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
        return self.env["ir.cron"]._run_each(
            projects,
            lambda project: project._scan_nightly(),
            _logger,
            "The configuration of roll-out %s could not be scanned",
        )

    def _scan_nightly(self):
        self.ensure_one()
        if self.config_baseline_on:
            self._scan()
        else:
            self._take_baseline({"by": "kick-off"})
