from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.fingerprint import looks_secret

READABLE = {"char", "text", "html", "boolean", "integer", "float", "monetary", "selection", "many2one", "date"}
READABLE |= {"datetime", "many2many", "json", "many2one_reference", "reference"}


class CrmFacilitationWatch(models.Model):
    """A kind of configuration under watch: which records of which model, and which of their fields.

    The standard list ships as data; a facilitator extends it. A model that is not installed is passed over.

    Invariants: once per model; fields are stored ones that can be compared; secret fields are kept as a keyed hash.
    """

    _name = "crm.facilitation.watch"
    _description = "Facilitation Watched Model"
    _order = "sequence, id"
    _rec_name = "model"

    model = fields.Char(required=True, help="Technical name of the model.")
    field_names = fields.Char("Fields", required=True, help="Technical names, separated by commas.")
    domain = fields.Char(default="[]", required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _unique_model = models.UniqueIndex("(model)", "This model is on the list already. Extend its fields instead.")

    @api.constrains("model", "field_names", "domain")
    def _check_watch(self):
        for watch in self.filtered(lambda watch: watch.model in self.env):
            try:
                model = self.env[watch.model].sudo()
                Domain(literal_eval(watch.domain)).validate(model)
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._("The filter of “%(model)s” cannot be read: %(error)s", model=watch.model, error=error)
                ) from error
            if not model._auto or model._transient or model._abstract:
                raise ValidationError(self.env._("“%s” keeps no records that could be watched.", watch.model))
            for name in watch._get_field_names():
                field = model._fields.get(name)
                if field is None or not field.store or field.type not in READABLE:
                    raise ValidationError(
                        self.env._(
                            "“%(model)s” has no stored field “%(field)s” that could be compared.",
                            model=watch.model,
                            field=name,
                        )
                    )

    def _get_field_names(self):
        self.ensure_one()
        return [name.strip() for name in self.field_names.split(",") if name.strip()]

    def _get_comparable_fields(self):
        """The fields that exist in this database."""
        model = self.env[self.model]
        return [model._fields[name] for name in self._get_field_names() if name in model._fields]

    def _is_secret(self, name, values):
        """Whether the value of field ``name`` may only be kept as a hash.

        A parameter's value is secret when its key says so.
        """
        if self.model == "ir.config_parameter" and name == "value":
            return looks_secret(values.get("key") or "")
        return looks_secret(name) and name not in {"key", "primary_key"}

    @api.model
    @api.readonly
    def get_watched_models(self):
        """Technical names of the models under watch."""
        return self.search([]).mapped("model")
