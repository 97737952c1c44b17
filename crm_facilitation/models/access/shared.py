from odoo import SUPERUSER_ID, api, fields, models


class CrmFacilitationShared(models.AbstractModel):
    """Something to choose from, of one company or of the library, which all companies share.

    What ships with the addon is the library: everybody may choose it, and only the system's administrator changes it.
    What somebody makes, by hand or as a copy, is of the company they work in, and no other company sees it. Record rules
    in the area of each model say so.

    Invariant: nothing comes to another company or to the library once it is made.
    """

    _name = "crm.facilitation.shared"
    _description = "Facilitation Record of a Company or of the Library"

    company_id = fields.Many2one(
        "res.company",
        "Company",
        default=lambda self: self._get_own_company(),
        copy=False,
        index=True,
        ondelete="restrict",
        help="Empty: of the library that all companies share.",
    )
    can_change = fields.Boolean(compute="_compute_can_change")

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("company_id")
    def _compute_can_change(self):
        allowed = self._filtered_access("write")
        for record in self:
            record.can_change = not record.id or record in allowed

    @api.model
    def _get_own_company(self):
        """The company of what is made now; none where it comes with the addon."""
        return self.env["res.company"] if self.env.uid == SUPERUSER_ID else self.env.company
