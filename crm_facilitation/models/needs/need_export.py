from odoo import models

from ...tools.spreadsheet import without_formulas


class CrmFacilitationNeed(models.Model):
    """Needs in a spreadsheet: words that begin like a formula stay words.

    Odoo's own CSV export puts an apostrophe before them, its XLSX export does not, and would hand a participant's
    “=HYPERLINK(…)” to whoever opens the file.
    """

    _inherit = "crm.facilitation.need"

    def export_data(self, fields_to_export):
        exported = super().export_data(fields_to_export)
        exported["datas"] = [without_formulas(row) for row in exported["datas"]]
        return exported
