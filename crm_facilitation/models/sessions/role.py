from datetime import timedelta

from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import ormcache

from ...tools.sessions.identity import Entry, current_entry

FACILITATOR = "crm_facilitation.group_facilitator"
SPONSOR = "crm_facilitation.group_sponsor"
ADMINISTRATOR = "base.group_system"
ADDON = "crm_facilitation"
PREFIX = "crm.facilitation."
GROUPS = {"facilitator": FACILITATOR, "management": SPONSOR, "administrator": ADMINISTRATOR}
# what somebody is in the companies that they work in, and in no other
OF_COMPANY = {"facilitator", "management"}
# of a company, as what is of this addon; people may work in another one of the group
OF_ONE_COMPANY = ("project.project", "project.task", "hr.department")
# whose a record is
HOMES = {"company_id", "project_id", "session_id"}


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
    def _get_held(self) -> set[str]:
        """All roles of the caller, by the names that write policies use; how they came in is asked once."""
        if current_entry(self.env.uid):
            return set()
        held = {name for name, group in GROUPS.items() if self.env.user.has_group(group)}
        return held | ({"facilitator"} if self.env.su else set())

    @api.model
    def _is_facilitator(self) -> bool:
        """Whether the caller leads sessions; the server itself does, where it acts for nobody."""
        return (self.env.su and not current_entry(self.env.uid)) or self._holds(FACILITATOR)

    @api.model
    def _is_sponsor(self) -> bool:
        """Whether the caller belongs to management."""
        return self._holds(SPONSOR)

    @api.model
    def _get_roles_in(self, records: models.BaseModel, entry: Entry | None) -> tuple[bool, bool]:
        """Whether the caller leads sessions, and belongs to management, in the companies of ``records``.

        :param entry: how the caller came in, see :func:`...tools.sessions.identity.current_entry`
        """
        if entry:
            return False, False
        user = self.env.user
        leads, sponsors = self.env.su or user.has_group(FACILITATOR), user.has_group(SPONSOR)
        # people of another company take part in a session, and lead nothing there
        works_here = (leads or sponsors) and self._works_in(records)
        return works_here and leads, works_here and sponsors

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
    def _takes_part_now(self, days: int) -> bool:
        """Whether the caller takes part in a roll-out that is under way, or was launched at most ``days`` ago."""
        places_sudo = self.env["crm.facilitation.participant"]._find_caller([("session_id.state", "!=", "cancelled")])
        since = fields.Date.context_today(self) - timedelta(days=days)
        return any(
            project.active and (not project.launch_date or project.launch_date >= since)
            for project in places_sudo.project_id
        )

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
    """The roles in the company that a write policy names, and whether a record still waits for somebody.

    Invariant: what a record is linked to is of its company, or of the library, whoever works in both companies: those who
    read the one would come to the other.
    """

    _inherit = "crm.facilitation.guarded"

    def _get_company_roles(self) -> set[str]:
        role = self.env["crm.facilitation.role"]
        # whose they are is asked of the records; whoever takes part in a session of another company leads nothing there
        leads_here = not self or role._works_in(self)
        return role._get_held() - (set() if leads_here else OF_COMPANY) | super()._get_company_roles()

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        records = super().create(vals_list)
        if not self.env.su:
            for record in records:
                record._check_links(self._get_linking_names())
        return records

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
            if now_sudo != home and now_sudo - self.env.companies:
                raise AccessError(self.env._("You act for no company that this would belong to."))
        linking = set() if self.env.su else self._get_linking_names()
        if named := linking if HOMES & vals.keys() else linking & vals.keys():
            for record in self:
                record._check_links(named)
        return result

    @api.model
    @ormcache("self._name")
    def _get_linking_names(self):
        """The stored links of this addon to what is of one company."""
        return frozenset(
            field.name
            for field in self._fields.values()
            if field.type in ("many2one", "many2many")
            and field.store
            and not field.related
            and field._module == ADDON
            and (field.comodel_name.startswith(PREFIX) or field.comodel_name in OF_ONE_COMPANY)
        )

    def _check_links(self, names):
        """Refuse links to what is of another company."""
        self.ensure_one()
        role = self.env["crm.facilitation.role"]
        # whose they are is asked of the records, not of what the caller may read
        record_sudo = self.sudo()
        # what a company has is its branches' too, as everywhere in Odoo
        home_sudo = role._get_companies(self).parent_ids
        for name in names if home_sudo else ():
            if role._get_companies(record_sudo[name]) - home_sudo:
                label = self._fields[name].get_description(self.env, ["string"])["string"]
                raise ValidationError(
                    self.env._("“%s”: choose what is of the same company, or of the library of all companies.", label)
                )

    def _still_asks(self, participant) -> bool:
        """Hook: whether this record still waits for the participant, asked while a mail that says so is sent."""
        self.ensure_one()
        return True
