from odoo import models
from odoo.fields import Domain

from ...tools.readiness import Check


class ProjectProject(models.Model):
    """What the groups of a roll-out have not discussed yet, and what it means for its launch."""

    _inherit = "project.project"

    def _get_readiness_checks(self):
        name = self.env._("Every need was discussed")
        discussed = Check("needs_discussed", 25, name, self._undiscussed_needs, self._has_needs)
        return [*super()._get_readiness_checks(), discussed]

    def _undiscussed_needs(self):
        """Needs that nobody answered; one that became part of another is discussed with that one."""
        kept = Domain("active", "=", True) | Domain("state", "=", "accepted")
        waits = Domain("state", "!=", "merged") & Domain("discussed_on", "=", False)
        return self.with_context(active_test=False)._search_needs([*(kept & waits)])
