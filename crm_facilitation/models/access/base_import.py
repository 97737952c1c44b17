from odoo import models

from odoo.addons.base_import.models.base_import import ImportValidationError

from ...tools.access.numbers import UnreadableNumberError, find_point, read_integer, read_number

# cells that a refusal names
NAMED = 5
# a cell of these files is a number of its own, written with a point; a text in it is an exception
SPREADSHEETS = (".xls", ".xlsx", ".ods")


class BaseImport(models.TransientModel):
    """Numbers of files for this addon, read before Odoo strips what it takes for a sign of thousands.

    The text of the cell decides. Where it would be two numbers, the choice of a comma in the dialogue does, then the
    other cells of the column, then the language of whoever imports; else the cell is refused.
    """

    _inherit = "base_import.import"

    def _parse_import_data(self, data, import_fields, options):
        data = super()._parse_import_data(data, import_fields, options)
        for index, path in enumerate(import_fields):
            field = self._get_own_number(path)
            if field and field.type == "integer":
                self._read_own_numbers(data, index, path, options)
        return data

    def _parse_float_from_data(self, data, index, name, options):
        if self._get_own_number(name):
            return self._read_own_numbers(data, index, name, options)
        return super()._parse_float_from_data(data, index, name, options)

    def _get_own_number(self, path):
        """The field of a column, where it is a number of this addon; None otherwise."""
        model, field = self.env[self.res_model], None
        for name in path.split("/"):
            if field is not None:
                model = self.env[field.comodel_name] if field.relational else model
            field = model._fields.get(name)
            if field is None or name == "id":
                return None
        own = self.env["ir.fields.converter"]._is_own_number(model, field)
        return field if own else None

    def _read_own_numbers(self, data, index, path, options):
        """Write the numbers of a column as programs do; refuse it, naming its cells, where they cannot be read."""
        field = self._get_own_number(path)
        read = read_integer if field.type == "integer" else read_number
        cells = [(number, str(line[index]).strip()) for number, line in enumerate(data)]
        point = find_point(text for _number, text in cells)
        first = 1 + bool(options.get("has_headers")) + (options.get("skip") or 0)
        refused = []
        for number, text in cells:
            try:
                data[number][index] = read(text, self._get_point(text, point, options)) if text else ""
            except UnreadableNumberError as error:
                reason = self.env["ir.fields.converter"]._word_number(error, field) % text
                refused.append(self.env._("Row %(row)s: %(reason)s", row=first + number, reason=reason))
        if refused:
            label = field.get_description(self.env, ["string"])["string"]
            lines = "\n".join(refused[:NAMED])
            raise ImportValidationError(
                self.env._("Column “%(column)s”:\n%(cells)s", column=label, cells=lines), field=path
            )

    def _get_point(self, text, point, options):
        """What divides the decimals of ``text`` where it alone does not tell; ``point``: what its column says."""
        if (self.file_name or "").lower().endswith(SPREADSHEETS) and "." in text:
            return "."
        # the dialogue says a point by itself
        if options.get("float_decimal_separator") == ",":
            return ","
        spoken = self.env["res.lang"]._get_data(code=self.env.lang or self.env.user.lang or "en_US").decimal_point
        # a point is also what programs of any country write
        return point or (spoken if spoken == "." or "." not in text else "")
