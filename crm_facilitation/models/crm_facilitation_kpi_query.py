from datetime import datetime
from zoneinfo import ZoneInfo

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.measure import NO_GROUP, OVERALL, Sums, asks_what_was_before, figures
from ..tools.periods import bounds_of, midnight_utc

# what each measure adds up, by the names of ``Sums``
PARTS = {
    "count": ("records",),
    "sum": ("total",),
    "average": ("filled", "total"),
    "ratio": ("numerator", "denominator"),
}


class CrmFacilitationKpiDefinition(models.Model):
    """The one query of a definition: all segments of time and all groups at once.

    Time is cut at every boundary of every period asked for; sums over these segments add up to any period, so that
    KPIs of one definition share the query whatever their frequency. Only what the measure needs is added up: that is
    what makes it as fast as a query written by hand.
    """

    _inherit = "crm.facilitation.kpi.definition"

    def _measure_segments(self, bounds, company):
        """Sums per segment and group, with the rights of this environment's user.

        :param bounds: days in order; segment *i* runs from ``bounds[i]`` to ``bounds[i + 1]``
        :return: list of ``(first day, group, Sums)``
        """
        model, query = self._get_query(company)
        if query.is_empty():
            return []
        moment = self._get_moment(model, query)
        if moment is not None:
            first, last = self._get_marks([bounds[0], bounds[-1]], company)
            query.add_where(SQL("%s >= %s AND %s < %s", moment, first, moment, last))
        grouped = self.sudo().group_field_id
        columns = [self._get_bucket(moment, bounds, company)]
        if grouped:
            columns.append(model._field_to_sql(query.table, grouped.name, query))
        columns += self._get_sums(model, query, moment, company)
        query.groupby = SQL("1, 2") if grouped else SQL("1")
        segments = []
        for bucket, *row in self.env.execute_query(query.select(*columns)):
            group = row.pop(0) if grouped else None
            sums = dict(zip(PARTS[self.measure], (value or 0 for value in row), strict=True))
            segments.append((bounds[bucket - 1], NO_GROUP if group is None else str(group), Sums(**sums)))
        return segments

    def _get_query(self, company):
        """The measured model, and the query of the records that this environment's user may see."""
        model = self._get_measured_model().with_company(company)
        model = model.with_context(allowed_company_ids=company.ids, active_test=not self.include_archived)
        domain = self._parse_domain(self.domain) & self._get_company_domain(model, company)
        query = model._search(domain, active_test=not self.include_archived)
        # some models order what they find, which no aggregate can follow
        query.order = None
        return model, query

    def _get_company_domain(self, model, company):
        """What the rules of the measured model leave open: people are seen across companies, and superusers see all."""
        if "company_ids" in model._fields:
            return Domain("company_ids", "in", company.ids)
        if self.env.su and "company_id" in model._fields:
            return Domain("company_id", "in", [False, company.id])
        return Domain.TRUE

    def _get_moment(self, model, query):
        field = self.sudo().date_field_id
        return model._field_to_sql(query.table, field.name, query) if field else None

    def _has_records_before(self, day, company):
        """Whether there is anything to count before ``day``: then nothing is zero, not unknown."""
        model, query = self._get_query(company)
        moment = self._get_moment(model, query)
        if moment is None:
            return True
        if query.is_empty():
            return False
        query.add_where(SQL("%s < %s", moment, self._get_marks([day], company)[0]))
        query.limit = 1
        return bool(self.env.execute_query(query.select(SQL("1"))))

    def _get_sums(self, model, query, moment, company):
        """Aggregates in the order of ``PARTS``; the shares of a ratio are weighed by the measured field, if any."""
        total, filled = SQL("COUNT(*)"), SQL("COUNT(*)")
        if self.sudo().measure_field_id and self.measure != "count":
            value = self._get_value(model, query, moment, company)
            total, filled = SQL("SUM(%s)", value), SQL("COUNT(%s)", value)
        sums = {"records": filled, "filled": filled, "total": SQL("(%s)::float8", total)}
        if self.measure == "ratio":
            counting = self._get_numerator(model, query)
            sums["numerator"] = SQL("(%s FILTER (WHERE %s))::float8", total, counting)
            sums["denominator"] = sums["total"]
        return [sums[part] for part in PARTS[self.measure]]

    def _get_bucket(self, moment, bounds, company):
        """Number of the segment a record is in; a snapshot's records are in the last."""
        if moment is None:
            return SQL("%s", len(bounds) - 1)
        return SQL("width_bucket(%s, %s::%s[])", moment, self._get_marks(bounds, company), self._get_kind())

    def _get_kind(self):
        return SQL("date") if self.sudo().date_field_id.ttype == "date" else SQL("timestamp")

    def _get_marks(self, bounds, company):
        if self.sudo().date_field_id.ttype == "date":
            return list(bounds)
        zone = self._get_zone(company)
        return [midnight_utc(day, zone) for day in bounds]

    def _get_zone(self, company):
        """The time zone in which days of ``company`` begin."""
        company = company.sudo()
        return company.partner_id.tz or company.resource_calendar_id.tz or "UTC"

    def _get_numerator(self, model, query):
        domain = self._parse_domain(self.numerator_domain).optimize_full(model)
        return domain._to_sql(model, query.table, query)

    def _get_value(self, model, query, moment, company):
        """The measured field; amounts in the currency of ``company`` at the rate of their day."""
        field = model._fields[self.sudo().measure_field_id.name]
        value = model._field_to_sql(query.table, field.name, query)
        if field.type != "monetary":
            return value
        currency = field.get_currency_field(model)
        if not currency:
            raise UserError(self.env._("The amount “%s” has no currency.", field.string))
        return self._convert(value, model._field_to_sql(query.table, currency, query), moment, company)

    def _measure_periods(self, periods, owner, company):
        """Figures of ``owner`` in ``company``: ``{((start, end), group): value}``, see ``tools.measure.figures``.

        Periods that have not begun have no value; of a snapshot only the period of today has one.
        """
        self.ensure_one()
        definition = self.with_user(owner).with_company(company).with_context(allowed_company_ids=company.ids)
        today = definition._get_today(company)
        dated = [period for period in periods if period[0] <= today and (self.date_field_id or today < period[1])]
        values = dict.fromkeys((period, OVERALL) for period in periods)
        if dated:
            own, bounds = definition.sudo(False), bounds_of(dated)
            segments = own._measure_segments(bounds, company)
            asked = asks_what_was_before(self.measure, segments, dated)
            before = asked and own._has_records_before(bounds[0], company)
            values |= figures(self.measure, segments, dated, before)
        return values

    def _get_today(self, company):
        return datetime.now(ZoneInfo(self._get_zone(company))).date()

    def _get_group_labels(self, groups):
        """Names of the groups ``{value: name}``."""
        field = self.sudo().group_field_id
        groups = set(groups) - {OVERALL}
        labels = {group: group for group in groups} | {NO_GROUP: self.env._("None")}
        if field.ttype == "many2one":
            records = self.env[field.relation].sudo().browse(int(group) for group in groups - {NO_GROUP}).exists()
            labels |= {str(record.id): record.display_name for record in records}
        elif field.ttype == "selection":
            labels |= dict(self._get_measured_model().sudo()._fields[field.name]._description_selection(self.env))
        return labels
