from odoo import api, models
from odoo.exceptions import AccessError

from ...tools.sessions.identity import current_entry

FACILITATOR = "crm_facilitation.group_facilitator"
SPONSOR = "crm_facilitation.group_sponsor"


class CrmFacilitationRole(models.AbstractModel):
    """What the caller is in the company, whatever the session: a facilitator, a member of management.

    Who they are in one session is answered by ``session._identify()``. Whoever acts names the records acted on: the
    ``_check`` methods ask for the right to act in their company, where reading them would not be enough.

    Invariants: guests hold no role, whichever account their request runs as and with whichever rights; a role is held
    in the companies that the caller works in, and in no other.
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
    def _check_facilitator(self, records: models.BaseModel | None = None) -> None:
        """Refuse whoever does not lead sessions, or may not change ``records``."""
        self._check_role(self._is_facilitator(), self.env._("Only a facilitator can do this."), records, "write")

    @api.model
    def _check_sponsor(self, records: models.BaseModel, refusal: str) -> None:
        """Refuse whoever is not management in the company of ``records``, with the sentence ``refusal``."""
        self._check_role(self._is_sponsor(), refusal, records, "read")

    @api.model
    def _check_leader(self, records: models.BaseModel, refusal: str) -> None:
        """Refuse whoever is neither facilitator nor management in the company of ``records``."""
        self._check_role(self._is_leader(), refusal, records, "read")

    @api.model
    def _check_role(self, is_held, refusal, records, operation):
        if not is_held:
            raise AccessError(refusal)
        if records is not None:
            records.check_access(operation)
            self._check_same_company(records)

    @api.model
    def _check_same_company(self, records: models.BaseModel) -> None:
        """Refuse acts on records of a company that the caller does not work in, whichever rule lets them read these.

        Roll-outs have a company, and what belongs to one has it from there. The server itself acts for all of them.
        """
        if self.env.su:
            return
        # whose they are is asked of the records, not of what the caller may read
        records_sudo = records.sudo()
        companies_sudo = (records_sudo if "company_id" in records._fields else records_sudo.project_id).company_id
        if companies_sudo - self.env.companies:
            raise AccessError(
                self.env._("This belongs to %s, a company that you do not act for.", companies_sudo[0].display_name)
            )


class CrmFacilitationGuarded(models.AbstractModel):
    """The roles in the company that a write policy names."""

    _inherit = "crm.facilitation.guarded"

    @api.model
    def _get_company_roles(self) -> set[str]:
        role = self.env["crm.facilitation.role"]
        held = {"facilitator": role._is_facilitator(), "management": role._is_sponsor()}
        return super()._get_company_roles() | {name for name, holds in held.items() if holds}
