from dataclasses import dataclass

from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

COMPARABLE = ("char", "text")


@dataclass(frozen=True)
class Opening:
    """How far a model is open to KPIs: for counting its records, and which of its texts may be compared."""

    is_counted: bool = False
    texts: frozenset[str] = frozenset()


class CrmFacilitationKpiSource(models.Model):
    """A kind of record that is open to KPIs: what is not listed is neither counted nor looked at by a filter.

    A KPI shows its readers what its owner may read. The list keeps private messages, salaries and settings out of it,
    whoever owns the KPI. Only the administrator of the system widens it.

    Invariant: a kind of record stands in the list once.
    """

    _name = "crm.facilitation.kpi.source"
    _description = "Facilitation KPI Source"
    _order = "is_counted desc, id"
    _rec_name = "model_id"

    model_id = fields.Many2one(
        "ir.model",
        "Kind of record",
        required=True,
        ondelete="cascade",
        domain=[("transient", "=", False), ("abstract", "=", False)],
    )
    model_name = fields.Char(related="model_id.model", string="Technical name")
    is_counted = fields.Boolean(
        "May be counted",
        default=True,
        help="Otherwise filters may look at these records on their way, as the message of a lead, and KPIs do not count them.",
    )
    text_field_ids = fields.Many2many(
        "ir.model.fields",
        string="Texts that filters may compare",
        domain="[('model_id', '=', model_id), ('ttype', 'in', ['char', 'text'])]",
        help="Of other texts a filter may only ask whether they are there. Choose technical texts, never what people write.",
    )

    _unique_model = models.UniqueIndex("(model_id)", "This kind of record is in the list already.")

    @api.constrains("model_id", "text_field_ids")
    def _check_text_fields(self):
        for source in self:
            if any(
                field.model_id != source.model_id or field.ttype not in COMPARABLE for field in source.text_field_ids
            ):
                raise ValidationError(self.env._("“%s”: choose texts of this kind of record.", source.model_id.name))

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        sources = super().create(vals_list)
        self.env.registry.clear_cache()
        return sources

    def write(self, vals: ValuesType) -> bool:
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self) -> bool:
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _get_openings(self):
        """``{model name: Opening}`` of all kinds of records in the list."""
        # the models of Odoo are not everybody's to read
        return {
            source_sudo.model_name: Opening(
                source_sudo.is_counted, frozenset(source_sudo.text_field_ids.mapped("name"))
            )
            for source_sudo in self.sudo().search([])
        }

    @api.model
    def _get_counted_domain(self):
        """The models that a definition may count, as a domain of ``ir.model``."""
        return [("model", "in", [name for name, opening in self._get_openings().items() if opening.is_counted])]
