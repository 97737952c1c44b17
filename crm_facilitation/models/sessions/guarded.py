from odoo import api, models


class CrmFacilitationGuarded(models.AbstractModel):
    """The roles in the company that a write policy names."""

    _inherit = "crm.facilitation.guarded"

    @api.model
    def _get_company_roles(self) -> set[str]:
        role = self.env["crm.facilitation.role"]
        held = {"facilitator": role._is_facilitator(), "management": role._is_sponsor()}
        return super()._get_company_roles() | {name for name, holds in held.items() if holds}
