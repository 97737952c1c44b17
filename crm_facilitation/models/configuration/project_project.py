from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ...tools.readiness import Check
from ..delivery.project_project import LIVE

# a scan older than this says nothing about the configuration of today
SCAN_AGE = timedelta(hours=24)
# what has to have a finished task that needed no change of the CRM, where it has no feature
NOTHING_TO_CONFIGURE = Domain("state", "=", "1_done") & Domain("nothing_to_configure", "not in", [False, ""])


class ProjectProject(models.Model):
    """What the configuration of the CRM means for the launch of a roll-out."""

    _inherit = "project.project"

    def _get_readiness_checks(self):
        _ = self.env._
        return [
            *super()._get_readiness_checks(),
            Check(
                "scanned",
                10,
                _("The configuration was compared with its baseline in the last 24 hours"),
                self._unscanned,
                missing=_("The configuration was not compared with its baseline in the last 24 hours"),
            ),
            Check(
                "needs_traced",
                70,
                _("Every accepted need has a traced feature"),
                self._untraced_needs,
                self._has_accepted,
                _("Accepted needs without a traced feature"),
            ),
            Check(
                "untraced",
                90,
                _("Everything configured was asked for"),
                self._untraced_items,
                lambda: self.config_baseline_on,
                _("Configured, and nobody asked"),
            ),
            Check(
                "suspect",
                100,
                _("No feature is under question"),
                self._suspect_features,
                self._has_accepted,
                _("Features under question"),
            ),
        ]

    def _unscanned(self):
        """The roll-out itself, where its configuration was not compared with the baseline lately."""
        scanned = self.config_baseline_on and self.config_scanned_on
        return self.browse() if scanned and scanned >= fields.Datetime.now() - SCAN_AGE else self

    def _untraced_needs(self):
        """Accepted needs without a confirmed feature, unless their tasks had nothing to configure."""
        open_tasks = ~Domain("task_ids", "any", LIVE) | Domain("task_ids", "any", LIVE & ~NOTHING_TO_CONFIGURE)
        confirmed = Domain("feature_ids", "any", [("state", "=", "confirmed")])
        return self._search_accepted([*(~confirmed & open_tasks)])

    def _untraced_items(self):
        return self.env["crm.facilitation.config.item"].search(
            [("project_id", "=", self.id), ("is_untraced", "=", True)]
        )

    def _suspect_features(self):
        return self.env["crm.facilitation.feature"].search([("project_id", "=", self.id), ("is_suspect", "=", True)])
