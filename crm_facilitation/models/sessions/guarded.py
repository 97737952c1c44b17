from odoo import api, models

# what somebody is in the companies that they work in, and in no other
OF_COMPANY = {"facilitator", "management"}


class CrmFacilitationGuarded(models.AbstractModel):
    """The roles in the company that a write policy names."""

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

    def _get_policy_roles(self) -> set[str]:
        roles = super()._get_policy_roles()
        # whose it is is asked of the record; whoever takes part in a session of another company leads nothing there
        return roles if self.env["crm.facilitation.role"]._works_in(self) else roles - OF_COMPANY
