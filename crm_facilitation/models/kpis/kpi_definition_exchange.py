from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...tools.kpis.exchange import PARITY, Rate, factors, steps


class CrmFacilitationKpiDefinition(models.Model):
    """Amounts of other currencies in a definition's query.

    The rates are looked up once and written into the query as steps over time: a subquery per record, which is how
    a rate is usually found, makes PostgreSQL expect a query a hundred times dearer and plan it accordingly.
    """

    _inherit = "crm.facilitation.kpi.definition"

    def _convert(self, value, currency, moment, company):
        """``value`` of ``currency`` in the currency of ``company``; an amount without a currency is taken to be in it."""
        # the owner may not read other companies
        own = company.sudo().currency_id.id
        courses = self._get_factors(company)
        if not courses:
            return value
        rest = courses.pop(False)
        cases = [
            SQL("WHEN %s THEN %s * %s", foreign, value, self._get_factor(course, moment, company))
            for foreign, course in courses.items()
        ]
        return SQL(
            "CASE COALESCE(%s, %s) WHEN %s THEN %s %s ELSE %s * %s END",
            currency,
            own,
            own,
            value,
            SQL(" ").join(cases),
            value,
            self._get_factor(rest, moment, company),
        )

    def _get_factors(self, company):
        """``{currency id: steps}`` of all currencies that have rates, and of the others under False; empty without any."""
        rates = defaultdict(list)
        # rates are public, companies are not
        rows_sudo = (
            self.env["res.currency.rate"]
            .sudo()
            .search_fetch(
                [("company_id", "in", (False, company.root_id.id))], ["currency_id", "company_id", "name", "rate"]
            )
        )
        for row_sudo in rows_sudo:
            rates[row_sudo.currency_id.id].append(Rate(bool(row_sudo.company_id), row_sudo.name, row_sudo.rate))
        own = steps(rates.pop(company.sudo().currency_id.id, []))
        if not rates and own == PARITY:
            return {}
        courses = {currency: factors(own, steps(found)) for currency, found in rates.items()}
        return courses | {False: factors(own, PARITY)}

    def _get_factor(self, course, moment, company):
        """The step of ``course`` that holds at ``moment``; of a snapshot, today."""
        days, values = [day for day, _value in course[1:]], [value for _day, value in course]
        if moment is None:
            today = self._get_today(company)
            return SQL("%s::numeric", values[sum(day <= today for day in days)])
        if not days:
            return SQL("%s::numeric", values[0])
        return SQL(
            "(%s::numeric[])[1 + width_bucket(%s, %s::%s[])]",
            values,
            moment,
            self._get_marks(days, company),
            self._get_kind(),
        )
