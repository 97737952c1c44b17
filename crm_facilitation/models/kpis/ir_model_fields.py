from odoo import models
from odoo.exceptions import UserError


class IrModelFields(models.Model):
    """Custom fields that definitions of KPIs measure by: they cannot be deleted under them."""

    _inherit = "ir.model.fields"

    def unlink(self) -> bool:
        # the refusal names definitions
        self.check_access("unlink")
        self._check_measured()
        _lose(self, ("date_field_id", "measure_field_id", "group_field_id"))
        return super().unlink()

    def _check_measured(self):
        """Fields of modules go with their module; what somebody made by hand stays while a KPI is measured by it."""
        custom = self.filtered(lambda field: field.state == "manual")
        _check_unused(
            self, custom, lambda definition, field: definition._uses(field), lambda field: field.field_description
        )


class IrModel(models.Model):
    """Kinds of records that definitions of KPIs count: those made by hand cannot be deleted under them."""

    _inherit = "ir.model"

    def unlink(self) -> bool:
        # the refusal names definitions
        self.check_access("unlink")
        self._check_counted()
        _lose(self, ("model_id",))
        return super().unlink()

    def _check_counted(self):
        custom = self.filtered(lambda model: model.state == "manual")
        _check_unused(self, custom, lambda definition, model: definition.model_id == model, lambda model: model.name)


def _lose(records, names):
    """Definitions outlive an app that is uninstalled, with their KPIs and history, and say what went with it."""
    # while this addon leaves, its tables go before the last fields do
    if getattr(records.pool, "facilitation_is_leaving", False):
        return
    # definitions are kept whoever uninstalls, archived ones too
    definitions_sudo = records.env["crm.facilitation.kpi.definition"].sudo().with_context(active_test=False)
    for name in names:
        for definition_sudo in definitions_sudo.search([(name, "in", records.ids)]):
            definition_sudo._lose(name)


def _check_unused(records, custom, uses, name):
    """Refuse to delete one of ``custom`` that a definition measures by."""
    if not custom:
        return
    # definitions are kept whoever deletes what they need, archived ones too
    definitions_sudo = records.env["crm.facilitation.kpi.definition"].sudo().with_context(active_test=False).search([])
    for part in custom:
        using_sudo = definitions_sudo.filtered(lambda definition, part=part: uses(definition, part))
        if using_sudo:
            raise UserError(
                records.env._(
                    "“%(field)s” is used by definitions of KPIs: %(names)s. Change them first, then delete it.",
                    field=name(part),
                    names=", ".join(using_sudo.mapped("name")),
                )
            )
