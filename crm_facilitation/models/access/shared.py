from collections.abc import Iterable

from odoo import SUPERUSER_ID, api, fields, models
from odoo.api import Self, ValuesType


class CrmFacilitationShared(models.AbstractModel):
    """Something to choose from, of one company or of the library, which all companies share.

    What ships with the addon is the library: everybody may choose it, and only the system's administrator changes it.
    What somebody makes, by hand or as a copy, is of the company they work in, and no other company sees it. Record rules
    in the area of each model say so.

    Invariant: nothing comes to another company or to the library once it is made.
    """

    _name = "crm.facilitation.shared"
    _description = "Facilitation Record of a Company or of the Library"

    # whether the name of a copy says so: in a list nothing else tells it from what it was made of
    _names_copies = False

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
    whose = fields.Char(compute="_compute_whose")

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("company_id")
    def _compute_can_change(self):
        allowed = self._filtered_access("write")
        for record in self:
            record.can_change = not record.id or record in allowed

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_whose(self):
        for record in self:
            # whoever sees what a company made works there
            company_sudo = record.company_id.sudo()
            record.whose = company_sudo.name or self.env._("Library")

    def copy_data(self, default: ValuesType | None = None) -> list[ValuesType]:
        copied = super().copy_data(default)
        if not self._names_copies or "name" in (default or {}):
            return copied
        return [vals | {"name": each._get_name_of_copy()} for each, vals in zip(self, copied, strict=True)]

    def copy_translations(self, new: Self, excluded: Iterable[str] = ()) -> None:
        super().copy_translations(new, excluded)
        if self._names_copies and "name" not in excluded:
            spoken = [code for code, _name in self.env["res.lang"].get_installed()]
            names = {code: self.with_context(lang=code)._get_name_of_copy() for code in spoken}
            new.update_field_translations("name", names)

    def _get_name_of_copy(self):
        return self.env._("%s (copy)", self.name)

    @api.model
    def _get_own_company(self):
        """The company of what is made now; none where it comes with the addon."""
        return self.env["res.company"] if self.env.uid == SUPERUSER_ID else self.env.company
