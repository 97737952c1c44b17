from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import UserError

from ...tools.kpis.periods import Calendar

MONTHS = [
    ("1", "January"), ("2", "February"), ("3", "March"), ("4", "April"), ("5", "May"), ("6", "June"),
    ("7", "July"), ("8", "August"), ("9", "September"), ("10", "October"), ("11", "November"), ("12", "December"),
]  # fmt: skip
LAST_DAY = 31


class ResCompany(models.Model):
    """The calendar of a company's KPIs: weeks as in its language, quarters of its fiscal year; and their currency.

    Invoicing knows when the fiscal year ends; without it the company says so itself.
    """

    _inherit = "res.company"

    facilitation_year_end_month = fields.Selection(
        MONTHS,
        "Fiscal year ends with",
        default="12",
        required=True,
        help="The last month of the fiscal year, by which the quarters of KPIs are counted. Where Invoicing is"
        " installed, its fiscal year counts.",
    )

    def _get_facilitation_calendar(self) -> Calendar:
        self.ensure_one()
        month, day = int(self.facilitation_year_end_month or 12), LAST_DAY
        if "fiscalyear_last_month" in self._fields:
            month, day = int(self.fiscalyear_last_month), self.fiscalyear_last_day
        return Calendar(self._get_week_start(), (month, day))

    def _get_week_start(self):
        """The first day of the week in the language of the company, 0 for Monday."""
        language = self.env["res.lang"]._get_data(code=self.partner_id.lang or self.env.lang or "en_US")
        return int(language.week_start or 1) - 1

    def write(self, vals: ValuesType) -> bool:
        if "currency_id" in vals:
            # the refusal names KPIs
            self.check_access("write")
            changed = self.filtered(lambda company: company.currency_id.id != vals["currency_id"])
            changed._check_currency_of_kpis()
            changed._keep_currency_of_kpis()
        return super().write(vals)

    @api.model
    def _get_amounts(self):
        """Of KPIs: those that are amounts of money."""
        return [
            ("definition_id.measure", "in", ("sum", "average")),
            ("definition_id.measure_field_id.ttype", "=", "monetary"),
        ]

    def _keep_currency_of_kpis(self):
        """Figures of archived KPIs keep the currency in which they were measured."""
        for company in self:
            # whoever changes the currency may not see the KPIs
            kpis_sudo = self.env["crm.facilitation.kpi"].sudo()
            own = [("company_id", "=", company.id), ("active", "=", False), ("figures_currency_id", "=", False)]
            named_sudo = kpis_sudo.search([*own, *self._get_amounts()])._filter_with_figures()
            named_sudo._write_past_guards({"figures_currency_id": company.currency_id.id})

    def _check_currency_of_kpis(self):
        """Figures that were measured and agreed in one currency say nothing in another one."""
        # whoever changes the currency may not see the KPIs
        kpis_sudo = (
            self.env["crm.facilitation.kpi"].sudo().search([("company_id", "in", self.ids), *self._get_amounts()])
        )
        if named_sudo := kpis_sudo._filter_with_figures():
            raise UserError(
                self.env._(
                    "These KPIs have figures in the currency of the company: %s. Archive them first, and agree on new"
                    " ones in the new currency.",
                    ", ".join(named_sudo.mapped("name")),
                )
            )
