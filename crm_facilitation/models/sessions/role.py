from odoo import api, models
from odoo.api import ValuesType
from odoo.exceptions import AccessError

from ...tools.sessions.identity import current_entry

FACILITATOR = "crm_facilitation.group_facilitator"
SPONSOR = "crm_facilitation.group_sponsor"
ADMINISTRATOR = "base.group_system"
PREFIX = "crm.facilitation."
# what somebody is in the companies that they work in, and in no other
OF_COMPANY = {"facilitator", "management"}


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
    def _is_administrator(self) -> bool:
        """Whether the caller keeps what all companies share."""
        return self._holds(ADMINISTRATOR)

    @api.model
    def _filter_sponsors(self, users: models.BaseModel) -> models.BaseModel:
        """Those of these accounts that belong to management."""
        return users.filtered(lambda user: user.has_group(SPONSOR))

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
        if not self._works_in(records):
            companies_sudo = self._get_companies(records)
            raise AccessError(
                self.env._("This belongs to %s, a company that you do not act for.", companies_sudo[0].display_name)
            )

    @api.model
    def _works_in(self, records: models.BaseModel) -> bool:
        """Whether the caller works in the companies of all ``records``; the server itself does."""
        return self.env.su or not self._get_companies(records) - self.env.companies

    @api.model
    def _get_companies(self, records):
        # whose they are is asked of the records, not of what the caller may read
        records_sudo = records.sudo()
        if "company_id" in records._fields:
            return records_sudo.company_id
        return records_sudo.project_id.company_id if "project_id" in records._fields else self.env["res.company"]


class CrmFacilitationGuarded(models.AbstractModel):
    """The roles in the company that a write policy names, and whether a record still waits for somebody."""

    _inherit = "crm.facilitation.guarded"

    @api.model
    def _get_company_roles(self) -> set[str]:
        role = self.env["crm.facilitation.role"]
        held = {
            "facilitator": role._is_facilitator(),
            "management": role._is_sponsor(),
            "administrator": role._is_administrator(),
        }
        return super()._get_company_roles() | {name for name, holds in held.items() if holds}

    def write(self, vals: ValuesType) -> bool:
        """Nothing is moved to where its mover has no say: record rules look at where a record was."""
        role = self.env["crm.facilitation.role"]
        moves = not self.env.su and any(
            name in vals for name, field in self._fields.items() if field.type == "many2one"
        )
        homes = {record: role._get_companies(record) for record in self} if moves else {}
        result = super().write(vals)
        for record, home in homes.items():
            now_sudo = role._get_companies(record)
            if now_sudo != home and (now_sudo - self.env.companies or (not now_sudo and self._name.startswith(PREFIX))):
                raise AccessError(self.env._("You act for no company that this would belong to."))
        return result

    def _get_policy_roles(self) -> set[str]:
        roles = super()._get_policy_roles()
        # whose it is is asked of the record; whoever takes part in a session of another company leads nothing there
        return roles if self.env["crm.facilitation.role"]._works_in(self) else roles - OF_COMPANY

    def _still_asks(self, participant) -> bool:
        """Hook: whether this record still waits for the participant, asked while a mail that says so is sent."""
        self.ensure_one()
        return True
