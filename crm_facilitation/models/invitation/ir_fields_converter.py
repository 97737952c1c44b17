from odoo import api, models
from odoo.fields import Field
from odoo.sql_db import Savepoint


class IrFieldsConverter(models.AbstractModel):
    """A department in a file is found by its name alone; where several have it, the whole name is asked for."""

    _inherit = "ir.fields.converter"

    @api.model
    def db_id_for(
        self, model: models.BaseModel, field: Field, subfield: str | None, value: str, savepoint: Savepoint
    ) -> tuple[int | bool | None, list]:
        if subfield is None and value and field.comodel_name == "hr.department" and self._is_own(model, field):
            departments = self.env["hr.department"]
            whole = departments.search([("complete_name", "=ilike", value)])
            found = whole or departments.search([("name", "=ilike", value)])
            if len(found) > 1:
                names = ", ".join(found.mapped("complete_name")).replace("%", "%%")
                # Odoo fills in the value afterwards
                said = self.env._(
                    "Several departments are called “%(name)s”: %(names)s. Write the whole name.",
                    name="%s",
                    names=names,
                )
                raise self._format_import_error(ValueError, said, value)
            if found:
                return found.id, []
        return super().db_id_for(model, field, subfield, value, savepoint)
