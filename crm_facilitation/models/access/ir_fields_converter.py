from odoo import api, models

from ...tools.access.numbers import AmbiguousNumberError, UnreadableNumberError, read_integer, read_number
from ...tools.spreadsheet import as_written
from .base import ADDON, PREFIX


class IrFieldsConverter(models.AbstractModel):
    """What imports read into fields of this addon.

    Numbers are what is written, or a refusal of the cell. Texts that an export kept from being formulas come back as
    they were.
    """

    _inherit = "ir.fields.converter"

    @api.model
    def _is_own(self, model, field):
        return model._name.startswith(PREFIX) or field._module == ADDON

    @api.model
    def _is_own_number(self, model, field):
        return field.type in ("float", "integer") and self._is_own(model, field)

    @api.model
    def _str_to_char(self, model, field, value, savepoint):
        written = as_written(value) if self._is_own(model, field) and isinstance(value, str) else value
        return super()._str_to_char(model, field, written, savepoint)

    @api.model
    def _str_to_text(self, model, field, value, savepoint):
        written = as_written(value) if self._is_own(model, field) and isinstance(value, str) else value
        return super()._str_to_text(model, field, written, savepoint)

    @api.model
    def _str_to_integer(self, model, field, value, savepoint):
        if self._is_own_number(model, field):
            return int(self._read_number(field, value)), []
        return super()._str_to_integer(model, field, value, savepoint)

    @api.model
    def _str_to_float(self, model, field, value, savepoint):
        if self._is_own_number(model, field):
            return float(self._read_number(field, value)), []
        return super()._str_to_float(model, field, value, savepoint)

    @api.model
    def _read_number(self, field, value):
        # programs write a point before decimals, however many there are; a comma before three digits says nothing
        read, text = read_integer if field.type == "integer" else read_number, str(value)
        try:
            return read(text, "." if "," not in text else "")
        except UnreadableNumberError as error:
            raise self._format_import_error(ValueError, self._word_number(error, field), text) from error

    @api.model
    def _word_number(self, error, field):
        """Why a number is refused, with one place for what was written."""
        if isinstance(error, AmbiguousNumberError):
            return self.env._("“%s” can be read as two numbers. Write it without a sign for thousands.")
        if field.type == "integer":
            return self.env._("“%s” is not a whole number. Write digits alone, without a unit.")
        return self.env._("“%s” is not a number. Write digits alone, without a unit.")
