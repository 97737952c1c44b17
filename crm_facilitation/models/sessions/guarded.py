from odoo import api, models


class CrmFacilitationGuarded(models.AbstractModel):
    """The roles in the company that a write policy names, and whether a record still waits for somebody."""

    _inherit = "crm.facilitation.guarded"

    @api.model
    def _get_company_roles(self) -> set[str]:
        role = self.env["crm.facilitation.role"]
        held = {"facilitator": role._is_facilitator(), "management": role._is_sponsor()}
        return super()._get_company_roles() | {name for name, holds in held.items() if holds}

    def _still_asks(self, participant) -> bool:
        """Hook: whether this record still waits for the participant, asked while a mail that says so is sent."""
        self.ensure_one()
        return True
