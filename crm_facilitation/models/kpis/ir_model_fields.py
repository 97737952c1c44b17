from odoo import models
from odoo.exceptions import UserError


class IrModelFields(models.Model):
    """Custom fields that definitions of KPIs measure by: they cannot be deleted under them."""

    _inherit = "ir.model.fields"

    def unlink(self) -> bool:
        self._check_measured()
        return super().unlink()

    def _check_measured(self):
        """Fields of modules go with their module; what somebody made by hand stays while a KPI is measured by it."""
        custom = self.filtered(lambda field: field.state == "manual")
        if not custom:
            return
        # definitions are kept whoever deletes the field, archived ones too
        definitions_sudo = self.env["crm.facilitation.kpi.definition"].sudo().with_context(active_test=False).search([])
        for field in custom:
            using_sudo = definitions_sudo.filtered(lambda each, field=field: each._uses(field))
            if using_sudo:
                raise UserError(
                    self.env._(
                        "“%(field)s” is used by definitions of KPIs: %(names)s. Change them first, then delete the field.",
                        field=field.field_description,
                        names=", ".join(using_sudo.mapped("name")),
                    )
                )
