from odoo import api, models
from odoo.fields import Domain

from ...tools.readiness import Check
from ..needs.project_project import HELD


class ProjectProject(models.Model):
    """What the groups of a roll-out have not discussed yet, and what it means for its launch."""

    _inherit = "project.project"

    def _get_readiness_checks(self):
        name = self.env._("Every need was discussed")
        missing = self.env._("Needs that were not discussed")
        discussed = Check("needs_discussed", 25, name, self._undiscussed_needs, self._has_needs, missing)
        return [*super()._get_readiness_checks(), discussed]

    def _undiscussed_needs(self):
        """Needs that nobody answered; one that became part of another is discussed with that one."""
        kept = Domain("active", "=", True) | Domain("state", "=", "accepted")
        waits = Domain("state", "!=", "merged") & Domain("discussed_on", "=", False)
        return self.with_context(active_test=False)._search_needs([*(HELD & kept & waits)])

    @api.readonly
    def get_launch_screen(self) -> dict:
        """The launch screen, with ``heard_session_id``: the last session, whose map says who was not heard, or False."""
        sessions = self.session_ids.filtered(lambda session: session.state in ("running", "closed"))
        return super().get_launch_screen() | {"heard_session_id": sessions.sorted("id")[-1:].id}
