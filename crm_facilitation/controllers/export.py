import json
from itertools import chain

from werkzeug.exceptions import UnprocessableEntity

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.export import ExcelExport
from odoo.addons.web.controllers.pivot import TableExporter

from ..tools.spreadsheet import without_formulas


def _guard(name):
    """A name of a group, or a number with its name, as a cell that begins no formula."""
    if isinstance(name, tuple) and len(name) > 1:
        return (name[0], *without_formulas(name[1:]))
    return without_formulas([name])[0]


class GroupedExport(ExcelExport):
    """Odoo's list export with groups: its headers are names of groups, which no export of records has seen."""

    def from_group_data(self, fields, columns_headers, groups):
        if any(groups._model._may_bring_own_words(path) for path in groups._groupby):
            self._guard_headers(groups)
        return super().from_group_data(fields, columns_headers, groups)

    def _guard_headers(self, node):
        children = list(node.children.items())
        node.children.clear()
        for name, child in children:
            self._guard_headers(child)
            node.children[_guard(name)] = child


class PivotExport(TableExporter):
    """Odoo's pivot as a file: the browser sends names of rows and columns as they stand on the screen."""

    @http.route()
    def export_xlsx(self, data="", **kw):
        try:
            sheet = json.load(data) if hasattr(data, "read") else json.loads(data)
            if sheet:
                self._guard_sheet(sheet)
            return super().export_xlsx(json.dumps(sheet), **kw)
        except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError) as error:
            # what is no sheet of a pivot
            raise UnprocessableEntity(request.env._("There is nothing to export here.")) from error

    def _guard_sheet(self, sheet):
        model = request.env.get(sheet["model"])
        if model is not None and model._may_bring_own_words():
            # rows below the total are indented, so that they begin no formula
            for cell in [*chain(*sheet["col_group_headers"]), *sheet["measure_headers"], *sheet["rows"]]:
                cell["title"] = _guard(cell["title"])
