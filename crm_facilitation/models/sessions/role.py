from odoo import api, models
from odoo.exceptions import AccessError

from ...tools.sessions.identity import current_entry

FACILITATOR = "crm_facilitation.group_facilitator"
SPONSOR = "crm_facilitation.group_sponsor"


class CrmFacilitationRole(models.AbstractModel):
    """What the caller is in the company, whatever the session: a facilitator, a member of management.

    Who they are in one session is answered by ``session._identify()``.

    Invariant: guests hold no role, whichever account their request runs as and with whichever rights.
    """

    _name = "crm.facilitation.role"
    _description = "Facilitation Role"

    @api.model
    def _holds(self, group: str) -> bool:
        return not current_entry(self.env.uid) and self.env.user.has_group(group)

    @api.model
    def _is_facilitator(self) -> bool:
        """Whether the caller leads sessions; the server itself does, where it acts for nobody."""
        return (self.env.su and not current_entry(self.env.uid)) or self._holds(FACILITATOR)

    @api.model
    def _is_sponsor(self) -> bool:
        """Whether the caller belongs to management."""
        return self._holds(SPONSOR)

    @api.model
    def _is_leader(self) -> bool:
        """Whether the caller is a facilitator or a member of management, as a person."""
        return self._holds(FACILITATOR) or self._holds(SPONSOR)

    @api.model
    def _check_facilitator(self) -> None:
        if not self._is_facilitator():
            raise AccessError(self.env._("Only a facilitator can do this."))
